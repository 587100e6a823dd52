import { columnReader } from '../run/columns';

const field = (name: string, apiName: string, label: string, isRequired = true) => ({
	name,
	apiName,
	label,
	isRequired,
});

const FIELDS = [
	field('outTradeNo', 'out_trade_no', 'Payout Number'),
	field('amount', 'amount', 'Amount'),
	field('chain', 'chain', 'Chain'),
	field('notifyUrl', 'notify_url', 'Notify URL', false),
];

const read = (json: Record<string, unknown>, given: Record<string, unknown> = { chain: 'TRON' }) =>
	columnReader(FIELDS).read(json, given);

describe('columns', () => {
	it.each([
		['out_trade_no', 'amount'],
		['Payout Number', 'Amount'],
		['outTradeNo', 'AMOUNT'],
		['PAYOUT-NUMBER', ' a m o u n t '],
		['payout_number', 'A-mount'],
	])("are found by the API's name, the label or the parameter: %s, %s", (number, amount) => {
		expect(read({ [number]: 'r-1', [amount]: 1.5 })).toEqual({
			values: { chain: 'TRON', outTradeNo: 'r-1', amount: 1.5 },
		});
	});

	it('are never found by anything else', () => {
		const { values, unreadable } = read({ number: 'r-1', 'amount (USDT)': 1, payout: 'r-2', amounts: 3, __proto__: 1 });
		expect(values).toEqual({ chain: 'TRON' });
		expect(unreadable).toBe(
			`No column stands for 'Payout Number', 'Amount'. Name one "out_trade_no", "amount"; the columns are "number", "amount (USDT)", "payout", "amounts".`,
		);
	});

	it('count before what stands in the node, unless they are empty', () => {
		const item = { out_trade_no: 'r-1', amount: '1' };
		expect(read({ ...item, chain: 'BSC' }).values).toMatchObject({ chain: 'BSC' });
		for (const empty of ['', null, undefined]) {
			expect(read({ ...item, chain: empty })).toEqual({ values: { chain: 'TRON', outTradeNo: 'r-1', amount: '1' } });
		}
	});

	it('that are empty are left to the checks where nothing stands in the node', () => {
		expect(read({ out_trade_no: '', amount: null, chain: '' }, { chain: '' })).toEqual({
			values: { outTradeNo: '', amount: null, chain: '' },
		});
	});

	it('that are missing are named, and where else they can be filled in', () => {
		expect(read({ amount: 1, payout_number: 'r-1' }, { chain: '' }).unreadable).toBe(
			`No column stands for 'Chain'. Name one "chain", or fill in 'Chain' below; the columns are "amount", "payout_number".`,
		);
		expect(read({}).unreadable).toBe(
			`No column stands for 'Payout Number', 'Amount'. Name one "out_trade_no", "amount"; there are no columns.`,
		);
	});

	it('that may be missing are not missed', () => {
		expect(read({ out_trade_no: 'r-1', amount: 1 })).not.toHaveProperty('unreadable');
	});

	it('that stand for one field are refused, also where one is empty', () => {
		expect(read({ out_trade_no: 'r-1', amount: 1, Amount: '' }).unreadable).toBe(
			`The columns "amount" and "Amount" both stand for 'Amount'. Remove or rename one of them.`,
		);
	});

	it('may differ from item to item', () => {
		const columns = columnReader(FIELDS);
		expect(columns.read({ out_trade_no: 'r-1', amount: 1 }, { chain: 'TRON' }).unreadable).toBeUndefined();
		expect(columns.read({ out_trade_no: 'r-2' }, { chain: 'TRON' }).unreadable).toContain("'Amount'");
		expect(columns.read({ 'Payout Number': 'r-3', Amount: 3 }, { chain: 'TRON' }).values).toMatchObject({
			outTradeNo: 'r-3',
			amount: 3,
		});
		expect(columns.notes()).toEqual([
			`Columns taken: "out_trade_no" as 'Payout Number', "amount" as 'Amount', "Payout Number" as 'Payout Number', "Amount" as 'Amount'.`,
		]);
	});

	it('are named in the notes, those that were not taken at the end', () => {
		const columns = columnReader(FIELDS);
		expect(columns.notes()).toEqual([]);
		const others = Object.fromEntries(Array.from({ length: 22 }, (_, index) => [`c${index}`, index]));
		columns.read({ amount: 1, ['x'.repeat(50)]: 1, ...others }, {});
		const [note = ''] = columns.notes();
		expect(note).toMatch(/^Columns taken: "amount" as 'Amount'\. Not taken: "x+…x+", "c0", /);
		expect(note).toMatch(/"c18" and 3 more\.$/);
	});
});
