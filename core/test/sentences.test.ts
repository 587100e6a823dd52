import { listed, shortened, shown, takeApart } from '../values/sentences';

describe('a value in a message', () => {
	it.each([
		['15.5', '"15.5"'],
		[15.5, '"15.5"'],
		[null, '"null"'],
		['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', '"TR7NHqjeKQxGT…gjLj6t"'],
		['two\nlines\u0000 and\u202e more', '"two lines and more"'],
		['say "yes"', `"say 'yes'"`],
		['😀'.repeat(30), `"${'😀'.repeat(13)}…${'😀'.repeat(6)}"`],
	])('%j is shown as %s', (value, text) => expect(shown(value)).toBe(text));

	it('is as long as it may be, and no longer', () => {
		const text = Array.from({ length: 60 }, (_, index) => String.fromCharCode(65 + index)).join('');
		for (let most = 1; most < 70; most += 1) {
			const short = shortened(text, most);
			expect(short).toHaveLength(Math.min(most, text.length));
			expect([text.startsWith(short.split('…')[0] ?? ''), text.endsWith(short.split('…')[1] ?? '')]).toEqual([
				true,
				true,
			]);
		}
	});
});

test.each([
	[['a'], 'a'],
	[['a', 'b', 'c', 'd', 'e'], 'a, b, c, d, e'],
	[['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'a, b, c, d, e and 2 more'],
])('of %j a sentence lists five', (names, text) => expect(listed(names)).toBe(text));

test.each([
	["'Amount' is empty. Fill it in.", "'Amount' is empty", 'Fill it in.'],
	["'Amount' is empty.", "'Amount' is empty", ''],
	["'Amount' is empty", "'Amount' is empty", ''],
	[`'Amount' "1. 5" is not. Use 1.5 or 2. Try.`, `'Amount' "1. 5" is not`, 'Use 1.5 or 2. Try.'],
	["'Amount' has more than 1.5 digits. Stop.", "'Amount' has more than 1.5 digits", 'Stop.'],
	['', '', ''],
])('%j says what is wrong, and then what to do', (problem, what, advice) => {
	expect(takeApart(problem)).toEqual({ what, advice });
});
