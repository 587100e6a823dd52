import type { ApiRequest } from '../../core/requests/apiClient';
import { routesOf } from '../../core/run/description';
import { inFull } from '../../core/run/message';
import type { ItemOutcome } from '../../core/run/operation';
import { runItems } from '../../core/run/run';
import { SharedState } from '../../core/run/sharedState';
import { TokenPay } from '../../nodes/TokenPay/TokenPay.node.ts';
import { TOKEN_PAY } from '../../nodes/TokenPay/platform';
import { VirtualClock } from '../../core/tools/async/virtualClock';

const MINUTE = 60_000;
const ROUTES = routesOf(new TokenPay().description);
const CREDENTIAL = TOKEN_PAY.readCredential({
	...{ environment: 'tokenPay', appId: 'app', mchId: '12345678' },
	appSecret: '0123456789abcdef0123456789abcdef',
});

/** What the platform says of a payout when it is looked up at a time: its state, or a whole response, or nothing at all. */
type Responder = (at: number, number: string) => string | object;

interface Options {
	numbers?: string[];
	maximumWait?: unknown;
	stopOnFailure?: boolean;
	signal?: AbortSignal;
	/** Shared with another run. */
	clock?: VirtualClock;
	shared?: SharedState;
	operation?: 'waitUntilLanded' | 'create';
}

const CUT = 'cut';
const NOTHING = { code: 12002, msg: 'no' };

const detailOf = (number: string, state: string) => ({
	...{ out_trade_no: number, transaction_id: `id of ${number}`, trade_state: state },
	...{ amount: 15500000, decimals: 6, currency: { currency: 'USDT' }, chain: 'TRON', to_address: 'T1' },
});

