import { RATE_LIMITS, type RateLimitKind } from '../../tools/tokenpay/rateLimits';
import { simulate, type Sharer } from '../helpers/sharedLimit';

const SEEDS = [1, 2, 3, 4, 5, 6, 7];

/** Milliseconds of a request there and back. */
const NEAR: [number, number] = [2, 6];
const FAR: [number, number] = [40, 70];
const UNSTEADY: [number, number] = [5, 300];

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;

async function simulateAll(sharers: Sharer[], limit: RateLimitKind, latency: [number, number], busy = 0) {
	const runs = await Promise.all(SEEDS.map(async (seed) => await simulate(sharers, { limit, latency, busy, seed })));
	return {
		ratio: median(runs.map(({ ratio }) => ratio)),
		refused: median(runs.map(({ refused }) => refused)),
		givenUp: runs.reduce((sum, { givenUp }) => sum + givenUp, 0),
		longest: Math.max(...runs.map(({ longest }) => longest)),
	};
}

const TWO = [{ requests: 250 }, { requests: 250 }];

describe.each(Object.keys(RATE_LIMITS) as RateLimitKind[])('where the platform counts a %s', (limit) => {
	it.each([
		[NEAR, 1.01],
		[FAR, 1.025],
	])('one process at %p ms is never refused, and takes at most %p of the time', async (latency, most) => {
		for (const requests of [50, 200, 1000]) {
			const { ratio, refused } = await simulateAll([{ requests }], limit, latency);
			expect(ratio).toBeLessThan(most);
			expect(refused).toBe(0);
		}
	});

	it.each([
		[NEAR, 1.04],
		[FAR, 1.055],
	])('a busy process at %p ms is hardly ever refused, and takes at most %p of the time', async (latency, most) => {
		const { ratio, refused } = await simulateAll([{ requests: 500 }], limit, latency, 0.2);
		expect(ratio).toBeLessThan(most);
		expect(refused).toBeLessThan(0.003);
	});

	it.each([
		['two that start together', TWO],
		['two of which one comes later', [{ requests: 300 }, { requests: 200, startsAt: 20_000 }]],
		['a long list and a short one', [{ requests: 400 }, { requests: 100, startsAt: 3000 }]],
		['three', [{ requests: 170 }, { requests: 170 }, { requests: 160 }]],
		['two that divided the limit by hand', TWO.map((one) => ({ ...one, requestsPerSecond: 2.5 }))],
		['ten', Array.from({ length: 10 }, () => ({ requests: 50 }))],
	])('nothing is left refused by %s', async (_name, sharers: Sharer[]) => {
		for (const latency of [NEAR, UNSTEADY]) {
			const { ratio, givenUp, longest } = await simulateAll(sharers, limit, latency);
			expect(givenUp).toBe(0);
			expect(longest).toBeLessThan(90_000);
			expect(ratio).toBeLessThan(2.1);
		}
	});
});

describe.each(['sliding second', 'calendar second', 'token bucket'] as const)(
	'where only what is accepted counts, as a %s',
	(limit) => {
		it.each([NEAR, FAR])('two processes find their shares within 15 %% at %p–%p ms', async (...latency) => {
			const { ratio, refused } = await simulateAll(TWO, limit, latency);
			expect(ratio).toBeLessThan(1.15);
			expect(refused).toBeLessThan(0.09);
		});
	},
);
