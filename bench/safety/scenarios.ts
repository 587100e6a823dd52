import type { INodeParameters } from 'n8n-workflow';
import type { Fault, FaultKind } from '../../sandbox/server';
import type { PayoutRow } from '../../tools/tokenpay/payoutRows';
import type { Batch, Scenario } from './payouts';
import { makeRows } from '../../tools/tokenpay/payoutRows';

const CREATE = '/v1/payanother/payment';
const QUERY = '/v1/payanother/query';
const FOREVER = -1;

const LOOK_UP_FIRST: INodeParameters = { options: { lookUpFirst: true } };

/** Everything at once, on creates and look-ups alike. */
const STORM: FaultKind[] = [
	'cut before',
	'cut after',
	'500 before',
	'500 after',
	'401 before',
	'401 after',
	'redirect',
	'redirect after',
	'garbage before',
	'garbage after',
	'code',
	'code after',
	'slow',
	'process late',
];

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
	['11000 before processing', { kind: 'code', code: 11000 }],
	['11000 after processing', { kind: 'code after', code: 11000 }],
	['HTTP 401 before processing', { kind: '401 before' }],
	['HTTP 401 after processing', { kind: '401 after' }],
];

const forever = (fault: Fault): Fault => ({ times: FOREVER, ...fault });

const storm = (seed: number, share: number): Fault[] =>
	STORM.map((kind, index) => ({
		kind,
		path: '*',
		times: FOREVER,
		probability: share / STORM.length,
		seed: seed * 100 + index,
		delayMs: 2500,
	}));

/**
 * All scenarios of the first part.
 *
 * @param rows payouts for each line of the table
 */
export function allScenarios(rows: number): Scenario[] {
	const third = Math.ceil(rows / 3);
	let seed = 0;
	const numbered = (count: number): PayoutRow[] => makeRows(`p${(seed += 1)}`, count);
	const batch = (given: Partial<Batch> & Pick<Batch, 'stages'>, count: number): Batch => ({
		plan: 'once',
		onError: 'continue',
		rows: numbered(count),
		...given,
	});
	/** Runs that stop on errors, ten rows each: with more, hardly any run would get through. */
	const stopping = (given: (seed: number) => Partial<Batch> & Pick<Batch, 'stages'>, count = rows): Batch[] =>
		Array.from({ length: Math.ceil(count / 10) }, () => batch({ onError: 'stop', ...given(seed + 1) }, 10));

	const withFault = ([name, fault]: [string, Fault]): Scenario => ({
		name,
		batches: [
			batch({ stages: [[forever({ ...fault, probability: 0.4, seed: seed + 1 })]] }, third),
			// Here a request that was silently sent again would be paid again.
			batch({ stages: [[forever(fault)]], sandbox: { uniqueOutTradeNo: false } }, third),
			batch(
				{
					stages: [[forever({ ...fault, path: '*', probability: 0.5, seed: seed + 1 })]],
					sandbox: { createReturnsData: false },
				},
				third,
			),
		],
	});
	const stopped = ([name, fault]: [string, Fault]): Scenario => ({
		name: `${name}; stop on errors`,
		batches: stopping((seed) => ({ stages: [[forever({ ...fault, probability: 0.1, seed })]] })),
	});
	const chosen = (...names: string[]) => FAULTS.filter(([name]) => names.includes(name));
	const severe = chosen(
		'cut before processing',
		'cut after processing',
		'slower than the time-out',
		'processed late',
		'HTTP 500 after processing',
		'garbage after processing',
		'11000 after processing',
		'HTTP 401 after processing',
	);

	return [
		...FAULTS.map(withFault),
		{
			name: 'everything at once',
			batches: [0.3, 0.6, 0.9].map((share) => batch({ stages: [storm(seed + 1, share)] }, third)),
		},
		{
			name: 'too many requests (11001)',
			batches: [
				batch({ stages: [[]], sandbox: { requestsPerSecond: 60 } }, third),
				batch({ stages: [[forever({ kind: 'code', code: 11001, path: '*', probability: 0.4, seed: 7 })]] }, third),
				batch(
					{
						stages: [
							[{ kind: 'code', code: 11001, times: third }, forever({ kind: 'cut after', probability: 0.2, seed: 8 })],
						],
					},
					third,
				),
			],
		},
		{
			name: 'frequency restricted (20004), before or after processing',
			batches: [0.4, 0.7].map((probability) =>
				batch(
					{
						stages: [
							[
								forever({ kind: 'code', code: 20004, probability, seed: seed + 1 }),
								forever({ kind: 'code after', code: 20004, probability: 0.7, seed: seed + 2 }),
							],
						],
					},
					Math.ceil(rows / 2),
				),
			),
		},
		...severe.map(stopped),
		{ name: 'everything at once; stop on errors', batches: stopping((seed) => ({ stages: [storm(seed, 0.15)] })) },
		{
			name: 'refused (20002); stop on errors',
			batches: stopping((seed) => ({
				pace: 20,
				stages: [[forever({ kind: 'code', code: 20002, probability: 0.15, seed })]],
			})),
		},
		{
			name: 'the same number twice in one run',
			batches: [[], [forever({ kind: 'cut after', probability: 0.4, seed: 5 })], storm(6, 0.5)].map((faults) => {
				const once = numbered(third);
				// Every other number comes a second time as it was, every fourth one for another payee.
				const again = once.flatMap((row, index) =>
					index % 2 === 0
						? [row]
						: index % 4 === 1
							? [{ ...row, to_address: once[0]?.to_address ?? '', amount: '77' }]
							: [],
				);
				return batch({ stages: [faults], rows: [...once, ...again] }, 0);
			}),
		},
		{
			name: 'the same rows in two runs at once',
			batches: [[], [forever({ kind: 'cut after', probability: 0.4, seed: 9 })], storm(10, 0.5)].map((faults) =>
				batch({ plan: 'concurrent', stages: [faults] }, third),
			),
		},
		{
			name: 'workflow run twice',
			batches: [[forever({ kind: 'cut after', probability: 0.4, seed: 11 })], storm(12, 0.5), storm(13, 0.9)].map(
				(faults, index) => batch({ plan: 'twice', stages: [faults, index === 2 ? faults : []] }, third),
			),
		},
		{
			name: 'workflow run twice; stop on errors',
			batches: stopping((seed) => ({ plan: 'twice', stages: [storm(seed, 0.2), storm(seed + 5000, 0.1)] })),
		},
		{
			name: 'Retry on Fail, continuing with error items',
			batches: severe.map(([, fault]) =>
				batch(
					{ plan: 'retry', stages: [[forever({ ...fault, path: '*', probability: 0.6, seed: seed + 1 })]] },
					Math.ceil(rows / severe.length),
				),
			),
		},
		{
			name: 'Retry on Fail; stop on errors',
			batches: severe.flatMap(([, fault]) =>
				stopping(
					(seed) => ({ plan: 'retry', stages: [[forever({ ...fault, path: '*', probability: 0.15, seed })]] }),
					Math.ceil(rows / severe.length),
				),
			),
		},
		{
			name: 'used numbers accepted, look up first, run twice',
			batches: [
				[],
				[forever({ kind: 'cut after', probability: 0.4, seed: 21 })],
				[forever({ kind: 'process late', delayMs: 3000, probability: 0.4, seed: 22 })],
				storm(23, 0.6),
			].map((faults) =>
				batch(
					{ plan: 'twice', parameters: LOOK_UP_FIRST, sandbox: { uniqueOutTradeNo: false }, stages: [faults, []] },
					Math.ceil(rows / 4),
				),
			),
		},
		{
			name: 'used numbers accepted, look up first, Retry on Fail',
			batches: [
				[
					forever({ kind: 'cut after', probability: 0.4, seed: 24 }),
					forever({ kind: 'cut before', path: QUERY, probability: 0.2, seed: 25 }),
				],
				[
					forever({ kind: '500 after', probability: 0.4, seed: 26 }),
					forever({ kind: '500 before', path: QUERY, probability: 0.2, seed: 27 }),
				],
			].map((faults) =>
				batch(
					{ plan: 'retry', parameters: LOOK_UP_FIRST, sandbox: { uniqueOutTradeNo: false }, stages: [faults] },
					Math.ceil(rows / 2),
				),
			),
		},
		...refusedLater(rows, batch),
	];
}