/** Starts a run on a virtual clock. */
function start(respond: Responder, options: Options = {}) {
	const { numbers = ['row-1'], maximumWait = 30, stopOnFailure = false, operation = 'waitUntilLanded' } = options;
	const { clock = new VirtualClock() } = options;
	const sent: Array<{ at: number; number: string }> = [];
	const transmit = async ({ fields }: ApiRequest) => {
		const number = String(fields['out_trade_no'] ?? fields['transaction_id']);
		const at = Math.round(clock.now());
		sent.push({ at, number });
		const said = respond(at, number);
		if (said === CUT) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
		const envelope = typeof said === 'string' ? { code: 0, request_id: 'r', data: detailOf(number, said) } : said;
		return { statusCode: 200, headers: {}, body: JSON.stringify(envelope) };
	};
	const payout = { chain: 'TRON', currency: 'USDT', amount: '15.5', toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' };
	const items = numbers.map((outTradeNo) => ({
		label: outTradeNo,
		values: operation === 'create' ? { ...payout, outTradeNo } : { lookUpBy: 'outTradeNo', outTradeNo, maximumWait },
		transmit,
	}));
	const running = runItems(items, {
		platform: TOKEN_PAY,
		operation: TOKEN_PAY.operations['payout']![operation]!,
		routes: ROUTES,
		credential: CREDENTIAL,
		stopOnFailure,
		isTool: false,
		signal: options.signal,
		shared: options.shared ?? new SharedState(clock),
		breathe: async () => undefined,
	});
	return { clock, sent, running, times: () => sent.map(({ at }) => at) };
}

/** Waits for one payout until the end. */
async function wait(respond: Responder, options: Options = {}) {
	const started = start(respond, options);
	await started.clock.advanceUntilDone(started.running);
	const outcome = await started.running;
	if (!('outcomes' in outcome)) throw new Error('The run stopped');
	const { outcomes } = outcome;
	const [first] = outcomes;
	return { ...started, outcomes, json: jsonOf(first), details: detailsOf(first), error: errorOf(first) };
}

const jsonOf = (outcome: ItemOutcome | undefined) => (outcome && 'json' in outcome ? outcome.json : undefined);
const detailsOf = (outcome: ItemOutcome | undefined) =>
	outcome && 'failure' in outcome ? outcome.failure.details : undefined;
const errorOf = (outcome: ItemOutcome | undefined) =>
	outcome && 'failure' in outcome ? inFull(outcome.failure) : undefined;

describe('waiting until a payout has landed', () => {
	it('looks up at once, and then with pauses that grow from 5 to 60 seconds', async () => {
		const { times, json } = await wait((at) => (at < 300_000 ? 'NOTPAY' : 'SUCCESS'));
		const pauses = times().map((at, index) => Math.round((at - (times()[index - 1] ?? 0)) / 100) / 10);
		expect(pauses).toEqual([0, 5, 7.5, 11.3, 16.9, 25.3, 38, 57, 60, 60, 60]);
		expect(json).toEqual({
			...{ out_trade_no: 'row-1', landed: true, trade_state: 'SUCCESS', waited_seconds: 341 },
			...{ amount_decimal: '15.5', currency_symbol: 'USDT', chain: 'TRON', to_address: 'T1' },
		});
	});

	it('returns at once what has landed already', async () => {
		const { times, json } = await wait(() => 'success ');
		expect(times()).toEqual([0]);
		expect(json).toMatchObject({ landed: true, waited_seconds: 0 });
	});

	it.each(['NOTPAY', 'PENDING', 'PROCESSING', 'AUDITING', ''])(
		'goes on in state %j, and says without a failure that the time is out',
		async (state) => {
			const { times, json, clock } = await wait(() => state, { maximumWait: 2 });
			expect(json).toMatchObject({ landed: false, waited_seconds: 120, out_trade_no: 'row-1', trade_state: state });
			// The last look is when the time is out.
			expect(times().at(-1)).toBe(2 * MINUTE);
			expect(clock.now()).toBe(2 * MINUTE);
		},
	);

	it.each([
		['CLOSED', 'closed'],
		['REFUND', 'closed'],
		['FAILED', 'state'],
		['rejected', 'state'],
		['CANCELED', 'state'],
		['EXPIRED', 'state'],
		['SYSTEM_FAIL', 'state'],
	])('ends with a failure that names the state %s, and says that its outcome is unknown', async (state, reason) => {
		const { times, details, error } = await wait((at) => (at < 10_000 ? 'NOTPAY' : state));
		expect(times()).toHaveLength(3);
		expect(error).toContain(`its state is ${state}`);
		expect(details).toMatchObject({
			...{ reason, trade_state: state, outcome: 'unknown', waited_seconds: 13 },
			...{ out_trade_no: 'row-1', amount_decimal: '15.5', currency_symbol: 'USDT' },
		});
	});

	it.each<[string, string | object]>([
		['is lost', CUT],
		['is too many', { code: 11001 }],
		['is restricted', { code: 20004 }],
		['fails', { code: 11000 }],
		['is no response of the platform', { hello: 'there' }],
		['brings no detail', { code: 0 }],
		["brings another payout's detail", { code: 0, data: detailOf('row-2', 'SUCCESS') }],
		['has an unknown code', { code: 99999 }],
	])('takes a look-up that %s for none', async (_what, said) => {
		const landed = await wait((at) => (at < 100_000 ? said : 'SUCCESS'));
		expect(landed.json).toMatchObject({ landed: true, out_trade_no: 'row-1' });
		expect(landed.json?.waited_seconds).toBeGreaterThanOrEqual(100);
		const before = await wait((at) => (at < 100_000 ? 'PROCESSING' : said), { maximumWait: 5 });
		expect(before.json).toMatchObject({ landed: false, trade_state: 'PROCESSING' });
		const never = await wait(() => said, { maximumWait: 5 });
		expect(never.details).toMatchObject({ outcome: 'unknown', waited_seconds: 300 });
		expect(never.json).toBeUndefined();
	});

	it('gives a number without a payout until the time is out, and then says so', async () => {
		const found = await wait((at) => (at < 20_000 ? NOTHING : 'SUCCESS'));
		expect(found.json).toMatchObject({ landed: true, waited_seconds: 24 });
		const { details, error } = await wait(() => NOTHING, { maximumWait: 1 });
		expect(error).toContain('There is nothing under this number');
		expect(details).toMatchObject({ code: 12002, outcome: 'unknown', waited_seconds: 60 });
	});

	it.each([100, 103, 104, 11003, 20000, 20001, 20005])('gives up at once after code %p', async (code) => {
		const { times, details } = await wait(() => ({ code, msg: 'no' }));
		expect(times()).toEqual([0]);
		expect(details).toMatchObject({ code, outcome: 'unknown', waited_seconds: 0 });
	});

	it.each<[unknown, string]>([
		['0', 'must be a number of minutes above 0'],
		[-1, 'must be a number'],
		['soon', 'must be a number'],
		['', 'must be a number'],
		[undefined, 'must be a number'],
		[Infinity, 'must be a number'],
		[1_800_000, 'at most 10080'],
	])('sends nothing with a maximum of %j', async (maximumWait, words) => {
		const { sent, error } = await wait(() => 'SUCCESS', { maximumWait: maximumWait ?? null });
		expect(error).toContain(words);
		expect(sent).toEqual([]);
	});

	it('takes a maximum of less than a minute, and one that is text', async () => {
		const { json } = await wait(() => 'NOTPAY', { maximumWait: '0.5' });
		expect(json).toMatchObject({ landed: false, waited_seconds: 30 });
	});
});

describe('waiting for several payouts', () => {
	const numbers = ['row-1', 'row-2', 'row-3'];

	it('returns them in their order, each as it ended', async () => {
		const { outcomes } = await wait(
			(at, number) => {
				if (number === 'row-1') return at > 90_000 ? 'SUCCESS' : 'NOTPAY';
				return number === 'row-2' ? 'FAILED' : 'NOTPAY';
			},
			{ numbers, maximumWait: 3 },
		);
		expect(outcomes).toMatchObject([
			{ json: { out_trade_no: 'row-1', landed: true } },
			{ failure: { details: { out_trade_no: 'row-2', trade_state: 'FAILED' } } },
			{ json: { out_trade_no: 'row-3', landed: false, waited_seconds: 180 } },
		]);
	});

	it('looks a number up once that stands there twice', async () => {
		const twice = ['row-1', 'row-2', 'row-1'];
		const { outcomes, sent } = await wait((at) => (at > 6000 ? 'SUCCESS' : 'NOTPAY'), { numbers: twice });
		expect(outcomes.map((outcome) => jsonOf(outcome)?.out_trade_no)).toEqual(twice);
		expect(sent.filter(({ number }) => number === 'row-1')).toHaveLength(3);
	});

	it('ends with the first that is over, where the node stops on errors', async () => {
		const { running, clock, sent } = start((at, number) => (number === 'row-2' && at > 60_000 ? 'CLOSED' : 'NOTPAY'), {
			numbers,
			stopOnFailure: true,
		});
		await clock.advanceUntilDone(running);
		expect(await running).toMatchObject({ stoppedBy: 1, failure: { details: { trade_state: 'CLOSED' } } });
		expect(Math.round(clock.now())).toBe(sent.at(-1)?.at);
		expect(sent.at(-1)?.number).toBe('row-2');
	});

	it('ends at once when it is stopped, in a pause and before a turn, and asks nothing more', async () => {
		for (const stoppedAt of [100, 3000]) {
			const stop = new AbortController();
			const { running, clock, sent } = start(() => 'NOTPAY', { numbers, signal: stop.signal });
			await clock.advanceTo(stoppedAt);
			const before = sent.length;
			stop.abort();
			const outcome = await running;
			expect(outcome).toMatchObject({
				outcomes: numbers.map(() => ({ failure: { details: { reason: 'stoppedBefore', outcome: 'unknown' } } })),
			});
			await clock.advanceTo(MINUTE);
			expect(sent).toHaveLength(before);
		}
	});

	it('costs 500 payouts no more than their look-ups, four a second at most', async () => {
		let sleeps = 0;
		const virtual = new VirtualClock();
		const counting = {
			now: virtual.now,
			sleep: async (milliseconds: number, signal?: AbortSignal) => {
				sleeps += 1;
				await virtual.sleep(milliseconds, signal);
			},
		};
		const many = Array.from({ length: 500 }, (_, index) => `row-${index}`);
		const landsAt = (number: string) => Number(number.slice(4)) * 2000;
		const { outcomes, sent, clock } = await wait((at, number) => (at >= landsAt(number) ? 'SUCCESS' : 'NOTPAY'), {
			numbers: many,
			clock: virtual,
			shared: new SharedState(counting),
		});
		expect(outcomes.every((outcome) => jsonOf(outcome)?.landed === true)).toBe(true);
		expect(clock.now()).toBeLessThan(1000_000 + 2 * MINUTE);
		expect(sent.length).toBeLessThan((clock.now() / 1000) * 4);
		// One for the pause before each look-up, and few for its turn.
		expect(sleeps).toBeLessThan(sent.length * 4);
	}, 60_000);

	it('ends in time although 500 wait for their turns', async () => {
		const many = Array.from({ length: 500 }, (_, index) => `row-${index}`);
		const { outcomes, clock } = await wait(() => 'NOTPAY', { numbers: many, maximumWait: 1 });
		expect(clock.now()).toBeLessThanOrEqual(MINUTE + 10_000);
		expect(outcomes.every((outcome) => jsonOf(outcome)?.landed === false)).toBe(true);
		// Nothing is known of those that had no turn, except their numbers.
		expect(jsonOf(outcomes.at(-1))).toEqual({ out_trade_no: 'row-499', landed: false, waited_seconds: 70 });
	});
});

describe('while a run waits for 500 payouts', () => {
	const list = (name: string, length: number) => Array.from({ length }, (_, index) => `${name}-${index}`);

	async function pay(awaited: number) {
		const clock = new VirtualClock();
		const shared = new SharedState(clock);
		const waiting = start(() => 'NOTPAY', { numbers: list('old', awaited), clock, shared });
		await clock.advanceTo(30_000);
		const paying = start(() => 'NOTPAY', { numbers: list('new', 250), operation: 'create', clock, shared });
		await clock.advanceUntilDone(paying.running);
		const took = clock.now() - 30_000;
		await clock.advanceUntilDone(waiting.running);
		return { took, paid: paying.sent.length, lookUps: waiting.sent.length };
	}

	it("another run's payouts are at most 5 % slower, and are paid once", async () => {
		const alone = await pay(0);
		const accompanied = await pay(500);
		expect(accompanied.took / alone.took).toBeLessThan(1.05);
		expect([alone.paid, accompanied.paid]).toEqual([250, 250]);
		expect(accompanied.lookUps).toBeGreaterThan(3000);
	}, 60_000);
});
