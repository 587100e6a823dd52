import type { ApiResponse } from '../../core/requests/response';
import { noResponse, notSent, readResponse } from '../../nodes/TokenPay/response';
import { PLATFORM_CODES } from '../../nodes/TokenPay/errors';
import { NOTHING_DONE } from '../../nodes/TokenPay/codes';
import { close } from '../../nodes/TokenPay/close';
import { type Payment, createPayout } from '../../nodes/TokenPay/payOnce';
import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import { backoff, sendWithRetry } from '../../core/requests/retry';
import { lookUp, lookUpAfterLoss } from '../../nodes/TokenPay/lookUp';
import type { PayoutRequest } from '../../nodes/TokenPay/payoutRequest';

const CREATE = '/v1/payanother/payment';
const QUERY = '/v1/payanother/query';
const PAYOUT: PayoutRequest = {
	outTradeNo: 'row-1',
	chain: 'TRON',
	currency: 'USDT',
	amount: '15.5',
	toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
	attach: 'a',
};
const FIELDS = {
	out_trade_no: 'row-1',
	chain: 'TRON',
	currency: 'USDT',
	amount: '15.5',
	to_address: PAYOUT.toAddress,
	attach: 'a',
};
const query = (fields: object): ApiRequest => ({ method: 'POST', path: QUERY, fields: { ...fields } });
const PAYMENT: Payment = {
	payout: PAYOUT,
	create: { method: 'POST', path: CREATE, fields: FIELDS, movesMoney: true },
	query: query({ out_trade_no: 'row-1' }),
};
const DETAIL = {
	out_trade_no: 'row-1',
	transaction_id: 'e98b3029477f4bdcb971797a9d9e09ce',
	trade_state: 'NOTPAY',
	chain: 'TRON',
	currency: { currency: 'USDT', code: 'TRON_USDT' },
	to_address: PAYOUT.toAddress,
	amount: 15500000,
	decimals: 6,
};

const response = (envelope: object, statusCode = 200): ApiResponse =>
	readResponse({ statusCode, headers: {}, body: JSON.stringify(envelope) });
const ok = (data?: unknown) => response({ code: 0, msg: 'ok', request_id: 'r', data });
/** A refusal as the client hands it on. */
const code = (number: number): ApiResponse => {
	const refused = response({ code: number, msg: 'no', request_id: 'r' });
	return refused.kind === 'refusal' && [11001, 20004].includes(number) ? { ...refused, isTooMany: true } : refused;
};
const CUT = noResponse({ kind: 'cut', neverSent: false, reason: 'ECONNRESET' });
const STOPPED = noResponse({ kind: 'stopped', neverSent: false, reason: 'ERR_CANCELED' });
const REFUSED = noResponse({ kind: 'refused', neverSent: true, reason: 'ECONNREFUSED' });
const SERVER_ERROR = response({ code: 0 }, 500);
const UNVERIFIED = readResponse(
	{
		statusCode: 200,
		headers: { 'ttpay-timestamp': '1', 'ttpay-nonce': '2', 'ttpay-signature': '3' },
		body: '{"code":0}',
	},
	{ appSecret: '0123456789abcdef0123456789abcdef', now: 1 },
);

/** A client that plays responses in their order and keeps what was asked of them. */
function play(responses: ApiResponse[], { stopInPause = Infinity } = {}) {
	const sent: Array<{ path: string; fields: Record<string, unknown>; urgent: boolean }> = [];
	const pauses: number[] = [];
	const left = [...responses];
	const client: ApiClient = {
		async send({ path, fields }, { urgent = false } = {}) {
			sent.push({ path, fields, urgent });
			const next = left.shift();
			if (!next) throw new Error(`Nothing was to be sent any more, but ${path} was`);
			return next;
		},
		async pause(milliseconds) {
			pauses.push(milliseconds);
			return pauses.length < stopInPause;
		},
		// Every request takes four seconds.
		elapsed: () => sent.length * 4000,
		random: () => 0.5,
		now: () => new Date('2024-01-02T03:04:05Z'),
	};
	return {
		client,
		sent,
		pauses,
		left,
		paths: () => sent.map(({ path }) => (path === CREATE ? 'create' : path === QUERY ? 'query' : path)),
	};
}

