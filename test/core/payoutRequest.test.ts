import { checkReference } from '../../nodes/shared/fieldChecks';
import { checkNotifyUrl } from '../../nodes/TokenPay/notifyUrl';
import { type PayoutRequest, checkPayout, differences } from '../../nodes/TokenPay/payoutRequest';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const EVM_ADDRESS = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const REQUEST: PayoutRequest = {
	outTradeNo: 'row-1',
	chain: 'TRON',
	currency: 'USDT',
	amount: '15.5',
	toAddress: ADDRESS,
};
const UNLIMITED = { environment: 'tokenPay', maximumPayoutAmount: '' } as const;

const problemsOf = (fields: Record<string, unknown>, credential: Parameters<typeof checkPayout>[1] = UNLIMITED) => {
	const checked = checkPayout({ ...REQUEST, ...fields }, credential);
	return 'problems' in checked ? checked.problems : [];
};

describe('a number', () => {
	it.each(['row-1', '1', '000123', 'INV 2024/7', '发票-1', '1e', 'e5', '12E5A', 'x'.repeat(200), 'a.b', '-1'])(
		'%p is taken as it is',
		(value) => {
			expect(checkReference('Payout Number', value)).toEqual({ text: value });
		},
	);

	it.each([
		[7, '7'],
		[0, '0'],
		[Number.MAX_SAFE_INTEGER, '9007199254740991'],
	])('given as the number %p becomes %p', (value, text) => {
		expect(checkReference('Payout Number', value)).toEqual({ text });
	});

	it.each([
		[undefined, 'empty'],
		[null, 'empty'],
		['', 'empty'],
		[' row', 'space'],
		['row ', 'space'],
		['row\u00a0', 'space'],
		['row\n1', 'line break'],
		['row\t1', 'invisible'],
		['row\u200b1', 'invisible'],
		['\ufeffrow', 'invisible'],
		['row\u0000', 'invisible'],
		['row\u2028', 'line break'],
		['1.23457E+15', 'rounded'],
		['2e10', 'rounded'],
		[2 ** 53, 'rounded'],
		[1.5, 'rounded'],
		[1e21, 'rounded'],
		[NaN, 'rounded'],
		[Infinity, 'rounded'],
		[true, 'must be text'],
		[['row'], 'must be text'],
		[{ id: 1 }, 'must be text'],
	])('%p is refused', (value, words) => {
		const checked = checkReference('Payout Number', value);
		expect(checked).toEqual({ problem: expect.stringContaining(words) as string });
		expect((checked as { problem: string }).problem).toContain('Payout Number');
	});

	it.each([
		['soft hyphen', 'row\u00ad1'],
		['word joiner', 'row\u20601'],
		['direction mark', 'row\u202e1'],
		['isolate', 'row\u20661'],
	])('with an invisible %s is refused', (_what, value) => {
		expect(checkReference('Payout Number', value)).toHaveProperty('problem');
	});
});

describe('a Notify URL', () => {
	it.each([
		'https://n8n.example.com/webhook/x',
		'https://203.0.113.7/webhook',
		'HTTPS://n8n.example.com',
		'https://localhost.example.com/',
		'https://[2001:db8::1]/x',
	])('%s is taken', (url) => {
		expect(checkNotifyUrl(url, false)).toBeUndefined();
	});

	it.each([
		['n8n.example.com/webhook', 'not a web address'],
		['/webhook', 'not a web address'],
		['https://', 'not a web address'],
		['', 'not a web address'],
		['ftp://n8n.example.com', 'https://'],
		['javascript:alert(1)', 'https://'],
		['http://n8n.example.com/webhook', 'https://'],
		['https://localhost/x', 'localhost'],
		['https://LOCALHOST:5678/x', 'localhost'],
		['https://n8n.localhost/x', 'localhost'],
		['https://127.0.0.1/x', 'localhost'],
		['https://127.1/x', 'localhost'],
		['https://2130706433/x', 'localhost'],
		['https://0x7f.1/x', 'localhost'],
		['https://0/x', 'localhost'],
		['https://[::1]/x', 'localhost'],
		['https://[::]/x', 'localhost'],
		['https://[::ffff:127.0.0.1]/x', 'localhost'],
	])('%p is refused on the real platform', (url, words) => {
		expect(checkNotifyUrl(url, false)).toContain(words);
	});

	it.each(['http://127.0.0.1:5678/webhook/x', 'http://localhost:5678/x', 'https://n8n.example.com/x'])(
		'%s is taken in a custom environment',
		(url) => {
			expect(checkNotifyUrl(url, true)).toBeUndefined();
		},
	);

	it.each(['ftp://localhost/x', 'webhook'])('%s is refused in a custom environment too', (url) => {
		expect(checkNotifyUrl(url, true)).toBeDefined();
	});

	it.each([' https://n8n.example.com/x', 'https://n8n.example.com/x\n', 'https://n8n.example.com/\tx'])(
		'%j is refused, because it would be sent with its white space',
		(url) => {
			expect(checkNotifyUrl(url, false)).toBeDefined();
		},
	);

	it('with a dot behind localhost is refused', () => {
		expect(checkNotifyUrl('https://localhost./x', false)).toBeDefined();
	});
});

