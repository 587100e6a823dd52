import type { ItemOutcome } from '../../core/run/operation';
import { runSummary } from '../../nodes/TokenPay/runSummary';

const sent: ItemOutcome = { json: { result: 'sent' } };
const sentBefore: ItemOutcome = { json: { result: 'sent before', already_existed: true } };
const failed = (outcome: 'unpaid' | 'unknown'): ItemOutcome => ({
	failure: { error: '', advice: '', details: { outcome } },
});
const payout = (amount: string, currency = 'USDT') => ({ amount, currency });
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('what became of a run', () => {
	it('is one sentence with the total of what was sent', () => {
		const run = [
			...times(47, { payout: payout('25'), outcome: sent }),
			{ payout: payout('59.50'), outcome: sent },
			...times(2, { payout: payout('1000'), outcome: failed('unpaid') }),
		];
		expect(runSummary(run)).toBe('48 sent, 1,234.5 USDT; 2 refused; 0 unknown.');
	});

	it('has a total for each currency, whatever it is called, and no digit is lost', () => {
		const run = [
			{ payout: payout('9007199254740993.000001'), outcome: sent },
			{ payout: payout('0.000001', 'TRON_USDT'), outcome: sent },
			{ payout: payout('0.100000000000000001', 'bnb'), outcome: sent },
		];
		expect(runSummary(run)).toBe(
			'3 sent, 9,007,199,254,740,993.000002 USDT, 0.100000000000000001 BNB; 0 refused; 0 unknown.',
		);
	});

	it('counts what was sent before, once or by another item of the run, apart and in no total', () => {
		const run = [
			{ payout: payout('5'), outcome: sent },
			{ payout: payout('7'), outcome: sentBefore },
			{ outcome: sentBefore },
		];
		expect(runSummary(run)).toBe('1 sent, 5 USDT; 2 sent before; 0 refused; 0 unknown.');
	});

	it('says what to do about what is unknown, which is in no total', () => {
		expect(runSummary([{ payout: payout('5'), outcome: failed('unknown') }])).toBe(
			'0 sent; 0 refused; 1 unknown (run again with the same numbers to find out).',
		);
	});

	it('of nothing is nothing', () => {
		expect(runSummary([])).toBe('0 sent; 0 refused; 0 unknown.');
	});
});