/** Rows that were paid and then, when they come again, are refused or cannot be looked up: they are not unpaid. */
function refusedLater(
	rows: number,
	batch: (given: Partial<Batch> & Pick<Batch, 'stages'>, count: number) => Batch,
): Scenario[] {
	// The first row is always lost: n8n tries again only when the first item has an error.
	const lost: Fault[] = [
		{ kind: 'cut after' },
		forever({ kind: 'cut after', probability: 0.5, seed: 31 }),
		forever({ kind: 'cut before', path: QUERY }),
	];
	const refusals: Fault[] = [20002, 20001, 20004, 103, 11003].map((code) =>
		forever({ kind: 'code', code, path: CREATE }),
	);
	const share = Math.ceil(rows / refusals.length);
	return [
		{
			name: 'lost, then refused when tried again',
			batches: refusals.map((refusal) => batch({ plan: 'retry', stages: [lost, [refusal]] }, share)),
		},
		{
			name: 'lost, then refused when tried again; stop on errors',
			batches: refusals.map((refusal) => batch({ plan: 'retry', onError: 'stop', stages: [lost, [refusal]] }, share)),
		},
		{
			name: 'paid, then refused in a second run',
			batches: refusals.map((refusal) => batch({ plan: 'twice', stages: [[], [refusal]] }, share)),
		},
		{
			name: 'paid, then unreachable in a second run',
			batches: [batch({ plan: 'twice', stages: [[]], secondRunUnreachable: true }, rows)],
		},
		{
			name: 'paid, then look up first without a response',
			batches: [
				batch(
					{
						plan: 'twice',
						parameters: LOOK_UP_FIRST,
						sandbox: { uniqueOutTradeNo: false },
						stages: [[], [forever({ kind: 'cut before', path: QUERY, probability: 0.6, seed: 32 })]],
					},
					rows,
				),
			],
		},
	];
}
