import { routesOf } from '../../core/run/description';
import type { Platform } from '../../core/run/run';
import { runItems } from '../../core/run/run';
import { SharedState } from '../../core/run/sharedState';
import { TokenPay } from '../../nodes/TokenPay/TokenPay.node';
import type { Failure } from '../../core/run/failure';
import type { Together } from '../../core/run/operation';
import type { Operation } from '../../nodes/TokenPay/operation';
import type { TokenPayCredential } from '../../nodes/TokenPay/credential';
import { TOKEN_PAY } from '../../nodes/TokenPay/platform';
import { VirtualClock } from '../../core/tools/async/virtualClock';

const PAY = '/v1/payanother/payment';
const LOOK_UP = '/v1/payanother/query';
const SECRET = '0123456789abcdef0123456789abcdef';
const CREDENTIAL = { environment: 'tokenPay', appId: 'app', mchId: '12345678', appSecret: SECRET };

/** From one request to the next at five a second, with the limiter's margin. */
const INTERVAL = 200;

interface Sent {
	at: number;
	path: string;
	number: unknown;
}

/** What the platform does with a request; it has nothing under any number. */
type Responder = (sent: Sent) => object;

const accepts: Responder = ({ path, number }) =>
	path === PAY ? { code: 0, data: { out_trade_no: number, trade_state: 'NOTPAY' } } : { code: 12002, msg: 'no' };

const losesRow2: Responder = (sent) => {
	if (sent.path === PAY && sent.number === 'row-2') throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
	return accepts(sent);
};

interface Options {
	amounts?: string[];
	stopOnFailure?: boolean;
	respond?: Responder;
	platform?: Platform<TokenPayCredential>;
	signal?: AbortSignal;
	/** Shared with another run. */
	shared?: SharedState;
}

/** Starts a run of one payout for each amount: row-1, row-2, and so on. */
function start({ amounts = ['1', '2', '3'], stopOnFailure = true, respond = accepts, ...more }: Options = {}) {
	const clock = new VirtualClock();
	const { platform = TOKEN_PAY, signal, shared = new SharedState(clock) } = more;
	const sent: Sent[] = [];
	const pauses = { count: 0 };
	const items = amounts.map((amount, index) => {
		const outTradeNo = `row-${index + 1}`;
		return {
			label: outTradeNo,
			values: {
				...{ outTradeNo, amount, chain: 'TRON', currency: 'USDT' },
				toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
			},
			transmit: async ({ path, fields }: { path: string; fields: Record<string, unknown> }) => {
				const request = { at: Math.round(clock.now()), path, number: fields['out_trade_no'] };
				sent.push(request);
				return { statusCode: 200, headers: {}, body: JSON.stringify(respond(request)) };
			},
		};
	});
	const outcome = runItems(items, {
		platform,
		operation: platform.operations['payout']!['create']!,
		routes: routesOf(new TokenPay().description),
		credential: platform.readCredential(CREDENTIAL),
		stopOnFailure,
		isTool: false,
		signal,
		shared,
		breathe: async () => void (pauses.count += 1),
	});
	return { clock, sent, outcome, pauses };
}

/** Runs to its end. */
async function run(options: Options = {}) {
	const { clock, sent, outcome } = start(options);
	await clock.advanceTo(60_000);
	return { sent, outcome: await outcome };
}

const paid = (sent: Sent[]) => sent.filter(({ path }) => path === PAY).map(({ number }) => number);

