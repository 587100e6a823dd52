import { checkReference } from '../../core/values/fieldChecks';
import { checkNotifyUrl } from '../../nodes/TokenPay/notifyUrl';
import { type PayoutRequest, checkPayout as check } from '../../nodes/TokenPay/payoutRequest';
import { readRecipients } from '../../nodes/TokenPay/recipients';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const REQUEST: PayoutRequest = {
	outTradeNo: 'row-1',
	chain: 'TRON',
	currency: 'USDT',
	amount: '15.5',
	toAddress: ADDRESS,
};
const UNLIMITED = { environment: 'tokenPay', maximumPayoutAmount: '', notifyUrl: '' } as const;

const checkPayout = (values: Record<string, unknown>, credential: Parameters<typeof check>[1], allowed = '') =>
	check(values, credential, readRecipients(allowed));

const problemsOf = (fields: Record<string, unknown>, credential: Parameters<typeof check>[1] = UNLIMITED) => {
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
		[' row', 'row'],
		['row  ', 'row'],
		['  INV 7 ', 'INV 7'],
	])('%p loses the spaces around it', (value, text) => {
		expect(checkReference('Payout Number', value)).toEqual({ text });
	});

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
		[' ', 'empty'],
		['row\u00a0', 'space'],
		['\u00a0row ', 'space'],
		['\trow', 'invisible'],
		['row \u200b', 'invisible'],
		[' 2e10 ', 'rounded'],
		['row\n1', 'line break'],
		['row\t1', 'invisible'],
		['row\u200b1', 'invisible'],
		['\ufeffrow', 'invisible'],
		['row\u0000', 'invisible'],
		['row\ud800', 'invisible'],
		['row\u2028', 'line break'],
		['row\u00a01', 'space'],
		['row\u30001', 'space'],
		['row-\uff11', 'full-width'],
		['\uff52ow', 'full-width'],
		['cafe\u0301', 'composed'],
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
		expect((checked as { problem: string }).problem).toMatch(/^'Payout Number' /);
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

