import fc from 'fast-check';
import { RateLimiter } from '../../nodes/shared/rateLimiter';
import { settle, virtualClock } from '../helpers/virtualClock';

function setUp() {
	const clock = virtualClock();
	const pacer = new RateLimiter(clock);
	const turns: Array<{ name: string; at: number }> = [];
	const left: string[] = [];
	const ask = (
		name: string,
		{ rate = 5, signal, urgent = false }: { rate?: number; signal?: AbortSignal; urgent?: boolean } = {},
	) => {
		void pacer.acquire(rate, signal, urgent).then((isMine) => {
			if (isMine) turns.push({ name, at: clock.now() });
			else left.push(name);
		});
	};
	const names = () => turns.map(({ name }) => name);
	return { clock, pacer, turns, left, ask, names };
}

describe('the pacer', () => {
	it('lets the first through at once and the others in the order they came', async () => {
		const { clock, ask, names } = setUp();
		for (const name of 'abcdef') ask(name);
		await clock.advanceTo(0);
		expect(names()).toEqual(['a']);
		await clock.advanceTo(10_000);
		expect(names()).toEqual([...'abcdef']);
	});

	it.each([
		[5, 5],
		[2.5, 2],
		[0.5, 0.5],
		[0.01, 0.01],
		[1000, 1000],
	])('of %p requests a second, keeps the interval of %p, with little more', async (rate, whole) => {
		const { clock, turns, ask } = setUp();
		for (let index = 0; index < 20; index++) ask(String(index), { rate });
		await clock.advanceTo((21 * 1050) / whole);
		expect(turns).toHaveLength(20);
		for (const [index, { at }] of turns.slice(1).entries()) {
			const gap = at - (turns[index]?.at ?? 0);
			expect(gap).toBeGreaterThanOrEqual(1000 / whole);
			expect(gap).toBeLessThanOrEqual(1050 / whole);
		}
	});

	it('keeps to a limit that processes have divided among them, however they began', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat({ max: 2000 }), { minLength: 1, maxLength: 5 }),
				fc.integer({ min: 5, max: 9 }),
				async (starts, limit) => {
					const all: number[] = [];
					for (const start of starts) {
						const { clock, turns, ask } = setUp();
						for (let index = 0; index < 10; index++) ask(String(index), { rate: limit / starts.length });
						await clock.advanceTo(20_000);
						all.push(...turns.map(({ at }) => start + at));
					}
					all.sort((a, b) => a - b);
					expect(all).toHaveLength(starts.length * 10);
					for (const [index, at] of all.entries())
						expect(all.filter((other, place) => place >= index && other - at < 1000).length).toBeLessThanOrEqual(limit);
				},
			),
		);
	});

	it('never lets more through in any second than the limit', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 30 }),
				fc.integer({ min: 1, max: 5 }),
				async (arrivals, rate) => {
					const { clock, turns, ask } = setUp();
					for (const [index, at] of [...arrivals].sort((a, b) => a - b).entries()) {
						await clock.advanceTo(at);
						ask(String(index), { rate, urgent: index % 3 === 0 });
					}
					await clock.advanceTo(60_000);
					expect(turns).toHaveLength(arrivals.length);
					for (const { at } of turns) {
						expect(turns.filter((other) => other.at >= at && other.at < at + 1000).length).toBeLessThanOrEqual(rate);
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
		expect(turns).toEqual([{ name: 'b', at: 0 }]);
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
		const { clock, pacer, turns, ask } = setUp();
		ask('a');
		let isWanted = true;
		const answers: boolean[] = [];
		for (let index = 0; index < 3; index++)
			void pacer.acquire(5, undefined, false, () => isWanted).then((isMine) => answers.push(isMine));
		ask('b');
		await clock.advanceTo(100);
		isWanted = false;
		await clock.advanceTo(210);
		expect(answers).toEqual([false, false, false]);
		expect(turns.map(({ name }) => name)).toEqual(['a', 'b']);
	});

	it('pauses everybody for as long as it was told, and never for less', async () => {
		const { clock, pacer, turns, ask } = setUp();
		ask('a');
		ask('b');
		ask('c', { urgent: true });
		await clock.advanceTo(100);
		pacer.pauseFor(1000);
		pacer.pauseFor(10);
		await clock.advanceTo(10_000);
		expect(turns.map(({ name }) => name)).toEqual(['a', 'c', 'b']);
		expect(turns[1]?.at).toBe(1100);
	});
});
