import { VERSIONS, type Version } from '../sandbox/server';
import type { Fault } from '../../core/sandbox/faults';
import { forever, storm } from '../../core/tools/audit/faults';
import type { WantedRow } from '../../core/tools/audit/judge';
import type { Scenario } from '../../core/tools/audit/scenarios';
import type { TransferBatch } from './transfers';

/** Codes that do not tell whether the transfer was made: a number in work, a state that forbids, an error of the server … */
const UNCERTAIN_CODES = [1, 10409, 10500, 10507, 20013, 20043, 20080, 20091, 30000, 31337];

/** Refusals that come before anything is done. */
const REFUSALS = [10410, 10506, 20011, 20021, 20052];

/** What channels say when they do not know themselves whether they paid. */
const UNCERTAIN_WORDS = [
	'系统错误',
	'系统繁忙',
	'ACQ.SYSTEM_ERROR',
	'isp.unknow-error',
	'BANK_ERROR',
	'处理中',
	'HTTP 502',
];

/** What channels say when they certainly did not pay. */
const DEFINITE_WORDS = ['PAYER_BALANCE_NOT_ENOUGH', '收款账号不存在', 'EXCEED_LIMIT_SM_AMOUNT', 'INVALID_PARAMETER'];

/** The fault of one request, by the name that the table shows. Late means later than the node's time-out, earlier than its last look-up. */
const FAULTS: Array<[name: string, fault: Fault]> = [
	['cut before processing', { kind: 'cut before' }],
	['cut after processing', { kind: 'cut after' }],
	['slower than the time-out', { kind: 'slow', delayMs: 2500 }],
	['processed late', { kind: 'process late', delayMs: 3000 }],
	['processed after the last look-up', { kind: 'process late', delayMs: 14_000 }],
	['HTTP 500 before processing', { kind: '500 before' }],
	['HTTP 500 after processing', { kind: '500 after' }],
	['redirect before processing', { kind: 'redirect' }],
	['redirect after processing', { kind: 'redirect after' }],
	['garbage before processing', { kind: 'garbage before' }],
	['garbage after processing', { kind: 'garbage after' }],
	['10500 before processing', { kind: 'code', code: 10500 }],
	['10500 after processing', { kind: 'code after', code: 10500 }],
	['HTTP 401 before processing', { kind: '401 before' }],
	['HTTP 401 after processing', { kind: '401 after' }],
	['response without a signature', { kind: 'unsigned' }],
	['response with a wrong signature', { kind: 'bad signature' }],
];

const SEVERE = [
	'cut before processing',
	'cut after processing',
	'slower than the time-out',
	'processed late',
	'HTTP 500 after processing',
	'garbage after processing',
	'10500 after processing',
	'HTTP 401 after processing',
];

const STOPPING_ROWS = 10;

/** Everything at once, wrong signatures included. */
const signedStorm = (seed: number, share: number): Fault[] =>
	storm(seed, share, { kinds: ['unsigned', 'bad signature'], code: 10500 });

const queryPath = (version: Version) =>
	version === 'open' ? '/unipay/query/transfer-order' : '/unipay/query/transferOrder';

/**
 * All scenarios of DaxPay transfers, each for all three versions.
 *
 * @param rows transfers for each line of the table, over the versions together
 */
