import { doubtAbout, wasThereBefore } from '../../nodes/TokenPay/judgePayout';
import type { PayoutRequest } from '../../nodes/TokenPay/payoutRequest';

const STARTED = Date.UTC(2026, 0, 2, 3, 4, 5);
const MINUTE = 60_000;

const PAYOUT: PayoutRequest = {
	outTradeNo: 'row-1',
	chain: 'TRON',
	currency: 'USDT',
	amount: '1.5',
	toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
};
const DETAIL = {
	out_trade_no: 'row-1',
	chain: 'TRON',
	currency: { currency: 'USDT', decimal: 6 },
	amount: '1500000',
	to_address: PAYOUT.toAddress,
	trade_state: 'NOTPAY',
};
const WHOLE = { isComplete: true, needsState: true };

const doubt = (detail: Record<string, unknown>, options = WHOLE) =>
	doubtAbout(PAYOUT, { ...DETAIL, ...detail }, { request_id: 'r' }, options);

describe('what the platform says of a payout', () => {
	it('leaves no doubt where everything is as asked for', () => {
		expect(doubt({})).toBeUndefined();
		expect(doubt({ trade_state: 'SUCCESS' })).toBeUndefined();
	});

	it('that is off by the unit alone is told apart from what is different besides', () => {
		expect(doubt({ amount: '1500000000000' })?.failure.details.reason).toBe('otherUnit');
		const more = doubt({ amount: '1500000000000', chain: 'BSC' });
		expect(more?.failure.details.reason).toBe('different');
		expect(more?.failure.details['differences']).toHaveLength(2);
		const unit = doubt({ amount: '1500000000000', create_time: STARTED, description: 'May' })?.failure.advice;
		expect(unit).toBe(doubt({ amount: '1500000000000' })?.failure.advice);
		expect(unit).toMatch(/\.$/);
		expect(doubt({ amount: '-5' })?.failure.details.reason).toBe('different');
	});

	it('that leaves something out cannot be compared, and says by what', () => {
		const { isIncomparable, failure } = doubt({ to_address: '' }) ?? {};
		expect([isIncomparable, failure?.details.reason, failure?.more]).toEqual([
			true,
			'unreadable',
			[': its detail cannot be compared by to_address', ': its detail cannot be compared'],
		]);
		expect(doubt({ to_address: '' }, { isComplete: false, needsState: true })).toBeUndefined();
		expect(doubt({ to_address: '', chain: '' })?.failure.more?.[0]).toContain(' by chain, to_address');
		const without = { currency: 'USDT', decimals: undefined };
		expect(doubt(without, { isComplete: false, needsState: true })?.isIncomparable).toBe(true);
	});

	it('with a state that is not known to be good is doubted, unless no state is needed', () => {
		expect(doubt({ trade_state: 'CLOSED' })?.failure.details).toMatchObject({
			reason: 'closed',
			trade_state: 'CLOSED',
		});
		expect(doubt({ trade_state: 'NEW' })?.failure).toMatchObject({
			details: { reason: 'state' },
			more: [': its state is NEW'],
		});
		expect(doubt({ trade_state: undefined })?.failure.more).toEqual([': its state is not named']);
		expect(doubt({ trade_state: 'CLOSED' }, { isComplete: true, needsState: false })).toBeUndefined();
	});

	it('says when and for what a different payout was made, as far as it is known', () => {
		const advice = (detail: Record<string, unknown>) => doubt({ amount: '2', ...detail })?.failure.advice;
		const when = { create_time: STARTED };
		expect(advice({ ...when, description: 'May' })).toMatch(
			/ was made on 2026-01-02 03:04 UTC and described as "May"\.$/,
		);
		expect(advice({ create_time: STARTED / 1000 })).toMatch(/ was made on 2026-01-02 03:04 UTC\.$/);
		for (const create_time of [undefined, 0, -1, 'soon', 8.64e15, 1e20])
			expect(advice({ create_time })).toBe(advice({}));
		expect(advice({})).toMatch(/\.$/);
		expect(advice({})).not.toContain('The one that TokenPay has');
	});
});

describe('a payout', () => {
	it.each([
		[STARTED - 5 * MINUTE, false],
		[STARTED - 5 * MINUTE - 1, true],
		[(STARTED - 6 * MINUTE) / 1000, true],
		[STARTED / 1000, false],
		// Up to eleven digits are seconds, here of the year 5138; more are milliseconds, here of 1973.
		[99_999_999_999, false],
		[100_000_000_000, true],
		[String(STARTED - 6 * MINUTE), true],
		[STARTED + MINUTE, false],
		[0, false],
		[-1, false],
		['', false],
		[undefined, false],
		['long ago', false],
	])('created at %p was there before a run that began five minutes later: %p', (create_time, expected) => {
		expect(wasThereBefore({ create_time }, STARTED)).toBe(expected);
	});
});
