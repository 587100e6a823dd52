import { summaryText } from '../../nodes/TokenPay/preview/text';

type Given = Parameters<typeof summaryText>[0];

const NOTHING: Given = {
	ok: true,
	counts: { rows: 0, to_pay: 0, wrong: 0, repeated: 0 },
	totals: [],
	reasons: [],
	wrong: [],
	same_payee: [],
};

const text = (given: Partial<Given>) => summaryText({ ...NOTHING, ...given });

const many = <Entry>(make: (at: number) => Entry) => Array.from({ length: 100 }, (_, at) => make(at + 1));

describe('the text of a summary', () => {
	it('is one verdict and one line a total where all is well', () => {
		expect(
			text({
				counts: { rows: 48, to_pay: 48, wrong: 0, repeated: 0 },
				totals: [
					{ chain: 'TRON', currency: 'USDT', count: 47, amount: '1234.5', balance: '20000', enough: true },
					{ chain: 'BSC', currency: 'BNB', count: 1, amount: '0.000000000000000001', balance: null, enough: null },
				],
			}),
		).toBe(
			[
				'Ready: 48 rows to pay.',
				'- 1,234.5 USDT on TRON in 47 payouts (balance 20,000, enough)',
				'- 0.000000000000000001 BNB on BSC in 1 payout (balance not known)',
			].join('\n'),
		);
	});

	it('says what is wrong, what was paid before, and what to look at', () => {
		expect(
			text({
				ok: false,
				counts: { rows: 9, to_pay: 3, wrong: 2, repeated: 1, used_before: 2 },
				totals: [{ chain: 'TRON', currency: 'USDT', count: 3, amount: '1500', balance: '1000.5', enough: false }],
				reasons: ['The balance of USDT on TRON does not cover the list.'],
				wrong: [
					{ row: 3, out_trade_no: 'inv-3', reasons: ['Amount is empty.', 'Chain is empty.'] },
					{ row: 4, out_trade_no: '', reasons: ['Payout Number is empty.'] },
				],
				used_before: [
					{ row: 1, out_trade_no: 'inv-1', trade_state: 'SUCCESS' },
					{ row: 2, out_trade_no: 'inv-2', trade_state: 'NOTPAY' },
				],
				same_payee: [{ rows: [5, 6], words: '500 USDT on TRON to Acme (T1) as inv-5, inv-6' }],
				fees: [
					{
						chain: 'TRON',
						currency: 'USDT',
						to_address: 'T1',
						estimate: [{ fee: '1000000', to_address: 'T1', request_id: 'x' }],
					},
					{ chain: 'TRON', currency: 'USDT', to_address: 'T2', message: 'It cannot be had.' },
				],
			}),
		).toBe(
			[
				'NOT READY: 3 of 9 rows to pay.',
				'- 1,500 USDT on TRON in 3 payouts (balance 1,000.5, 499.5 SHORT)',
				'The balance of USDT on TRON does not cover the list.',
				'Not right, will not be paid: 2 rows',
				'- Row 3 (inv-3): Amount is empty. Chain is empty.',
				'- Row 4: Payout Number is empty.',
				'Sent before, will not be sent again: inv-1 SUCCESS, inv-2 NOTPAY',
				'Named twice, will be paid once: 1 row',
				'The same amount to the same payee more than once, please look:',
				'- 500 USDT on TRON to Acme (T1) as inv-5, inv-6',
				'Fees come on top; what TokenPay says of them, in its own words and units:',
				'- USDT on TRON to T1: fee 1000000',
				'- USDT on TRON to T2: It cannot be had.',
			].join('\n'),
		);
	});

	it('keeps to 30 lines of bearable length, whatever there is to say', () => {
		const lines = text({
			ok: false,
			counts: { rows: 999, to_pay: 1, wrong: 100, repeated: 7, used_before: 100 },
			totals: many((at) => ({ chain: `C${at}`, currency: 'X', count: 2, amount: '1', balance: '2', enough: true })),
			reasons: many((at) => `Reason ${at}.`),
			wrong: many((at) => ({ row: at, out_trade_no: `n\n${at}`, reasons: many((of) => `What ${of}\r\n\tis wrong.`) })),
			used_before: many((at) => ({ row: at, out_trade_no: `used-${at}`, trade_state: 'SUCCESS' })),
			same_payee: many((at) => ({ rows: [at], words: `${at} `.repeat(500) })),
			fees: many((at) => ({ chain: 'C', currency: 'X', to_address: `T${at}`, message: 'No.' })),
		}).split('\n');
		expect(lines).toHaveLength(30);
		expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(241);
		expect(lines).toContain('- and 95 more');
		expect(lines.find((line) => line.startsWith('Sent before'))).toMatch(/used-10 SUCCESS and 90 more$/);
	});
});
