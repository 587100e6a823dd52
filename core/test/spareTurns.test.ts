import { getEventListeners } from 'node:events';
import type { Turn } from '../requests/adaptiveWindow';
import { RateLimiter } from '../requests/rateLimiter';
import { SpareTurns } from '../requests/spareTurns';
import { settle } from '../tools/async/scheduler';
import { VirtualClock } from '../tools/async/virtualClock';

interface Asked {
	rate?: number;
	until?: number;
	signal?: AbortSignal;
	stillWanted?: () => boolean;
}

function setUp() {
	const clock = new VirtualClock();
	const limiter = new RateLimiter(clock, () => 0);
	const turns: Array<{ name: string; at: number; turn: Turn }> = [];
	const left: Array<{ name: string; at: number }> = [];
	const take = (name: string, asked: Promise<Turn | undefined>) => {
		void asked.then((turn) => {
			if (turn) turns.push({ name, at: clock.now(), turn });
			else left.push({ name, at: clock.now() });
		});
	};
	const pay = (name: string, { rate = 5, urgent = false } = {}) => take(name, limiter.acquire(rate, undefined, urgent));
	const wait = (name: string, { rate = 5, until = Infinity, signal, stillWanted }: Asked = {}) =>
		take(name, limiter.spare.acquire(rate, until, signal, stillWanted));
	const timesOf = (which: string) => turns.filter(({ name }) => name === which).map(({ at }) => Math.round(at));
	return { clock, turns, left, pay, wait, timesOf, names: () => turns.map(({ name }) => name) };
}

