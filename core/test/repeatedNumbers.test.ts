import type { PreparedItem } from '../run/operation';
import { asRepeated, contradiction, repetitionsIn } from '../run/repeatedNumbers';

const item = (number: string, content: unknown): PreparedItem => ({
	payment: { number, content },
	send: async () => await Promise.reject(new Error('Nothing is sent')),
});
const other: PreparedItem = { send: item('', '').send };

describe('payments of one run that share a number', () => {
	it('are none where every number stands there once, where nothing is paid, and for items that are wrong', () => {
		expect(repetitionsIn([]).size).toBe(0);
		expect(repetitionsIn([item('a', 1), item('b', 1), other, other, undefined, undefined]).size).toBe(0);
	});

	it('repeat the first, where their contents are the same', () => {
		const items = [undefined, item('a', { to: 'x' }), item('b', 1), item('a', { to: 'x' }), item('a', { to: 'x' })];
		expect([...repetitionsIn(items)]).toEqual([
			[3, { repeats: 1 }],
			[4, { repeats: 1 }],
		]);
	});

	it('contradict each other, all of them, where one is different', () => {
		const items = [item('a', { to: 'x' }), other, item('a', { to: 'x' }), item('b', 1), item('a', { to: 'y' })];
		expect([...repetitionsIn(items)]).toEqual([
			[0, { contradicts: [2, 4] }],
			[2, { contradicts: [0, 4] }],
			[4, { contradicts: [0, 2] }],
		]);
	});

	it('are named by their rows, counted from one', () => {
		expect(contradiction([0])).toContain('row 1 ');
		expect(contradiction([0, 4])).toContain('row 1, 5 ');
		expect(contradiction([0])).toContain('its own number');
	});
});

describe('the output of a repetition', () => {
	it("is the first one's, that it was there before, with its fields in their order", () => {
		const first = { out_trade_no: 'a', result: 'sent', trade_state: 'NOTPAY' };
		expect(Object.entries(asRepeated(first))).toEqual([
			['out_trade_no', 'a'],
			['result', 'sent before'],
			['already_existed', true],
			['trade_state', 'NOTPAY'],
		]);
	});

	it('says once that it was there before, and nothing of how the first was found', () => {
		const first = { result: 'sent', recovered: true, already_existed: true, id: 'x' };
		expect(Object.entries(asRepeated(first))).toEqual([
			['result', 'sent before'],
			['already_existed', true],
			['id', 'x'],
		]);
		expect(asRepeated({ id: 'x', recovered: true })).toEqual({ id: 'x', already_existed: true });
	});
});
