import { NodeHelpers, type IDataObject, type INode, type INodeParameters } from 'n8n-workflow';
import { TokenPay } from '../nodes/TokenPay/TokenPay.node.ts';
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
beforeEach(() => sandbox.reset());

const parameters = (extra: INodeParameters = {}): INodeParameters => ({
	...{ resource: 'payout', operation: 'create', outTradeNo: '={{ $json.number }}' },
	...{ chain: byName('={{ $json.chain ?? "TRON" }}'), currency: byName('={{ $json.currency ?? "USDT" }}') },
	...{ amount: '={{ $json.amount }}', toAddress: `={{ $json.to ?? "${ADDRESS}" }}`, options: {}, ...extra },
});

const row = (number: string, amount: string, more: IDataObject = {}): IDataObject => ({ number, amount, ...more });

const credential = (extra: object = {}) => ({
	...{ environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP, requestsPerSecond: 1000, ...extra },
});

const run = async (rows: IDataObject[], more: Partial<RunOptions> = {}) =>
	await runNode({
		...{ clock: fastClock, credential: credential(), parameters: parameters(), rows },
		...{ onError: 'continueErrorOutput', ...more },
	});

const withOptions = (options: INodeParameters, more: Partial<RunOptions> = {}) => ({
	...more,
	parameters: parameters({ options }),
});

const errorsOf = (items: Awaited<ReturnType<typeof run>>) => items.map(({ json }) => json.error);
const reasonsOf = (items: Awaited<ReturnType<typeof run>>) =>
	items.map(({ json }) => (json.details as IDataObject | undefined)?.reason);
const paid = () => sandbox.state().moneySent.map(({ out_trade_no }) => out_trade_no);
const requestsTo = (path: string) => sandbox.state().requests.filter((request) => request.path === path);

describe('Check Balance First', () => {
	const check = withOptions({ checkBalance: true });

	const balances = (amounts: Record<string, string>) => sandbox.configure({ balances: amounts });

	beforeEach(() => balances({ USDT: '10', BNB: '1' }));
	afterAll(() => balances({ USDT: '1000000', BNB: '1000' }));

	test('asks once for each currency and chain, and pays a list that the balance covers', async () => {
		const rows = [
			row('r-1', '4'),
			row('r-2', '4', { currency: 'TRON_USDT', to: OTHER }),
			row('r-3', '0.3', { chain: 'BSC', currency: 'BNB', to: BSC }),
		];
		await run(rows, check);
		expect(paid().sort()).toEqual(['r-1', 'r-2', 'r-3']);
		expect(requestsTo('/v1/merchant/balance')).toHaveLength(2);
		// Asked before anything is paid.
		expect(sandbox.state().requests.findLastIndex(({ path }) => path === '/v1/merchant/balance')).toBe(1);
	});

	test.each([['continueErrorOutput'], ['continueRegularOutput']] as const)(
		'sends nothing when it does not, and every row says why (%s)',
		async (onError) => {
			const rows = [
				row('r-1', '4'),
				row('r-2', '6.000001', { to: OTHER }),
				row('r-3', '0.5', { chain: 'BSC', currency: 'BNB', to: BSC }),
			];
			const items = await run(rows, { ...check, onError });
			const why = 'was not sent: The balance does not cover the list: 10.000001 USDT to be paid on TRON, 10 there';
			expect(errorsOf(items)).toEqual(['r-1', 'r-2', 'r-3'].map((number) => `Payout ${number} ${why}`));
			for (const { json } of items)
				expect(json.details).toMatchObject({ reason: 'balance', outcome: 'unpaid', nothing_sent: true });
			expect(paid()).toEqual([]);
			expect(requestsTo('/v1/payanother/payment')).toEqual([]);
		},
	);

	test('ends the node where it stops on failure, with what became of every row', async () => {
		const rows = [row('r-1', '4'), row('r-2', '7', { to: OTHER })];
		await expect(run(rows, { ...check, onError: 'stopWorkflow' })).rejects.toThrow(
			/None of 2 payouts was sent: The balance does not cover the list: 11 USDT to be paid on TRON, 10 there/,
		);
		expect(paid()).toEqual([]);
	});

	test('counts what is to be sent only: neither a row that is wrong nor one that stands there twice', async () => {
		const rows = [row('r-1', '4'), row('r-1', '4'), row('r-2', '9', { to: 'nowhere' }), row('r-3', '3', { to: OTHER })];
		const items = await run(rows, check);
		expect(reasonsOf(items)).toEqual([undefined, undefined, 'input', undefined]);
		expect(paid().sort()).toEqual(['r-1', 'r-3']);
	});

	test('does not count what an earlier run paid, so a list can be run again', async () => {
		const rows = [row('r-1', '4'), row('r-2', '4', { to: OTHER }), row('r-3', '1')];
		await run(rows.slice(0, 2), check);
		balances({ USDT: '2.5' });
		expect(errorsOf(await run(rows, check))).toEqual([undefined, undefined, undefined]);
		expect(paid().sort()).toEqual(['r-1', 'r-2', 'r-3']);
	});

	test('sends nothing when the balance cannot be had', async () => {
		sandbox.addFault({ kind: 'code', code: 20001, path: '/v1/merchant/balance' });
		const items = await run([row('r-1', '1'), row('r-2', '1', { to: OTHER })], check);
		expect(reasonsOf(items)).toEqual(['balanceUnknown', 'balanceUnknown']);
		expect(errorsOf(items)[0]).toContain('The balance could not be checked: The application is disabled');
		expect(paid()).toEqual([]);
	});

	test('is not asked for where nobody chose it', async () => {
		await run([row('r-1', '1')]);
		expect(requestsTo('/v1/merchant/balance')).toEqual([]);
	});

	test('is refused where an expression makes something else of it', async () => {
		const [item] = await run([row('r-1', '1')], withOptions({ checkBalance: '={{ "perhaps" }}' }));
		expect(item?.json.error).toContain("'Check Balance First' must be true or false");
	});
});