describe('a run', () => {
	it('sends its items in their order, five a second', async () => {
		const { sent, outcome } = await run();
		expect(sent.map(({ at, number }) => [at, number])).toEqual([
			[0, 'row-1'],
			[INTERVAL, 'row-2'],
			[2 * INTERVAL, 'row-3'],
		]);
		expect(outcome).toMatchObject({ outcomes: [1, 2, 3].map((row) => ({ json: { out_trade_no: `row-${row}` } })) });
	});

	it.each([true, false])(
		'lets n8n do other work between any two items that it checks, and that it starts (stops on failure: %s)',
		async (stopOnFailure) => {
			const { clock, outcome, pauses } = start({ amounts: ['1', '2', '3', '4', '5'], stopOnFailure });
			await clock.advanceTo(60_000);
			await outcome;
			expect(pauses.count).toBe(10);
		},
	);

	it('that stops on failure sends nothing unless every item passes its checks', async () => {
		const { sent, outcome } = await run({ amounts: ['1', 'many', '3', '-4'] });
		expect(sent).toEqual([]);
		expect(outcome).toMatchObject({
			stoppedBy: 1,
			failure: { details: { nothing_sent: true, failed: ['row-2', 'row-4'], 'not sent': ['row-1', 'row-3'] } },
		});
	});

	it('that goes on after failures sends the items that pass', async () => {
		const { sent, outcome } = await run({ amounts: ['1', 'many', '3'], stopOnFailure: false });
		expect(paid(sent)).toEqual(['row-1', 'row-3']);
		expect(outcome).toMatchObject({
			outcomes: [{ json: {} }, { failure: { details: { outcome: 'unpaid', nothing_sent: true } } }, { json: {} }],
		});
	});

	it('that stops on failure starts no payment after the first failure', async () => {
		const { sent, outcome } = await run({
			respond: (one) => (one.number === 'row-2' && one.path === PAY ? { code: 20002 } : accepts(one)),
		});
		expect(paid(sent)).toEqual(['row-1', 'row-2']);
		expect(outcome).toMatchObject({
			stoppedBy: 1,
			failure: { details: { paid: ['row-1'], failed: ['row-2'], 'not sent': ['row-3'] } },
		});
	});

	it('looks a payment without a response up after 0.3, 1.5 and 4 seconds, and never sends it again', async () => {
		const { sent, outcome } = await run({ respond: losesRow2, stopOnFailure: false });
		expect(paid(sent)).toEqual(['row-1', 'row-2', 'row-3']);
		const lost = INTERVAL;
		// The first look-up waits for the turn after row-3's.
		const turn = 3 * INTERVAL;
		expect(sent.filter(({ path }) => path === LOOK_UP)).toEqual(
			[turn, turn + 1500, turn + 5500].map((at) => ({ at, path: LOOK_UP, number: 'row-2' })),
		);
		expect(turn - lost).toBeGreaterThanOrEqual(300);
		expect(outcome).toMatchObject({
			outcomes: [
				{ json: {} },
				{ failure: { details: { outcome: 'unknown', found_when_looked_up: false } } },
				{ json: {} },
			],
		});
	});

	it('holds back all other payments while one is looked up, and starts none when it stays unknown', async () => {
		const { sent, outcome } = await run({ respond: losesRow2 });
		expect(paid(sent)).toEqual(['row-1', 'row-2']);
		expect(outcome).toMatchObject({
			stoppedBy: 1,
			failure: { details: { paid: ['row-1'], unknown: ['row-2'], 'not sent': ['row-3'] } },
		});
	});

	it('that somebody stops sends nothing more: no item and no look-up', async () => {
		const stop = new AbortController();
		const { clock, sent, outcome } = start({ respond: losesRow2, stopOnFailure: false, signal: stop.signal });
		await clock.advanceTo(INTERVAL + 100);
		stop.abort();
		await clock.advanceTo(60_000);
		expect(sent.map(({ path, number }) => [path, number])).toEqual([
			[PAY, 'row-1'],
			[PAY, 'row-2'],
		]);
		expect(await outcome).toMatchObject({
			outcomes: [
				{ json: {} },
				{ failure: { details: { outcome: 'unknown' } } },
				{ failure: { details: { outcome: 'unpaid', reason: 'stoppedBefore' } } },
			],
		});
	});

	describe('whose operation looks at all items together', () => {
		const withCheck = (findings: Partial<Together>) => {
			const create = TOKEN_PAY.operations['payout']!['create']!;
			const asked: boolean[][] = [];
			const checkTogether: Operation['checkTogether'] = async (items) => {
				asked.push(items.map((item) => item !== undefined));
				return await Promise.resolve({ failures: new Map(), notes: [], ...findings });
			};
			return { asked, platform: { ...TOKEN_PAY, operations: { payout: { create: { ...create, checkTogether } } } } };
		};
		const failure: Failure = { error: 'Too much together', advice: 'Split it.', details: { reason: 'all' } };
		const all = new Map([0, 1, 2].map((at) => [at, failure]));

		it.each([true, false])('sends none of those that it refuses (stops on failure: %s)', async (stopOnFailure) => {
			const { platform } = withCheck({ failures: all });
			const { sent, outcome } = await run({ platform, stopOnFailure });
			expect(sent).toEqual([]);
			const details = { reason: 'all', outcome: 'unpaid', nothing_sent: true };
			if (stopOnFailure) {
				const everyRow = { 'not sent': ['row-1', 'row-2', 'row-3'] };
				expect(outcome).toMatchObject({ stoppedBy: 0, failure: { details: { ...details, ...everyRow } } });
			} else {
				expect(outcome).toMatchObject({ outcomes: [1, 2, 3].map(() => ({ failure: { details } })) });
			}
		});

		it('sends the others, and hands its notes on', async () => {
			const { platform, asked } = withCheck({ failures: new Map([[2, failure]]), notes: ['Look here.'] });
			const { sent, outcome } = await run({ amounts: ['1', 'many', '3', '4'], platform, stopOnFailure: false });
			expect(asked).toEqual([[true, false, true, true]]);
			expect(paid(sent)).toEqual(['row-1', 'row-4']);
			expect(outcome).toMatchObject({ notes: ['2 sent, 5 USDT; 2 refused; 0 unknown.', 'Look here.'] });
		});

		it('is not asked where an item that is wrong ends the run anyway', async () => {
			const { platform, asked } = withCheck({});
			await run({ amounts: ['1', 'many'], platform });
			expect(asked).toEqual([]);
		});
	});

	it('whose operation reports sends nothing, and reports on wrong items, too', async () => {
		const create = TOKEN_PAY.operations['payout']!['create']!;
		const report: Operation['report'] = async (items) =>
			await Promise.resolve({ forAll: { wrong: items.map(({ checked }) => 'problems' in checked) } });
		const platform = { ...TOKEN_PAY, operations: { payout: { create: { ...create, report } } } };
		for (const stopOnFailure of [true, false]) {
			const { sent, outcome } = await run({ amounts: ['1', 'many'], platform, stopOnFailure });
			expect(sent).toEqual([]);
			expect(outcome).toEqual({ forAll: { wrong: [false, true] }, notes: [] });
		}
	});

	it('calls an item unknown that broke while it was sent, whatever broke, and lets its number go', async () => {
		const create = {
			movesMoney: true,
			check: () => ({
				payment: { number: 'row-1', content: '' },
				send: async () => {
					throw new TypeError('x is not a function');
				},
			}),
		};
		const platform = { ...TOKEN_PAY, operations: { payout: { create } } };
		const shared = new SharedState(new VirtualClock());
		const options: Options = { amounts: ['1'], platform, stopOnFailure: false, shared };
		for (const { outcome } of [await run(options), await run(options)])
			expect(outcome).toMatchObject({ outcomes: [{ failure: { details: { outcome: 'unknown' } } }] });
	});
});