async function create(responses: ApiResponse[], { lookUpFirst = false, stopInPause = Infinity } = {}) {
	const played = play(responses, { stopInPause });
	const result = await createPayout(PAYMENT, played.client, { lookUpFirst });
	expect(played.left).toEqual([]);
	const failure = 'failure' in result ? result.failure : undefined;
	return { ...played, json: 'json' in result ? result.json : undefined, failure, details: failure?.details };
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('creating a payout', () => {
	it("sends the request once, exactly as it is, and returns the platform's detail", async () => {
		const { json, sent, pauses } = await create([ok(DETAIL)]);
		expect(json).toEqual({ ...DETAIL, request_id: 'r' });
		expect(sent).toEqual([{ path: CREATE, fields: FIELDS, urgent: false }]);
		expect(pauses).toEqual([]);
	});

	it.each([undefined, null, {}, [], 'done'])(
		'looks up what was made where the platform sends %j as detail',
		async (data) => {
			const made = await create([ok(data), ok(DETAIL)]);
			expect(made.json).toEqual({ ...DETAIL, request_id: 'r' });
			expect(made.paths()).toEqual(['create', 'query']);
			const other = await create([ok(data), ok({ ...DETAIL, amount: 15 })]);
			expect(other.details).toMatchObject({ outcome: 'unknown' });
			// A success is a success, also where nothing shows it yet.
			for (const nothing of [code(12002), CUT]) {
				expect((await create([ok(data), nothing])).json).toEqual({ ...FIELDS, request_id: 'r' });
			}
		},
	);

	it.each([
		{ transaction_id: 'x' },
		{ ...DETAIL, chain: 'TRC20', currency: 'TRC20_USDT' },
		{ ...DETAIL, amount: '15500000' },
		{ ...DETAIL, amount: 155, decimals: 1 },
		{ ...DETAIL, amount: undefined },
		{ ...DETAIL, trade_state: 'SUCCESS' },
	])('believes a detail that leaves fields out or names them otherwise: %j', async (data) => {
		expect((await create([ok(data)])).json).toMatchObject({ request_id: 'r' });
	});

	it.each([
		{ amount: 15500001 },
		{ to_address: 'TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj' },
		{ out_trade_no: 'row-2' },
		{ decimals: 18 },
	])('does not pass success with %j off as this payout', async (change) => {
		const { json, details, sent } = await create([ok({ ...DETAIL, ...change })]);
		expect(json).toBeUndefined();
		expect(details).toMatchObject({ reason: 'different', outcome: 'unknown', request_id: 'r' });
		expect(sent).toHaveLength(1);
	});

	it.each(['CLOSED', 'REFUND'])('does not pass success with the state %s off as paid', async (trade_state) => {
		expect((await create([ok({ ...DETAIL, trade_state })])).json).toBeUndefined();
	});

	const DEFINITE = Object.keys(PLATFORM_CODES)
		.map(Number)
		.filter((number) => ![11000, 11001, 12001, 20004].includes(number));

	it.each(DEFINITE)(
		'calls it unpaid after the definite refusal %i when there is nothing under the number, and sends nothing again',
		async (number) => {
			const { details, paths } = await create([code(number), code(12002)]);
			expect(details).toMatchObject({ code: number, outcome: 'unpaid' });
			expect(paths()).toEqual(['create', 'query']);
		},
	);

	it.each(DEFINITE)('recognizes a payout of an earlier run when it is refused with %i', async (number) => {
		const { json, paths } = await create([code(number), ok(DETAIL)]);
		expect(json).toMatchObject({ already_existed: true });
		expect(paths()).toEqual(['create', 'query']);
	});

	it('calls it unknown when the look-up is refused as well, or its response is lost', async () => {
		expect((await create([code(103), code(103)])).details).toMatchObject({ code: 103, outcome: 'unknown' });
		expect((await create([code(20002), CUT])).details).toMatchObject({ code: 20002, outcome: 'unknown' });
	});

	it('says that nothing was sent in this run when no connection was made', async () => {
		expect((await create([REFUSED])).details).toMatchObject({ outcome: 'unpaid', nothing_sent: true });
		expect((await create([REFUSED], { lookUpFirst: true })).details).toMatchObject({
			outcome: 'unpaid',
			nothing_sent: true,
		});
	});

	it('leaves the outcome of a code that no document lists open', async () => {
		expect((await create([code(50000), ...times(3, code(12002))])).details).toMatchObject({ outcome: 'unknown' });
	});

	it('calls it unpaid when it was never sent, and looks nothing up', async () => {
		for (const never of [REFUSED, notSent('notSent'), notSent('stoppedBefore')]) {
			const { details, paths } = await create([never]);
			expect(details).toMatchObject({ outcome: 'unpaid' });
			expect(paths()).toEqual(['create']);
		}
	});
});

describe.each([
	['a broken connection', CUT],
	['a server error', SERVER_ERROR],
	['code 11000', code(11000)],
])('after %s', (_what, lost) => {
	it('looks the number up, urgently and with growing pauses, and never sends it again', async () => {
		const { details, failure, sent, pauses, paths } = await create([lost, ...times(3, code(12002))]);
		expect(paths()).toEqual(['create', 'query', 'query', 'query']);
		expect(sent.slice(1)).toEqual(times(3, { path: QUERY, fields: { out_trade_no: 'row-1' }, urgent: true }));
		expect(pauses).toEqual([300, 1500, 4000]);
		expect(details).toMatchObject({ outcome: 'unknown', found_when_looked_up: false, at: '2024-01-02T03:04:05.000Z' });
		expect(details?.['looked_up']).toMatch(/may still be processed/);
		expect(failure?.error).toMatch(/^OUTCOME UNKNOWN/);
		expect(failure?.advice).toContain('same number');
	});

	it('returns the payout as recovered when it is found, at whichever look-up', async () => {
		for (const misses of [0, 1, 2]) {
			const { json } = await create([lost, ...times(misses, code(12002)), ok(DETAIL)]);
			const refused = lost.kind === 'refusal' ? { refused_code: 11000, refused_msg: 'no' } : {};
			expect(json).toEqual({ ...DETAIL, request_id: 'r', ...refused, recovered: true });
		}
	});

	it('goes on looking after a look-up that told nothing', async () => {
		const { json } = await create([lost, CUT, SERVER_ERROR, ok(DETAIL)]);
		expect(json).toMatchObject({ recovered: true });
	});

	it('says that look-ups did not help', async () => {
		const { details, failure } = await create([lost, ...times(3, code(20000))]);
		expect(details).toMatchObject({ outcome: 'unknown', found_when_looked_up: null });
		expect(failure?.details['looked_up']).toContain('did not help');
	});

	it('leaves the outcome open when what is found is different or over', async () => {
		expect((await create([lost, ok({ ...DETAIL, amount: 1 })])).details).toMatchObject({
			reason: 'different',
			outcome: 'unknown',
		});
		expect((await create([lost, ok({ ...DETAIL, trade_state: 'CLOSED' })])).details).toMatchObject({
			reason: 'closed',
			outcome: 'unknown',
		});
	});

	it('stops looking at a response that cannot be believed', async () => {
		const { details } = await create([lost, UNVERIFIED]);
		expect(details).toMatchObject({ outcome: 'unknown', found_when_looked_up: null });
	});

	it.each([1, 2, 3])('leaves the outcome open when the execution is stopped in pause %i', async (stopInPause) => {
		const { details, paths } = await create([lost, ...times(stopInPause - 1, code(12002))], { stopInPause });
		expect(details).toMatchObject({ outcome: 'unknown', found_when_looked_up: stopInPause === 1 ? null : false });
		expect(paths()).toHaveLength(stopInPause);
	});
});

describe('a response that nothing should follow', () => {
	it.each([
		['a stopped execution', STOPPED],
		['a signature that does not match', UNVERIFIED],
	])('leaves the outcome open after %s, without a look-up', async (_what, lost) => {
		const { details, failure, paths } = await create([lost]);
		expect(paths()).toEqual(['create']);
		expect(details).toMatchObject({ outcome: 'unknown', found_when_looked_up: null });
		expect(failure?.details['looked_up']).toBe('It was not looked up');
	});
});

describe('a number that is taken', () => {
	it('returns the payout that has it, when it is the same', async () => {
		const { json, sent, pauses } = await create([code(12001), ok(DETAIL)]);
		const refused = { refused_code: 12001, refused_msg: 'no' };
		expect(json).toEqual({ ...DETAIL, request_id: 'r', ...refused, already_existed: true });
		expect(sent[1]).toEqual({ path: QUERY, fields: { out_trade_no: 'row-1' }, urgent: true });
		expect(pauses).toEqual([]);
	});

	it('is told apart from any other reason to refuse, by the code', async () => {
		const { json } = await create([code(20002), ok(DETAIL)]);
		expect(json).toMatchObject({ already_existed: true, refused_code: 20002 });
	});

	it('is refused when the payout is a different one, and says what differs', async () => {
		const { details, failure } = await create([code(12001), ok({ ...DETAIL, amount: 20000000 })]);
		expect(details).toMatchObject({ reason: 'different', outcome: 'unknown', refused_code: 12001 });
		expect(failure?.more).toEqual([": 'amount' (asked for 15.5, TokenPay has 20)", ": 'amount'"]);
	});

	it.each([
		[{}, ''],
		[{ create_time: 0, description: '' }, ''],
		[{ create_time: 1704164645000 }, ' The one that TokenPay has was made on 2024-01-02 03:04 UTC.'],
		[
			{ create_time: 1704164645, description: 'Rent' },
			' The one that TokenPay has was made on 2024-01-02 03:04 UTC and described as "Rent".',
		],
		[{ create_time: 'long ago', description: 'Rent' }, ' The one that TokenPay has was described as "Rent".'],
	])('says of a different payout with %j when and for what it was made', async (more, words) => {
		const { failure } = await create([code(12001), ok({ ...DETAIL, amount: 20000000, ...more })]);
		expect(failure?.advice).toMatch(/one that is really new\./);
		expect(failure?.advice.split('really new.')[1]).toBe(words);
	});

	it.each(['CLOSED', 'REFUND', 'closed'])('is refused when the payout is %s', async (trade_state) => {
		expect((await create([code(12001), ok({ ...DETAIL, trade_state })])).details).toMatchObject({
			reason: 'closed',
			outcome: 'unknown',
			trade_state,
		});
	});

	it.each([
		['is not found', code(12002), false],
		['is not answered for', CUT, null],
		['has no detail', ok(null), null],
		['cannot be believed', UNVERIFIED, null],
	])('leaves the outcome open when the payout %s', async (_what, seen, found) => {
		expect((await create([code(12001), seen])).details).toMatchObject({
			outcome: 'unknown',
			found_when_looked_up: found,
		});
	});

	it.each([{}, { transaction_id: 'x' }, { trade_state: 'SUCCESS' }])(
		'leaves the outcome open when the detail %j is too short to compare',
		async (detail) => {
			expect((await create([code(12001), ok(detail)])).details).toMatchObject({ outcome: 'unknown' });
		},
	);

	it('is not recognized by a payout with another number', async () => {
		expect((await create([code(12001), ok({ ...DETAIL, out_trade_no: 'row-2' })])).json).toBeUndefined();
	});
});

describe('too many requests', () => {
	it('sends again before all who have not been sent, as soon as the rate limiter lets it', async () => {
		const { json, sent, pauses } = await create([...times(8, code(11001)), ok(DETAIL)]);
		expect(json).toMatchObject({ request_id: 'r' });
		expect(sent.map(({ urgent }) => urgent)).toEqual([false, ...times(8, true)]);
		expect(pauses).toEqual([]);
	});

	it('gives up after two minutes, unpaid', async () => {
		const { details, sent } = await create([...times(31, code(11001)), code(12002)]);
		expect(details).toMatchObject({ code: 11001, outcome: 'unpaid' });
		expect(details).not.toHaveProperty('nothing_sent');
		expect(sent).toHaveLength(32);
	});

	it('sends nothing more once the execution is stopped, and says nothing that is not proven', async () => {
		const { details } = await create([code(11001), notSent('stoppedBefore'), notSent('stoppedBefore')]);
		expect(details).toMatchObject({ code: 11001, outcome: 'unknown' });
		expect(details).not.toHaveProperty('nothing_sent');
	});

	it('looks up instead of sending again when a repetition is lost', async () => {
		const { json, paths } = await create([code(11001), CUT, code(11001), ok(DETAIL)]);
		expect(paths()).toEqual(['create', 'create', 'query', 'query']);
		expect(json).toMatchObject({ recovered: true });
	});

	it('spreads pauses by half, so that they do not fall together', () => {
		expect([backoff(0, 0), backoff(0, 1), backoff(20, 0), backoff(20, 1)]).toEqual([250, 750, 4000, 12000]);
	});
});

describe('a restricted frequency', () => {
	const notThere = times(3, code(12002));

	it('looks up before it sends again', async () => {
		const { json, paths } = await create([code(20004), ...notThere, ok(DETAIL)]);
		expect(json).toEqual({ ...DETAIL, request_id: 'r' });
		expect(paths()).toEqual(['create', 'query', 'query', 'query', 'create']);
	});

	it('returns the payout as recovered when it is there', async () => {
		const { json, paths } = await create([code(20004), code(12002), ok(DETAIL)]);
		expect(json).toMatchObject({ recovered: true });
		expect(paths()).toEqual(['create', 'query', 'query']);
	});

	it('sends nothing again when look-ups do not tell', async () => {
		for (const seen of [times(3, CUT), [UNVERIFIED], times(3, ok(null))]) {
			const { details, paths } = await create([code(20004), ...seen]);
			expect(details).toMatchObject({ outcome: 'unknown', found_when_looked_up: null });
			expect(paths().filter((path) => path === 'create')).toHaveLength(1);
		}
	});

	it('sends nothing again when the execution is stopped before a look-up', async () => {
		const { details, paths } = await create([code(20004)], { stopInPause: 1 });
		expect(details).toMatchObject({ outcome: 'unknown' });
		expect(paths()).toEqual(['create']);
	});

	it('is sent again at most three times', async () => {
		const round = [code(20004), ...notThere];
		const { client, paths } = play([...round, ...round, ...round, ...round, ...round]);
		expect(await createPayout(PAYMENT, client, { lookUpFirst: false })).toMatchObject({
			failure: { details: { code: 20004 } },
		});
		expect(paths().filter((path) => path === 'create')).toHaveLength(4);
	});

	it('leaves the outcome open at the end, since nothing proves that 20004 did nothing', async () => {
		const round = [code(20004), ...notThere];
		const responses = [...round, ...round, ...round, ...round];
		const { client } = play(responses);
		const result = await createPayout(PAYMENT, client, { lookUpFirst: false });
		expect(result).toMatchObject({ failure: { details: { outcome: 'unknown' } } });
	});

	it('leaves the outcome open when the execution is stopped after the look-ups', async () => {
		expect((await create([code(20004), ...notThere], { stopInPause: 4 })).details).toMatchObject({
			outcome: 'unknown',
		});
	});
});

describe('what a response to create says', () => {
	it.each([
		[{ ...DETAIL, currency: { currency: 'TRX', code: 'TRON_TRX' } }, 'different'],
		[{ ...DETAIL, currency: { currency: 'USDT', code: 'ERC20_USDT' } }, 'different'],
		[{ ...DETAIL, chain: 'BSC' }, 'different'],
		[{ ...DETAIL, decimals: undefined }, 'unreadable'],
		[{ ...DETAIL, out_trade_no: 'row-2' }, 'different'],
	])('is compared with all that it holds: %j', async (data, reason) => {
		const { details } = await create([ok(data)]);
		expect(details).toMatchObject({ reason, outcome: 'unknown' });
	});

	it.each(['FAILED', 'FAIL', 'REJECTED', 'CANCELED', 'EXPIRED', 'PAYERROR', 'whatever'])(
		'is no success in the state %s, nor is a look-up that shows it',
		async (trade_state) => {
			const answers = [[ok({ ...DETAIL, trade_state })], [code(12001), ok({ ...DETAIL, trade_state })]];
			for (const responses of answers) {
				const { details, failure } = await create(responses);
				expect(details).toMatchObject({ reason: 'state', outcome: 'unknown', trade_state });
				expect(failure?.more).toEqual([`: its state is ${trade_state}`]);
			}
		},
	);

	it.each(['SUCCESS', 'NOTPAY', 'PENDING', 'processing', 'CHECKING'])(
		'is good in the state %s',
		async (trade_state) => {
			expect((await create([ok({ ...DETAIL, trade_state })])).json).toMatchObject({ trade_state });
			expect((await create([code(12001), ok({ ...DETAIL, trade_state })])).json).toMatchObject({
				already_existed: true,
			});
		},
	);

	it('proves nothing without a state when it is looked up', async () => {
		const stateless = { ...DETAIL, trade_state: undefined };
		expect((await create([code(12001), ok(stateless)])).details).toMatchObject({ reason: 'state', outcome: 'unknown' });
		expect((await create([ok(stateless)])).json).toMatchObject({ request_id: 'r' });
	});

	it('is about an older payout where it was created clearly before', async () => {
		const now = Date.parse('2024-01-02T03:04:05Z');
		const created = async (create_time: number | string) => (await create([ok({ ...DETAIL, create_time })])).json;
		expect(await created(now - 3_600_000)).toMatchObject({ already_existed: true });
		expect(await created(String((now - 3_600_000) / 1000))).toMatchObject({ already_existed: true });
		expect(await created(now - 60_000)).not.toHaveProperty('already_existed');
		expect(await created(0)).not.toHaveProperty('already_existed');
		const older = { ...DETAIL, create_time: now - 3_600_000 };
		expect((await create([CUT, ok(older)])).json).toMatchObject({ already_existed: true });
	});

	it.each([
		['counts in the smallest unit', { amount: 15, decimals: 6 }, { amount: '15' }],
		['counts in decimal units', { amount: '15000000000000', decimals: 6 }, { amount: '15' }],
	])('names the other unit where the account %s', async (_what, amounts, changes) => {
		const played = play([code(12001), ok({ ...DETAIL, ...amounts })]);
		const payment = { ...PAYMENT, payout: { ...PAYOUT, ...changes } };
		const outcome = await createPayout(payment, played.client, { lookUpFirst: false });
		expect(outcome).toMatchObject({ failure: { details: { reason: 'otherUnit', outcome: 'unknown' } } });
		expect('failure' in outcome && outcome.failure.advice).toContain('Payout Amount Unit');
	});
});

describe('looking up first', () => {
	it('sends only what is not there', async () => {
		const { json, sent } = await create([code(12002), ok(DETAIL)], { lookUpFirst: true });
		expect(json).toEqual({ ...DETAIL, request_id: 'r' });
		expect(sent).toEqual([
			{ path: QUERY, fields: { out_trade_no: 'row-1' }, urgent: false },
			// A payment follows its own look-up at once.
			{ path: CREATE, fields: FIELDS, urgent: true },
		]);
	});

	it('sends nothing when the payout is there', async () => {
		const { json, paths } = await create([ok(DETAIL)], { lookUpFirst: true });
		expect(json).toMatchObject({ already_existed: true });
		expect(paths()).toEqual(['query']);
	});

	it('sends nothing when the payout there is different or over', async () => {
		expect((await create([ok({ ...DETAIL, amount: 1 })], { lookUpFirst: true })).details).toMatchObject({
			reason: 'different',
			outcome: 'unknown',
		});
		expect((await create([ok({ ...DETAIL, trade_state: 'REFUND' })], { lookUpFirst: true })).details).toMatchObject({
			reason: 'closed',
			outcome: 'unknown',
		});
	});

	it.each([
		['is lost', CUT, 'unknown', undefined],
		['is refused', code(20005), 'unknown', undefined],
		['is refused for its signature', code(103), 'unknown', undefined],
		['shows no detail', ok(null), 'unknown', undefined],
		['cannot be believed', UNVERIFIED, 'unknown', undefined],
		['was never sent', REFUSED, 'unpaid', true],
	])('sends nothing when the look-up %s', async (_what, seen, outcome, nothing_sent) => {
		const { details, paths } = await create([seen], { lookUpFirst: true });
		expect(details?.outcome).toBe(outcome);
		expect(details?.nothing_sent).toBe(nothing_sent);
		expect(paths()).toEqual(['query']);
	});

	it('never sends again after 20004, which may have been done', async () => {
		const { details, paths } = await create([code(12002), code(20004), ...times(3, code(12002))], {
			lookUpFirst: true,
		});
		expect(details).toMatchObject({ outcome: 'unknown' });
		expect(paths()).toEqual(['query', 'create', 'query', 'query', 'query']);
	});

	it('says nothing of "nothing sent" once the look-up reached the platform', async () => {
		const { details } = await create([code(12002), REFUSED], { lookUpFirst: true });
		expect(details).toMatchObject({ outcome: 'unpaid' });
		expect(details).not.toHaveProperty('nothing_sent');
	});
});

describe('what a payout is told with', () => {
	const bare = (envelope: object) => response({ code: 0, ...envelope });
	const notThere = times(3, code(12002));

	it('leaves out the number of a request and the words that the platform did not send', async () => {
		expect((await create([bare({ data: DETAIL })])).json).toStrictEqual(DETAIL);
		expect((await create([bare({}), bare({ data: DETAIL })])).json).toStrictEqual(DETAIL);
		expect((await create([bare({}), CUT])).json).toStrictEqual(FIELDS);
		const refused = await create([response({ code: 12001 }), bare({ data: DETAIL })]);
		expect(refused.json).toStrictEqual({ ...DETAIL, refused_code: 12001, already_existed: true });
		expect((await create([CUT, bare({ data: DETAIL })])).json).toStrictEqual({ ...DETAIL, recovered: true });
	});

	it('is not this payout where an empty success turns out to be without a state, over, or too short to compare', async () => {
		const others = [
			{ ...DETAIL, trade_state: undefined },
			{ ...DETAIL, trade_state: 'CLOSED' },
			{ trade_state: 'NOTPAY' },
		];
		for (const other of others) {
			const { details, sent } = await create([ok(), ok(other)]);
			expect(details).toMatchObject({ outcome: 'unknown' });
			expect(sent.map(({ urgent }) => urgent)).toEqual([false, true]);
		}
	});

	it('is that the outcome is unknown, and why, where what stands under the number cannot be compared', async () => {
		const { details, failure } = await create([code(12001), ok({ transaction_id: 'x' })]);
		expect(failure?.error).toMatch(/^OUTCOME UNKNOWN/);
		expect(details).toMatchObject({ outcome: 'unknown', found_when_looked_up: null, refused_code: 12001 });
		expect(details?.['looked_up']).toMatch(/^Looking it up did not help: /);
	});

	it('is the refusal itself where the application was not let in, although nothing could be looked up', async () => {
		const refused = await create([code(103), CUT]);
		expect(refused.failure?.error).not.toMatch(/^OUTCOME UNKNOWN/);
		expect(refused.details).toMatchObject({ code: 103, outcome: 'unknown' });
		expect((await create([code(20002), CUT])).failure?.error).toMatch(/^OUTCOME UNKNOWN/);
		// What is there was found, whoever was let in.
		expect((await create([code(103), ok(DETAIL)])).json).toMatchObject({ refused_code: 103 });
	});

	it('stays unknown after 20004, whatever follows', async () => {
		const restricted = [code(20004), ...notThere];
		expect((await create([...restricted], { stopInPause: 4 })).details?.['looked_up']).toMatch(
			/^TokenPay did not have it/,
		);
		const older = { ...DETAIL, create_time: Date.parse('2024-01-01T00:00:00Z') };
		expect((await create([code(20004), ok(older)])).json).toMatchObject({ already_existed: true });
		const neverSent = await create([...restricted, REFUSED]);
		expect(neverSent.details).toMatchObject({ code: 20004, outcome: 'unknown', found_when_looked_up: null });
		expect(neverSent.details).not.toHaveProperty('nothing_sent');
		const refused = await create([...restricted, code(20002), code(12002)]);
		expect(refused.details).toMatchObject({ code: 20002, outcome: 'unknown', found_when_looked_up: false });
		const shutOut = await create([...restricted, code(103), CUT]);
		expect(shutOut.failure?.error).toMatch(/^OUTCOME UNKNOWN/);
	});

	it('is why nothing was sent where its number could not be looked up first', async () => {
		const lostFirst = await create([CUT], { lookUpFirst: true });
		expect(lostFirst.details).toMatchObject({ reason: 'cut', outcome: 'unknown' });
		expect(lostFirst.failure?.error).toContain('could not be looked up first');
		expect(lostFirst.failure?.more?.[0]).toContain('The connection broke');
		const shutOut = await create([code(103)], { lookUpFirst: true });
		expect(shutOut.details).toMatchObject({ code: 103, outcome: 'unknown' });
		expect(shutOut.failure?.error).not.toContain('could not be looked up first');
	});

	it('was there before where its look-up before the payment found it, and says of no refusal', async () => {
		const { json } = await create([ok(DETAIL)], { lookUpFirst: true });
		expect(json).toEqual({ ...DETAIL, request_id: 'r', already_existed: true });
	});
});

describe('looking up', () => {
	const BODY = { transaction_id: 'x' };

	it.each([
		['a detail', ok(DETAIL), { found: 'detail', detail: DETAIL, requestId: 'r' }],
		['12002', code(12002), { found: 'nothing' }],
		['another refusal', code(103), { found: 'unclear', mayRepeat: true }],
		['success without a detail', ok(), { found: 'unclear', mayRepeat: true }],
		['a list', ok([DETAIL]), { found: 'unclear', mayRepeat: true }],
		['nothing', CUT, { found: 'unclear', mayRepeat: true }],
		['a wrong signature', UNVERIFIED, { found: 'unclear', mayRepeat: false }],
		['a stop', STOPPED, { found: 'unclear', mayRepeat: false }],
	])('understands %s', async (_what, given, expected) => {
		const { client } = play([given]);
		expect(await lookUp(client, query(BODY), true)).toMatchObject(expected);
	});

	it('waits out 11001 and 20004', async () => {
		const { client, sent } = play([code(11001), code(20004), ok(DETAIL)]);
		expect(await lookUp(client, query(BODY), false)).toMatchObject({ found: 'detail' });
		expect(sent.map(({ urgent }) => urgent)).toEqual([false, true, true]);
	});

	it('tells nothing when it was stopped before the first look-up', async () => {
		const { client, sent } = play([], { stopInPause: 1 });
		expect(await lookUpAfterLoss(client, query(BODY))).toBeUndefined();
		expect(sent).toEqual([]);
	});

	it('pauses, longer each time, where a refusal has nothing to do with the rate', async () => {
		const { client, sent, pauses } = play([...times(3, code(11000)), ok()]);
		expect(await sendWithRetry(client, query({}), { retryOn: [11000] })).toMatchObject({ kind: 'success' });
		expect(pauses).toEqual([500, 1000, 2000]);
		expect(sent).toHaveLength(4);
		const busy = play(times(9, code(11000)));
		expect(await sendWithRetry(busy.client, query({}), { retryOn: [11000] })).toMatchObject({ code: 11000 });
		expect(busy.left).toEqual([]);
	});

	it('repeats nothing but the codes it was given', async () => {
		for (const given of [CUT, code(11000), code(20004), ok(), REFUSED]) {
			const { client, sent } = play([given]);
			expect(await sendWithRetry(client, query({}), { retryOn: NOTHING_DONE })).toBe(given);
			expect(sent).toHaveLength(1);
		}
	});
});

describe('closing', () => {
	const CLOSE: ApiRequest = { method: 'POST', path: '/v1/payanother/close', fields: { payanother_id: 'x' } };

	async function closeIt(responses: ApiResponse[], stopInPause = Infinity) {
		const played = play(responses, { stopInPause });
		const result = await close(played.client, { close: CLOSE, query: query({ transaction_id: 'x' }) });
		expect(played.left).toEqual([]);
		return { ...played, result };
	}

	it('names what was closed, under the name that looking it up uses', async () => {
		const { result, sent } = await closeIt([ok()]);
		expect(result).toEqual({ json: { success: true, transaction_id: 'x', request_id: 'r' } });
		expect(sent).toEqual([{ path: CLOSE.path, fields: { payanother_id: 'x' }, urgent: false }]);
	});

	it('names no request where the platform does not number it', async () => {
		const unnumbered = (data?: unknown) => response({ code: 0, data });
		const closed = await closeIt([unnumbered()]);
		expect(closed.result).toStrictEqual({ json: { success: true, transaction_id: 'x' } });
		const before = await closeIt([CUT, unnumbered({ ...DETAIL, trade_state: 'CLOSED' })]);
		expect(before.result).toStrictEqual({ json: { success: true, transaction_id: 'x', already_closed: true } });
	});

	it.each([12002, 103, 20005, 50000])('reports the refusal %i as it is', async (number) => {
		const { result, sent } = await closeIt([code(number)]);
		expect(result).toMatchObject({ failure: { details: { code: number } } });
		expect(sent).toHaveLength(1);
	});

	it('waits out 11001 and 20004, for at most two minutes', async () => {
		expect((await closeIt([code(11001), code(20004), ok()])).result).toMatchObject({ json: { success: true } });
		expect((await closeIt(times(31, code(20004)))).result).toMatchObject({ failure: { details: { code: 20004 } } });
	});

	it.each([
		['11000', code(11000)],
		['a lost response', CUT],
		['a server error', SERVER_ERROR],
	])('lets the state decide after %s', async (_what, lost) => {
		const closed = await closeIt([lost, code(12002), ok({ ...DETAIL, trade_state: 'CLOSED' })]);
		expect(closed.result).toEqual({
			json: { success: true, transaction_id: 'x', already_closed: true, request_id: 'r' },
		});
		expect(closed.sent[1]).toEqual({ path: QUERY, fields: { transaction_id: 'x' }, urgent: true });
		const paid = await closeIt([lost, ok({ ...DETAIL, trade_state: 'SUCCESS' })]);
		expect(paid.result).toMatchObject({
			failure: {
				more: [': its state is SUCCESS'],
				details: { trade_state: 'SUCCESS' },
			},
		});
		const stateless = await closeIt([lost, ok({ ...DETAIL, trade_state: undefined })]);
		expect(stateless.result).toMatchObject({ failure: { details: { trade_state: 'unknown' } } });
		const small = await closeIt([lost, ok({ ...DETAIL, trade_state: 'closed' })]);
		expect(small.result).toMatchObject({ json: { already_closed: true } });
		const unknown = await closeIt([lost, ...times(3, code(12002))]);
		expect(unknown.result).toMatchObject({ failure: { error: expect.stringContaining('not known') as string } });
		const stopped = await closeIt([lost], 1);
		expect(stopped.result).toMatchObject({ failure: { error: expect.stringContaining('not known') as string } });
	});

	it.each([
		['was never sent', REFUSED],
		['was stopped', STOPPED],
		['cannot be believed', UNVERIFIED],
	])('looks nothing up when it %s', async (_what, lost) => {
		const { result, sent } = await closeIt([lost]);
		expect(result).toHaveProperty('failure');
		expect(sent).toHaveLength(1);
	});
});
