import { type ApiRequest, type Connection, apiClient } from '../requests/apiClient';
import { RateLimiter } from '../requests/rateLimiter';
import type { ApiResponse, LostResponse } from '../requests/response';
import type { TransportFailure } from '../requests/transport';
import { settle } from '../tools/async/scheduler';
import { VirtualClock } from '../tools/async/virtualClock';

const TOO_MANY = 11;

const lost = (reason: string, details: object): LostResponse => ({
	kind: 'lost',
	failure: { error: 'It was not sent', advice: 'Run again.', details: { reason, ...details } },
	neverSent: reason !== 'none',
	mayLookUp: false,
});

const request = (path: string): ApiRequest => ({ method: 'POST', path, fields: {} });

/** A client whose platform says `0` for success or a code, for each path; or breaks; and takes milliseconds. */
function setUp(says: (path: string) => number | Error = () => 0, signal?: AbortSignal, takes = 0) {
	const clock = new VirtualClock();
	const limiter = new RateLimiter(clock, () => 0.5);
	const sent: Array<{ path: string; at: number }> = [];
	const failures: TransportFailure[] = [];
	const connection: Connection = {
		...{ limiter, clock, signal, requestsPerSecond: 5, tooMany: [TOO_MANY] },
		async transmit({ path }) {
			sent.push({ path, at: clock.now() });
			const said = says(path);
			if (said instanceof Error) throw said;
			if (takes > 0) await clock.sleep(takes);
			return await Promise.resolve({ statusCode: 200, headers: {}, body: String(said) });
		},
		readResponse({ body }): ApiResponse {
			const code = Number(body);
			if (code === 0) return { kind: 'success', data: body, requestId: 'r' };
			return { kind: 'refusal', code, failure: { error: 'It was refused', advice: 'Wait.', details: { code } } };
		},
		noResponse(failure) {
			failures.push(failure);
			return { ...lost('none', {}), neverSent: failure.neverSent };
		},
		notSent: (why) => lost(why, {}),
	};
	return { clock, limiter, sent, failures, client: apiClient(connection) };
}

