import type { INodeParameters } from 'n8n-workflow';
import type { Fault, SandboxOptions } from '../../sandbox/server';
import type { PayoutRow } from '../../tools/tokenpay/payoutRows';
import { forever, storm } from '../../core/tools/audit/faults';
import type { Scenario } from '../../core/tools/audit/scenarios';
import type { Batch } from './payouts';
import { LOOK_UP_FIRST, QUERY, withRepetitions, type BatchMaker } from './batches';

/** Accounts on which a used number is paid again. */
const ACCEPTS_USED: SandboxOptions = { uniqueOutTradeNo: false };

/** Names chains and currencies by network, and amounts in decimal units. */
const OTHER_SPELLING: SandboxOptions = { spelling: 'network' };

const SMALLEST: SandboxOptions = { amountUnit: 'smallest' };

const IN_SMALLEST = { payoutAmountUnit: 'smallest' };

/** Large enough for payouts that an account takes to be a million times as large. */
const RICH: SandboxOptions = { balances: { USDT: '1000000000000000' } };

const NOT_GOOD = ['FAILED', 'REJECTED', 'EXPIRED', 'CLOSED', 'none'];

const UNDER_WAY = ['PROCESSING', 'PENDING'];

/** A trickling response is given up half a second after this. */
const SHORT_TIMEOUT: INodeParameters = { requestOptions: { timeout: 400 } };

/** Long enough for two runs to look the same number up before either pays it. */
const SLOW_LOOK_UPS: Fault = forever({ kind: 'slow', path: QUERY, delayMs: 200 });

/** Payouts on platforms that behave otherwise than TokenPay's documentation lets one hope. */
export function oddPlatform(rows: number, make: BatchMaker): Array<Scenario<Batch>> {
	return [
		...usedNumbersAccepted(rows, make),
		...otherPayouts(rows, make),
		...spellings(rows, make),
		...states(rows, make),
		...units(rows, make),
		...trickles(rows, make),
	];
}

function usedNumbersAccepted(rows: number, { batch, stopping }: BatchMaker): Array<Scenario<Batch>> {
	const name = (what: string) => `used numbers accepted, look up first, ${what}`;
	const given = { parameters: LOOK_UP_FIRST, sandbox: ACCEPTS_USED };
	const faults = (seed: number): Fault[][] => [
		[],
		[forever({ kind: 'cut after', probability: 0.4, seed })],
		[forever({ kind: 'process late', delayMs: 3000, probability: 0.4, seed: seed + 1 })],
		storm(seed + 2, 0.5),
	];
	const few = (seed: number): Fault[] => [
		forever({ kind: 'cut after', probability: 0.1, seed }),
		forever({ kind: 'cut before', path: QUERY, probability: 0.1, seed: seed + 1 }),
	];
	const slowly = (seed: number): Fault[] => [forever({ kind: 'cut after', probability: 0.1, seed }), SLOW_LOOK_UPS];
	const lists = faults(41);
	const share = Math.ceil(rows / lists.length);
	return [
		{
			name: name('run twice'),
			batches: faults(21).map((some) => batch({ ...given, plan: 'twice', stages: [some, []] }, share)),
		},
		{
			name: name('run twice; stop on errors'),
			batches: stopping((seed) => ({ ...given, plan: 'twice', stages: [few(seed), few(seed + 5000)] })),
		},
		{
			name: name('numbers twice in a list'),
			batches: lists.map((some) => repeating(batch({ ...given, stages: [some] }, share), { otherwise: true })),
		},
		{
			name: name('numbers twice in a list; stop on errors'),
			batches: stopping((seed) => ({ ...given, stages: [few(seed)] })).map((one, index) =>
				// In every other list a number stands for two payouts, so that nothing may be sent.
				repeating(one, { otherwise: index % 2 === 1 }),
			),
		},
		{
			name: name('two runs at once'),
			batches: faults(51).map((some) =>
				repeating(batch({ ...given, plan: 'concurrent', stages: [[...some, SLOW_LOOK_UPS]] }, share), {
					otherwise: false,
				}),
			),
		},
		{
			name: name('two runs at once; stop on errors'),
			batches: stopping((seed) => ({ ...given, plan: 'concurrent', stages: [slowly(seed)] })),
		},
		{
			name: name('two runs at once for different payouts'),
			batches: [
				...faults(56).map((some) => batch({ ...given, plan: 'concurrent', stages: [[...some, SLOW_LOOK_UPS]] }, share)),
				...stopping((seed) => ({ ...given, plan: 'concurrent', stages: [slowly(seed)] }), share),
			].map(laterOthers),
		},
		{
			name: name('Retry on Fail'),
			batches: (['cut after', '500 after'] as const).map((kind, index) =>
				batch(
					{
						...given,
						plan: 'retry',
						stages: [
							[
								forever({ kind, probability: 0.4, seed: 61 + index }),
								forever({ kind: 'cut before', path: QUERY, probability: 0.2, seed: 71 + index }),
							],
						],
					},
					Math.ceil(rows / 2),
				),
			),
		},
		{
			name: name('Retry on Fail; stop on errors'),
			batches: stopping((seed) => ({ ...given, plan: 'retry', stages: [few(seed)] })),
		},
	];
}

