import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import type { Turn } from '../requests/adaptiveWindow';
import { RateLimiter } from '../requests/rateLimiter';
import { settle } from '../tools/async/scheduler';
import { VirtualClock } from '../tools/async/virtualClock';

function setUp() {
	const clock = new VirtualClock();
	const limiter = new RateLimiter(clock, () => 0.5);
	const turns: Array<{ name: string; at: number; turn: Turn }> = [];
	const left: string[] = [];
	const ask = (
		name: string,
		{ rate = 5, signal, urgent = false }: { rate?: number; signal?: AbortSignal; urgent?: boolean } = {},
	) => {
		void limiter.acquire(rate, signal, urgent).then((turn) => {
			if (turn) turns.push({ name, at: clock.now(), turn });
			else left.push(name);
		});
	};
	const names = () => turns.map(({ name }) => name);
	return { clock, limiter, turns, left, ask, names };
}

describe('the rate limiter', () => {
	it('lets the first through at once and the others in the order of their calls', async () => {
		const { clock, ask, names } = setUp();
		for (const name of 'abcdef') ask(name);
		await clock.advanceTo(0);
		expect(names()).toEqual(['a']);
		await clock.advanceTo(10_000);
		expect(names()).toEqual([...'abcdef']);
	});

	it.each([5, 2.5, 1.67, 0.5, 0.01, 1000])('lets %p requests through a second, and hardly fewer', async (rate) => {
		const { clock, turns, ask } = setUp();
		for (let index = 0; index < 100; index++) ask(String(index), { rate });
		await clock.advanceTo((1000 / rate) * 100 * 1.03);
		expect(turns).toHaveLength(100);
		for (const [index, { at }] of turns.slice(1).entries())
			expect(at - (turns[index]?.at ?? 0)).toBeGreaterThanOrEqual((1000 / rate) * 0.999);
	});

	it('never lets more through in any second than the limit', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 30 }),
				fc.constantFrom(0.5, 1, 2.5, 4, 5),
				async (arrivals, rate) => {
					const { clock, turns, ask } = setUp();
					for (const [index, at] of [...arrivals].sort((a, b) => a - b).entries()) {
						await clock.advanceTo(at);
						ask(String(index), { rate, urgent: index % 3 === 0 });
					}
					await clock.advanceTo(100_000);
					expect(turns).toHaveLength(arrivals.length);
					for (const { at } of turns) {
						const inSecond = turns.filter((other) => other.at >= at && other.at < at + 1000);
						expect(inSecond.length).toBeLessThanOrEqual(Math.ceil(rate));
					}
				},
			),
			{ numRuns: 50 },
		);
	});

	it('saves up no turns while nobody asks', async () => {
		const { clock, turns, ask } = setUp();
		ask('a');
		await clock.advanceTo(10_000);
		for (const name of 'bc') ask(name);
		await clock.advanceTo(20_000);
		expect((turns[2]?.at ?? 0) - (turns[1]?.at ?? 0)).toBeGreaterThanOrEqual(200);
	});

	it('lets a turn that a busy process made late delay no other, and makes no more than half an interval up', async () => {
		const { clock, turns, ask } = setUp();
		for (let index = 0; index < 9; index++) ask(String(index));
		await clock.advanceTo(390);
		clock.stall(480);
		await clock.advanceTo(1300);
		clock.stall(1700);
		await clock.advanceTo(5000);
		const window = 1005;
		expect(turns.map(({ at }) => at)).toEqual([0, 200, 480, 600, 800, window, 1205, 1700, 1800]);
	});

	it.each([
		['the first, while connections are made', [90, 10, 10, 10, 10], 1000 + 5 + 10 + 80],
		['none', [10, 10, 10, 10, 10], 1000 + 5 + 10],
		['one that is not the first to leave the window', [10, 90, 10, 10, 10], 1000 + 5 + 10],
	])('counts a turn from when its request arrived, where %s was slow', async (_name, durations, sixth) => {
		const { clock, limiter } = setUp();
		const turns: number[] = [];
		const send = async (took: number) => {
			const turn = await limiter.acquire(5);
			turns.push(clock.now());
			await clock.sleep(took);
			turn?.accepted();
		};
		for (const took of [...durations, 10]) void send(took);
		await clock.advanceTo(5000);
		expect(turns).toEqual([0, 200, 400, 600, 800, sixth]);
	});

	it('keeps to the limit where requests are slow at first, while lists are read, and then fast', async () => {
		const { clock, limiter } = setUp();
		const arrivals: number[] = [];
		const send = async (there: number) => {
			const turn = await limiter.acquire(5);
			await clock.sleep(there);
			arrivals.push(clock.now());
			await clock.sleep(3);
			turn?.accepted();
		};
		for (let index = 0; index < 40; index++) void send([160, 155, 190, 95, 75][index] ?? 4);
		await clock.advanceTo(20_000);
		expect(arrivals).toHaveLength(40);
		for (const at of arrivals)
			expect(arrivals.filter((other) => other >= at && other < at + 1000).length).toBeLessThanOrEqual(5);
		expect(Math.max(...arrivals)).toBeLessThan(8100);
	});

	it('lets urgent callers go before ordinary ones, each in their own order', async () => {
		const { clock, ask, names } = setUp();
		for (const name of 'abc') ask(name);
		for (const name of 'xyz') ask(name, { urgent: true });
		await clock.advanceTo(10_000);
		expect(names().join('')).toBe('axyzbc');
	});

	it('lets a caller whose signal fired leave at once, without using up a turn', async () => {
		const { clock, turns, left, ask, names } = setUp();
		const controller = new AbortController();
		ask('a');
		ask('b', { signal: controller.signal });
		ask('c');
		await clock.advanceTo(100);
		controller.abort();
		await settle();
		expect(left).toEqual(['b']);
		await clock.advanceTo(10_000);
		expect(names()).toEqual(['a', 'c']);
		expect(turns[1]?.at).toBeLessThan(210);
	});

	it('turns a caller away whose signal fired before, without touching the queue', async () => {
		const { clock, turns, left, ask } = setUp();
		ask('a', { signal: AbortSignal.abort() });
		ask('b');
		await clock.advanceTo(0);
		expect(left).toEqual(['a']);
		expect(turns).toMatchObject([{ name: 'b', at: 0 }]);
	});

	it('uses up no turn for a caller who left from the middle of the queue', async () => {
		const { clock, turns, ask } = setUp();
		const controller = new AbortController();
		for (const name of 'abcd') ask(name, name === 'c' ? { signal: controller.signal } : {});
		await clock.advanceTo(100);
		controller.abort();
		await clock.advanceTo(10_000);
		expect(turns.map(({ name, at }) => [name, at])).toEqual([
			['a', 0],
			['b', 200],
			['d', 400],
		]);
	});

	it('leaves nothing behind at a signal, which may live as long as a run of many items', async () => {
		const { clock, ask, left, names } = setUp();
		const controller = new AbortController();
		for (const name of 'abc') ask(name, { signal: controller.signal });
		const listeners = () => getEventListeners(controller.signal, 'abort').length;
		await clock.advanceTo(300);
		expect([names().join(''), listeners()]).toEqual(['ab', 1]);
		controller.abort();
		await settle();
		expect([left, listeners()]).toEqual([['c'], 0]);
	});

	it('sleeps once for all who wait, and once for each turn', async () => {
		const { clock, limiter } = setUp();
		let sleeps = 0;
		const { sleep } = clock;
		Object.assign(clock, {
			sleep: async (milliseconds: number) => {
				sleeps += 1;
				await sleep(milliseconds);
			},
		});
		for (let index = 0; index < 20; index += 1) void limiter.acquire(5);
		await clock.advanceTo(10_000);
		expect(sleeps).toBe(19);
	});

	it('takes nobody for urgent who does not say so', async () => {
		const { clock, limiter, names, ask } = setUp();
		ask('a');
		const ordinary: number[] = [];
		void limiter.acquire(5).then(() => ordinary.push(clock.now()));
		ask('urgent', { urgent: true });
		await clock.advanceTo(1000);
		expect(names()).toEqual(['a', 'urgent']);
		expect(ordinary).toEqual([400]);
	});

	it('works on after everybody left', async () => {
		const { clock, ask, names, left } = setUp();
		const controller = new AbortController();
		ask('a');
		for (const name of 'bcd') ask(name, { signal: controller.signal, urgent: name === 'd' });
		await clock.advanceTo(10);
		controller.abort();
		await clock.advanceTo(5000);
		ask('e');
		await clock.advanceTo(6000);
		expect(left.sort()).toEqual(['b', 'c', 'd']);
		expect(names()).toEqual(['a', 'e']);
	});

	it('takes a signal that fires after the turn for nothing', async () => {
		const { clock, ask, names, left } = setUp();
		const controller = new AbortController();
		ask('a', { signal: controller.signal });
		await clock.advanceTo(0);
		controller.abort();
		ask('b');
		await clock.advanceTo(1000);
		expect(names()).toEqual(['a', 'b']);
		expect(left).toEqual([]);
	});

	it('gives the turn of a caller who does not want it any more to the next, at once', async () => {
		const { clock, limiter, turns, ask } = setUp();
		ask('a');
		let isWanted = true;
		const answers: Array<Turn | undefined> = [];
		for (let index = 0; index < 3; index++)
			void limiter.acquire(5, undefined, false, () => isWanted).then((turn) => answers.push(turn));
		ask('b');
		await clock.advanceTo(100);
		isWanted = false;
		await clock.advanceTo(210);
		expect(answers).toEqual([undefined, undefined, undefined]);
		expect(turns.map(({ name }) => name)).toEqual(['a', 'b']);
	});

	it('takes each caller at its own rate', async () => {
		const { clock, turns, ask } = setUp();
		for (const name of ['a', 'slow', 'b', 'c']) ask(name, { rate: name === 'slow' ? 0.5 : 5 });
		await clock.advanceTo(10_000);
		expect(turns.map(({ name, at }) => [name, at])).toEqual([
			['a', 0],
			['slow', 2000],
			['b', 2200],
			['c', 2400],
		]);
	});
});

