import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
	NodeHelpers,
	type IDataObject,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeType,
	type NodeParameterValueType,
} from 'n8n-workflow';
import { DaxPay } from '../daxpay/nodes/DaxPay/DaxPay.node';
import { TokenPay } from '../nodes/TokenPay/TokenPay.node.ts';
import { DaxPayApi } from '../daxpay/credentials/DaxPayApi.credentials';
import { TokenPayApi } from '../credentials/TokenPayApi.credentials';
import { DAX_PAY } from '../daxpay/nodes/DaxPay/platform';
import { TOKEN_PAY } from '../nodes/TokenPay/platform';
import { allowedDomains, readRequestOptions } from '../core/run/requestOptions';
import { startDaxPaySandbox, type DaxPaySandbox } from '../daxpay/sandbox/server';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../sandbox/server';
import { credentialOf } from '../daxpay/tools/runDaxPay';
import { runNode } from '../tools/n8n/runNode';

/** Takes every request, keeps it, and says that there is nothing under the number. */
interface Listener {
	url: string;
	heard: Array<{ method: string | undefined; url: string | undefined; body: Record<string, unknown> }>;
	server: Server;
}

let listener: Listener;
let sandbox: Sandbox;
let daxPay: DaxPaySandbox;

beforeAll(async () => {
	const heard: Listener['heard'] = [];
	const server = createServer((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const text = Buffer.concat(chunks).toString('utf8');
			heard.push({ method: incoming.method, url: incoming.url, body: text ? JSON.parse(text) : {} });
			response.setHeader('content-type', 'application/json');
			response.end('{"code":12002,"message":"nothing there"}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	listener = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard, server };
	[sandbox, daxPay] = await Promise.all([
		startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 }),
		startDaxPaySandbox(),
	]);
});
afterAll(async () => {
	listener.server.close();
	await Promise.all([sandbox.close(), daxPay.close()]);
});
beforeEach(() => {
	listener.heard.length = 0;
	sandbox.reset();
});

/** What a row says, by the node's parameters; whatever is not here gets "17". */
const ROW: IDataObject = {
	chain: 'TRON',
	currency: 'USDT',
	toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
	walletAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
	notifyUrl: 'https://n8n.example.com/webhook/1/webhook',
	returnUrl: 'https://shop.example.com/thanks',
	payeeType: 'login_name',
	channel: 'ali_pay',
};

/** What is made afresh for each request. */
const FRESH = ['sign', 'nonceStr', 'reqTime', 'reqId'];

/** Every field that the panel shows for an operation, filled in by an expression where it takes one. */
function filledIn(nodeType: INodeType, resource: string, operation: string): INodeParameters {
	const parameters: INodeParameters = { resource, operation };
	const { description } = nodeType;
	const expression = (name: string) => `={{ $json.${name} ?? "17" }}`;
	const valueOf = ({ name, type, default: usual, options }: INodeProperties): NodeParameterValueType => {
		if (type === 'string') return expression(name);
		if (type === 'resourceLocator') return { __rl: true, mode: 'name', value: expression(name) };
		if (type !== 'collection' || name === 'options') return usual;
		return Object.fromEntries((options as INodeProperties[]).map((option) => [option.name, valueOf(option)]));
	};
	for (const property of description.properties) {
		if (property.name in parameters || property.name === 'requestOptions') continue;
		const node = { typeVersion: 1, parameters };
		if (NodeHelpers.displayParameter(parameters, property, node, description)) {
			parameters[property.name] = valueOf(property);
		}
	}
	return parameters;
}

const operationsOf = ({ operations }: { operations: Record<string, object> }) =>
	Object.entries(operations).flatMap(([resource, ofResource]) =>
		Object.keys(ofResource).map((operation) => [resource, operation] as const),
	);

describe.each([
	['tokenPay', TOKEN_PAY as { operations: Record<string, object> }, new TokenPay() as INodeType, new TokenPayApi()],
	['daxPay', DAX_PAY, new DaxPay() as INodeType, new DaxPayApi()],
])('%s', (name, platform, nodeType, credentialType) => {
	const credential = () =>
		name === 'tokenPay'
			? { environment: 'custom', baseUrl: listener.url, ...DEFAULT_APP, requestsPerSecond: 1000 }
			: credentialOf(daxPay, { serverUrl: listener.url });

	const requests = async (resource: string, operation: string, asTool: boolean) => {
		await runNode({
			nodeType,
			credentialType,
			credential: credential(),
			parameters: filledIn(nodeType, resource, operation),
			rows: [ROW],
			onError: 'continueRegularOutput',
			asTool,
		});
		return listener.heard.splice(0).map(({ body, ...rest }) => {
			const lasting = Object.entries(body).filter(([field]) => !FRESH.includes(field));
			return { ...rest, body: Object.fromEntries(lasting) };
		});
	};

	test('runs every operation of its panel', () => {
		const inPanel = nodeType.description.properties
			.filter(({ name: parameter }) => parameter === 'operation')
			.flatMap(({ displayOptions, options }) =>
				(options as Array<{ value: string }>).map(({ value }) => [String(displayOptions?.show?.resource?.[0]), value]),
			);
		expect(operationsOf(platform).map(String).sort()).toEqual(inPanel.map(String).sort());
	});

	test.each(operationsOf(platform))(
		'%s, %s: sends the same in a workflow as where it is a tool',
		async (resource, operation) => {
			const inWorkflow = await requests(resource, operation, false);
			expect(inWorkflow).not.toHaveLength(0);
			expect(await requests(resource, operation, true)).toEqual(inWorkflow);
		},
	);
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

describe("n8n's own options", () => {
	test.each([
		[{}, 30_000],
		[{ timeout: 1500 }, 1500],
		[{ timeout: 0 }, 300_000],
	])('%j waits %d ms for a response', (options, timeout) => {
		expect(readRequestOptions(options)).toEqual({ timeout });
	});

	test('a proxy is taken apart, with its port by the protocol and its password decoded', () => {
		expect(readRequestOptions({ proxy: 'http://proxy:3128' }).proxy).toEqual({
			host: 'proxy',
			port: 3128,
			protocol: 'http',
		});
		expect(readRequestOptions({ proxy: 'https://me:p%40ss@proxy' }).proxy).toEqual({
			host: 'proxy',
			port: 443,
			protocol: 'https',
			auth: { username: 'me', password: 'p@ss' },
		});
	});

	test.each([['x'], [-1], [NaN], [2 ** 31], [''], [null], [{}]])('a timeout of %p is refused', (timeout) => {
		expect(() => readRequestOptions({ timeout })).toThrow("'Timeout' must be");
	});

	test('a timeout that an expression gives as text counts', () => {
		expect(readRequestOptions({ timeout: '1500.4' })).toEqual({ timeout: 1500 });
	});

	test('certificates are checked unless the option says otherwise', () => {
		expect(readRequestOptions({ allowUnauthorizedCerts: false })).not.toHaveProperty('skipSslCertificateValidation');
		expect(readRequestOptions({ allowUnauthorizedCerts: true }).skipSslCertificateValidation).toBe(true);
	});

	test.each([
		[{}, undefined],
		[{ allowedHttpRequestDomains: 'all', allowedDomains: 'example.com' }, undefined],
		[
			{ allowedHttpRequestDomains: 'domains', allowedDomains: ' pay.example.com, *.test ' },
			'api.tokenpay.me, pay.example.com, *.test',
		],
		[{ allowedHttpRequestDomains: 'domains', allowedDomains: '' }, 'api.tokenpay.me'],
	])('%j limits requests to %s', (stored, hosts) => {
		expect(allowedDomains(stored, 'https://api.tokenpay.me')).toBe(hosts);
	});
});