/** The same numbers for other payouts. Nobody may be told that nothing is paid under them. */
function otherPayouts(rows: number, { batch, stopping }: BatchMaker): Array<Scenario<Batch>> {
	const third = Math.ceil(rows / 3);
	const lost = (seed: number) => [forever({ kind: 'cut after', probability: 0.4, seed })];
	return [
		{
			name: 'the same numbers for different payouts in a second run',
			batches: [
				batch({ plan: 'twice', stages: [[]] }, third),
				batch(
					{ plan: 'twice', parameters: LOOK_UP_FIRST, sandbox: ACCEPTS_USED, stages: [lost(77), storm(78, 0.3)] },
					third,
				),
				...stopping((seed) => ({ plan: 'twice', stages: [lost(seed), []] }), third),
			].map(laterOthers),
		},
	];
}

function spellings(rows: number, { batch, stopping }: BatchMaker): Array<Scenario<Batch>> {
	const third = Math.ceil(rows / 3);
	const lost = [
		{ kind: 'cut after' } as const,
		forever({ kind: 'cut after', probability: 0.5, seed: 81 }),
		forever({ kind: 'cut before', path: QUERY }),
	];
	return [
		{
			name: 'other spellings of chain, currency and amount',
			batches: [
				batch({ sandbox: OTHER_SPELLING, stages: [storm(82, 0.5)] }, third),
				batch({ plan: 'twice', laterSandbox: OTHER_SPELLING, stages: [[], storm(83, 0.3)] }, third),
				batch(
					{
						plan: 'twice',
						parameters: LOOK_UP_FIRST,
						sandbox: ACCEPTS_USED,
						laterSandbox: OTHER_SPELLING,
						stages: [storm(84, 0.3), []],
					},
					third,
				),
			],
		},
		{
			name: 'lost, then a used number refused, in other spellings',
			batches: [
				batch({ plan: 'retry', laterSandbox: OTHER_SPELLING, stages: [lost, []] }, third),
				batch({ plan: 'twice', laterSandbox: OTHER_SPELLING, stages: [lost, []] }, third),
				...stopping(() => ({ plan: 'retry', laterSandbox: OTHER_SPELLING, stages: [lost, []] }), third),
			],
		},
	];
}

function states(rows: number, { batch, stopping }: BatchMaker): Array<Scenario<Batch>> {
	const inState = (payoutStateName: string, share: number): Batch[] => [
		batch(
			{
				plan: 'retry',
				sandbox: { payoutStateName },
				stages: [[forever({ kind: 'cut after', probability: 0.4, seed: 91 })]],
			},
			share,
		),
		batch({ plan: 'twice', laterSandbox: { payoutStateName }, stages: [[]] }, share),
		batch(
			{
				plan: 'twice',
				parameters: LOOK_UP_FIRST,
				sandbox: ACCEPTS_USED,
				laterSandbox: { payoutStateName },
				stages: [[forever({ kind: 'cut after', probability: 0.4, seed: 92 })], []],
			},
			share,
		),
		...stopping(() => ({ plan: 'twice', laterSandbox: { payoutStateName }, stages: [[]] }), share),
	];
	const line = (name: string, names: string[]): Scenario<Batch> => ({
		name,
		batches: names.flatMap((state) => inState(state, Math.ceil(rows / names.length / 4))),
	});
	return [
		line(`state ${NOT_GOOD.slice(0, -1).join(', ')} or none`, NOT_GOOD),
		line(`state ${UNDER_WAY.join(', ')}`, UNDER_WAY),
	];
}

