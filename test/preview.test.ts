import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../sandbox/server';
import { fastClock } from '../core/tools/async/clocks';
import { runNode, type RunOptions } from '../tools/tokenpay/runNode';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const OTHER = 'TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj';
const BSC = '0x52908400098527886E0F7030069857D2E4169EE7';

const byName = (value: string) => ({ __rl: true, mode: 'name', value });

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
});
afterAll(async () => await sandbox.close());
beforeEach(() => {
	sandbox.reset();
	sandbox.configure({ balances: { USDT: '100', BNB: '1' } });
});

const credential = (extra: object = {}) => ({
	...{ environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP, requestsPerSecond: 1000, ...extra },
});

const parameters = (extra: INodeParameters = {}): INodeParameters => ({
	...{ resource: 'payout', operation: 'preview', mappingMode: 'autoMapInputData' },
	...{ chain: byName('TRON'), currency: byName('USDT'), options: {}, ...extra },
});

const preview = async (rows: IDataObject[], extra: INodeParameters = {}, more: Partial<RunOptions> = {}) => {
	const options = { clock: fastClock, credential: credential(), parameters: parameters(extra), rows, ...more };
	return (await runNode(options)).map(({ json }) => json);
};
const summaryOf = async (...given: Parameters<typeof preview>) => {
	const items = await preview(...given);
	expect(items).toHaveLength(1);
	return items[0] as IDataObject & { text: string };
};
const pay = async (rows: IDataObject[]) =>
	await runNode({
		...{ clock: fastClock, credential: credential(), parameters: parameters({ operation: 'create' }), rows },
	});

const row = (number: string, amount: string, more: IDataObject = {}): IDataObject => ({
	...{ out_trade_no: number, amount, to_address: ADDRESS, ...more },
});

const paths = () => sandbox.state().requests.map(({ path }) => path);

/** A list with a bit of everything. */
const LIST = [
	row('r-1', '15.5'),
	row('r-2', '15.50'),
	row('r-3', ''),
	row('r-4', '0.3', { chain: 'BSC', currency: 'BNB', to_address: BSC }),
	row('r-5', '2', { to_address: BSC }),
	row('r-1', '15.5'),
];