describe('after "too many requests"', () => {
	/** Answers every request at once: those up to a time are refused, the others accepted. */
	async function refusedUntil(until: number, rate = 5) {
		const { clock, limiter, turns } = setUp();
		const send = async (name: string) => {
			const turn = await limiter.acquire(rate);
			if (!turn) return;
			turns.push({ name, at: clock.now(), turn });
			if (clock.now() < until) turn.refused();
			else turn.accepted();
		};
		for (let index = 0; index < 1000; index++) void send(String(index));
		const between = (from: number, to: number) => turns.filter(({ at }) => at >= from && at < to).length;
		return { clock, turns, between };
	}

	it('sends the next within half a second when one was refused, and is as fast as before two seconds later', async () => {
		const { clock, turns, between } = await refusedUntil(1);
		await clock.advanceTo(20_000);
		expect(turns[1]?.at).toBeLessThan(400);
		expect(between(2000, 12_000)).toBeGreaterThanOrEqual(48);
	});

	it('slows down to one request in two seconds while everything is refused', async () => {
		const { clock, between } = await refusedUntil(60_000);
		await clock.advanceTo(60_000);
		expect(between(0, 5000)).toBeLessThanOrEqual(9);
		for (const from of [10_000, 30_000, 50_000]) {
			expect(between(from, from + 10_000)).toBeLessThanOrEqual(6);
			expect(between(from, from + 10_000)).toBeGreaterThanOrEqual(3);
		}
	});

	it('comes back to full speed within a quarter of a minute once nothing is refused any more', async () => {
		const { clock, between } = await refusedUntil(30_000);
		await clock.advanceTo(60_000);
		expect(between(45_000, 55_000)).toBeGreaterThanOrEqual(48);
	});

	it('never sends faster than the rate, whatever was refused', async () => {
		const { clock, turns, between } = await refusedUntil(10_000, 2.5);
		await clock.advanceTo(100_000);
		for (const { at } of turns) expect(between(at, at + 2000)).toBeLessThanOrEqual(5);
	});

	it('sends a refused request again before those that have not been sent', async () => {
		const { clock, turns, ask, names } = setUp();
		for (const name of 'abc') ask(name);
		await clock.advanceTo(10);
		turns[0]?.turn.refused();
		ask('a again', { urgent: true });
		await clock.advanceTo(10_000);
		expect(names()).toEqual(['a', 'a again', 'b', 'c']);
	});
});