describe('Same Payee Twice', () => {
	const rows = [row('r-1', '4'), row('r-2', '4.00'), row('r-3', '4', { to: OTHER }), row('r-4', '5')];

	const hintsOf = async (list: IDataObject[], options: INodeParameters = {}) => {
		const hints: string[] = [];
		await run(list, { ...withOptions(options), hints });
		// The first sums the run up.
		return hints.slice(1);
	};

	test('is a hint unless something else is chosen, and all are paid', async () => {
		expect(await hintsOf(rows)).toEqual([
			`The same payee gets the same amount more than once: 4 USDT on TRON to ${ADDRESS} as r-1, r-2.`,
		]);
		expect(paid()).toHaveLength(4);
	});

	test('can be allowed', async () => {
		expect(await hintsOf(rows, { samePayeeTwice: 'allow' })).toEqual([]);
		expect(paid()).toHaveLength(4);
	});

	test('can be refused, for each row that is concerned', async () => {
		const items = await run(rows, withOptions({ samePayeeTwice: 'refuse' }));
		expect(reasonsOf(items)).toEqual(['samePayee', 'samePayee', undefined, undefined]);
		expect(items[0]?.json.error).toContain('under another number: r-1, r-2');
		expect(items[0]?.json.details).toMatchObject({ numbers: ['r-1', 'r-2'] });
		expect(paid().sort()).toEqual(['r-3', 'r-4']);
	});

	test('that is refused keeps all from being sent where the node stops on failure, and is named', async () => {
		await expect(
			run([...rows].reverse(), withOptions({ samePayeeTwice: 'refuse' }, { onError: 'stopWorkflow' })),
		).rejects.toThrow(/2 of 4 payouts are not right, so nothing was sent: r-2: Another row pays the same.*: r-2, r-1/);
		expect(sandbox.state().requests).toEqual([]);
	});

	test('knows one address, one currency and one chain by all of their names', async () => {
		const list = [
			row('r-1', '0.1', { chain: 'BSC', currency: 'USDT', to: BSC }),
			row('r-2', '0.10', { chain: 'BSC', currency: 'BEP20_USDT', to: BSC.toLowerCase() }),
		];
		const [hint = ''] = await hintsOf(list, { samePayeeTwice: 'warn' });
		expect(hint).toContain('as r-1, r-2');
	});

	test('is no other amount, currency or chain, nor the same number', async () => {
		const list = [
			row('r-1', '0.1', { to: BSC, chain: 'BSC', currency: 'USDT' }),
			row('r-2', '0.1', { to: BSC, chain: 'BSC', currency: 'BNB' }),
			row('r-3', '0.1', { to: BSC, chain: 'ETHEREUM', currency: 'USDT' }),
			row('r-4', '0.2', { to: BSC, chain: 'BSC', currency: 'USDT' }),
			row('r-4', '0.2', { to: BSC, chain: 'BSC', currency: 'USDT' }),
		];
		expect(await hintsOf(list)).toEqual([]);
	});

	test('names five at most', async () => {
		const list = Array.from({ length: 14 }, (_, index) => row(`r-${index}`, String(1 + (index % 7))));
		const [hint = ''] = await hintsOf(list);
		expect(hint.match(/ as r-/g)).toHaveLength(5);
		expect(hint).toMatch(/; and 2 more\.$/);
	});

	test('is refused where an expression makes something else of it', async () => {
		const [item] = await run([row('r-1', '1')], withOptions({ samePayeeTwice: '={{ "ask" }}' }));
		expect(item?.json.error).toContain("'Same Payee Twice' must be allow, warn or refuse");
	});
});