export function transferScenarios(rows: number): Array<Scenario<TransferBatch>> {
	let seed = 0;
	type Given = Partial<TransferBatch> & Pick<TransferBatch, 'stages'>;
	/** Batches of every kind given for every version, together about as many rows as a line has. */
	const everywhere = (kinds: Array<(version: Version, seed: number) => Given>): TransferBatch[] =>
		VERSIONS.flatMap((version) =>
			kinds.map((given): TransferBatch => {
				const number = (seed += 1);
				return {
					version,
					plan: 'once',
					onError: 'continue',
					rows: makeTransfers(`t${number}`, Math.ceil(rows / VERSIONS.length / kinds.length)),
					...given(version, number),
				};
			}),
		);
	/** Runs that stop on errors, ten rows each: with more, hardly any run would get through. */
	const stopping = (given: (seed: number) => Given): TransferBatch[] => {
		const runs = Math.ceil(rows / VERSIONS.length / STOPPING_ROWS);
		return VERSIONS.flatMap((version) =>
			Array.from({ length: runs }, (): TransferBatch => {
				const number = (seed += 1);
				return {
					version,
					plan: 'once',
					onError: 'stop',
					rows: makeTransfers(`t${number}`, STOPPING_ROWS),
					...given(number),
				};
			}),
		);
	};
	const severe = FAULTS.filter(([name]) => SEVERE.includes(name));
	const anySevere = (number: number): Fault => severe[number % severe.length]?.[1] ?? { kind: 'cut after' };

	return [
		...FAULTS.map(([name, fault]) => ({
			name,
			batches: everywhere([
				(_, seed) => ({ stages: [[forever({ ...fault, probability: 0.4, seed })]] }),
				() => ({ stages: [[forever(fault)]] }),
				(_, seed) => ({ stages: [[forever({ ...fault, path: '*', probability: 0.5, seed })]] }),
			]),
		})),
		{
			name: 'other codes after processing',
			batches: everywhere(
				[...UNCERTAIN_CODES, 20044].map((code) => (_, seed) => ({
					stages: [[forever({ kind: 'code after', code, probability: 0.6, seed })]],
				})),
			),
		},
		{
			name: 'other codes before processing',
			batches: everywhere(
				[...UNCERTAIN_CODES, 20044].map((code) => (_, seed) => ({
					stages: [[forever({ kind: 'code', code, probability: 0.6, seed })]],
				})),
			),
		},
		{
			name: 'refused',
			batches: everywhere(
				REFUSALS.map((code) => (_, seed) => ({ stages: [[forever({ kind: 'code', code, probability: 0.6, seed })]] })),
			),
		},
		{
			name: 'everything at once',
			batches: everywhere([0.3, 0.6, 0.9].map((share) => (_, seed) => ({ stages: [signedStorm(seed, share)] }))),
		},
		...severe.map(([name, fault]) => ({
			name: `${name}; stop on errors`,
			batches: stopping((seed) => ({ stages: [[forever({ ...fault, probability: 0.1, seed })]] })),
		})),
		{
			name: 'everything at once; stop on errors',
			batches: stopping((seed) => ({ stages: [signedStorm(seed, 0.04)] })),
		},
		{
			name: 'refused; stop on errors',
			batches: stopping((seed) => ({
				stages: [[forever({ kind: 'code', code: REFUSALS[seed % REFUSALS.length] ?? 10506, probability: 0.15, seed })]],
			})),
		},
		{
			name: 'the same number twice in one run',
			batches: everywhere(
				[
					() => [],
					(seed: number) => [forever({ kind: 'cut after', probability: 0.4, seed })],
					(seed: number) => signedStorm(seed, 0.5),
				].map((faults) => (_, seed) => ({ stages: [faults(seed)] })),
			).map((batch) => ({ ...batch, rows: [...batch.rows, ...comingAgain(batch.rows)] })),
		},
		{
			name: 'the same rows in two runs at once',
			batches: everywhere(
				[
					() => [],
					(seed: number) => [forever({ kind: 'cut after', probability: 0.4, seed })],
					(seed: number) => signedStorm(seed, 0.5),
				].map((faults) => (_, seed) => ({ plan: 'concurrent', stages: [faults(seed)] })),
			),
		},
		{
			name: 'workflow run twice',
			batches: everywhere([
				(_, seed) => ({ plan: 'twice', stages: [[forever({ kind: 'cut after', probability: 0.4, seed })], []] }),
				(_, seed) => ({ plan: 'twice', stages: [signedStorm(seed, 0.5), []] }),
				(_, seed) => ({ plan: 'twice', stages: [signedStorm(seed, 0.9)] }),
			]),
		},
		{
			name: 'workflow run twice; stop on errors',
			batches: stopping((seed) => ({ plan: 'twice', stages: [signedStorm(seed, 0.2), signedStorm(seed + 5000, 0.1)] })),
		},
		{
			name: 'Retry on Fail, continuing with error items',
			batches: everywhere(
				severe.map(([, fault]) => (_, seed) => ({
					plan: 'retry',
					stages: [[forever({ ...fault, path: '*', probability: 0.6, seed })]],
				})),
			),
		},
		{
			name: 'Retry on Fail; stop on errors',
			batches: stopping((seed) => ({
				plan: 'retry',
				stages: [[forever({ ...anySevere(seed), path: '*', probability: 0.15, seed })]],
			})),
		},
		...afterwards(everywhere),
	];
}

