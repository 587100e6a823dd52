import { comparePayout } from '../../nodes/TokenPay/comparePayout';
import type { PayoutRequest } from '../../nodes/TokenPay/payoutRequest';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const EVM_ADDRESS = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const PAYOUT: PayoutRequest = {
	outTradeNo: 'row-1',
	chain: 'TRON',
	currency: 'USDT',
	amount: '15.5',
	toAddress: ADDRESS,
};
const DETAIL = {
	out_trade_no: 'row-1',
	chain: 'TRON',
	currency: { currency: 'USDT', code: 'TRON_USDT' },
	to_address: ADDRESS,
	amount: 15500000,
	decimals: 6,
};

const compare = (payout: Partial<PayoutRequest>, detail: Record<string, unknown>) =>
	comparePayout({ ...PAYOUT, ...payout }, { ...DETAIL, ...detail });
const namesOf = (texts: string[]) => texts.map((text) => text.split(' ')[0]);

describe("comparing a payout with the platform's", () => {
	it.each([
		['equal fields', {}, {}],
		['names in another case', { chain: 'tron', currency: 'usdt' }, {}],
		['the currency by its code', { currency: 'TRON_USDT' }, {}],
		['the currency by the code of its network', { currency: 'TRC20_USDT' }, {}],
		['the currency as text', {}, { currency: 'USDT' }],
		['the currency as a code in text', {}, { currency: 'TRC20_USDT' }],
		['the chain by its coin', {}, { chain: 'TRX' }],
		['the chain by its token standard', { chain: 'trc20' }, {}],
		['ETH for ETHEREUM', { chain: 'ETHEREUM' }, { chain: 'ETH', currency: 'ERC20_USDT' }],
		['BEP20 for BSC', { chain: 'BSC' }, { chain: 'BEP20', currency: 'USDT' }],
		['the amount as text', {}, { amount: '15500000', decimals: '6' }],
		['the amount as decimal text', {}, { amount: '15.50' }],
		['the amount with zeros', { amount: '015.500' }, {}],
		['the decimals beside the currency', {}, { decimals: undefined, currency: { currency: 'USDT', decimal: 6 } }],
		['fields of no interest', {}, { attach: 'other', trade_state: 'NOTPAY' }],
	])('finds the same with %s', (_what, payout, detail) => {
		expect(compare(payout, detail)).toEqual({ different: [], missing: [], inOtherUnit: false });
	});

	it.each([
		['out_trade_no', {}, { out_trade_no: 'row-2' }],
		['chain', {}, { chain: 'BSC' }],
		['currency', {}, { currency: { currency: 'TRX', code: 'TRON_TRX' } }],
		['currency', {}, { currency: { currency: 'USDT', code: 'ERC20_USDT' } }],
		['currency', {}, { currency: 'Tether' }],
		['to_address', {}, { to_address: 'TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj' }],
		['to_address', {}, { to_address: ADDRESS.toLowerCase() }],
		['amount', {}, { amount: 15500001 }],
		['amount', {}, { amount: '15.6' }],
		['amount', {}, { decimals: 18 }],
		['amount', {}, { amount: -15500000 }],
		['amount', {}, { amount: '0x10' }],
		// Two texts that are no amounts are not the same amount.
		['amount', { amount: '1e1' }, { amount: '0x10' }],
		// One million USDT is not one USDT, whatever the unit.
		['amount', { amount: '1000000' }, { amount: 1000000 }],
	])('finds a different %s (%j, %j)', (name, payout, detail) => {
		expect(namesOf(compare(payout, detail).different)).toEqual([name]);
	});

	it.each([
		['out_trade_no', { out_trade_no: undefined }],
		['chain', { chain: '' }],
		['currency', { currency: null }],
		['currency', { currency: {} }],
		['to_address', { to_address: undefined }],
		['amount', { amount: undefined }],
		['decimals', { decimals: undefined }],
	])('cannot compare a missing %s', (name, detail) => {
		expect(compare({}, detail)).toMatchObject({ different: [], missing: [name] });
	});

	it('finds the same 0x address in any case', () => {
		expect(compare({ toAddress: EVM_ADDRESS }, { to_address: EVM_ADDRESS.toLowerCase() }).different).toEqual([]);
		const other = compare({ toAddress: EVM_ADDRESS }, { to_address: EVM_ADDRESS.replace('5', '6') });
		expect(namesOf(other.different)).toEqual(['to_address']);
	});

	it('shows both values of what differs', () => {
		expect(compare({}, { chain: 'BSC', amount: 20000000 }).different).toEqual([
			'chain (asked for TRON, TokenPay has BSC)',
			'amount (asked for 15.5, TokenPay has 20)',
		]);
	});

	it('takes what is no text for a difference, and shows it', () => {
		const different = ['chain (asked for TRON, TokenPay has {"name":"TRON"})'];
		expect(compare({}, { chain: { name: 'TRON' } }).different).toEqual(different);
	});

	it('compares amounts with 18 decimals to the last digit', () => {
		const eth = { amount: '15.500000000000000001' };
		expect(compare(eth, { amount: '15500000000000000001', decimals: 18 }).different).toEqual([]);
		expect(namesOf(compare(eth, { amount: '15500000000000000000', decimals: 18 }).different)).toEqual(['amount']);
	});

	it.each([
		['1', '1', true],
		['1', '1000000000000', true],
		['1.5', '1500000000000', true],
		['1', '2', false],
		['1', '1000001', false],
	])('asked for %s, an amount of %s smallest units is off by exactly the decimals: %j', (amount, has, expected) => {
		expect(compare({ amount }, { amount: has }).inOtherUnit).toBe(expected);
	});
});
