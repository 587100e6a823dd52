import {
	checkCode,
	checkOptional,
	checkReference,
	combine,
	exactDecimal,
	hasInvisible,
	switchOf,
	wholeNumber,
} from '../values/fieldChecks';

/** What no field has: empty, absent, or not there. */
const NOTHING = [undefined, null, ''];

describe('the number of a payment', () => {
	it.each([
		['row-1', 'row-1'],
		['  row-1 ', 'row-1'],
		['row 1', 'row 1'],
		['007', '007'],
		['é发票_#/1', 'é发票_#/1'],
		[42, '42'],
		[0, '0'],
		[Number.MAX_SAFE_INTEGER, '9007199254740991'],
		['12e', '12e'],
		['e5', 'e5'],
		['1e-5', '1e-5'],
		['A1e5', 'A1e5'],
		['1e5B', '1e5B'],
		['1.e5', '1.e5'],
	])('%j is sent as %j', (value, text) => expect(checkReference('Number', value)).toEqual({ text }));

	it.each<[unknown, string]>([
		...NOTHING.map((value) => [value, 'is empty'] as [unknown, string]),
		['   ', 'is empty'],
		[2 ** 53, 'was rounded'],
		[1.5, 'was rounded'],
		[NaN, 'was rounded'],
		['1E+5', 'was rounded by a sheet'],
		['12e15', 'was rounded by a sheet'],
		['1.2345e+15', 'was rounded by a sheet'],
		[' 1.23E15 ', 'was rounded by a sheet'],
		[true, 'must be text'],
		[{}, 'must be text'],
		[['row-1'], 'must be text'],
		['row\n1', 'invisible'],
		['row\u200b1', 'invisible'],
		['row-1\u2028', 'invisible'],
		['row-1\ud800', 'invisible'],
		['row\u00a01', 'not the plain one'],
		['\u3000row-1', 'not the plain one'],
		['ｒow-1', 'look like others'],
		['row！1', 'look like others'],
		['row～1', 'look like others'],
		['e\u0301', 'look like others'],
	])('%j is refused, with the field and what to do', (value, words) => {
		const checked = checkReference('Transfer Number', value);
		expect(checked).toEqual({ problem: expect.stringMatching(/^'Transfer Number' .*\. [A-Z].*\.$/) as string });
		expect((checked as { problem: string }).problem).toContain(words);
	});
});

describe('a code, such as a currency', () => {
	it.each(['USDT', 'ali_pay', ' TRON '])('%j goes without spaces around it', (value) =>
		expect(checkCode('Channel', value)).toEqual({ text: value.trim() }),
	);

	it('holds no space', () =>
		expect(checkCode('Channel', 'ali pay')).toEqual({
			problem: expect.stringMatching(/^'Channel' .*space/) as string,
		}));

	it.each([...NOTHING, 'a\nb', {}])('is refused like a number of a payment, such as %j', (value) =>
		expect(checkCode('Channel', value)).toEqual(checkReference('Channel', value)),
	);
});

it.each([
	['abc', false],
	['a b', false],
	['', false],
	['a\tb', true],
	['a\u00adb', true],
	['a\u2029', true],
	['\udc00', true],
])('%j contains something invisible: %j', (text, isSo) => expect(hasInvisible(text)).toBe(isSo));

it.each([
	[0, '0'],
	[0.1, '0.1'],
	[-1.5, '-1.5'],
	[123456789012345, '123456789012345'],
	[0.001234567890123, '0.001234567890123'],
	[0.00001, '0.00001'],
	// As many digits as a number carries, behind more zeros than one.
	[0.0123456789012345, '0.0123456789012345'],
	[1234567890123456, undefined],
	[0.1 + 0.2, undefined],
	[1e21, undefined],
	[1e-7, undefined],
	[NaN, undefined],
	[Infinity, undefined],
])('the number %p has the exact text %p', (value, text) => expect(exactDecimal(value)).toBe(text));

describe('a switch', () => {
	it.each([true, 'true'])('is on by %j', (value) => expect(switchOf(value, false)).toBe(true));
	it.each([false, 'false'])('is off by %j', (value) => expect(switchOf(value, true)).toBe(false));
	it.each(NOTHING)('is what it is by default for %j', (value) =>
		expect([switchOf(value, true), switchOf(value, false)]).toEqual([true, false]),
	);
	it.each(['yes', 'TRUE', ' true', 0, 1, {}, []])('is neither for %j', (value) =>
		expect([switchOf(value, true), switchOf(value, false)]).toEqual([undefined, undefined]),
	);
});

describe('a whole number', () => {
	it.each([
		[1, 1],
		[30, 30],
		['30', 30],
		['007', 7],
		[Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
	])('of %j is %j', (value, number) => expect(wholeNumber(value)).toBe(number));

	it.each([
		0,
		'0',
		-1,
		'-1',
		1.5,
		'1.5',
		'',
		' 1',
		'1 ',
		'1e3',
		'x1',
		'1x',
		2 ** 53,
		NaN,
		Infinity,
		null,
		true,
		[5],
		['5'],
	])('is not %j', (value) => expect(wholeNumber(value)).toBeUndefined());
});

describe('fields that may be left empty', () => {
	const LABELS = { title: 'Title', attach: 'Attach', reason: 'Reason' };

	it('go out as they were typed, by their names', () => {
		expect(checkOptional({ title: ' a\n', attach: '{"b":1}', other: 'x' }, LABELS)).toEqual({
			texts: { title: ' a\n', attach: '{"b":1}' },
			problems: [],
		});
	});

	it('go out as text where an expression gave a number or a switch', () => {
		expect(checkOptional({ title: 1.5, attach: true, reason: false }, LABELS)).toEqual({
			texts: { title: '1.5', attach: 'true', reason: 'false' },
			problems: [],
		});
	});

	it.each(NOTHING)('are left out where they are %j', (value) =>
		expect(checkOptional({ title: value, attach: 0 }, LABELS)).toEqual({ texts: { attach: '0' }, problems: [] }),
	);

	it.each([{}, ['x'], 0.1 + 0.2, NaN])('are refused where they hold %j, each by its name', (value) =>
		expect(checkOptional({ title: value, attach: 'x', reason: value }, LABELS)).toEqual({
			texts: { attach: 'x' },
			problems: ["'Title' must be text.", "'Reason' must be text."],
		}),
	);
});

describe('fields taken together', () => {
	it('give all texts when every one is right', () =>
		expect(combine({ a: { text: '1' }, b: { text: '' } })).toEqual({ values: { a: '1', b: '' } }));

	it('give every problem in the order of the fields, and no text, when one is wrong', () => {
		expect(combine({ a: { problem: 'A' }, b: { text: '2' }, c: { problem: 'C' } })).toEqual({ problems: ['A', 'C'] });
	});
});
