import type { PayoutPlan } from '../../nodes/TokenPay/payoutPlan';
import { groupBy, totalsOf } from '../../nodes/TokenPay/totals';

const plan = (amount: string, currency = 'USDT', chain = 'TRON') =>
	({ payout: { amount, currency, chain } }) as PayoutPlan;

describe('what a list pays', () => {
	it('is added up exactly by coin, whatever the coin is called, in the order of the first payouts', () => {
		const list = [plan('0.1'), plan('5', 'TRX'), plan('0.2', 'TRC20_USDT', 'trx'), plan('7', 'usdt', 'BSC')];
		const [first, second, third, fourth] = list;
		expect(totalsOf(list)).toEqual([
			{ chain: 'TRON', currency: 'USDT', amount: '0.3', plans: [first, third] },
			{ chain: 'TRON', currency: 'TRX', amount: '5', plans: [second] },
			{ chain: 'BSC', currency: 'USDT', amount: '7', plans: [fourth] },
		]);
	});

	it('keeps coins apart whose names run into each other', () => {
		expect(totalsOf([plan('1', 'B', 'CHAINA'), plan('2', 'AB', 'CHAIN')]).map(({ amount }) => amount)).toEqual([
			'1',
			'2',
		]);
	});

	it('of an empty list is nothing', () => {
		expect(totalsOf([])).toEqual([]);
	});
});

describe('putting together what has the same key', () => {
	it('keeps the order of the first ones, and the order within each group', () => {
		expect(groupBy(['b1', 'a1', 'b2', 'c1', 'a2'], (entry) => entry.charAt(0))).toEqual([
			['b1', 'b2'],
			['a1', 'a2'],
			['c1'],
		]);
	});
});
