import { equalInConstantTime } from '../values/constantTime';

it.each([
	['', ''],
	['abc', 'abc'],
	['é签', 'é签'],
])('%j equals %j', (a, b) => expect(equalInConstantTime(a, b)).toBe(true));

it.each([
	['abc', 'abd'],
	['abc', 'abcd'],
	['', 'a'],
	['é', 'e'],
	// As long in characters, but not in bytes; and the other way round.
	['é', 'a'],
	['é', 'ab'],
])('%j does not equal %j', (a, b) => {
	expect(equalInConstantTime(a, b)).toBe(false);
	expect(equalInConstantTime(b, a)).toBe(false);
});
