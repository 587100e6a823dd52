import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import type { ApiResponse } from '../../core/requests/response';
import { inFull } from '../../core/run/message';
import { noResponse, notSent, readResponse } from '../../nodes/TokenPay/response';
import { waitUntilLanded } from '../../nodes/TokenPay/waitUntilLanded';

const QUERY: ApiRequest = { method: 'POST', path: '/v1/payanother/query', fields: { out_trade_no: 'row-1' } };
const DETAIL = { out_trade_no: 'row-1', transaction_id: 't', chain: 'TRON', amount: 15500000, decimals: 6 };

const response = (envelope: object): ApiResponse =>
	readResponse({ statusCode: 200, headers: {}, body: JSON.stringify(envelope) });
const state = (trade_state: string, more: object = {}) =>
	response({ code: 0, request_id: 'r', data: { ...DETAIL, trade_state, ...more } });
const code = (number: number) => response({ code: number, msg: 'no', request_id: 'r' });

const WAITING = state('NOTPAY');
const CUT = noResponse({ kind: 'cut', neverSent: false, reason: 'ECONNRESET' });
const UNREACHED = noResponse({ kind: 'refused', neverSent: true, reason: 'ECONNREFUSED' });
/** What a look-up comes to that got no turn in time. */
const NO_TURN = notSent('notSent');

/** Waits at most a minute, unless told otherwise; every look-up takes so many milliseconds. The last response is given over and over. */
async function wait(responses: ApiResponse[], { maximumWait = 60_000, takes = 0, stopInPause = Infinity } = {}) {
	let time = 1000;
	const asked: Array<number | undefined> = [];
	const pauses: number[] = [];
	const client: Partial<ApiClient> = {
		async send(request, { spareUntil } = {}) {
			expect(request).toBe(QUERY);
			asked.push(spareUntil);
			if (asked.length > 100) throw new Error('It is looked up without an end');
			time += takes;
			return await Promise.resolve(responses[Math.min(asked.length, responses.length) - 1] as ApiResponse);
		},
		async pause(milliseconds) {
			pauses.push(milliseconds);
			time += milliseconds;
			return await Promise.resolve(pauses.length < stopInPause);
		},
		elapsed: () => time,
	};
	const outcome = await waitUntilLanded(client as ApiClient, QUERY, maximumWait);
	const failure = 'failure' in outcome ? outcome.failure : undefined;
	const json = 'json' in outcome ? outcome.json : undefined;
	return { asked, pauses, json, details: failure?.details, words: failure && inFull(failure) };
}