function units(rows: number, { batch, stopping }: BatchMaker): Array<Scenario<Batch>> {
	const third = Math.ceil(rows / 3);
	const everywhere = { sandbox: SMALLEST, credential: IN_SMALLEST };
	const lost = (seed: number) => [forever({ kind: 'cut after', probability: 0.4, seed })];
	/** One unit in the credential, the other one on the account. */
	const mistaken = (name: string, given: Pick<Batch, 'credential'> & { sandbox: SandboxOptions }): Scenario<Batch> => {
		const other: Partial<Batch> = { ...given, otherUnit: true };
		const again = { ...other, sandbox: { ...given.sandbox, ...ACCEPTS_USED }, parameters: LOOK_UP_FIRST };
		return {
			name,
			batches: [
				batch({ ...other, plan: 'retry', stages: [lost(101)] }, third),
				batch({ ...again, plan: 'twice', stages: [lost(102)] }, third),
				...stopping(() => ({ ...other, plan: 'twice', stages: [[]] }), third),
			].map(halfWhole),
		};
	};
	return [
		{
			name: 'amounts in the smallest unit, here and there',
			batches: [
				batch({ ...everywhere, plan: 'twice', stages: [storm(103, 0.5), []] }, third),
				batch(
					{
						...everywhere,
						plan: 'concurrent',
						parameters: LOOK_UP_FIRST,
						sandbox: { ...SMALLEST, ...ACCEPTS_USED },
						stages: [storm(104, 0.3)],
					},
					third,
				),
				...stopping((seed) => ({ ...everywhere, plan: 'retry', stages: [lost(seed)] }), third),
			],
		},
		mistaken('account in the smallest unit, credential in decimals', { sandbox: SMALLEST }),
		mistaken('account in decimals, credential in the smallest unit', { sandbox: RICH, credential: IN_SMALLEST }),
	];
}

function trickles(rows: number, { batch, stopping }: BatchMaker): Array<Scenario<Batch>> {
	const third = Math.ceil(rows / 3);
	const trickle = (seed: number, path?: string) =>
		forever({ kind: 'trickle', probability: 0.4, seed, ...(path !== undefined && { path }) });
	return [
		{
			name: 'responses that trickle without end',
			batches: [
				batch({ parameters: SHORT_TIMEOUT, stages: [[trickle(111), trickle(112, QUERY)]] }, third),
				batch(
					{
						plan: 'twice',
						parameters: { ...SHORT_TIMEOUT, ...LOOK_UP_FIRST },
						sandbox: ACCEPTS_USED,
						stages: [[trickle(113), trickle(114, QUERY)], []],
					},
					third,
				),
				...stopping((seed) => ({ plan: 'retry', parameters: SHORT_TIMEOUT, stages: [[trickle(seed, '*')]] }), third),
			],
		},
	];
}

/** Puts every other number a second time into the list, and where wanted some of them for another payee. */
function repeating(batch: Batch, { otherwise }: { otherwise: boolean }): Batch {
	return { ...batch, rows: withRepetitions(batch.rows, otherwise) };
}

/** In the second run, every number stands for another amount or another payee. */
function laterOthers(batch: Batch): Batch {
	const [first] = batch.rows;
	const laterRows = batch.rows.map((row, index) =>
		index % 2 === 0 || !first ? { ...row, amount: '77' } : { ...row, to_address: first.to_address },
	);
	return { ...batch, laterRows };
}

/** Every other amount without a fraction, so that both units can carry it. */
function halfWhole(batch: Batch): Batch {
	const rows = batch.rows.map((row, index): PayoutRow => (index % 2 === 0 ? { ...row, amount: '15' } : row));
	return { ...batch, rows };
}
