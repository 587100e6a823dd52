import { Expression, NodeHelpers, type IDataObject, type INode, type INodeParameters } from 'n8n-workflow';
import { TokenPay } from '../nodes/TokenPay/TokenPay.node.ts';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../sandbox/server';
import { fastClock } from '../core/tools/async/clocks';
import { runNode, type RunOptions } from '../tools/tokenpay/runNode';

const TRON = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const BSC = '0x52908400098527886E0F7030069857D2E4169EE7';

const byName = (value: string) => ({ __rl: true, mode: 'name', value });

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const parameters = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'payout',
	operation: 'create',
	mappingMode: 'autoMapInputData',
	chain: byName('TRON'),
	currency: byName('USDT'),
	...extra,
});

const run = async (rows: IDataObject[], more: Partial<RunOptions> = {}) =>
	await runNode({
		clock: fastClock,
		credential: { environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP, requestsPerSecond: 1000 },
		parameters: parameters(),
		rows,
		...more,
	});

const sent = () =>
	sandbox
		.state()
		.moneySent.map(({ out_trade_no, amount, to_address, currency }) => [out_trade_no, amount, to_address, currency]);

describe('Map Automatically', () => {
	test("pays a list by its own columns, in the API's names, the panel's or the parameters'", async () => {
		const items = await run([
			{ out_trade_no: 'r-1', to_address: TRON, amount: '1.5', attach: 'a', description: 'd' },
			{ 'Payout Number': 'r-2', 'To Address': TRON, AMOUNT: 2, 'Notify-URL': 'http://127.0.0.1:9/hook' },
			{ outTradeNo: 'r-3', toAddress: BSC, Amount: '0.3', chain: 'BSC', currency: 'BNB' },
		]);
		expect(items.map(({ json }) => json.out_trade_no)).toEqual(['r-1', 'r-2', 'r-3']);
		expect(sent()).toEqual([
			['r-1', '1.5', TRON, 'USDT'],
			['r-2', '2', TRON, 'USDT'],
			['r-3', '0.3', BSC, 'BNB'],
		]);
		expect(sandbox.state().payouts[0]).toMatchObject({ attach: 'a', description: 'd' });
		expect(sandbox.state().payouts[1]).toMatchObject({ notify_url: 'http://127.0.0.1:9/hook' });
	});

	test("names the credential's Default Notify URL for items without a column of their own", async () => {
		const item = { to_address: TRON, amount: '1' };
		await run(
			[
				{ ...item, out_trade_no: 'r-1' },
				{ ...item, out_trade_no: 'r-2', notify_url: 'http://127.0.0.1:9/own' },
			],
			{
				credential: {
					...{ environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP, requestsPerSecond: 1000 },
					notifyUrl: 'http://127.0.0.1:9/default',
				},
			},
		);
		const addresses = sandbox.state().payouts.map(({ notify_url }) => notify_url);
		expect(addresses).toEqual(['http://127.0.0.1:9/default', 'http://127.0.0.1:9/own']);
	});

	test('names the columns taken, and those that were not, in a hint', async () => {
		const hints: string[] = [];
		await run([{ out_trade_no: 'r-1', to_address: TRON, amount: '1', '<b>Name</b>': 'Ann' }], { hints });
		expect(hints).toEqual([
			'1 sent, 1 USDT; 0 refused; 0 unknown.',
			`Columns taken: "out_trade_no" as 'Payout Number', "to_address" as 'To Address', "amount" as 'Amount'. Not taken: "&#60;b&#62;Name&#60;/b&#62;".`,
		]);
	});

	test('decides item by item, and says for each what is missing or there twice', async () => {
		const rows = [
			{ out_trade_no: 'r-1', to_address: TRON, amount: '1' },
			{ out_trade_no: 'r-2', payee: TRON, amount: '1' },
			{ out_trade_no: 'r-3', to_address: TRON, amount: '1', Amount: '1' },
		];
		const items = await run(rows, { onError: 'continueErrorOutput' });
		expect(items.map(({ json }) => json.error)).toEqual([
			undefined,
			"Payout r-2 was not sent: No column stands for 'To Address'",
			`Payout r-3 was not sent: The columns "amount" and "Amount" both stand for 'Amount'`,
		]);
		expect(items[1]?.json.message).toBe('Name one "to_address"; the columns are "out_trade_no", "payee", "amount".');
		expect(sent()).toEqual([['r-1', '1', TRON, 'USDT']]);
		await expect(run(rows)).rejects.toThrow(/r-2: No column stands for 'To Address'/);
		expect(sent()).toHaveLength(1);
	});

	test('keeps to the checks: an empty amount, an address of another chain, a rounded number', async () => {
		const rows = [
			{ out_trade_no: 'r-1', to_address: TRON, amount: '' },
			{ out_trade_no: 'r-2', to_address: BSC, amount: '1' },
			{ out_trade_no: 12345678901234567890, to_address: TRON, amount: '1' },
			{ out_trade_no: 'r-4', to_address: { a: 1 }, amount: '1' },
		];
		const items = await run(rows, { onError: 'continueErrorOutput' });
		const errors = items.map(({ json }) => String(json.error));
		expect(errors[0]).toContain("'Amount' is empty");
		expect(errors[1]).toContain('is an Ethereum or BSC address');
		expect(errors[2]).toContain('rounded');
		expect(errors[3]).toContain("'To Address' must be text");
		expect(sandbox.state().requests).toEqual([]);
	});

	test('ignores what was filled in below before the mode was chosen', async () => {
		const leftovers = { outTradeNo: '={{ $json.nothing.there }}', amount: '99', toAddress: '={{ $json.other }}' };
		await run([{ out_trade_no: 'r-1', to_address: TRON, amount: '1', other: BSC }], {
			parameters: parameters(leftovers),
		});
		expect(sent()).toEqual([['r-1', '1', TRON, 'USDT']]);
	});

	test('takes what stands under Additional Fields for items without their own', async () => {
		const item = { to_address: TRON, amount: '1' };
		await run(
			[
				{ ...item, out_trade_no: 'r-1' },
				{ ...item, out_trade_no: 'r-2', attach: 'own' },
			],
			{
				parameters: parameters({ additionalFields: { attach: '={{ $input.first().json.out_trade_no }}, below' } }),
			},
		);
		expect(sandbox.state().payouts.map(({ attach }) => attach)).toEqual(['r-1, below', 'own']);
	});

	test('evaluates as many expressions for 1,000 items as for one', async () => {
		const evaluate = jest.spyOn(Expression.prototype, 'resolveSimpleParameterValue');
		const byExpression = (value: string) => byName(`={{ "${value}" }}`);
		const evaluated = async (count: number) => {
			evaluate.mockClear();
			const rows = Array.from({ length: count }, (_, at) => ({
				'Payout Number': `r-${at}`,
				to_address: TRON,
				amount: '1',
			}));
			const fields = { chain: byExpression('TRON'), currency: byExpression('USDT'), simplify: '={{ true }}' };
			const additionalFields = { attach: '={{ $runIndex }}', description: '={{ $input.all().length }}' };
			const options = { samePayeeTwice: '={{ "allow" }}' };
			await run(rows, {
				parameters: parameters({ ...fields, additionalFields, options, operation: 'preview', returnAs: 'items' }),
			});
			const expressions = evaluate.mock.calls.filter(([value]) => String(value).startsWith('='));
			return expressions.length;
		};
		try {
			const ofOne = await evaluated(1);
			expect(ofOne).toBeGreaterThan(4);
			expect(await evaluated(1000)).toBe(ofOne);
		} finally {
			evaluate.mockRestore();
		}
	});

	test.each([
		['Chain', { chain: byName('={{ $json.network }}') }],
		['Currency', { currency: byName('={{ $input.item.json.coin }}') }],
		['Attach', { additionalFields: { attach: "={{ $('Webhook').item.json.note }}" } }],
		['Description', { additionalFields: { description: `={{ $input['item'].json.note }}` } }],
		['Notify URL', { additionalFields: { notifyUrl: `={{ $('Webhook')?.["item"].json.url }}` } }],
		['Same Payee Twice', { options: { samePayeeTwice: '={{ $itemIndex ? "allow" : "warn" }}' } }],
		['Request Options', { requestOptions: { timeout: '={{ $json.timeout }}' } }],
	])("refuses an expression that looks at an item in '%s', which is read once", async (label, fields) => {
		const item = { to_address: TRON, amount: '1', network: 'TRON', coin: 'USDT', timeout: 1000 };
		const rows = [
			{ ...item, out_trade_no: 'r-1' },
			{ ...item, out_trade_no: 'r-2', network: 'BSC' },
		];
		const items = await run(rows, { parameters: parameters(fields), onError: 'continueErrorOutput' });
		expect(items.map(({ json }) => json.error)).toEqual(
			['r-1', 'r-2'].map(
				(number) =>
					`Payout ${number} was not sent: '${label}' is read once for the whole list, and its expression looks at an item`,
			),
		);
		expect(items[0]?.json.message).toBe('Use a column, or an expression with .first() in place of .item.');
		await expect(run(rows, { parameters: parameters(fields) })).rejects.toThrow('read once for the whole list');
		expect(sandbox.state().requests).toEqual([]);
	});

	test('is no choice of an expression', async () => {
		const item = { out_trade_no: 'r-1', to_address: TRON, amount: '1', mode: 'autoMapInputData' };
		const fields = { outTradeNo: 'other', toAddress: TRON, amount: '99' };
		const [failed] = await run([item], {
			parameters: parameters({ ...fields, mappingMode: '={{ $json.mode }}' }),
			onError: 'continueErrorOutput',
		});
		expect(failed?.json.error).toContain("'Mapping Mode' cannot be an expression");
		expect(sandbox.state().requests).toEqual([]);
	});

	test('asks for no field but those that columns can leave open', () => {
		const { description } = new TokenPay();
		const issues = (more: INodeParameters) => {
			const node = { type: 'tokenPay', typeVersion: 1, parameters: { ...parameters(), ...more } } as INode;
			return NodeHelpers.getNodeParametersIssues(description.properties, node, description);
		};
		expect(issues({ chain: byName(''), currency: byName('') })).toBeNull();
		expect(Object.keys(issues({ mappingMode: 'defineBelow', chain: byName('') })?.parameters ?? {}).sort()).toEqual([
			'amount',
			'chain',
			'outTradeNo',
			'toAddress',
		]);
	});

	test('is not offered to a model', () => {
		const { description } = new TokenPay();
		const tool = { ...description, name: 'tokenPayTool' };
		const shown = NodeHelpers.getNodeParameters(
			tool.properties,
			{ resource: 'payout', operation: 'create' },
			true,
			false,
			{ typeVersion: 1 },
			tool,
		);
		expect(shown).not.toHaveProperty('mappingMode');
		expect(shown).toMatchObject({ outTradeNo: '', amount: '' });
	});
});
