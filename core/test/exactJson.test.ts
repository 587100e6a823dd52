import fc from 'fast-check';
import { Digits, equalJson, isObject, parseExactJson, plainNumber, plainOf, readExactJson } from '../values/exactJson';

const NOT_JSON = [
	...['', ' ', '{', '[', "{'a':1}", '{"a":1,}', '[1,]', '{"a" 1}', '{"a":1} x', '{"a":1}{"a":1}', '"\\x"', '"\n"'],
	...['undefined', 'NaN', '// x', '\ufeff{}', '01', '1.', '+1', '.5', '"a', 'tru', '\u00a0{}'],
];

const TWICE = [
	'{"a":1,"a":2}',
	'{"a":1,"a":1}',
	'{"a" :1,"a"\n:2}',
	'{"a":1,"\\u0061":2}',
	'[{"b":{"a":1,"c":2,"a":3}}]',
	'{"a":"\\":","a" :""}',
	'{"__proto__":1,"__proto__":2}',
	'{"a":12345678901234567890,"a":1}',
];

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

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

	it.each([
		['an ordinary response', '{"code":0,"data":{"list":[{"a":1.5},{"b":"x","c":[null,true]}],"n":null},"msg":"12:30"}'],
		['one with spaces and line breaks', '{\n\t"code" : 0,\r\n\t"data"\n: { "a" :"b" }\n}'],
		['objects on many levels', objects(64)],
	])('leaves %s to JSON.parse, which is faster than reading token by token', (_what, text) => {
		// Only what is read token by token is put into maps first.
		const put = jest.spyOn(Map.prototype, 'set');
		const value = parseExactJson(text);
		const times = put.mock.calls.length;
		put.mockRestore();
		expect(value).toEqual(JSON.parse(text));
		expect(times).toBe(0);
	});

	it('gives the same by either way of reading', () => {
		fc.assert(
			fc.property(fc.json(), fc.boolean(), (text, long) => {
				// A long number makes it read token by token.
				const other = long ? `[${text},12345678901234567890]` : text;
				expect(parseExactJson(other)).toEqual(plainOf(readExactJson(other) as never));
			}),
		);
	});

	it('keeps every digit of fractions and exponents that a number cannot hold, as text', () => {
		expect(
			parseExactJson('[0.1234567890123456789, 123456789.1234567891, -1.00000000000000001, 1e400, 1e-400]'),
		).toEqual(['0.1234567890123456789', '123456789.1234567891', '-1.00000000000000001', '1e400', '1e-400']);
		expect(parseExactJson('[1.00000000000000000, 1.7976931348623157e+308, 5e-324, 1e20]')).toEqual([
			1, 1.7976931348623157e308, 5e-324, 1e20,
		]);
	});

	it.each(['{"a":"\\"b\\":1"}', '{"a:b":":","c":"\\" :"}', '{"\\":":{"\\":":[]}}'])(
		'is not led astray by colons and quotes in the texts of %p',
		(text) => expect(parseExactJson(text)).toEqual(JSON.parse(text)),
	);

	it('keeps keys of different objects and of other capitals apart', () => {
		expect(parseExactJson('[{"a":1},{"a":2,"A":{"a":3}}]')).toEqual([{ a: 1 }, { a: 2, A: { a: 3 } }]);
	});

	it('keeps a key named __proto__ a key', () => {
		const value = parseExactJson('{"__proto__":{"polluted":true}}') as object;
		expect(Object.keys(value)).toEqual(['__proto__']);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});
});

describe.each([
	['parseExactJson', parseExactJson],
	['readExactJson', readExactJson],
])('%s', (_name, parse) => {
	it.each(NOT_JSON)('refuses %p, which is not JSON', (text) => expect(parse(text)).toBeUndefined());

	it.each(TWICE)('refuses %p, which names a key twice', (text) => expect(parse(text)).toBeUndefined());

	it('reads 64 levels, and refuses more', () => {
		expect(parse(nested(64))).toBeDefined();
		expect(parse(`{"a":${nested(63)}}`)).toBeDefined();
		expect(parse(objects(64))).toBeDefined();
		expect(parse(objects(65))).toBeUndefined();
		for (const levels of [65, 1_000_000]) expect(parse(nested(levels))).toBeUndefined();
		expect(parse('['.repeat(1_000_000))).toBeUndefined();
	});

	it('takes no longer than it should for a million zeros, colons, quotes or spaces', () => {
		const million = (text: string) => text.repeat(1_000_000);
		for (const value of [`0.${million('0')}1`, `"${million(':')}"`, `"${million('\\"')}"`, `"${million(' ')}:"`]) {
			expect(parse(`{"a":${value},"b":12345678901234567890}`)).toBeDefined();
		}
	});
});

describe('JSON as it was written', () => {
	it('holds what JSON.parse gives', () => {
		fc.assert(
			fc.property(fc.json(), (text) => {
				fc.pre(!/\d{16,}/.test(text));
				expect(plainOf(readExactJson(text) as never)).toEqual(JSON.parse(text));
			}),
		);
	});

	it('has numbers with all their digits, and keys in their order', () => {
		expect(readExactJson('0.10')).toEqual(new Digits('0.10'));
		expect([...(readExactJson('{"b":1,"1":2,"a":3}') as Map<string, unknown>).keys()]).toEqual(['b', '1', 'a']);
		expect(plainOf(readExactJson('[12345678901234567890, 0.10, 1e2, 3]') ?? null)).toEqual([
			'12345678901234567890',
			0.1,
			100,
			3,
		]);
	});

	it.each([
		['1.10', '1.1'],
		['100.00', '100'],
		['1E+2', '100'],
		['1.5e-3', '0.0015'],
		['-0.50', '-0.5'],
		['0.00', '0'],
		['-0', '0'],
		['12.34e1', '123.4'],
		['0.10020', '0.1002'],
		['12.5e-1', '1.25'],
		['123e-2', '1.23'],
		['1e400', `1${'0'.repeat(400)}`],
		['1e401', '1e401'],
		['1e500', '1e500'],
	])('the number %s is %s without needless digits', (source, plain) => expect(plainNumber(source)).toBe(plain));

	it.each(['', 'Infinity', 'NaN', 'x1', '1x', '1e'])('%j is no number, and stays as it is', (source) =>
		expect(plainNumber(source)).toBe(source),
	);
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
		[[1], { 0: 1, length: 1 }],
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
