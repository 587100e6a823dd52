import { differenceOf, isClearlyAbove, trendOf } from '../../bench/soak/trend';
import { seededRandom } from '../../sandbox/common/random';

/** Forty measurements over a third of an hour that rise by `perHour` under noise of up to ±`noise`. */
const measurements = (perHour: number, noise: number, seed = 1) => {
	const random = seededRandom(seed);
	return Array.from({ length: 40 }, (_, index) => {
		const at = index / 120;
		return { at, value: 200 + perHour * at + noise * (2 * random() - 1) };
	});
};

describe('The trend of a series', () => {
	test('is exact on a straight line', () => {
		const { perHour, error } = trendOf(measurements(30, 0));
		expect(perHour).toBeCloseTo(30);
		expect(error).toBeCloseTo(0);
	});

	test('is found under noise, within its standard error as often as it says', () => {
		const trends = Array.from({ length: 200 }, (_, seed) => trendOf(measurements(30, 5, seed)));
		const within = trends.filter(({ perHour, error }) => Math.abs(perHour - 30) < 2 * error).length;
		expect(within).toBeGreaterThan(180);
		expect(within).toBeLessThan(200);
	});

	test('is less certain where neighbours resemble each other', () => {
		const alternating = measurements(0, 0).map(({ at }, index) => ({ at, value: index % 2 }));
		const inRuns = measurements(0, 0).map(({ at }, index) => ({ at, value: Math.floor(index / 5) % 2 }));
		expect(trendOf(inRuns).error).toBeGreaterThan(1.5 * trendOf(alternating).error);
	});

	test('is refused for too few points', () => {
		expect(() => trendOf(measurements(1, 0).slice(0, 3))).toThrow('at least four');
	});
});

describe('A rise clearly above a bound', () => {
	test('is seen in a leak, and not in noise', () => {
		const leak = differenceOf(trendOf(measurements(80, 3, 1)), trendOf(measurements(10, 3, 2)));
		const noise = differenceOf(trendOf(measurements(12, 3, 3)), trendOf(measurements(10, 3, 4)));
		expect(isClearlyAbove(leak, 20)).toBe(true);
		expect(isClearlyAbove(noise, 20)).toBe(false);
	});

	test('is not claimed from a steep but uncertain trend', () => {
		expect(isClearlyAbove({ perHour: 100, error: 45 }, 20)).toBe(false);
	});
});
