import fc from 'fast-check';
import { checkAmount } from '../../core/values/amount';
import { limitIssue as issueOf, totalIssue } from '../../nodes/TokenPay/limit';

describe('an amount', () => {
	it.each([
		'1',
		'15.5',
		'0.1',
		'0.000000000000000001',
		'123456789012345678901234567890.123456789012345678',
		'007.50',
		'1.0',
		'1234567890123456',
		'0.3',
		'9007199254740993',
		`1.${'0'.repeat(30)}`,
	])('given as the text %s goes out exactly as it is', (text) => {
		expect(checkAmount(text)).toEqual({ text });
	});

	it.each([
		[1, '1'],
		[15.5, '15.5'],
		[0.1, '0.1'],
		[123456789012345, '123456789012345'],
		[0.000001, '0.000001'],
		[1234567.89, '1234567.89'],
	])('given as the number %p goes out as %s', (value, text) => {
		expect(checkAmount(value)).toEqual({ text });
	});

	it('given as text with up to 18 decimals is never changed', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^\d{1,25}$/), fc.stringMatching(/^\d{0,18}$/), (whole, fraction) => {
				const text = fraction === '' ? whole : `${whole}.${fraction}`;
				fc.pre(/[1-9]/.test(text));
				expect(checkAmount(text)).toEqual({ text });
			}),
		);
	});

	it.each([
		['nothing', undefined, 'empty'],
		['null', null, 'empty'],
		['empty text', '', 'empty'],
		['a space before', ' 5', 'not a plain number'],
		['a space behind', '5 ', 'not a plain number'],
		['a line break behind', '5\n', 'not a plain number'],
		['a no-break space', '1\u00a0000', 'not a plain number'],
		['an invisible space', '\u200b5', 'not a plain number'],
		['a comma', '15,5', 'not a plain number'],
		['thousands separators', '1,000.50', 'not a plain number'],
		['an underscore', '1_000', 'not a plain number'],
		['an apostrophe', "1'000", 'not a plain number'],
		['a plus', '+5', 'not a plain number'],
		['a minus', '-5', 'not a plain number'],
		['no digit before the point', '.5', 'not a plain number'],
		['no digit behind the point', '5.', 'not a plain number'],
		['two points', '1.2.3', 'not a plain number'],
		['a currency', '5 USDT', 'not a plain number'],
		['a sign of currency', '$5', 'not a plain number'],
		['a formula', '=5', 'not a plain number'],
		['full-width digits', '１５', 'not a plain number'],
		['Arabic digits', '١٥', 'not a plain number'],
		['a full-width point', '1．5', 'not a plain number'],
		['NaN as text', 'NaN', 'not a plain number'],
		['Infinity as text', 'Infinity', 'not a plain number'],
		['hexadecimal', '0x10', 'not a plain number'],
		['an exponent', '1e3', 'exponent'],
		['a capital exponent', '1.5E+3', 'exponent'],
		['a small exponent', '1e-7', 'exponent'],
		['19 decimals', '0.0000000000000000001', 'more than 18 digits'],
		['zero', '0', 'more than 0'],
		['zero with decimals', '0.000', 'more than 0'],
		['the number zero', 0, 'more than 0'],
		['minus zero', -0, 'more than 0'],
		['a negative number', -5, 'not a plain number'],
		['0.1 + 0.2', 0.1 + 0.2, 'rounded'],
		['a 16-digit number', 1234567890123456, 'rounded'],
		['a number with 16 digits and a point', 12345678.12345678, 'rounded'],
		['a number beyond 2^53', 2 ** 53, 'rounded'],
		['a large number', 1e21, 'rounded'],
		['a tiny number', 1e-7, 'rounded'],
		['NaN', NaN, 'rounded'],
		['Infinity', Infinity, 'rounded'],
		['minus Infinity', -Infinity, 'rounded'],
		['a list', ['5'], 'not text'],
		['an object', { amount: '5' }, 'not text'],
		['true', true, 'not text'],
		['a bigint', 5n, 'not text'],
		['an empty list', [], 'not text'],
	])('with %s is refused in words', (_what, value, words) => {
		expect(checkAmount(value)).toEqual({ problem: expect.stringContaining(words) as string });
	});

	it('that is not plain digits is always refused', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 12 }), (text) => {
				fc.pre(!/^\d+(\.\d+)?$/.test(text));
				expect(checkAmount(text)).toHaveProperty('problem');
			}),
		);
	});

	it('given as a number is either refused or written with the same value', () => {
		fc.assert(
			fc.property(fc.double(), (value) => {
				const checked = checkAmount(value);
				if ('text' in checked) {
					expect(Number(checked.text)).toBe(value);
					expect(value).toBeGreaterThan(0);
					expect(checked.text).toMatch(/^\d+(\.\d+)?$/);
				}
			}),
		);
	});
});

const limitIssue = (limit: string, currency: string, amount: string, chain = 'TRON') =>
	issueOf(limit, { chain, currency, amount });