describe('A preview', () => {
	test('sums a list up in one item, paired with every row, and sends no payout', async () => {
		const options = { clock: fastClock, credential: credential(), parameters: parameters(), rows: LIST };
		const [item, ...others] = await runNode(options);
		expect(others).toEqual([]);
		expect(item?.pairedItem).toEqual(LIST.map((_, at) => ({ item: at })));
		expect(item?.json).toEqual({
			ok: false,
			text: expect.any(String),
			counts: { rows: 6, to_pay: 3, wrong: 2, repeated: 1 },
			totals: [
				{ chain: 'TRON', currency: 'USDT', count: 2, amount: '31', balance: '100', enough: true },
				{ chain: 'BSC', currency: 'BNB', count: 1, amount: '0.3', balance: '1', enough: true },
			],
			reasons: [],
			wrong: [
				{ row: 3, out_trade_no: 'r-3', reasons: ["'Amount' is empty. Fill it in."] },
				{ row: 5, out_trade_no: 'r-5', reasons: [expect.stringContaining('is an Ethereum or BSC address')] },
			],
			same_payee: [{ rows: [1, 2], words: `15.5 USDT on TRON to ${ADDRESS} as r-1, r-2` }],
		});
		expect(sandbox.state().moneySent).toEqual([]);
		expect(paths()).toEqual(['/v1/merchant/balance', '/v1/merchant/balance']);
	});

	test.each(['stopWorkflow', 'continueErrorOutput', 'continueRegularOutput'] as const)(
		'is no failure where rows are wrong (%s)',
		async (onError) => {
			expect((await summaryOf(LIST, {}, { onError })).counts).toMatchObject({ wrong: 2 });
			expect(await preview(LIST, { returnAs: 'items' }, { onError })).toHaveLength(6);
		},
	);

	test('says for each row whether it would be paid, and why not', async () => {
		const items = await preview(LIST, { returnAs: 'items' });
		expect(items.map(({ ok }) => ok)).toEqual([true, true, false, true, false, true]);
		expect(items[0]).toEqual({
			...{ ok: true, reasons: [], out_trade_no: 'r-1', to_address: ADDRESS, amount: '15.5' },
			...{ currency: 'USDT', chain: 'TRON' },
		});
		expect(items[2]).toMatchObject({ ok: false, out_trade_no: 'r-3', reasons: ["'Amount' is empty. Fill it in."] });
		expect(items[5]).toMatchObject({ ok: true, repeats_row: 1 });
		expect(sandbox.state().requests).toEqual([]);
	});

	test("shows the credential's Default Notify URL where a row would be sent with it", async () => {
		const items = await preview(
			[row('r-1', '1'), row('r-2', '2', { notify_url: 'http://127.0.0.1:9/own' })],
			{ returnAs: 'items' },
			{ credential: credential({ notifyUrl: 'http://127.0.0.1:9/default' }) },
		);
		expect(items.map(({ notify_url }) => notify_url)).toEqual(['http://127.0.0.1:9/default', 'http://127.0.0.1:9/own']);
	});

	test('returns rows that Create takes as they are, also where amounts go out in the smallest unit', async () => {
		const smallest = credential({ payoutAmountUnit: 'smallest' });
		sandbox.configure({ amountUnit: 'smallest' });
		try {
			const items = await preview(
				[row('r-1', '15.5', { attach: 'a' })],
				{ returnAs: 'items' },
				{ credential: smallest },
			);
			await runNode({
				...{ clock: fastClock, credential: smallest, rows: items },
				parameters: parameters({ operation: 'create', chain: byName(''), currency: byName('') }),
			});
			expect(sandbox.state().moneySent).toMatchObject([{ out_trade_no: 'r-1', amount: '15.5', to_address: ADDRESS }]);
			expect(sandbox.state().payouts[0]).toMatchObject({ attach: 'a' });
		} finally {
			sandbox.configure({ amountUnit: 'decimal' });
		}
	});

	test('checks what Create checks: the limits of the credential, rows against each other, columns', async () => {
		const limited = credential({ maximumPayoutAmount: '20', allowedRecipients: `Acme = ${ADDRESS}` });
		const rows = [
			row('r-1', '20.01'),
			row('r-2', '1', { to_address: OTHER }),
			row('r-3', '1'),
			row('r-3', '2'),
			{ out_trade_no: 'r-4', Amount: '1', amount: '1', to_address: ADDRESS },
			row('r-5', '3'),
		];
		const items = await preview(rows, { returnAs: 'items' }, { credential: limited });
		expect(items.map(({ reasons }) => (reasons as string[]).join(' '))).toEqual([
			expect.stringContaining("above the 20 of 'Maximum Payout Amount'"),
			expect.stringContaining('is not among'),
			expect.stringContaining('stands in row 4'),
			expect.stringContaining('stands in row 3'),
			expect.stringContaining("both stand for 'Amount'"),
			'',
		]);
		expect(items[5]).toMatchObject({ ok: true, recipient: 'Acme' });
	});

	test('takes fields below, too, and says which cannot be read', async () => {
		const below = {
			...{ mappingMode: 'defineBelow', outTradeNo: '={{ $json.number }}', toAddress: ADDRESS, returnAs: 'items' },
			amount: '={{ $json.amount ?? $("No such node").first().json.amount }}',
		};
		const items = await preview([{ number: 'r-1', amount: '1' }, { number: 'r-2' }], below);
		expect(items[0]).toMatchObject({ ok: true, out_trade_no: 'r-1', amount: '1' });
		expect(items[1]).toMatchObject({ ok: false, out_trade_no: 'r-2' });
		expect((items[1]?.reasons as string[])[0]).toContain("'Amount' cannot be read");
	});

	test('names a balance that does not cover the list', async () => {
		const rows = [row('r-1', '60'), row('r-2', '41')];
		const summary = await summaryOf(rows);
		expect(summary).toMatchObject({
			ok: false,
			totals: [{ amount: '101', balance: '100', enough: false }],
			reasons: ['The balance of USDT on TRON does not cover the list.'],
			wrong: [],
		});
		expect(summary.text).toContain('- 101 USDT on TRON in 2 payouts (balance 100, 1 SHORT)');
		const items = await preview(rows, { returnAs: 'items', options: { checkBalance: true } });
		expect(items.map(({ reasons }) => reasons)).toEqual([summary.reasons, summary.reasons]);
		expect((await preview(rows, { returnAs: 'items' })).map(({ ok }) => ok)).toEqual([true, true]);
	});

	test('leaves a balance open that cannot be had, unless it must be known', async () => {
		const fault = { kind: 'code', code: 20001, path: '/v1/merchant/balance', times: -1 } as const;
		sandbox.addFault(fault);
		const open = await summaryOf([row('r-1', '1')]);
		expect(open).toMatchObject({ ok: true, totals: [{ balance: null, enough: null }] });
		expect(open.text).toContain('(balance not known)');
		const mustKnow = await summaryOf([row('r-1', '1')], { options: { checkBalance: true } });
		expect(mustKnow).toMatchObject({
			ok: false,
			reasons: [
				expect.stringMatching(
					/^The balance of USDT on TRON is not known: The application is disabled \(TokenPay code 20001/,
				),
			],
		});
	});

	test('names a list above the Maximum Total per Run, and payees that may not be named twice', async () => {
		const limited = credential({ maximumRunTotal: '20' });
		expect(await summaryOf([row('r-1', '15.5'), row('r-2', '5')], {}, { credential: limited })).toMatchObject({
			ok: false,
			reasons: [expect.stringContaining("come to 20.5 USDT, above the 20 of 'Maximum Total per Run'")],
		});
		const refused = await preview(LIST, { returnAs: 'items', options: { samePayeeTwice: 'refuse' } });
		expect(refused.map(({ ok }) => ok)).toEqual([false, false, false, true, false, false]);
		const allowed = await summaryOf(LIST, { options: { samePayeeTwice: 'allow' } });
		expect(allowed.same_payee).toEqual([]);
	});

	test('is a failure where nothing can be checked: the credential is wrong', async () => {
		const wrong = credential({ appSecret: 'short' });
		await expect(preview(LIST, {}, { credential: wrong })).rejects.toThrow(
			"'App Secret' in the credential must be exactly 32 bytes",
		);
		const items = await preview(LIST, {}, { credential: wrong, onError: 'continueErrorOutput' });
		expect(items).toHaveLength(6);
		expect(items[0]?.error).toContain('App Secret');
	});

	test.each([
		[{ returnAs: '={{ "all" }}' }, "'Return' must be items or summary."],
		[{ options: { lookUpNumbers: '={{ 5 }}' } }, "'Look Up Numbers' must be true or false."],
		[{ options: { estimateFees: '={{ "x" }}' } }, "'Estimate Fees' must be true or false."],
	])('refuses %j', async (extra, words) => {
		const summary = await summaryOf([row('r-1', '1')], extra);
		expect(summary).toMatchObject({ ok: false, wrong: [{ reasons: [words] }] });
	});
});

describe('Look Up Numbers', () => {
	const options = { lookUpNumbers: true };

	test('says how numbers stand, and counts what was paid before no more', async () => {
		await pay([row('r-1', '15.5'), row('r-2', '3')]);
		sandbox.settle(sandbox.state().payouts[1]?.transaction_id ?? '', 'SUCCESS');
		const rows = [row('r-1', '15.5'), row('r-2', '3'), row('r-3', '4')];
		expect(await summaryOf(rows, { options })).toMatchObject({
			ok: true,
			counts: { rows: 3, to_pay: 1, wrong: 0, repeated: 0, used_before: 2 },
			totals: [{ count: 1, amount: '4' }],
			used_before: [
				{ row: 1, out_trade_no: 'r-1', trade_state: 'NOTPAY' },
				{ row: 2, out_trade_no: 'r-2', trade_state: 'SUCCESS' },
			],
		});
		const items = await preview(rows, { options, returnAs: 'items' });
		expect(items[1]).toMatchObject({ ok: true, used_before: true, trade_state: 'SUCCESS' });
		expect(items[2]).toMatchObject({ ok: true, used_before: false });
		expect(items[2]).not.toHaveProperty('trade_state');
	});

	test('finds numbers of other payouts, and of payouts that are over', async () => {
		await pay([row('r-1', '15.5'), row('r-2', '3')]);
		sandbox.settle(sandbox.state().payouts[1]?.transaction_id ?? '', 'CLOSED');
		const [other, over] = await preview([row('r-1', '5'), row('r-2', '3')], { options, returnAs: 'items' });
		expect(other).toMatchObject({ ok: false, used_before: true });
		expect((other?.reasons as string[])[0]).toContain("belongs to a different payout: 'amount' (asked for 5");
		expect(over).toMatchObject({ ok: false, trade_state: 'CLOSED' });
		expect((over?.reasons as string[])[0]).toContain('is over and will not be paid');
	});

	test('that could not be looked up keep their rows from being called right', async () => {
		sandbox.addFault({ kind: 'code', code: 103, path: '/v1/payanother/query' });
		const [item] = await preview([row('r-1', '5')], { options, returnAs: 'items' });
		expect(item).toMatchObject({ ok: false });
		expect((item?.reasons as string[])[0]).toContain(
			'The number could not be looked up: The signature is invalid (TokenPay code 103',
		);
	});
});

describe('Estimate Fees', () => {
	test("asks once for each payee, and passes TokenPay's answers through", async () => {
		const rows = [row('r-1', '1'), row('r-2', '2'), row('r-3', '3', { to_address: OTHER })];
		const summary = await summaryOf(rows, { options: { estimateFees: true } });
		expect(paths().filter((path) => path === '/v1/payanother/estimated_fee')).toHaveLength(2);
		expect(summary.fees).toEqual(
			[ADDRESS, OTHER].map((to_address) => ({
				...{ chain: 'TRON', currency: 'USDT', to_address },
				estimate: [expect.any(Object)],
			})),
		);
		expect(summary.text).toMatch(/- USDT on TRON to TR7N\w+: service_amount 1000000/);
	});

	test('says for which payees there is no estimate', async () => {
		sandbox.addFault({ kind: 'code', code: 20005, path: '/v1/payanother/estimated_fee' });
		const summary = await summaryOf([row('r-1', '1')], { options: { estimateFees: true } });
		expect(summary).toMatchObject({ ok: true, fees: [{ message: expect.stringContaining('code 20005') }] });
		expect(summary.text).toMatch(/- USDT on TRON to TR7N\w+: A parameter is invalid \(TokenPay code 20005/);
	});
});
