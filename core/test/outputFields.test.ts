import { shapeOutput } from '../run/outputFields';
import { asRepeated } from '../run/repeatedNumbers';
import { withResult } from '../run/result';

const FIELDS = { ids: ['no', 'id'], simple: ['no', 'amount', ['page', 'tx'], 'id'], more: ['note'] };
const ALL = { note: 'n', id: 'i', tx: 't', page: 'p', amount: '1', no: 'row-1' };

const shaped = (values: object, json: object = ALL) => {
	const outcome = shapeOutput({ json: json as Record<string, unknown> }, values as Record<string, unknown>, FIELDS);
	return Object.entries(outcome.json)
		.map(([name, value]) => `${name}=${String(value)}`)
		.join(' ');
};

describe('an output', () => {
	it('is simplified unless Simplify is clearly off, in the order of its fields', () => {
		for (const simplify of [undefined, true, 'true', '', null, 0, 'no', {}]) {
			expect(shaped({ simplify })).toBe('no=row-1 amount=1 page=p id=i');
		}
	});

	it('has all fields with Simplify off, those that are kept otherwise first', () => {
		for (const simplify of [false, 'false']) {
			expect(shaped({ simplify })).toBe('no=row-1 amount=1 page=p tx=t id=i note=n');
		}
	});

	it('takes the first that is there of fields that stand for each other, and leaves out what is missing', () => {
		expect(shaped({}, { ...ALL, page: undefined, amount: undefined })).toBe('no=row-1 tx=t id=i');
		expect(shaped({}, { tx: '' })).toBe('tx=');
		expect(shaped({}, {})).toBe('');
	});

	it('of a tool is what Output says, whatever Simplify says', () => {
		expect(shaped({ output: 'simplified', simplify: false })).toBe('no=row-1 amount=1 page=p id=i');
		expect(shaped({ output: 'raw', simplify: true })).toBe('no=row-1 amount=1 page=p tx=t id=i note=n');
		expect(shaped({ output: 'something else' })).toBe('no=row-1 amount=1 page=p id=i');
	});

	it('of a tool has the fields that were chosen beside those that name it', () => {
		const chosen = (fields: unknown) => shaped({ output: 'selectedFields', fields });
		expect(chosen(['note', 'amount'])).toBe('no=row-1 id=i amount=1 note=n');
		expect(chosen('note, tx')).toBe('no=row-1 id=i tx=t note=n');
		for (const nothing of [undefined, null, [], {}, 7, [7], ['unheard of'], '', ['constructor']]) {
			expect(chosen(nothing)).toBe('no=row-1 id=i');
		}
	});

	it('of several items is shaped item by item, and a failure stays as it is', () => {
		expect(shapeOutput({ list: [ALL, { no: 'row-2' }] }, {}, FIELDS)).toEqual({
			list: [{ no: 'row-1', amount: '1', page: 'p', id: 'i' }, { no: 'row-2' }],
		});
		const failure = { error: 'e', advice: 'a', details: {} };
		expect(shapeOutput({ failure }, {}, FIELDS)).toEqual({ failure });
	});
});

describe('a result', () => {
	const resultOf = (json: object) => withResult({ json: json as Record<string, unknown> });

	it('is "sent before" for what existed already, and "sent" for what was made or found after a lost response', () => {
		expect(resultOf({})).toEqual({ json: { result: 'sent' } });
		expect(resultOf({ recovered: true })).toEqual({ json: { recovered: true, result: 'sent' } });
		expect(resultOf({ already_existed: true })).toEqual({ json: { already_existed: true, result: 'sent before' } });
	});

	it('is none where there is no payment', () => {
		const failure = { error: 'e', advice: 'a', details: {} };
		expect(withResult({ failure })).toEqual({ failure });
	});

	it('of an item that repeats another is "sent before", with the flag after it', () => {
		const repeated = (json: object) => JSON.stringify(asRepeated(json as Record<string, unknown>));
		const expected = '{"no":"row-1","result":"sent before","already_existed":true,"id":"i"}';
		expect(repeated({ no: 'row-1', result: 'sent', id: 'i' })).toBe(expected);
		expect(repeated({ no: 'row-1', result: 'sent', recovered: true, id: 'i' })).toBe(expected);
		expect(repeated({ no: 'row-1', result: 'sent before', already_existed: true, id: 'i' })).toBe(expected);
		expect(repeated({ no: 'row-1' })).toBe('{"no":"row-1","already_existed":true}');
	});
});