/** Rows that were paid, or recorded as failed, and come again. */
function afterwards(
	everywhere: (
		kinds: Array<(version: Version, seed: number) => Partial<TransferBatch> & Pick<TransferBatch, 'stages'>>,
	) => TransferBatch[],
): Array<Scenario<TransferBatch>> {
	// The first row is always lost: n8n tries again only when the first item has an error.
	// What is not believed is not looked up either.
	const lost = (seed: number): Fault[] => [
		{ kind: 'bad signature' },
		forever({ kind: 'bad signature', probability: 0.5, seed }),
	];
	const refusing = (code: number): Fault[] => [forever({ kind: 'code', code, path: '*' })];
	return [
		{
			name: 'lost, then refused when tried again',
			batches: everywhere(
				REFUSALS.map((code) => (_, seed) => ({ plan: 'retry', stages: [lost(seed), refusing(code)] })),
			),
		},
		{
			name: 'paid, then refused in a second run',
			batches: everywhere(REFUSALS.map((code) => () => ({ plan: 'twice', stages: [[], refusing(code)] }))),
		},
		{
			name: 'paid, then unreachable in a second run',
			batches: everywhere([() => ({ plan: 'twice', stages: [[]], secondRunUnreachable: true })]),
		},
		{
			name: 'paid, then look-ups without a response',
			batches: everywhere([
				(version, seed) => ({
					plan: 'twice',
					stages: [[], [forever({ kind: 'cut before', path: queryPath(version), probability: 0.6, seed })]],
				}),
			]),
		},
		{
			name: 'uncertain channel errors, paid',
			batches: everywhere(
				UNCERTAIN_WORDS.map((errorMsg) => () => ({ stages: [[]], sandbox: { channel: 'time out', errorMsg } })),
			),
		},
		{
			name: 'uncertain channel errors, then refused',
			batches: everywhere(
				UNCERTAIN_WORDS.map((errorMsg) => () => ({
					plan: 'twice',
					stages: [[]],
					sandbox: { channel: 'time out', errorMsg },
					laterChannel: 'refuse',
					laterErrorMsg: '余额不足',
				})),
			),
		},
		{
			name: 'uncertain channel errors, response lost',
			batches: everywhere(
				UNCERTAIN_WORDS.map((errorMsg) => (_, seed) => ({
					stages: [[forever({ kind: 'cut after', probability: 0.5, seed })]],
					sandbox: { channel: 'time out', errorMsg },
				})),
			),
		},
		{
			name: 'definite channel refusals',
			batches: everywhere(
				DEFINITE_WORDS.map((errorMsg) => () => ({ stages: [[]], sandbox: { channel: 'refuse', errorMsg } })),
			),
		},
		{
			name: 'refused by the channel, then run again',
			batches: everywhere([
				() => ({ plan: 'twice', stages: [[]], sandbox: { channel: 'refuse' }, laterChannel: 'success' }),
			]),
		},
		{
			name: 'paid but recorded as failed, then run again',
			batches: everywhere([
				() => ({ plan: 'twice', stages: [[]], sandbox: { channel: 'time out' }, laterChannel: 'success' }),
			]),
		},
	];
}

/** Of rows that come a second time: every other number as it was, every fourth one for another payee and amount. */
function comingAgain(rows: WantedRow[]): WantedRow[] {
	return rows.flatMap((row, index) =>
		index % 2 === 0 ? [row] : index % 4 === 1 ? [{ ...row, to_address: 'another@example.com', amount: '77' }] : [],
	);
}

/** Transfers of a few yuan, each to an account of its own, under numbers that begin with `name`. */
function makeTransfers(name: string, count: number): WantedRow[] {
	return Array.from({ length: count }, (_, index) => ({
		out_trade_no: `${name}-${index + 1}`,
		to_address: `${name}-${index + 1}@example.com`,
		amount: `${1 + (index % 9)}.${1 + (index % 7)}`,
	}));
}
