import type { ApiClient, ApiRequest, SendOptions } from '../requests/apiClient';
import type { Failure } from '../run/failure';
import type { ApiResponse } from '../requests/response';
import { StopOnFailure, failureOfRun, wasNotSent } from '../run/stopOnFailure';
import { settle } from '../tools/async/scheduler';

const PAY: ApiRequest = { method: 'POST', path: '/pay', fields: {}, movesMoney: true };
const LOOK_UP: ApiRequest = { method: 'POST', path: '/query', fields: {} };

const failure = (details: Failure['details'] = {}): Failure => ({ error: 'It broke', advice: 'Mend it.', details });
const DONE: ApiResponse = { kind: 'success', data: {}, requestId: undefined };
const REFUSED: ApiResponse = { kind: 'refusal', code: 1, failure: failure() };
const LOST: ApiResponse = { kind: 'lost', failure: failure(), neverSent: false, mayLookUp: true };
const NOT_SENT: ApiResponse = { ...LOST, neverSent: true };

/** A client whose requests wait until the test gives them their turn, and then a response. */
function handMadeClient() {
	const queue: Array<{ options: SendOptions; resolve: (response: ApiResponse) => void }> = [];
	const sent: ApiRequest[] = [];
	const client: ApiClient = {
		send: async (request, options = {}) =>
			await new Promise((resolve) =>
				queue.push({
					options,
					resolve: (response) => {
						if (response.kind !== 'lost' || !response.neverSent) sent.push(request);
						resolve(response);
					},
				}),
			),
		pause: async () => true,
		elapsed: () => 0,
		random: () => 0.5,
		now: () => new Date(0),
	};
	/** Gives the first in the queue its turn. */
	const turn = async (response: ApiResponse) => {
		await settle();
		const next = queue.shift();
		if (!next) throw new Error('Nobody waits for a turn');
		next.resolve(next.options.stillWanted?.() === false ? NOT_SENT : response);
		await settle();
	};
	return { client, turn, queue, sent };
}

describe('a run that stops with its first failure', () => {
	it('sends every payment while none has failed', async () => {
		const { client, turn, sent } = handMadeClient();
		const stop = new StopOnFailure();
		const ends = [0, 1].map(async (at) => await stop.guard(client, at).send(PAY));
		await turn(DONE);
		await turn(DONE);
		expect(await Promise.all(ends)).toEqual([DONE, DONE]);
		expect(sent).toHaveLength(2);
	});

	it('starts no payment once an item has failed, wherever its queue stands', async () => {
		const { client, turn, sent } = handMadeClient();
		const stop = new StopOnFailure();
		const second = stop.guard(client, 1).send(PAY);
		stop.end(0, { failure: failure() });
		const third = stop.guard(client, 2).send(PAY);
		await turn(DONE);
		await turn(DONE);
		expect(await Promise.all([second, third])).toEqual([NOT_SENT, NOT_SENT]);
		expect(sent).toEqual([]);
		expect(stop.failed).toEqual([0]);
	});

	it('looks nothing up for items that have not sent anything, either', async () => {
		const { client, turn, sent } = handMadeClient();
		const stop = new StopOnFailure();
		stop.end(0, { failure: failure() });
		const second = stop.guard(client, 1).send(LOOK_UP);
		await turn(DONE);
		expect(await second).toBe(NOT_SENT);
		expect(sent).toEqual([]);
	});

	it.each([
		['was refused', REFUSED],
		['got no clear response', LOST],
	])('holds the other payments back while one that %s has not ended', async (_what, response) => {
		const { client, turn, queue, sent } = handMadeClient();
		const stop = new StopOnFailure();
		const first = stop.guard(client, 0).send(PAY);
		const second = stop.guard(client, 1).send(PAY);
		await turn(response);
		await first;
		// Its turn comes, but it must wait.
		await turn(DONE);
		expect(queue).toEqual([]);
		stop.end(0, { json: {} });
		await turn(DONE);
		expect(await second).toBe(DONE);
		expect(sent).toHaveLength(2);
	});

	it('lets the one in doubt look itself up and send again, also beside another in doubt', async () => {
		const { client, turn, sent } = handMadeClient();
		const stop = new StopOnFailure();
		const [a, b] = [stop.guard(client, 0), stop.guard(client, 1)];
		const both = [a.send(PAY), b.send(PAY)];
		await turn(REFUSED);
		// The second was on its way already when the first came into doubt.
		stop.end(0, { json: {} });
		await turn(REFUSED);
		await Promise.all(both);
		stop.end(2, { failure: failure() });
		const again = [b.send(LOOK_UP), b.send(PAY)];
		await turn(DONE);
		await turn(DONE);
		expect(await Promise.all(again)).toEqual([DONE, DONE]);
		expect(sent).toHaveLength(4);
	});

	it('sends none that was held back when the one in doubt failed', async () => {
		const { client, turn, sent } = handMadeClient();
		const stop = new StopOnFailure();
		const first = stop.guard(client, 0).send(PAY);
		await turn(LOST);
		await first;
		const second = stop.guard(client, 1).send(PAY);
		await settle();
		stop.end(0, { failure: failure() });
		await turn(DONE);
		expect(await second).toBe(NOT_SENT);
		expect(sent).toHaveLength(1);
	});
});

