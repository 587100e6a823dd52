import fc from 'fast-check';
import {
	MOST_DECIMALS,
	addDecimals,
	compareDecimals,
	decimalToSmallest,
	groupThousands,
	normalizeDecimal,
	smallestToDecimal,
	subtractDecimals,
} from '../values/decimal';

/** A plain decimal text, with leading and trailing zeros as people write them. */
const decimal = fc
	.tuple(fc.stringMatching(/^\d{1,30}$/), fc.option(fc.stringMatching(/^\d{1,30}$/), { nil: undefined }))
	.map(([whole, fraction]) => (fraction === undefined ? whole : `${whole}.${fraction}`));

/** The value times 10^30, as an exact integer. */
function scaled(text: string): bigint {
	const [whole = '', fraction = ''] = text.split('.');
	return BigInt(whole + fraction.padEnd(30, '0'));
}

describe('normalizing', () => {
	it('keeps the value and gives equal values one text', () => {
		fc.assert(
			fc.property(decimal, decimal, (a, b) => {
				const [x, y] = [normalizeDecimal(a) as string, normalizeDecimal(b) as string];
				expect(scaled(x)).toBe(scaled(a));
				expect(x === y).toBe(scaled(a) === scaled(b));
				expect(normalizeDecimal(x)).toBe(x);
				expect(normalizeDecimal(`00${a}${a.includes('.') ? '00' : '.00'}`)).toBe(x);
			}),
		);
	});

	it.each([
		['007.50', '7.5'],
		['0', '0'],
		['000', '0'],
		['0.0', '0'],
		['10', '10'],
		['10.010', '10.01'],
		['0.5', '0.5'],
	])('makes %s of %s', (from, to) => {
		expect(normalizeDecimal(from)).toBe(to);
	});

	it.each([
		'',
		'.',
		'15.',
		'.5',
		'1e3',
		'+1',
		'-1',
		' 1',
		'1 ',
		'1\n',
		'1,5',
		'1.2.3',
		'1_000',
		'0x10',
		'１',
		'٣',
		'NaN',
		'Infinity',
	])('refuses %p', (text) => {
		expect(normalizeDecimal(text)).toBeUndefined();
	});
});

describe('smallest units', () => {
	it('become decimal units without losing a digit', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: 10n ** 60n }), fc.integer({ min: 0, max: 30 }), (smallest, decimals) => {
				const text = smallestToDecimal(String(smallest), decimals) as string;
				expect(scaled(text)).toBe(smallest * 10n ** BigInt(30 - decimals));
			}),
		);
	});

	it.each([
		['15000000', 6, '15'],
		[15000000, 6, '15'],
		[15000000, '6', '15'],
		['1', 18, '0.000000000000000001'],
		['0', 6, '0'],
		['54670000', 6, '54.67'],
		['15', 0, '15'],
		['000015', 1, '1.5'],
		['1', 255, `0.${'0'.repeat(254)}1`],
	])('make %p with %p decimals %s', (smallest, decimals, expected) => {
		expect(smallestToDecimal(smallest, decimals)).toBe(expected);
	});

	it.each([
		['-1', 6],
		[-1, 6],
		['1.5', 6],
		[1.5, 6],
		['', 6],
		[' 1', 6],
		['1x', 6],
		['x1', 6],
		['1e3', 6],
		[2 ** 53, 6],
		[NaN, 6],
		[null, 6],
		[undefined, 6],
		[['1'], 6],
		[{}, 6],
		['1', -1],
		['1', 256],
		['1', 1.5],
		['1', ' 6'],
		['1', '6 '],
		['1', '1e1'],
		['1', ''],
		['1', null],
		['1', undefined],
		['1', 'six'],
		['1', NaN],
	])('refuse %p with %p decimals', (smallest, decimals) => {
		expect(smallestToDecimal(smallest, decimals)).toBeUndefined();
	});
});

describe('decimal units', () => {
	it.each([
		['15.5', 6, '15500000'],
		['1.234567', 6, '1234567'],
		['0.000001', 6, '1'],
		['0.5', 6, '500000'],
		['0', 6, '0'],
		['007', 0, '7'],
		['100', 2, '10000'],
	])('become the smallest unit: %s with %i decimals', (text, decimals, smallest) => {
		expect(decimalToSmallest(text, decimals)).toBe(smallest);
	});

	it.each([
		['1.2345678', 6],
		['1.5', 0],
		['', 6],
		['1e3', 6],
		['-1', 6],
	])('refuse %p with %i decimals', (text, decimals) => {
		expect(decimalToSmallest(text, decimals)).toBeUndefined();
	});
});

describe('comparing', () => {
	it.each([
		['1.25', '1.5'],
		['1', '1.01'],
		['1.09', '1.1'],
		['9.99', '10'],
		['0.5', '0.50001'],
	])('%s is less than %s', (less, more) => {
		expect(compareDecimals(less, more)).toBeLessThan(0);
		expect(compareDecimals(more, less)).toBeGreaterThan(0);
	});

	it('knows equal values, however they are written', () => {
		expect(compareDecimals('1.10', '01.1')).toBe(0);
	});

	it('orders as exact arithmetic does', () => {
		fc.assert(
			fc.property(decimal, decimal, (a, b) => {
				const difference = scaled(a) - scaled(b);
				expect(Math.sign(compareDecimals(a, b))).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
			}),
		);
	});

	it('orders neighbours that a number cannot tell apart', () => {
		fc.assert(
			fc.property(
				fc.bigInt({ min: 0n, max: 10n ** 40n }),
				fc.integer({ min: 0, max: MOST_DECIMALS }),
				(value, decimals) => {
					const [a, b] = [
						smallestToDecimal(String(value), decimals),
						smallestToDecimal(String(value + 1n), decimals),
					] as [string, string];
					expect(compareDecimals(a, b)).toBeLessThan(0);
					expect(compareDecimals(b, a)).toBeGreaterThan(0);
					expect(compareDecimals(a, a)).toBe(0);
				},
			),
		);
	});
});

describe('sums and differences', () => {
	it('are exact for every number of digits', () => {
		fc.assert(
			fc.property(fc.array(decimal), decimal, (amounts, other) => {
				const sum = addDecimals(amounts);
				expect(scaled(sum)).toBe(amounts.reduce((total, amount) => total + scaled(amount), 0n));
				expect(normalizeDecimal(sum)).toBe(sum);
				expect(subtractDecimals(addDecimals([sum, other]), other)).toBe(sum);
			}),
		);
	});

	it('hold what a floating-point number does not', () => {
		expect(addDecimals(['0.1', '0.2'])).toBe('0.3');
		expect(addDecimals(['9007199254740993', '0.000000000000000001'])).toBe('9007199254740993.000000000000000001');
		expect(subtractDecimals('0.3', '0.1')).toBe('0.2');
		expect(addDecimals([])).toBe('0');
	});

	it('never fall below nothing', () => {
		expect(subtractDecimals('1', '1.5')).toBe('0');
	});

	it.each(['', '1e3', '-1', '1,5', 'many'])('refuse %p', (text) => {
		expect(() => addDecimals(['1', text])).toThrow(RangeError);
		expect(() => subtractDecimals('1', text)).toThrow(`"${text}"`);
	});
});

it.each([
	['0', '0'],
	['999', '999'],
	['1000', '1,000'],
	['1234567.1234567', '1,234,567.1234567'],
])('%s is written %s for people', (text, grouped) => {
	expect(groupThousands(text)).toBe(grouped);
});
