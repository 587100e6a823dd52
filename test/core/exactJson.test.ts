import fc from 'fast-check';
import { equalJson, isObject, parseExactJson } from '../../nodes/shared/exactJson';

describe('parsing JSON exactly', () => {
	it('keeps every digit of integers that a number cannot hold, as text', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (integer) => {
				const isSafe = integer >= BigInt(Number.MIN_SAFE_INTEGER) && integer <= BigInt(Number.MAX_SAFE_INTEGER);
				const expected = isSafe ? Number(integer) : String(integer);
				expect(parseExactJson(`{"a":[${integer}]}`)).toEqual({ a: [expected] });
			}),
		);
	});

	it('holds the border at 2^53', () => {
		expect(parseExactJson('[9007199254740991, 9007199254740992, -9007199254740991, -9007199254740992]')).toEqual([
			9007199254740991,
			'9007199254740992',
			-9007199254740991,
			'-9007199254740992',
		]);
	});

	it('reads everything else as JSON.parse does', () => {
		fc.assert(
			fc.property(fc.json(), (text) => {
				fc.pre(!/\d{16,}/.test(text));
				expect(parseExactJson(text)).toEqual(JSON.parse(text));
			}),
		);
		expect(parseExactJson('[1.5, 1e3, "12345678901234567890", true, null, 1.0]')).toEqual([
			1.5,
			1000,
			'12345678901234567890',
			true,
			null,
			1,
		]);
	});

	it.each(['', ' ', '{', "{'a':1}", '{"a":1,}', '{"a":1} x', 'undefined', 'NaN', '// x', '\ufeff{}', '01'])(
		'returns nothing for %p, which is not JSON',
		(text) => {
			expect(parseExactJson(text)).toBeUndefined();
		},
	);

	it('survives JSON that is nested too deep', () => {
		const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
		expect(() => parseExactJson(deep)).not.toThrow();
	});

	it('keeps a key named __proto__ a key', () => {
		const value = parseExactJson('{"__proto__":{"polluted":true}}') as object;
		expect(Object.keys(value)).toEqual(['__proto__']);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});
});

describe('comparing JSON by value', () => {
	it('finds a value equal to its copy with keys in another order', () => {
		const reversed = (value: unknown): unknown => {
			if (Array.isArray(value)) return value.map(reversed);
			return isObject(value)
				? Object.fromEntries(
						Object.entries(value)
							.reverse()
							.map(([key, inner]) => [key, reversed(inner)]),
					)
				: value;
		};
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				fc.pre(!JSON.stringify(value).includes('__proto__'));
				expect(equalJson(value, reversed(value))).toBe(true);
			}),
		);
	});

	it.each([
		[0, false],
		[0, ''],
		[0, null],
		['1', 1],
		[[], {}],
		[[1], { 0: 1 }],
		[
			[1, 2],
			[2, 1],
		],
		[{ a: 1 }, { a: 1, b: undefined }],
		[{ a: undefined }, { b: undefined }],
		[{}, null],
		[null, undefined],
		[{ toString: 1 }, {}],
		[{}, { toString: 1 }],
		[{ a: { b: 1 } }, { a: { b: 2 } }],
		[[undefined], []],
		[{ toString: Object.prototype.toString }, { b: 1 }],
	])('tells %j from %j', (a, b) => {
		expect(equalJson(a, b)).toBe(false);
		expect(equalJson(b, a)).toBe(false);
	});

	it('does not take an inherited property for a key', () => {
		expect(equalJson(JSON.parse('{"__proto__":{}}'), { a: {} })).toBe(false);
		expect(equalJson(JSON.parse('{"constructor":1}'), { a: 1 })).toBe(false);
	});

	it('takes objects, and neither lists nor null, for objects', () => {
		expect([{}, [], null, 'x', 1, undefined].map(isObject)).toEqual([true, false, false, false, false, false]);
	});
});
