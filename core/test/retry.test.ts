import type { ApiClient, ApiRequest, SendOptions } from '../requests/apiClient';
import type { ApiResponse } from '../requests/response';
import { backoff, sendWithRetry } from '../requests/retry';

const REQUEST: ApiRequest = { method: 'POST', path: '/pay', fields: {} };
const DONE: ApiResponse = { kind: 'success', data: {}, requestId: undefined };

const refused = (code: number, isTooMany?: true): ApiResponse => ({
	kind: 'refusal',
	code,
	failure: { error: `It was refused with ${code}`, advice: 'Wait.', details: { code } },
	...(isTooMany && { isTooMany }),
});
const lost = (neverSent: boolean): ApiResponse => ({
	...{ kind: 'lost', neverSent, mayLookUp: true },
	failure: { error: 'No response', advice: 'Run again.', details: {} },
});

const BUSY = refused(7);
const TOO_MANY = refused(8, true);

/** Plays responses, each after so many milliseconds; the last one over and over. */
async function play(responses: ApiResponse[], { takes = 0, stopInPause = Infinity, options = {} } = {}) {
	let time = 0;
	const sent: Array<SendOptions | undefined> = [];
	const pauses: number[] = [];
	const client: Partial<ApiClient> = {
		async send(request, how) {
			expect(request).toBe(REQUEST);
			time += takes;
			sent.push(how);
			if (sent.length > 100) throw new Error('It is sent again without an end');
			return await Promise.resolve(responses[Math.min(sent.length, responses.length) - 1] as ApiResponse);
		},
		async pause(milliseconds) {
			pauses.push(milliseconds);
			time += milliseconds;
			return await Promise.resolve(pauses.length < stopInPause);
		},
		elapsed: () => time,
		random: () => 0.5,
	};
	const response = await sendWithRetry(client as ApiClient, REQUEST, { retryOn: [7, 8], ...options });
	return { response, sent: sent.length, urgent: sent.map((how) => how?.urgent), pauses, time };
}

describe('a request that may be sent again', () => {
	it.each([DONE, refused(9), lost(false), lost(true)])('is not, after %j', async (response) => {
		expect(await play([response])).toEqual({ response, sent: 1, urgent: [false], pauses: [], time: 0 });
	});

	it.each([true, false])('is sent again before all that have not been sent (urgent at first: %p)', async (urgent) => {
		const { response, urgent: hurried } = await play([TOO_MANY, TOO_MANY, DONE], { options: { urgent } });
		expect(response).toBe(DONE);
		expect(hurried).toEqual([urgent, true, true]);
	});

	it('needs no pause of its own after too many requests, since the rate limiter makes one', async () => {
		expect((await play([TOO_MANY, DONE])).pauses).toEqual([]);
		expect((await play([BUSY, TOO_MANY, BUSY, DONE])).pauses).toEqual([500, 2000]);
	});

	it('pauses longer each time after another refusal, up to eight seconds, and gives up after the eighth', async () => {
		const { response, sent, pauses } = await play([BUSY]);
		expect(response).toBe(BUSY);
		expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]);
		expect(sent).toBe(9);
	});

	it.each([
		[60_000, 3],
		[59_999, 4],
	])('is given up two minutes after its first response (a request takes %i ms)', async (takes, sent) => {
		const played = await play([TOO_MANY], { takes });
		expect(played.response).toBe(TOO_MANY);
		expect(played.sent).toBe(sent);
	});

	it('is given up at once when the execution is stopped in a pause', async () => {
		expect(await play([BUSY], { stopInPause: 2 })).toMatchObject({ response: BUSY, sent: 2, pauses: [500, 1000] });
	});

	it('tells the refusal before, where it was not sent any more; but a lost response, where it was', async () => {
		const never = lost(true);
		expect((await play([TOO_MANY, never])).response).toBe(TOO_MANY);
		const cut = lost(false);
		expect((await play([TOO_MANY, cut])).response).toBe(cut);
	});

	it('waits by half less or half more, by chance', () => {
		expect([backoff(0, 0), backoff(0, 1), backoff(3, 0.5), backoff(4, 0.5), backoff(5, 0.5)]).toEqual([
			250, 750, 4000, 8000, 8000,
		]);
	});
});