describe('checking a payout', () => {
	it('passes every value on exactly as it was given', () => {
		const fields = {
			...REQUEST,
			amount: '0015.50',
			attach: ' a ',
			description: '充值',
			notifyUrl: 'https://n8n.example.com/x',
		};
		expect(checkPayout(fields, UNLIMITED)).toEqual({ request: fields });
	});

	it('leaves out what is empty and what is not a field of a payout', () => {
		expect(
			checkPayout({ ...REQUEST, attach: '', description: null, notifyUrl: undefined, other: 'x' }, UNLIMITED),
		).toEqual({ request: REQUEST });
	});

	it('tells everything that is wrong at once', () => {
		const problems = problemsOf({
			outTradeNo: '',
			chain: '',
			currency: ' USDT',
			amount: '1,5',
			toAddress: '',
			notifyUrl: 'x',
		});
		expect(problems).toHaveLength(6);
		for (const name of ['Payout Number', 'Chain', 'Currency', 'Amount', 'To Address', 'Notify URL']) {
			expect(problems.filter((problem) => problem.startsWith(name))).toHaveLength(1);
		}
	});

	it.each([
		['attach', 'Attach', { a: 1 }],
		['description', 'Description', ['x']],
		['attach', 'Attach', 12345678901234567890],
		['notifyUrl', 'Notify URL', {}],
	])('refuses an optional %s that would not go out as it was given (%s: %p)', (name, label, value) => {
		expect(problemsOf({ [name]: value })).toEqual([`${label} must be text.`]);
	});

	it.each([
		[5, '5'],
		[0.1, '0.1'],
		[false, 'false'],
	])('sends an optional text that is %p as it reads', (attach, text) => {
		expect(checkPayout({ ...REQUEST, attach }, UNLIMITED)).toEqual({ request: { ...REQUEST, attach: text } });
	});

	it.each([null, undefined, 5, ['x'], { address: ADDRESS }])('refuses the address %p', (toAddress) => {
		expect(problemsOf({ toAddress })).toHaveLength(1);
	});

	it.each([
		['chain', 'TR ON'],
		['currency', 'US DT'],
		['chain', 5.5],
		['currency', ['USDT']],
	])('refuses the %s %p', (name, value) => {
		expect(problemsOf({ [name]: value })).toHaveLength(1);
	});

	it('holds the amount against the limit, and says so only when nothing else is wrong', () => {
		const limited = { environment: 'tokenPay', maximumPayoutAmount: 'USDT=10' } as const;
		expect(checkPayout({ ...REQUEST }, limited)).toMatchObject({
			overLimit: true,
			problems: [expect.stringContaining('above')],
		});
		expect(checkPayout({ ...REQUEST, amount: '10' }, limited)).toHaveProperty('request');
		expect(checkPayout({ ...REQUEST, currency: 'TRX' }, limited)).toMatchObject({ overLimit: true });
		expect(checkPayout({ ...REQUEST, toAddress: 'x' }, limited)).toMatchObject({ overLimit: false });
	});
});

describe("comparing a payout with the platform's", () => {
	const DETAIL = {
		chain: 'TRON',
		currency: { currency: 'USDT', code: 'TRON_USDT' },
		to_address: ADDRESS,
		amount: 15500000,
		decimals: 6,
	};
	const names = (request: Partial<PayoutRequest>, detail: Record<string, unknown>) =>
		differences({ ...REQUEST, ...request }, { ...DETAIL, ...detail }).map((text) => text.split(' ')[0]);

	it.each([
		['equal fields', {}, {}],
		['names in another case', { chain: 'tron', currency: 'usdt' }, {}],
		['the currency by its code', { currency: 'TRON_USDT' }, {}],
		['the currency as text', {}, { currency: 'USDT' }],
		['the amount as text', {}, { amount: '15500000', decimals: '6' }],
		['the amount with zeros', { amount: '015.500' }, {}],
		['the amount in the smallest unit', { amount: '15500000' }, {}],
		['fields of no interest', {}, { attach: 'other', trade_state: 'NOTPAY' }],
	])('finds the same with %s', (_what, request, detail) => {
		expect(names(request, detail)).toEqual([]);
	});

	it.each([
		['chain', {}, { chain: 'BSC' }],
		['chain', {}, { chain: undefined }],
		['currency', {}, { currency: { currency: 'TRX', code: 'TRON_TRX' } }],
		['currency', {}, { currency: undefined }],
		['currency', {}, { currency: null }],
		['to_address', {}, { to_address: 'TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj' }],
		['to_address', {}, { to_address: ADDRESS.toLowerCase() }],
		['to_address', {}, { to_address: undefined }],
		['amount', {}, { amount: 15500001 }],
		['amount', {}, { amount: undefined }],
		['amount', {}, { decimals: undefined }],
		['amount', {}, { decimals: 18 }],
		['amount', {}, { amount: '15.5' }],
		['amount', {}, { amount: -15500000 }],
	])('finds a different %s (%j, %j)', (name, request, detail) => {
		expect(names(request, detail)).toEqual([name]);
	});

	it('finds the same 0x address in any case', () => {
		expect(names({ toAddress: EVM_ADDRESS }, { to_address: EVM_ADDRESS.toLowerCase() })).toEqual([]);
		expect(names({ toAddress: EVM_ADDRESS }, { to_address: EVM_ADDRESS.replace('5', '6') })).toEqual(['to_address']);
	});

	it('finds everything different in an empty detail and shows both values', () => {
		const found = differences(REQUEST, {});
		expect(found).toHaveLength(4);
		expect(found[0]).toBe('chain (asked for TRON, TokenPay has nothing)');
		expect(differences(REQUEST, { ...DETAIL, amount: 20000000 })).toEqual(['amount (asked for 15.5, TokenPay has 20)']);
	});

	it('compares amounts with 18 decimals to the last digit', () => {
		const eth = { amount: '15.500000000000000001' };
		expect(names(eth, { amount: '15500000000000000001', decimals: 18 })).toEqual([]);
		expect(names(eth, { amount: '15500000000000000000', decimals: 18 })).toEqual(['amount']);
	});
});