describe('while one payment is in doubt', () => {
	const inDoubt = async () => {
		const made = handMadeClient();
		const stop = new StopOnFailure();
		const ends = [0, 1].map(async (at) => await stop.guard(made.client, at).send(PAY));
		await made.turn(LOST);
		stop.end(0, { json: {} });
		await made.turn(LOST);
		await Promise.all(ends);
		return { ...made, stop };
	};

	it('looks up for others, which moves nothing, and lets them do so', async () => {
		const { client, turn, stop } = await inDoubt();
		const lookingUp = stop.guard(client, 2).send(LOOK_UP);
		await turn(DONE);
		expect(await lookingUp).toBe(DONE);
	});

	it('holds nothing back any more once another has failed: it is not sent, at once', async () => {
		const { client, turn, stop } = await inDoubt();
		stop.end(3, { failure: failure() });
		const paying = stop.guard(client, 2).send(PAY);
		await turn(DONE);
		expect(await paying).toBe(NOT_SENT);
	});

	it('asks no second time for a turn that was not given', async () => {
		const stop = new StopOnFailure();
		const { client } = handMadeClient();
		let asked = 0;
		const stopped: ApiClient = {
			...client,
			async send() {
				asked += 1;
				if (asked > 1) throw new Error('It was asked for again');
				return await Promise.resolve(NOT_SENT);
			},
		};
		expect(await stop.guard(stopped, 0).send(PAY)).toBe(NOT_SENT);
	});

	it('keeps what else the client does, and how requests are to be sent', async () => {
		const { client, queue } = handMadeClient();
		const guarded = new StopOnFailure().guard(client, 0);
		expect(await guarded.pause(1)).toBe(true);
		void guarded.send(PAY, { urgent: true });
		void guarded.send(LOOK_UP, { urgent: true, spareUntil: 5 });
		await settle();
		expect(queue.map(({ options }) => [options.urgent, options.spareUntil])).toEqual([
			[true, undefined],
			[true, 5],
		]);
	});
});

describe('the signal of a run that moves no money', () => {
	it('fires with the first failure, and when somebody stops the execution', () => {
		const failing = new StopOnFailure();
		const [alone, beside] = [failing.signalWith(undefined), failing.signalWith(new AbortController().signal)];
		failing.end(0, { json: {} });
		expect([alone.aborted, beside.aborted]).toEqual([false, false]);
		failing.end(1, { failure: failure() });
		expect([alone.aborted, beside.aborted]).toEqual([true, true]);
		const stop = new AbortController();
		const stopped = new StopOnFailure().signalWith(stop.signal);
		expect(stopped.aborted).toBe(false);
		stop.abort();
		expect(stopped.aborted).toBe(true);
	});
});

describe('what a stopped run tells', () => {
	it('names every item by what became of it, in the order of the items', () => {
		const outcomes = [
			{ json: {} },
			{ failure: failure({ outcome: 'unknown' }) },
			{ failure: failure({ outcome: 'unpaid' }) },
			{ failure: failure({ reason: 'notSent' }) },
			{ failure: failure({ reason: 'stoppedBefore' }) },
			{ json: {} },
		];
		const told = failureOfRun(failure({ code: 5 }), outcomes, ['a', 'b', 'c', 'd', 'e', 'f']);
		const run = { paid: ['a', 'f'], failed: ['c'], unknown: ['b'], 'not sent': ['d', 'e'] };
		expect(told).toEqual({ ...failure(), details: { code: 5, ...run }, run });
	});

	it('calls an item not sent where nobody could be reached, and failed where its own check failed', () => {
		const unreachable = { failure: failure({ reason: 'refused', nothing_sent: true }) };
		const wrong = { failure: failure({ reason: 'input', nothing_sent: true }) };
		const { details } = failureOfRun(failure(), [unreachable, wrong], ['a', 'b']);
		expect(details).toMatchObject({ failed: ['b'], 'not sent': ['a'] });
	});

	it('is the failure itself where the run has one item', () => {
		const only = failure({ outcome: 'unknown' });
		expect(failureOfRun(only, [{ failure: only }], ['a'])).toBe(only);
	});

	it('takes for not sent what passed its checks only, and nothing that ended otherwise', () => {
		for (const reason of ['input', 'limit', 'credential', 'samePayee'])
			expect(wasNotSent({ failure: failure({ reason, nothing_sent: true }) })).toBe(false);
		for (const reason of ['balance', 'dns', undefined])
			expect(wasNotSent({ failure: failure({ ...(reason && { reason }), nothing_sent: true }) })).toBe(true);
		for (const outcome of [undefined, { json: {} }, { list: [] }, { failure: failure({ reason: 'dns' }) }])
			expect(wasNotSent(outcome)).toBe(false);
	});
});