describe('spare turns', () => {
	it('come at once where nobody else sends, four a second at most, and leave one of five free', async () => {
		const { clock, turns, wait, pay } = setUp();
		for (let index = 0; index < 100; index += 1) wait('waiter');
		await clock.advanceTo(0);
		expect(turns).toHaveLength(1);
		await clock.advanceTo(20_100);
		const [before] = turns.slice(-1);
		expect(turns.length).toBeGreaterThan(75);
		expect(turns.length).toBeLessThanOrEqual(81);
		pay('payer');
		await settle();
		expect(turns.at(-1)).toMatchObject({ name: 'payer', at: 20_100 });
		// Sooner after a spare turn than one payment follows another.
		expect(20_100 - (before?.at ?? 0)).toBeLessThan(200);
	});

	it.each([2.5, 0.5])('keep the interval of a rate of %p, which no window of whole requests keeps', async (rate) => {
		const { clock, turns, wait, pay } = setUp();
		for (let index = 0; index < 10; index += 1) wait('waiter', { rate });
		await clock.advanceTo(100);
		for (let index = 0; index < 10; index += 1) pay('payer', { rate });
		await clock.advanceTo(1_000_000);
		expect(turns).toHaveLength(20);
		for (const [index, { at }] of turns.slice(1).entries())
			expect(at - (turns[index]?.at ?? 0)).toBeGreaterThanOrEqual((1000 / rate) * 0.999);
	});

	it('are taken in the order of the calls', async () => {
		const { clock, wait, names } = setUp();
		for (const name of 'abc') wait(name);
		await clock.advanceTo(2000);
		expect(names()).toEqual([...'abc']);
	});

	it('are none while others wait, and for a second after', async () => {
		const { clock, pay, wait, names, turns } = setUp();
		for (let index = 0; index < 25; index += 1) pay('payer', { urgent: index % 2 === 0 });
		wait('waiter');
		await clock.advanceTo(5700);
		expect(names()).toEqual(Array.from({ length: 25 }, () => 'payer'));
		const last = turns.at(-1)?.at ?? NaN;
		await clock.advanceTo(last + 999);
		expect(names()).not.toContain('waiter');
		await clock.advanceTo(last + 1300);
		expect(names()).toContain('waiter');
	});

	it.each([
		['wait all the time', undefined],
		['come again in time', 180],
	])('are one of forty where others %s', async (_how, every) => {
		const { clock, turns, pay, wait, timesOf } = setUp();
		for (let index = 0; index < 10; index += 1) wait('waiter');
		if (every === undefined) for (let index = 0; index < 1000; index += 1) pay('payer');
		else {
			for (let at = 0; at < 40_000; at += every) {
				await clock.advanceTo(at);
				pay('payer');
			}
		}
		await clock.advanceTo(40_000);
		// Every one of them is a whole turn, whoever it was taken before.
		for (const { turn } of turns) turn.accepted();
		const times = timesOf('waiter').filter((at) => at > 1000);
		expect(times.length).toBeGreaterThanOrEqual(3);
		expect(times.length).toBeLessThanOrEqual(5);
	});

	it('pause for a minute after "too many requests", and come back to their pace step by step', async () => {
		const { clock, turns, wait, timesOf } = setUp();
		const answer = (index: number) => (index === 0 ? turns[0]?.turn.refused() : turns[index]?.turn.accepted());
		for (let index = 0; index < 20; index += 1) wait('waiter');
		for (let answered = 0; answered < 20; answered += 1) {
			while (turns.length === answered) await clock.advanceTo(clock.now() + 50);
			answer(answered);
		}
		const [first = 0, second = 0, third = 0, fourth = 0] = timesOf('waiter');
		expect([first, second]).toEqual([0, 60_000]);
		expect(third).toBe(second + 15_000);
		expect(fourth).toBe(third + 3750);
		const times = timesOf('waiter');
		expect((times.at(-1) ?? 0) - (times.at(-10) ?? 0)).toBeLessThan(3000);
	});

	it('do not hold others up: whoever comes while they pause is sent at once', async () => {
		const { clock, turns, pay, wait } = setUp();
		wait('waiter');
		await clock.advanceTo(0);
		turns[0]?.turn.refused();
		wait('waiter');
		await clock.advanceTo(10_000);
		pay('payer');
		await settle();
		expect(turns.at(-1)).toMatchObject({ name: 'payer', at: 10_000 });
	});

	it('are waited for until a time, whoever else waits', async () => {
		const { clock, turns, left, pay, wait } = setUp();
		wait('first', { until: 100_000 });
		await clock.advanceTo(0);
		turns[0]?.turn.refused();
		wait('long', { until: 50_000 });
		await clock.advanceTo(1000);
		wait('short', { until: 3000 });
		wait('too late', { until: 1000 });
		for (let index = 0; index < 10; index += 1) pay('payer');
		await clock.advanceTo(70_000);
		expect(left).toEqual([
			{ name: 'too late', at: 1000 },
			{ name: 'short', at: 3000 },
			{ name: 'long', at: 50_000 },
		]);
	});

	it('are given up at once when the signal fires, and nothing is left asleep', async () => {
		const { clock, turns, left, wait, names } = setUp();
		const stop = new AbortController();
		wait('first');
		await clock.advanceTo(0);
		turns[0]?.turn.refused();
		for (const name of 'ab') wait(name, { signal: stop.signal });
		await clock.advanceTo(500);
		stop.abort();
		await settle();
		expect(left).toEqual([...'ab'].map((name) => ({ name, at: 500 })));
		wait('gone', { signal: stop.signal });
		await settle();
		expect(left).toHaveLength(3);
		wait('next');
		await clock.advanceTo(60_000);
		expect(names()).toEqual(['first', 'next']);
	});

	it('are passed on by whoever does not want them any more', async () => {
		const { clock, left, wait, turns } = setUp();
		wait('first');
		wait('unwanted', { stillWanted: () => false });
		wait('next');
		await clock.advanceTo(300);
		expect(left).toEqual([{ name: 'unwanted', at: 257.5 }]);
		expect(turns.map(({ name }) => name)).toEqual(['first', 'next']);
	});

	it('leave time between them where the limit is low', async () => {
		const { clock, wait, timesOf } = setUp();
		for (let index = 0; index < 4; index += 1) wait('waiter', { rate: 1 });
		await clock.advanceTo(20_000);
		expect(timesOf('waiter')).toEqual([0, 3000, 6000, 9000]);
	});
});