describe('the limit of the credential', () => {
	it('is none where it is empty', () => {
		expect(limitIssue('', 'USDT', '999999999999')).toBeUndefined();
	});

	it('holds for every currency where it is one number', () => {
		expect(limitIssue('500', 'USDT', '500')).toBeUndefined();
		expect(limitIssue('500', 'TRX', '500.000')).toBeUndefined();
		expect(limitIssue('500', 'TRX', '500.000000000000000001')).toContain("above the 500 of 'Maximum Payout Amount'");
		expect(limitIssue('500', 'TRX', '15000000')).toContain('above');
	});

	it('holds for each currency on its own, in any case and with spaces', () => {
		const limit = ' USDT = 500 ,trx=2000';
		expect(limitIssue(limit, 'usdt', '500')).toBeUndefined();
		expect(limitIssue(limit, 'USDT', '500.1')).toContain('500 USDT');
		expect(limitIssue(limit, 'TRX', '2000')).toBeUndefined();
		expect(limitIssue(limit, 'TRX', '2001')).toContain('2000 TRX');
	});

	it('refuses a currency that is not listed', () => {
		expect(limitIssue('USDT=500', 'TRX', '1')).toContain('does not list "TRX"');
		expect(limitIssue('USDT=500', 'USD', '1')).toContain('does not list "USD"');
		expect(limitIssue('USDT=500', 'USDTT', '1')).toContain('does not list "USDTT"');
	});

	it('takes the lower one where a currency is listed twice', () => {
		expect(limitIssue('USDT=500,USDT=5', 'USDT', '6')).toContain('5 USDT');
		expect(limitIssue('USDT=5,USDT=500', 'USDT', '6')).toContain('5 USDT');
	});

	it('counts by what a currency is, whatever it is called', () => {
		expect(limitIssue('USDT=5', 'TRC20_USDT', '6')).toContain('5 USDT');
		expect(limitIssue('USDT=5', 'TRC20_USDT', '5')).toBeUndefined();
		expect(limitIssue('TRON_USDT=5', 'USDT', '6')).toContain('5 TRON_USDT');
		expect(limitIssue('TRON_USDT=5', 'USDT', '1', 'BSC')).toContain('does not list "USDT"');
	});

	it('of zero lets nothing through', () => {
		expect(limitIssue('0', 'USDT', '0.000001')).toContain('above');
	});

	it.each([
		'none',
		'1e3',
		'-5',
		'1,000',
		'500 USDT',
		'5.',
		'USDT=',
		'=5',
		'USDT=5,',
		',USDT=5',
		'USDT=5;TRX=6',
		'USDT=5=6',
		'USDT=1e3',
		'USDT=-5',
		'USDT 5',
		'=',
		'USDT=5,TRX',
	])('that reads %p stops every payout, since nobody knows what was meant', (limit) => {
		expect(limitIssue(limit, 'USDT', '1')).toContain('cannot be read');
	});

	it('lets an amount through exactly when it is not above', () => {
		const amount = fc.bigInt({ min: 1n, max: 10n ** 30n });
		const text = (value: bigint) =>
			String(value)
				.padStart(19, '0')
				.replace(/(\d{18})$/, '.$1');
		fc.assert(
			fc.property(amount, amount, (most, asked) => {
				expect(limitIssue(`USDT=${text(most)}`, 'USDT', text(asked)) === undefined).toBe(asked <= most);
			}),
		);
	});
});

describe('the total that the credential lets one run pay', () => {
	const pays = (amount: string, currency = 'USDT', chain = 'TRON') => ({ amount, currency, chain });

	it('is the exact sum of a currency on all chains, by whatever name', () => {
		const list = [pays('0.1'), pays('0.2', 'TRC20_USDT'), pays('0.3', 'usdt', 'BSC'), pays('5', 'TRX')];
		expect(totalIssue('', list)).toBeUndefined();
		expect(totalIssue('USDT=0.6,TRX=5', list)).toBeUndefined();
		expect(totalIssue('USDT=0.599999999999999999,TRX=5', list)).toBe(
			"The payouts come to 0.6 USDT, above the 0.599999999999999999 USDT of 'Maximum Total per Run' in the credential.",
		);
	});

	it('counts for each currency where it is one number', () => {
		expect(totalIssue('5', [pays('5'), pays('5', 'TRX')])).toBeUndefined();
		expect(totalIssue('5', [pays('5'), pays('3', 'TRX'), pays('2.1', 'TRX')])).toContain(
			"5.1 TRX, above the 5 of 'Maximum Total per Run'",
		);
	});

	it('may be set for one chain alone', () => {
		const list = [pays('5'), pays('9', 'USDT', 'BSC')];
		expect(totalIssue('TRON_USDT=5,BSC_USDT=9', list)).toBeUndefined();
		expect(totalIssue('TRON_USDT=5,BSC_USDT=8', list)).toContain('9 BSC_USDT');
	});

	it('refuses a list with a currency that it does not name, and what cannot be read', () => {
		expect(totalIssue('USDT=5', [pays('1'), pays('1', 'TRX')])).toContain('does not list "TRX"');
		expect(totalIssue('USDT 5', [pays('1')])).toContain(
			`'Maximum Total per Run' "USDT 5" in the credential cannot be read`,
		);
	});

	it('of a run that pays nothing is never too much', () => {
		expect(totalIssue('USDT=5', [])).toBeUndefined();
	});
});