describe('a payout that is waited for', () => {
	it('comes with all that the platform says of it, and how long it took, in whole seconds', async () => {
		const { json, asked, pauses } = await wait([WAITING, state('SUCCESS')], { takes: 250 });
		expect(json).toEqual({ ...DETAIL, trade_state: 'SUCCESS', request_id: 'r', landed: true, waited_seconds: 6 });
		expect(pauses).toEqual([5000]);
		// Ten seconds more than the time there is, by which a look-up has its turn.
		expect(asked).toEqual([71_000, 71_000]);
	});

	it('is looked up after pauses that grow by half, up to a minute, and once more when the time is out', async () => {
		const { json, pauses } = await wait([WAITING], { maximumWait: 200_000 });
		expect(pauses).toEqual([5000, 7500, 11_250, 16_875, 25_312.5, 37_968.75, 56_953.125, 39_140.625]);
		expect(json).toMatchObject({ landed: false, waited_seconds: 200, trade_state: 'NOTPAY' });
		expect((await wait([WAITING], { maximumWait: 400_000 })).pauses.slice(7)).toEqual([
			60_000, 60_000, 60_000, 59_140.625,
		]);
	});

	it('leaves no field for a number of the request that the platform did not send', async () => {
		const landed = response({ code: 0, data: { ...DETAIL, trade_state: 'SUCCESS' } });
		expect((await wait([landed])).json).not.toHaveProperty('request_id');
	});

	it('is told of as it was last seen, whatever the look-ups after that came to', async () => {
		const { json } = await wait([state('NOTPAY'), state('PROCESSING'), CUT]);
		expect(json).toMatchObject({ trade_state: 'PROCESSING', landed: false, waited_seconds: 60 });
	});

	it('ends with what is known of it where its state is over, even when the time is out', async () => {
		for (const responses of [[state('CLOSED')], [WAITING, state('CLOSED')]]) {
			const { details, words } = await wait(responses, { maximumWait: 5000 });
			expect(words).toContain('its state is CLOSED');
			expect(details).toMatchObject({
				...{ reason: 'closed', outcome: 'unknown', trade_state: 'CLOSED', request_id: 'r', out_trade_no: 'row-1' },
				...{ amount_decimal: '15.5', waited_seconds: responses.length === 1 ? 0 : 5 },
			});
		}
		expect((await wait([state('FAILED')])).details).toMatchObject({ reason: 'state', trade_state: 'FAILED' });
	});

	it('has landed, also when the time is out', async () => {
		expect((await wait([WAITING, state('SUCCESS')], { maximumWait: 1 })).json).toMatchObject({ landed: true });
	});

	it('is not told of when the execution is stopped in a pause', async () => {
		const { details, asked } = await wait([WAITING], { stopInPause: 2 });
		expect(details).toMatchObject({ reason: 'stoppedBefore', outcome: 'unknown', waited_seconds: 13 });
		expect(asked).toHaveLength(2);
	});
});

describe('a look-up that brings no payout', () => {
	it.each([
		['nothing under the number', code(12002), { code: 12002 }],
		['no response', CUT, { reason: 'cut' }],
		['no connection', UNREACHED, { reason: 'refused' }],
		['a refusal that may pass', code(20004), { code: 20004 }],
	])('and brings %s, is what the wait ends with, where no other brought more', async (_what, said, details) => {
		const ended = await wait([said]);
		expect(ended.details).toMatchObject({ ...details, outcome: 'unknown', waited_seconds: 60 });
		expect((await wait([said, state('SUCCESS')])).json).toMatchObject({ landed: true, waited_seconds: 5 });
	});

	it.each([
		['a code that stays', code(20005), 20005],
		['a response that cannot be believed', { ...CUT, mayLookUp: false }, undefined],
		[
			'a host that the credential does not allow',
			noResponse({ kind: 'domain', neverSent: true, reason: 'no answer' }),
			undefined,
		],
	])('and brings %s, ends the wait at once', async (_what, said, number) => {
		const { details, asked } = await wait([WAITING, said]);
		expect(asked).toHaveLength(2);
		expect(details).toMatchObject({ outcome: 'unknown', waited_seconds: 5, ...(number && { code: number }) });
		// When the time is out, a payout that was seen before is told of.
		expect((await wait([WAITING, said], { maximumWait: 5000 })).json).toMatchObject({ landed: false });
	});

	it('since it got no turn, tells nothing: neither of the payout nor of the one before', async () => {
		const over = { maximumWait: 5000 };
		expect((await wait([NO_TURN], { ...over, takes: 5000 })).json).toEqual({
			...{ out_trade_no: 'row-1', landed: false, waited_seconds: 5 },
		});
		expect((await wait([CUT, NO_TURN], over)).details).toMatchObject({ reason: 'cut' });
		expect((await wait([WAITING, NO_TURN], over)).json).toMatchObject({ trade_state: 'NOTPAY', landed: false });
	});

	it('but one of another payout, tells nothing of this one, and says so', async () => {
		const other = state('SUCCESS', { out_trade_no: 'row-2' });
		const { details, words } = await wait([other]);
		expect(details).toMatchObject({ reason: 'unreadable', outcome: 'unknown', waited_seconds: 60 });
		expect(words).toContain('it is about another payout (row-2)');
		for (const none of [undefined, null, ''])
			expect((await wait([state('SUCCESS', { out_trade_no: none })])).json).toMatchObject({ landed: true });
	});
});
