import type { ApiClient } from '../../core/requests/apiClient';
import { readCredential } from '../../nodes/TokenPay/credential';
import { planPayout, preparePayouts } from '../../nodes/TokenPay/payoutPlan';
import { readRecipients } from '../../nodes/TokenPay/recipients';
import { readResponse } from '../../nodes/TokenPay/response';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const EVM = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const VALUES = { outTradeNo: 'row-1', chain: 'TRON', currency: 'USDT', amount: '15.5', toAddress: ADDRESS };
const USDT = { chain: 'TRON', currency: 'USDT', name: 'Tether', decimals: 6 };

/** Requests that say whose they are, with the values that they were made from. */
const routes = (resource: string, operation: string) => (fields: Record<string, unknown>) => ({
	method: 'POST' as const,
	path: `${resource}/${operation}`,
	fields,
});

const plan = (values: Record<string, unknown> = {}, { stored = {}, isTool = false, currencies = [USDT] } = {}) => {
	const credential = readCredential(stored);
	const facts = { currencies, recipients: readRecipients(credential.allowedRecipients) };
	return planPayout({ ...VALUES, ...values }, { credential, routes, facts, isTool });
};
const planned = (...given: Parameters<typeof plan>) => {
	const outcome = plan(...given);
	if ('problems' in outcome) throw new Error(outcome.problems.join(' '));
	return outcome;
};
const problemsOf = (...given: Parameters<typeof plan>) => {
	const outcome = plan(...given);
	return 'problems' in outcome ? outcome.problems : [];
};

describe('the plan of a payout', () => {
	it('has the request that moves money, the look-up by its number, and who is paid', () => {
		expect(planned({ attach: 'a' }, { stored: { allowedRecipients: `Acme = ${ADDRESS}` } })).toEqual({
			payment: { number: 'row-1', content: expect.anything() as unknown },
			plan: {
				payout: { ...VALUES, attach: 'a' },
				recipient: 'Acme',
				create: { ...routes('payout', 'create')({ ...VALUES, attach: 'a' }), movesMoney: true },
				query: routes('payout', 'get')({ outTradeNo: 'row-1' }),
				lookUpFirst: false,
				checkBalance: false,
				samePayeeTwice: 'warn',
			},
		});
	});

	it('sends the amount as it was given, unless the credential says the smallest unit', () => {
		expect(planned({ amount: '015.50' }).plan.create.fields['amount']).toBe('015.50');
		const smallest = planned({ amount: '15.50' }, { stored: { payoutAmountUnit: 'smallest' } }).plan;
		expect(smallest.create.fields['amount']).toBe('15500000');
		expect(smallest.payout.amount).toBe('15.50');
	});

	it('is none where the smallest unit is not known, or too coarse', () => {
		const stored = { payoutAmountUnit: 'smallest' };
		expect(problemsOf({}, { stored, currencies: [] })).toEqual([expect.stringMatching(/^'Currency' .*not known/)]);
		expect(problemsOf({ amount: '0.0000001' }, { stored })).toEqual([expect.stringMatching(/^'Amount' /)]);
	});

	it.each([
		['lookUpFirst', true, 'Look Up First'],
		['lookUpFirst', 'false', 'Look Up First'],
		['checkBalance', true, 'Check Balance First'],
		['checkBalance', 'true', 'Check Balance First'],
	])('follows the option %s as %p, and refuses what is neither true nor false', (name, value, label) => {
		expect(planned({ [name]: value }).plan).toHaveProperty(name, String(value) === 'true');
		expect(problemsOf({ [name]: 'perhaps' })).toStrictEqual([`'${label}' must be true or false.`]);
	});

	it('follows Same Payee Twice, which warns where it says nothing', () => {
		for (const choice of ['allow', 'refuse', 'warn'])
			expect(planned({ samePayeeTwice: choice }).plan.samePayeeTwice).toBe(choice);
		for (const nothing of [undefined, null])
			expect(planned({ samePayeeTwice: nothing }).plan.samePayeeTwice).toBe('warn');
		expect(problemsOf({ samePayeeTwice: 'Refuse' })).toEqual([expect.stringMatching(/^'Same Payee Twice' /)]);
	});

	it('tells everything that is wrong at once, fields and options', () => {
		const wrong = { outTradeNo: '', lookUpFirst: 'x', checkBalance: 'x', samePayeeTwice: 'x' };
		expect(problemsOf(wrong)).toEqual(
			['Payout Number', 'Look Up First', 'Check Balance First', 'Same Payee Twice'].map(
				(name) => expect.stringMatching(`^'${name}' `) as string,
			),
		);
		expect(
			problemsOf({ amount: '0.0000001', checkBalance: 'x' }, { stored: { payoutAmountUnit: 'smallest' } }),
		).toHaveLength(2);
	});
});

