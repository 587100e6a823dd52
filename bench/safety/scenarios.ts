import type { Fault } from '../../sandbox/server';
import { forever, storm } from '../../core/tools/audit/faults';
import type { Scenario } from '../../core/tools/audit/scenarios';
import type { Batch } from './payouts';
import { CREATE, LOOK_UP_FIRST, QUERY, batchMaker, withRepetitions, type BatchMaker } from './batches';
import { lookedAt } from './lookedAt';
import { oddPlatform } from './oddPlatform';

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

/**
 * All scenarios of the first part.
 *
 * @param rows payouts for each line of the table
 */
export function allScenarios(rows: number): Array<Scenario<Batch>> {
	const third = Math.ceil(rows / 3);
	const make = batchMaker(rows);
	const { batch, stopping, seed } = make;

	const withFault = ([name, fault]: [string, Fault]): Scenario<Batch> => ({
		name,
		batches: [
			batch({ stages: [[forever({ ...fault, probability: 0.4, seed: seed() })]] }, third),
			// Here a request that was silently sent again would be paid again.
			batch({ stages: [[forever(fault)]], sandbox: { uniqueOutTradeNo: false } }, third),
			batch(
				{
					stages: [[forever({ ...fault, path: '*', probability: 0.5, seed: seed() })]],
					sandbox: { createReturnsData: false },
				},
				third,
			),
		],
	});
	const stopped = ([name, fault]: [string, Fault]): Scenario<Batch> => ({
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
			batches: [0.3, 0.6, 0.9].map((share) => batch({ stages: [storm(seed(), share)] }, third)),
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
								forever({ kind: 'code', code: 20004, probability, seed: seed() }),
								forever({ kind: 'code after', code: 20004, probability: 0.7, seed: seed() + 1 }),
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
				const one = batch({ stages: [faults] }, third);
				return { ...one, rows: withRepetitions(one.rows, true) };
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
					{ plan: 'retry', stages: [[forever({ ...fault, path: '*', probability: 0.6, seed: seed() })]] },
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
		...lookedAt(rows, make),
		...refusedLater(rows, make),
		...oddPlatform(rows, make),
	];
}

/** Rows that were paid and then, when they come again, are refused or cannot be looked up: they are not unpaid. */
function refusedLater(rows: number, { batch }: BatchMaker): Array<Scenario<Batch>> {
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
	// A row that was never sent before would be sent four times after a 20004, with three look-ups after each.
	const briefly = (refusal: Fault): Fault => (refusal.code === 20004 ? { ...refusal, times: 2 } : refusal);
	return [
		{
			name: 'lost, then refused when tried again',
			batches: refusals.map((refusal) => batch({ plan: 'retry', stages: [lost, [refusal]] }, share)),
		},
		{
			name: 'lost, then refused when tried again; stop on errors',
			batches: refusals.map((refusal) =>
				batch({ plan: 'retry', onError: 'stop', stages: [lost, [briefly(refusal)]] }, share),
			),
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