describe('Maximum Total per Run', () => {
	const rows = [row('r-1', '2.5'), row('r-2', '2.6', { to: OTHER }), row('r-3', '1', { currency: 'TRX' })];

	test.each(['continueErrorOutput', 'stopWorkflow'] as const)(
		'refuses the whole list above it (%s)',
		async (onError) => {
			const outcome = run(rows, { credential: credential({ maximumRunTotal: 'USDT=5,TRX=5' }), onError });
			const why = "The payouts come to 5.1 USDT, above the 5 USDT of 'Maximum Total per Run' in the credential";
			if (onError === 'stopWorkflow') await expect(outcome).rejects.toThrow(why);
			else {
				const items = await outcome;
				for (const error of errorsOf(items)) expect(error).toContain(`was not sent: ${why}`);
				expect(reasonsOf(items)).toEqual(['runTotal', 'runTotal', 'runTotal']);
			}
			expect(sandbox.state().requests).toEqual([]);
		},
	);

	test('lets a list through that just keeps to it', async () => {
		await run(rows, { credential: credential({ maximumRunTotal: 'USDT=5.1,TRX=1' }) });
		expect(paid()).toHaveLength(3);
	});
});

describe('Allowed Recipients', () => {
	const allowed = () => credential({ allowedRecipients: `Acme = ${ADDRESS}\n${OTHER}` });

	test('are paid, with their names in the output; everybody else is refused', async () => {
		const rows = [row('r-1', '1'), row('r-2', '1', { to: OTHER }), row('r-3', '1', { to: BSC, chain: 'BSC' })];
		const items = await run(rows, { credential: allowed() });
		expect(items[0]?.json).toMatchObject({ out_trade_no: 'r-1', to_address: ADDRESS, recipient: 'Acme' });
		expect(items[1]?.json).toMatchObject({ out_trade_no: 'r-2' });
		expect(items[1]?.json).not.toHaveProperty('recipient');
		expect(items[2]?.json.error).toContain("is not among the 'Allowed Recipients' of the credential");
		expect(items[2]?.json.details).toMatchObject({ reason: 'limit', outcome: 'unpaid', nothing_sent: true });
		expect(paid().sort()).toEqual(['r-1', 'r-2']);
	});

	test('are named, too, when the payout was made before, and when everything is returned', async () => {
		await run([row('r-1', '1')]);
		const [item] = await run([row('r-1', '1')], {
			credential: allowed(),
			parameters: parameters({ simplify: false }),
		});
		expect(item?.json).toMatchObject({ already_existed: true, recipient: 'Acme' });
	});

	test('that cannot be read let nobody be paid', async () => {
		const [item] = await run([row('r-1', '1')], { credential: credential({ allowedRecipients: `Acme ${ADDRESS}` }) });
		expect(item?.json.error).toContain("'Allowed Recipients' in the credential cannot be read in line 1");
		expect(sandbox.state().requests).toEqual([]);
	});
});

describe('To Address', () => {
	const payTo = async (toAddress: INodeParameters[string]) =>
		await run([row('r-1', '1', { to: OTHER })], { parameters: parameters({ toAddress }) });

	test.each<[string, INodeParameters[string], string]>([
		['plain text of an older workflow', ADDRESS, ADDRESS],
		['an expression of an older workflow', '={{ $json.to }}', OTHER],
		['typed text', { __rl: true, mode: 'address', value: ADDRESS }, ADDRESS],
		['an expression', { __rl: true, mode: 'address', value: '={{ $json.to }}' }, OTHER],
		['a choice from the list', { __rl: true, mode: 'list', value: OTHER, cachedResultName: 'Acme' }, OTHER],
		['an expression for all of it', '={{ { __rl: true, mode: "address", value: $json.to } }}', OTHER],
	])('takes %s', async (_what, toAddress, payee) => {
		await payTo(toAddress);
		expect(sandbox.state().moneySent[0]?.to_address).toBe(payee);
	});

	test('that is plain text is complete for n8n, and stands in the first mode, where the editor shows it', () => {
		const { description } = new TokenPay();
		const property = description.properties.find(({ name }) => name === 'toAddress');
		expect(property?.modes?.map(({ name, type }) => [name, type])).toEqual([
			['address', 'string'],
			['list', 'list'],
		]);
		const issues = (toAddress: INodeParameters[string]) => {
			const given = { ...parameters({ toAddress }), mappingMode: 'defineBelow' };
			const node = { type: 'tokenPay', typeVersion: 1, parameters: given } as unknown as INode;
			return NodeHelpers.getNodeParametersIssues(description.properties, node, description);
		};
		expect(issues(ADDRESS)).toBeNull();
		expect(issues('={{ $json.to }}')).toBeNull();
		expect(Object.keys(issues('')?.parameters ?? {})).toEqual(['toAddress']);
		expect(Object.keys(issues({ __rl: true, mode: 'address', value: '' })?.parameters ?? {})).toEqual(['toAddress']);
	});
});