describe('a payout that a model decides about', () => {
	it('needs a limit or a list of recipients in the credential, as no other payout does', () => {
		expect(plan({}, { isTool: true })).toEqual({
			reason: 'limit',
			problems: [expect.stringMatching(/'Allowed Recipients' or 'Maximum Payout Amount'.*Open the credential/)],
		});
		expect(plan()).toHaveProperty('plan');
		for (const stored of [{ maximumPayoutAmount: '20' }, { allowedRecipients: ADDRESS }])
			expect(plan({}, { isTool: true, stored })).toHaveProperty('plan');
	});
});

describe('two payouts under one number', () => {
	const contentOf = (values: Record<string, unknown>) => planned(values).payment.content;
	const onBsc = (toAddress: string) => contentOf({ chain: 'BSC', toAddress });

	it.each([
		['the amount', { amount: '015.50' }],
		['the chain', { chain: 'trc20' }],
		['the currency', { currency: 'usdt' }],
	])('are the same however %s is spelled', (_what, values) => {
		expect(contentOf(values)).toEqual(contentOf({}));
	});

	it('are the same whatever the capitals of a 0x address', () => {
		expect(onBsc(EVM)).toEqual(onBsc(EVM.toLowerCase()));
	});

	it.each([
		['amount', { amount: '15.51' }],
		['chain', { chain: 'SOLANA' }],
		['currency', { currency: 'TRX' }],
		['address', { toAddress: 'TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj' }],
		['attach', { attach: 'b' }],
		['description', { description: 'b' }],
		['Notify URL', { notifyUrl: 'https://n8n.example.com/x' }],
	])('are not the same with another %s', (_what, values) => {
		expect(contentOf(values)).not.toEqual(contentOf({}));
	});

	it('are the same whatever the options of the run', () => {
		expect(contentOf({ lookUpFirst: true, checkBalance: true, samePayeeTwice: 'allow' })).toEqual(contentOf({}));
	});
});

describe('what has to be known before payouts are checked', () => {
	/** What is found out, and what was asked for it. */
	async function prepare(stored: Record<string, unknown>, envelope: Record<string, unknown> = {}) {
		const sent: unknown[] = [];
		const client = {
			send: async (request) => {
				sent.push(request);
				return readResponse({ statusCode: 200, headers: {}, body: JSON.stringify(envelope) });
			},
			elapsed: () => 0,
		} as Partial<ApiClient> as ApiClient;
		const context = { credential: readCredential(stored), routes, facts: undefined, isTool: false };
		return { found: await preparePayouts(client, context), sent };
	}
	const LISTED = { chain: 'TRON', currency: 'USDT', name: 'Tether', decimal: 6 };

	it('is the list of recipients, for which nothing is asked', async () => {
		const { found, sent } = await prepare({ allowedRecipients: ADDRESS });
		expect(found).toEqual({ facts: { currencies: [], recipients: readRecipients(ADDRESS) } });
		expect(sent).toEqual([]);
	});

	it('is also the list of currencies, where amounts go out in the smallest unit', async () => {
		const stored = { payoutAmountUnit: 'smallest', allowedRecipients: ADDRESS };
		const { found, sent } = await prepare(stored, { code: 0, data: [LISTED] });
		expect(found).toEqual({ facts: { currencies: [USDT], recipients: readRecipients(ADDRESS) } });
		expect(sent).toEqual([routes('currency', 'getAll')({})]);
	});

	it.each([
		['refuses it', { code: 20001 }, { code: 20001 }],
		['sends none', { code: 0, data: [] }, { reason: 'unreadable' }],
	])('is not known where TokenPay %s', async (_what, envelope, details) => {
		const { found } = await prepare({ payoutAmountUnit: 'smallest' }, envelope);
		expect(found).toMatchObject({ failure: { details } });
	});
});