describe('a spare turn beside others', () => {
	interface World {
		rate?: number;
		random?: number;
		/** Until when others wait for turns. */
		othersWait?: number;
		/** When they had the latest. */
		last?: number;
		/** When they can have the next. */
		next?: number;
	}

	function beside({ rate = 5, random = 0, othersWait = -1, last = -Infinity, next = -Infinity }: World = {}) {
		const clock = new VirtualClock();
		const taken: Array<{ at: number; how: string }> = [];
		const said: string[] = [];
		const asleep = { now: 0, times: 0 };
		const turn: Turn = { accepted: () => said.push('accepted'), refused: () => said.push('refused') };
		const take = (how: string) => {
			taken.push({ at: clock.now(), how });
			return turn;
		};
		const counting = {
			now: clock.now,
			sleep: async (milliseconds: number, signal?: AbortSignal) => {
				asleep.now += 1;
				asleep.times += 1;
				await clock.sleep(milliseconds, signal).finally(() => (asleep.now -= 1));
			},
		};
		const others = {
			isWaiting: () => clock.now() < othersWait,
			lastTurn: () => last,
			nextTurn: (requestsPerSecond: number) => (requestsPerSecond === rate ? next : NaN),
			take: (requestsPerSecond: number) => take(requestsPerSecond === rate ? 'spare' : 'at a wrong rate'),
			takeNext: async (requestsPerSecond: number) =>
				await Promise.resolve(take(requestsPerSecond === rate ? 'next' : 'at a wrong rate')),
		};
		const turns = new SpareTurns(counting, others, () => random);
		const got: Array<Turn | undefined> = [];
		const wait = (until = Infinity, signal?: AbortSignal) => {
			void turns.acquire(rate, until, signal, undefined).then((one) => got.push(one));
		};
		return { clock, taken, said, asleep, got, wait, times: () => taken.map(({ at }) => at) };
	}

	it.each([
		['nobody had a turn lately', { last: -1000 }, 0],
		['somebody had one, five intervals later', { last: -200 }, 800],
		['somebody had one at a low rate, five intervals later', { rate: 0.5, last: -2000 }, 8000],
		['the next is possible later only, then', { next: 700 }, 700],
		['somebody waits for a while, five intervals after that', { othersWait: 3500, last: 3400 }, 4400],
	])('is taken where %s', async (_where, world, at) => {
		const { clock, taken, wait } = beside(world);
		wait();
		await clock.advanceTo(20_000);
		expect(taken).toEqual([{ at, how: 'spare' }]);
	});

	it.each([
		[5, 0, [0, 257.5, 515]],
		[5, 1, [0, 386.25, 772.5]],
		[2.5, 0, [0, 515, 1030]],
		[2, 0, [0, 1030, 2060]],
		[1, 0, [0, 3000, 6000]],
		[0.5, 0.5, [0, 7500, 15_000]],
	])('leaves room for one of others in each second, by chance (%p a second, %p)', async (rate, random, expected) => {
		const { clock, times, wait } = beside({ rate, random });
		for (let index = 0; index < 3; index += 1) wait();
		await clock.advanceTo(30_000);
		expect(times()).toEqual(expected);
	});

	it('is one of forty, and one of those that others wait for, where they wait all the time', async () => {
		const { clock, taken, wait } = beside({ othersWait: Infinity, next: Infinity });
		await clock.advanceTo(500);
		for (let index = 0; index < 2; index += 1) wait();
		await clock.advanceTo(30_000);
		expect(taken).toEqual([
			{ at: 8500, how: 'next' },
			{ at: 16_500, how: 'next' },
		]);
	});

	it('tells what became of it to whom it was taken from', async () => {
		const { clock, said, got, wait } = beside();
		wait();
		await clock.advanceTo(0);
		got[0]?.accepted();
		got[0]?.refused();
		expect(said).toEqual(['accepted', 'refused']);
	});

	it('is waited for asleep: once, whoever comes meanwhile, and not at all once nobody waits', async () => {
		const { clock, asleep, got, wait } = beside({ last: 0 });
		const stop = new AbortController();
		for (let index = 0; index < 10; index += 1) wait(5000 + index, stop.signal);
		await settle();
		expect(asleep).toEqual({ now: 1, times: 1 });
		await clock.advanceTo(500);
		expect(getEventListeners(stop.signal, 'abort')).toHaveLength(10);
		stop.abort();
		await settle();
		expect(asleep).toEqual({ now: 0, times: 1 });
		expect(got).toEqual(Array.from({ length: 10 }, () => undefined));
		expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
		// Whoever comes then is not forgotten.
		wait();
		await clock.advanceTo(1000);
		expect(got[10]).toBeDefined();
	});

	it('leaves nobody asleep for one who left', async () => {
		const { asleep, wait } = beside({ last: 0 });
		const stop = new AbortController();
		wait(Infinity, stop.signal);
		await settle();
		expect(asleep.now).toBe(1);
		stop.abort();
		await settle();
		expect(asleep.now).toBe(0);
	});

	it('is looked for again when somebody comes who cannot wait as long', async () => {
		const { clock, asleep, got, wait } = beside({ othersWait: Infinity });
		wait(900);
		await settle();
		wait(950);
		await settle();
		expect(asleep.times).toBe(1);
		wait(400);
		await settle();
		expect(asleep).toEqual({ now: 1, times: 2 });
		await clock.advanceTo(400);
		expect(got).toEqual([undefined]);
		await clock.advanceTo(1000);
		expect(got).toEqual([undefined, undefined, undefined]);
	});

	it('leaves nothing behind at the signal of whoever got it', async () => {
		const { clock, got, wait } = beside();
		const stop = new AbortController();
		wait(Infinity, stop.signal);
		await clock.advanceTo(0);
		expect(got).toHaveLength(1);
		expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
	});
});