describe('a client', () => {
	it('sends one request at a time, at the rate of its limiter, and hands responses on as they were understood', async () => {
		const { clock, sent, client } = setUp();
		const responses = Promise.all(['a', 'b'].map(async (path) => await client.send(request(path))));
		await clock.advanceTo(1000);
		const success = { kind: 'success', data: '0', requestId: 'r' };
		expect(await responses).toEqual([success, success]);
		expect(sent).toEqual([
			{ path: 'a', at: 0 },
			{ path: 'b', at: 200 },
		]);
	});

	it('marks a refusal of too many requests, and slows down after it', async () => {
		const { clock, sent, client } = setUp((path) => (path === 'a' ? TOO_MANY : 0));
		const responses = Promise.all(['a', 'b'].map(async (path) => await client.send(request(path))));
		await clock.advanceTo(1000);
		expect((await responses)[0]).toMatchObject({ kind: 'refusal', code: TOO_MANY, isTooMany: true });
		// Not the usual interval, but that of four a second.
		expect(sent[1]?.at).toBe(1005 / 4);
	});

	it('takes any other refusal for a turn that went well', async () => {
		const { clock, sent, client } = setUp((path) => (path === 'a' ? 12 : 0));
		const responses = Promise.all(['a', 'b'].map(async (path) => await client.send(request(path))));
		await clock.advanceTo(1000);
		const [refused] = await responses;
		expect(refused).toMatchObject({ kind: 'refusal', code: 12 });
		expect(refused).not.toHaveProperty('isTooMany');
		expect(sent[1]?.at).toBe(200);
	});

	it('tells its limiter how long a response took, which makes its second longer', async () => {
		const { clock, sent, client } = setUp(undefined, undefined, 100);
		for (const path of 'abcdef') void client.send(request(path));
		await clock.advanceTo(2000);
		expect(sent.map(({ at }) => at)).toEqual([0, 200, 400, 600, 800, 1105]);
	});

	it('sends urgent requests before all others', async () => {
		const { clock, sent, client } = setUp();
		for (const [path, urgent] of [
			['a', false],
			['b', false],
			['c', true],
		] as const)
			void client.send(request(path), { urgent });
		await clock.advanceTo(1000);
		expect(sent.map(({ path }) => path)).toEqual(['a', 'c', 'b']);
	});

	it('sends behind all others with a turn that nobody needs, by its time or not at all', async () => {
		const { clock, sent, client } = setUp();
		for (const path of 'abcdef') void client.send(request(path));
		const never = client.send(request('never'), { spareUntil: 900 });
		const later = client.send(request('later'), { spareUntil: 60_000 });
		await clock.advanceTo(60_000);
		expect(sent.map(({ path }) => path)).toEqual([...'abcdef', 'later']);
		expect(sent.at(-1)?.at).toBeGreaterThanOrEqual(2000);
		expect(await never).toMatchObject({ failure: { details: { reason: 'notSent' } } });
		expect(await later).toMatchObject({ kind: 'success' });
	});

	it.each([undefined, 60_000])(
		'sends nothing that is not wanted any more when its turn comes (spare until %p)',
		async (spareUntil) => {
			const { clock, sent, client } = setUp();
			const unwanted = client.send(request('a'), {
				...(spareUntil !== undefined && { spareUntil }),
				stillWanted: () => false,
			});
			await clock.advanceTo(1000);
			expect(await unwanted).toMatchObject({ failure: { details: { reason: 'notSent' } } });
			expect(sent).toEqual([]);
		},
	);

	it.each([undefined, 60_000])(
		'sends nothing once somebody stops the execution, and says so (spare until %p)',
		async (spareUntil) => {
			const stop = new AbortController();
			const { clock, sent, client } = setUp(undefined, stop.signal);
			const options = spareUntil === undefined ? {} : { spareUntil };
			const responses = Promise.all(['a', 'b'].map(async (path) => await client.send(request(path), options)));
			await clock.advanceTo(100);
			stop.abort();
			expect(await responses).toMatchObject([
				{ kind: 'success' },
				{ kind: 'lost', failure: { details: { reason: 'stoppedBefore' } } },
			]);
			await clock.advanceTo(10_000);
			expect(sent.map(({ path }) => path)).toEqual(['a']);
			expect(await client.send(request('c'), options)).toMatchObject({
				failure: { details: { reason: 'stoppedBefore' } },
			});
		},
	);

	it('tells a request that got no response from one that cannot have been sent, and from one that was stopped', async () => {
		const errors: Record<string, Error> = {
			cut: Object.assign(new Error('cut'), { code: 'ECONNRESET' }),
			refused: Object.assign(new Error('refused'), { code: 'ECONNREFUSED', syscall: 'connect' }),
			canceled: Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' }),
		};
		const stop = new AbortController();
		const { clock, failures, client } = setUp((path) => {
			if (path === 'stopped') stop.abort();
			return errors[path] ?? (errors['canceled'] as Error);
		}, stop.signal);
		for (const path of ['cut', 'refused', 'canceled', 'stopped']) {
			const response = client.send(request(path));
			await clock.advanceTo(clock.now() + 1000);
			expect(await response).toMatchObject({ kind: 'lost', neverSent: path === 'refused' });
		}
		expect(failures.map(({ kind }) => kind)).toEqual(['cut', 'refused', 'timeout', 'stopped']);
	});

	it('understands a request whose stop nobody can signal', async () => {
		const canceled = Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' });
		const { failures, client } = setUp(() => canceled);
		await client.send(request('a'));
		expect(failures).toMatchObject([{ kind: 'timeout' }]);
	});
});

describe('a pause', () => {
	it('is over after its time, by the clock', async () => {
		const { clock, client } = setUp();
		const ends: boolean[] = [];
		void client.pause(500).then((end) => ends.push(end));
		await clock.advanceTo(499);
		expect(ends).toEqual([]);
		await clock.advanceTo(500);
		expect(ends).toEqual([true]);
		expect(client.elapsed()).toBe(500);
	});

	it('ends at once, and says so, when somebody stops the execution', async () => {
		const stop = new AbortController();
		const { clock, client } = setUp(undefined, stop.signal);
		const ends: boolean[] = [];
		void client.pause(500).then((end) => ends.push(end));
		await clock.advanceTo(100);
		stop.abort();
		await settle();
		expect(ends).toEqual([false]);
	});

	it('says so, too, where it was stopped and its time was over at one moment', async () => {
		const stop = new AbortController();
		const connection = { clock: { now: () => 0, sleep: async () => stop.abort() }, signal: stop.signal };
		expect(await apiClient(connection as unknown as Connection).pause(1)).toBe(false);
	});
});

describe('a client of real time', () => {
	it('tells the time, and chances from 0 to 1', () => {
		const { client } = setUp();
		expect(Math.abs(client.now().getTime() - Date.now())).toBeLessThan(60_000);
		for (let index = 0; index < 100; index += 1) {
			expect(client.random()).toBeGreaterThanOrEqual(0);
			expect(client.random()).toBeLessThan(1);
		}
	});
});
