import type { INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import { TokenPay } from '../nodes/TokenPay/TokenPay.node.ts';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../sandbox/server';
import { type Listener, startListener } from '../core/tools/testing/listener';
import { asToolType } from '../core/tools/n8n/runNode';
import { testOperations } from '../core/tools/testing/operations';
import { runNode, tokenPayNode } from '../tools/tokenpay/runNode';

/** A tool pays only with limits. */
const LIMITS = { maximumPayoutAmount: '1000' };

testOperations({
	...tokenPayNode(),
	credential: (baseUrl) => ({
		...{ environment: 'custom', baseUrl, ...DEFAULT_APP, requestsPerSecond: 1000 },
		...LIMITS,
	}),
});

let listener: Listener;
let sandbox: Sandbox;

beforeAll(async () => {
	listener = await startListener();
	sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
});
afterAll(async () => {
	listener.close();
	await sandbox.close();
});
beforeEach(() => {
	listener.heard.length = 0;
	sandbox.reset();
});

const payout = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'payout',
	operation: 'create',
	outTradeNo: '={{ $json.number }}',
	chain: { __rl: true, mode: 'name', value: 'TRON' },
	currency: { __rl: true, mode: 'name', value: 'USDT' },
	amount: '={{ $json.amount ?? $("No such node").first().json.amount }}',
	toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
	additionalFields: {},
	options: {},
	...extra,
});

const credentialOfSandbox = (extra: object = {}) => ({
	environment: 'custom',
	baseUrl: sandbox.url,
	...DEFAULT_APP,
	requestsPerSecond: 1000,
	...LIMITS,
	...extra,
});

const payees = () => sandbox.state().moneySent.map(({ out_trade_no }) => out_trade_no);

describe.each([
	['in a workflow', false],
	['as a tool', true],
])('%s', (_where, asTool) => {
	const run = async (more: Partial<Parameters<typeof runNode>[0]>) =>
		await runNode({ credential: credentialOfSandbox(), parameters: payout(), rows: [], asTool, ...more });

	test('a payout is made once, and recognized when it is asked for again', async () => {
		const rows = [{ number: 'row-1', amount: 2 }];
		expect((await run({ rows }))[0]?.json).toMatchObject({ out_trade_no: 'row-1', amount_decimal: '2' });
		expect((await run({ rows }))[0]?.json).toMatchObject({ out_trade_no: 'row-1', already_existed: true });
		expect(payees()).toEqual(['row-1']);
	});

	test('a row that fails leaves with its number, what happened and what to do', async () => {
		const [item] = await run({ rows: [{ number: 'row-1', amount: 'many' }], onError: 'continueErrorOutput' });
		expect(Object.keys(item?.json ?? {})).toEqual(['error', 'message', 'details']);
		expect(item?.json.details).toMatchObject({ out_trade_no: 'row-1', outcome: 'unpaid', nothing_sent: true });
		expect(item?.pairedItem).toEqual({ item: 0 });
	});

	test('a credential limited to other hosts sends nothing', async () => {
		const limited = { allowedHttpRequestDomains: 'domains', allowedDomains: 'example.com' };
		const [item] = await run({
			rows: [{ number: 'row-1', amount: 2 }],
			credential: credentialOfSandbox(limited),
			onError: 'continueErrorOutput',
		});
		expect(item?.json.error).toContain('does not allow requests to this host');
		expect(item?.json.details).toMatchObject({ outcome: 'unpaid', nothing_sent: true });
		expect(sandbox.state().requests).toEqual([]);
		const allowed = { allowedHttpRequestDomains: 'domains', allowedDomains: '127.0.0.1' };
		await run({ rows: [{ number: 'row-1', amount: 2 }], credential: credentialOfSandbox(allowed) });
		expect(payees()).toEqual(['row-1']);
	});
});