describe('the Default Notify URL of the credential', () => {
	const credential = { ...UNLIMITED, notifyUrl: 'https://n8n.example.com/default' };
	const urlOf = (fields: object, from = credential) => {
		const checked = checkPayout({ ...REQUEST, ...fields }, from);
		return 'request' in checked ? checked.request.notifyUrl : checked.problems;
	};

	it('is taken where a payout names none, and its own wins', () => {
		expect(urlOf({})).toBe('https://n8n.example.com/default');
		expect(urlOf({ notifyUrl: '' })).toBe('https://n8n.example.com/default');
		expect(urlOf({ notifyUrl: 'https://n8n.example.com/own' })).toBe('https://n8n.example.com/own');
	});

	it('is checked like a Notify URL, where it is used', () => {
		const wrong = { ...credential, notifyUrl: 'http://n8n.example.com/x' };
		expect(urlOf({}, wrong)).toEqual([
			"'Default Notify URL' in the credential must start with https://. TokenPay calls it over the internet.",
		]);
		expect(urlOf({ notifyUrl: 'https://n8n.example.com/own' }, wrong)).toBe('https://n8n.example.com/own');
		expect(urlOf({ notifyUrl: 'http://n8n.example.com/x' })).toEqual([
			"'Notify URL' must start with https://. TokenPay calls it over the internet.",
		]);
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
		expect(checkPayout(fields, UNLIMITED)).toEqual({ request: fields, recipient: '' });
	});

	it('takes off the spaces around numbers, addresses and names, and leaves all other texts as they are', () => {
		const fields = { outTradeNo: ' row-1 ', chain: ' TRON', currency: 'USDT ', toAddress: `  ${ADDRESS} ` };
		expect(checkPayout({ ...REQUEST, ...fields, attach: ' a ' }, UNLIMITED)).toEqual({
			request: { ...REQUEST, attach: ' a ' },
			recipient: '',
		});
		for (const around of ['\t', '\n', '\u00a0', '\u200b']) {
			expect(problemsOf({ toAddress: `${ADDRESS}${around}` })).toHaveLength(1);
		}
	});

	it('leaves out what is empty and what is not a field of a payout', () => {
		expect(
			checkPayout({ ...REQUEST, attach: '', description: null, notifyUrl: undefined, other: 'x' }, UNLIMITED),
		).toStrictEqual({ request: REQUEST, recipient: '' });
	});

	it('tells everything that is wrong at once', () => {
		const problems = problemsOf({
			outTradeNo: '',
			chain: '',
			currency: 'US DT',
			amount: '1,5',
			toAddress: '',
			notifyUrl: 'x',
		});
		expect(problems).toHaveLength(6);
		for (const name of ['Payout Number', 'Chain', 'Currency', 'Amount', 'To Address', 'Notify URL']) {
			expect(problems.filter((problem) => problem.startsWith(`'${name}'`))).toHaveLength(1);
		}
	});

	it.each([
		['attach', 'Attach', { a: 1 }],
		['description', 'Description', ['x']],
		['attach', 'Attach', 12345678901234567890],
		['notifyUrl', 'Notify URL', {}],
	])('refuses an optional %s that would not go out as it was given (%s: %p)', (name, label, value) => {
		expect(problemsOf({ [name]: value })).toEqual([`'${label}' must be text.`]);
	});

	it.each([
		[5, '5'],
		[0.1, '0.1'],
		[false, 'false'],
	])('sends an optional text that is %p as it reads', (attach, text) => {
		expect(checkPayout({ ...REQUEST, attach }, UNLIMITED)).toEqual({
			request: { ...REQUEST, attach: text },
			recipient: '',
		});
	});

	it.each<[unknown, RegExp]>([
		[undefined, /^'To Address' is empty\./],
		[null, /^'To Address' is empty\./],
		['', /^'To Address' is empty\./],
		[5, /^'To Address' must be text\./],
		[['x'], /^'To Address' must be text\./],
		[{ address: ADDRESS }, /^'To Address' must be text\./],
	])('refuses the address %p and says why', (toAddress, words) => {
		expect(problemsOf({ toAddress })).toEqual([expect.stringMatching(words)]);
	});

	it.each([
		['amount', 'x', 'Amount'],
		['amount', '', 'Amount'],
		['currency', 'US DT', 'Currency'],
		['currency', '', 'Currency'],
	])('says nothing of the limit where the %s is %p, which is all that is wrong', (name, value, label) => {
		for (const maximumPayoutAmount of ['USDT=10', '10'])
			expect(problemsOf({ [name]: value }, { ...UNLIMITED, maximumPayoutAmount })).toEqual([
				expect.stringMatching(`^'${label}' `),
			]);
	});

	it('says nothing of the recipients where the address is none', () => {
		expect(checkPayout({ ...REQUEST, toAddress: 'x' }, UNLIMITED, ADDRESS)).toEqual({
			problems: [expect.stringContaining('is not a TRON address')],
		});
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
		const limited = { ...UNLIMITED, maximumPayoutAmount: 'USDT=10' } as const;
		expect(checkPayout({ ...REQUEST }, limited)).toMatchObject({
			reason: 'limit',
			problems: [expect.stringContaining('above')],
		});
		expect(checkPayout({ ...REQUEST, amount: '10' }, limited)).toHaveProperty('request');
		expect(checkPayout({ ...REQUEST, currency: 'TRX' }, limited)).toMatchObject({ reason: 'limit' });
		expect(checkPayout({ ...REQUEST, toAddress: 'x' }, limited)).not.toHaveProperty('reason');
	});

	it('holds the payee against the allowed recipients, and names them', () => {
		expect(checkPayout({ ...REQUEST }, UNLIMITED, `Acme = ${ADDRESS}`)).toMatchObject({ recipient: 'Acme' });
		expect(checkPayout({ ...REQUEST }, UNLIMITED, ADDRESS)).toMatchObject({ recipient: '' });
		const other = 'TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj';
		expect(checkPayout({ ...REQUEST }, UNLIMITED, other)).toMatchObject({
			reason: 'limit',
			problems: [expect.stringContaining("is not among the 'Allowed Recipients' of the credential.")],
		});
		// Everything that is wrong is said at once.
		const limited = { ...UNLIMITED, maximumPayoutAmount: 'USDT=10' } as const;
		expect(checkPayout({ ...REQUEST, outTradeNo: '' }, limited, other)).toMatchObject({
			problems: [
				expect.stringContaining('empty'),
				expect.stringContaining('above'),
				expect.stringContaining('Allowed'),
			],
		});
	});
});
