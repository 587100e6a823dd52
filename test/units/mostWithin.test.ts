import { mostWithin } from '../../core/tools/audit/mostWithin';

describe('The largest number of moments within a span', () => {
	test('five at an even pace of five a second are five, and the sixth begins a new second', () => {
		expect(mostWithin([0, 200, 400, 600, 800, 1000, 1200], 1000)).toBe(5);
	});

	test('a burst counts in whatever order it is told', () => {
		expect(mostWithin([5000, 10, 12, 11, 9000], 1000)).toBe(3);
	});

	test('none are none', () => {
		expect(mostWithin([], 1000)).toBe(0);
	});
});