describe("the node's description", () => {
	const rows = [{ number: 'row-1', amount: 2 }];
	const send = async (nodeType: TokenPay) => {
		await runNode({
			nodeType,
			credential: { environment: 'custom', baseUrl: listener.url, ...DEFAULT_APP, requestsPerSecond: 1000 },
			parameters: payout(),
			rows,
			onError: 'continueRegularOutput',
		});
		return listener.heard.splice(0);
	};

	test('is where a request learns its path and method', async () => {
		const nodeType = new TokenPay();
		const list = nodeType.description.properties.find(
			({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes('payout'),
		);
		const create = (list?.options as INodePropertyOptions[]).find(({ value }) => value === 'create');
		const before = create?.routing;
		create!.routing = { request: { method: 'POST', url: '/v9/elsewhere' } };
		try {
			expect((await send(nodeType))[0]).toMatchObject({ method: 'POST', url: '/v9/elsewhere' });
		} finally {
			create!.routing = before!;
		}
		expect((await send(nodeType))[0]).toMatchObject({ url: '/v1/payanother/payment' });
	});

	test('is where a field learns its name in the API', async () => {
		const nodeType = new TokenPay();
		const field = nodeType.description.properties.find(
			({ name, displayOptions }) => name === 'toAddress' && displayOptions?.show?.resource?.includes('payout'),
		);
		const before = field?.routing;
		field!.routing = { send: { type: 'body', property: 'payee' } };
		try {
			const [create] = await send(nodeType);
			expect(create?.body).toMatchObject({ payee: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', amount: '2' });
			expect(create?.body).not.toHaveProperty('to_address');
		} finally {
			field!.routing = before!;
		}
	});
});

describe('a row whose expression fails', () => {
	const rows = [
		{ number: 'row-1', amount: 1 },
		{ number: 'row-2', amount: null },
		{ number: 'row-3', amount: 3 },
	];
	const run = async (onError: 'continueErrorOutput' | 'stopWorkflow', parameters = payout()) =>
		await runNode({ credential: credentialOfSandbox(), parameters, rows, onError });

	test('fails alone where the others go on, and keeps its number', async () => {
		const items = await run('continueErrorOutput');
		expect(items[1]?.json.error).toContain('Payout row-2');
		expect(items[1]?.json.error).toContain("'Amount' cannot be read");
		expect(items[1]?.json.details).toMatchObject({ out_trade_no: 'row-2', nothing_sent: true });
		expect(items[1]?.pairedItem).toEqual({ item: 1 });
		expect(payees().sort()).toEqual(['row-1', 'row-3']);
	});

	test('keeps all rows from being sent where the node stops on errors, and is named', async () => {
		await expect(run('stopWorkflow')).rejects.toMatchObject({
			message: expect.stringMatching(/^1 of 3 payouts is not right, .*'Amount' of row-2 cannot be read/),
			details: { failed: ['row-2'], 'not sent': ['row-1', 'row-3'] },
		});
		expect(sandbox.state().requests).toEqual([]);
	});

	test('a proxy that is no address is refused before anything is sent', async () => {
		const items = await run('continueErrorOutput', payout({ amount: '1', requestOptions: { proxy: 'nonsense' } }));
		expect(items).toHaveLength(3);
		for (const { json } of items) expect(json.error).toContain(`'Request Options' cannot be read: "'Proxy' must be`);
		expect(sandbox.state().requests).toEqual([]);
	});
});

describe('a tool that pays', () => {
	const rows = [{ number: 'row-1', amount: 2 }];
	const run = async (limits: object, more: Partial<Parameters<typeof runNode>[0]> = {}) =>
		await runNode({
			credential: credentialOfSandbox({ maximumPayoutAmount: '', ...limits }),
			parameters: payout(),
			rows,
			asTool: true,
			onError: 'continueRegularOutput',
			...more,
		});

	test('refuses without limits in the credential, and says how to set them', async () => {
		const [item] = await run({ maximumRunTotal: '1000' });
		expect(item?.json.error).toContain(
			"A tool pays only with 'Allowed Recipients' or 'Maximum Payout Amount' in the credential",
		);
		expect(item?.json.details).toMatchObject({ reason: 'limit', outcome: 'unpaid', nothing_sent: true });
		expect(sandbox.state().requests).toEqual([]);
	});

	test('does so, too, where n8n runs it as a node of a workflow', async () => {
		const [item] = await run({}, { asTool: false, nodeType: asToolType(new TokenPay()) });
		expect(item?.json.error).toContain('A tool pays only with');
		expect(sandbox.state().requests).toEqual([]);
	});

	test.each([{ maximumPayoutAmount: '5' }, { allowedRecipients: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' }])(
		'pays with %j',
		async (limits) => {
			await run(limits);
			expect(payees()).toEqual(['row-1']);
		},
	);

	test('needs no limits for anything else, nor does a workflow', async () => {
		const get = { resource: 'payout', operation: 'get', lookUpBy: 'outTradeNo', outTradeNo: 'row-1' };
		await run({}, { asTool: false });
		expect((await run({}, { parameters: get }))[0]?.json).toMatchObject({ out_trade_no: 'row-1' });
	});
});
