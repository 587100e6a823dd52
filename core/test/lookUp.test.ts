import type { ApiClient, ApiRequest, SendOptions } from '../requests/apiClient';
import type { ApiResponse } from '../requests/response';
import type { Failure } from '../run/failure';
import { lookUpsBy } from '../run/lookUp';

const NOTHING = 4;
const BUSY = 5;
const QUERY: ApiRequest = { method: 'POST', path: '/query', fields: {} };

const failure: Failure = { error: 'No', advice: 'Wait.', details: {} };
const refused = (code: number): ApiResponse => ({ kind: 'refusal', code, failure, isTooMany: true });
const lost = (neverSent: boolean, mayLookUp: boolean): ApiResponse => ({ kind: 'lost', failure, neverSent, mayLookUp });
const found = (data: unknown, requestId?: string): ApiResponse => ({ kind: 'success', data, requestId });

const { lookUp, lookUpBehind, lookUpAfterLoss } = lookUpsBy({ platform: 'Pay', nothing: [NOTHING], retryOn: [BUSY] });

function play(responses: ApiResponse[], stopInPause = Infinity) {
	const sent: Array<SendOptions | undefined> = [];
	const pauses: number[] = [];
	const client: Partial<ApiClient> = {
		async send(request, options) {
			expect(request).toBe(QUERY);
			sent.push(options);
			const next = responses[sent.length - 1];
			if (!next) throw new Error('Nothing was to be sent any more');
			return await Promise.resolve(next);
		},
		async pause(milliseconds) {
			pauses.push(milliseconds);
			return await Promise.resolve(pauses.length < stopInPause);
		},
		elapsed: () => 0,
		random: () => 0.5,
	};
	return { client: client as ApiClient, sent, pauses };
}

describe('a look-up', () => {
	it.each<[string, ApiResponse, object]>([
		['a detail', found({ a: 1 }, 'r'), { found: 'detail', detail: { a: 1 }, requestId: 'r' }],
		['that there is nothing', refused(NOTHING), { found: 'nothing', failure }],
		[
			'another refusal',
			refused(6),
			{ found: 'unclear', failure, mayRepeat: true, refused: true, neverSent: false, code: 6 },
		],
		[
			'no response',
			lost(false, true),
			{ found: 'unclear', failure, mayRepeat: true, refused: false, neverSent: false },
		],
		[
			'no response to believe',
			lost(false, false),
			{ found: 'unclear', failure, mayRepeat: false, refused: false, neverSent: false },
		],
		[
			'that it could not be sent',
			lost(true, true),
			{ found: 'unclear', failure, mayRepeat: true, refused: false, neverSent: true },
		],
	])('brings %s', async (_what, response, expected) => {
		expect(await lookUp(play([response]).client, QUERY, false)).toEqual(expected);
	});

	it.each([
		[undefined, { reason: 'unreadable' }],
		['r', { reason: 'unreadable', request_id: 'r' }],
	])('that is a success without a detail is unclear (number of the request: %p)', async (requestId, details) => {
		for (const data of [undefined, null, 'a', [{}]]) {
			const seen = await lookUp(play([found(data, requestId)]).client, QUERY, false);
			const said = { error: expect.stringMatching(/^Pay found it/) as string, details };
			expect(seen).toMatchObject({
				found: 'unclear',
				failure: said,
				mayRepeat: true,
				refused: false,
				neverSent: false,
			});
			expect(seen).toHaveProperty('failure.details', details);
		}
	});

	it.each([true, false])('is repeated where nothing was done, urgently or not at first: %p', async (urgent) => {
		const { client, sent } = play([refused(BUSY), found({})]);
		expect(await lookUp(client, QUERY, urgent)).toMatchObject({ found: 'detail' });
		expect(sent).toEqual([{ urgent }, { urgent: true }]);
	});

	it('behind all others takes a turn that nobody needs, once', async () => {
		const { client, sent } = play([refused(BUSY)]);
		expect(await lookUpBehind(client, QUERY, 700)).toMatchObject({ found: 'unclear', code: BUSY });
		expect(sent).toEqual([{ spareUntil: 700 }]);
	});
});

describe('looking up after a lost response', () => {
	it('looks up to three times, urgently, each time later', async () => {
		const { client, sent, pauses } = play([refused(NOTHING), lost(false, true), refused(NOTHING)]);
		expect(await lookUpAfterLoss(client, QUERY)).toEqual({ found: 'nothing', failure });
		expect(pauses).toEqual([300, 1500, 4000]);
		expect(sent).toEqual([{ urgent: true }, { urgent: true }, { urgent: true }]);
	});

	it.each([
		['it is found', found({}), 'detail'],
		['a response cannot be believed', lost(false, false), 'unclear'],
	])('ends where %s', async (_when, last, what) => {
		const { client, sent } = play([refused(NOTHING), last]);
		expect(await lookUpAfterLoss(client, QUERY)).toMatchObject({ found: what });
		expect(sent).toHaveLength(2);
	});

	it('ends with what it knows when the execution is stopped', async () => {
		expect(await lookUpAfterLoss(play([], 1).client, QUERY)).toBeUndefined();
		expect(await lookUpAfterLoss(play([refused(NOTHING)], 2).client, QUERY)).toMatchObject({ found: 'nothing' });
	});
});
