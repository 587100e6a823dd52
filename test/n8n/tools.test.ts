import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tokenPayCredential, type TokenPayAccount } from '../../tools/tokenpay/account';
import { ensureN8n } from '../../core/tools/n8n/install';
import { startN8n, type N8nServer } from '../../core/tools/n8n/server';
import type { N8nExecutionDetail, N8nWorkflow } from '../../core/tools/n8n/types';
import { buildAndPack } from '../../core/tools/n8n/pack';
import { TOKENPAY } from '../../core/tools/project';
import { randomAddress } from '../../sandbox/addresses';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../../sandbox/server';
import { type ChatRequest, chatCompletion } from '../helpers/chatModel';
import { localServers } from '../../core/tools/testing/localServer';
import { McpClient } from '../helpers/mcpClient';

const MINUTE = 60_000;
jest.setTimeout(3 * MINUTE);

/** Of the credential; one request every 515 ms. */
const REQUESTS_PER_SECOND = 2;

const { serve, close } = localServers();

/** What the model says about a payout. */
let modelSays: object = {};

let work: string;
let sandbox: Sandbox;
let n8n: N8nServer;
const credentials: Record<'tokenPayApi' | 'openAiApi', { id: string; name: string }> = {
	tokenPayApi: { id: '', name: 'TokenPay sandbox' },
	openAiApi: { id: '', name: 'OpenAI' },
};

beforeAll(async () => {
	work = await mkdtemp(path.join(tmpdir(), 'tokenpay-tools-'));
	const [tarball, installed] = await Promise.all([
		buildAndPack(TOKENPAY, work),
		ensureN8n({ log: (line) => process.stderr.write(`${line}\n`) }),
	]);
	// No limit: whether the node keeps its pace shows in when its requests arrive.
	sandbox = await startSandbox({ payoutDelayMs: -1, requestsPerSecond: 0 });
	const model = await serve((incoming, response) => {
		void text(incoming).then((body) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(JSON.stringify(chatCompletion(JSON.parse(body) as ChatRequest, modelSays)));
		});
	});
	n8n = await startN8n({ n8n: installed, tarballs: [tarball] });
	await n8n.setupOwner({ email: 'test@example.com', password: 'Test-1234567' });
	const account: TokenPayAccount = { baseUrl: sandbox.url, ...DEFAULT_APP };
	const { name, type, data } = tokenPayCredential(account);
	credentials.tokenPayApi.id = await n8n.importCredential({
		name,
		type,
		data: { ...data, requestsPerSecond: REQUESTS_PER_SECOND },
	});
	credentials.openAiApi.id = await n8n.importCredential({
		name: 'OpenAI',
		type: 'openAiApi',
		data: { apiKey: 'test', url: `${model}/v1` },
	});
}, 20 * MINUTE);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
	close();
	if (work) await rm(work, { recursive: true, force: true });
});

describe('A tool of an MCP server', () => {
	let mcp: McpClient;

	beforeAll(async () => {
		const name = 'MCP server';
		const at = randomUUID();
		const trigger = node(name, '@n8n/n8n-nodes-langchain.mcpTrigger', 2, { authentication: 'none', path: at });
		const id = await n8n.importWorkflow(
			workflow('Payouts for MCP', [{ ...trigger, webhookId: randomUUID() }, payoutTool()], toolOf(name)),
		);
		await n8n.publish(id);
		mcp = await McpClient.connect(`${n8n.url}/mcp/${at}`);
	});

	it('is offered with what a model is to fill in, and nothing else', async () => {
		const tools = await mcp.listTools();
		expect(tools.map(({ name }) => name)).toEqual(['Create_payout']);
		expect(Object.keys(tools[0]?.inputSchema.properties ?? {})).toEqual(Object.keys(payout('')));
	});

	it('pays once, and recognizes the same number when it is called again', async () => {
		const asked = payout('mcp-1');
		const first = await mcp.callTool('Create_payout', asked);
		const again = await mcp.callTool('Create_payout', asked);
		expect(moneySent('mcp-1')).toHaveLength(1);
		const [{ transaction_id }] = JSON.parse(first.text) as [{ transaction_id: string }];
		expect(transaction_id).toBe(moneySent('mcp-1')[0]?.transaction_id);
		expect(first.text).not.toContain('already_existed');
		expect(JSON.parse(again.text)).toEqual([
			expect.objectContaining({ transaction_id, out_trade_no: 'mcp-1', already_existed: true }),
		]);
	});

	it('refuses a bad address before anything is sent, with the number and what to do', async () => {
		const { text: message, isError } = await mcp.callTool('Create_payout', {
			...payout('mcp-bad'),
			to_address: 'nowhere',
		});
		expect(isError).toBe(true);
		expect(message).toMatch(/Payout mcp-bad was not sent: 'To Address' "nowhere" .*Copy the address again/);
		expect(requestsFor('mcp-bad')).toEqual([]);
	});

	it('returns to the model the fields that were chosen for it', async () => {
		const name = 'MCP server, selected fields';
		const at = randomUUID();
		const trigger = node(name, '@n8n/n8n-nodes-langchain.mcpTrigger', 2, { authentication: 'none', path: at });
		const tool = payoutTool({ output: 'selectedFields', fields: ['result', 'decimals'] });
		const id = await n8n.importWorkflow(
			workflow('Chosen for MCP', [{ ...trigger, webhookId: randomUUID() }, tool], toolOf(name)),
		);
		await n8n.publish(id);
		const chosen = await McpClient.connect(`${n8n.url}/mcp/${at}`);
		const { text: answer } = await chosen.callTool('Create_payout', payout('mcp-chosen'));
		const { transaction_id } = moneySent('mcp-chosen')[0] ?? {};
		expect(JSON.parse(answer)).toEqual([{ out_trade_no: 'mcp-chosen', transaction_id, result: 'sent', decimals: 6 }]);
	});

	it('called three times at once, keeps the pace and pays each number once', async () => {
		const twice = payout('mcp-many-1');
		const before = sandbox.state().requests.length;
		const results = await Promise.all(
			[twice, payout('mcp-many-2'), twice].map(async (asked) => await mcp.callTool('Create_payout', asked)),
		);
		expect(results.map(({ isError }) => isError)).toEqual([false, false, false]);
		expect(results.filter(({ text: result }) => result.includes('already_existed'))).toHaveLength(1);
		expect([moneySent('mcp-many-1').length, moneySent('mcp-many-2').length]).toEqual([1, 1]);
		const arrivals = sandbox
			.state()
			.requests.slice(before)
			.map(({ at }) => Date.parse(at));
		// Three payouts, and the look-up of the number that was there already.
		expect(arrivals).toHaveLength(4);
		const gaps = arrivals.slice(1).map((arrival, index) => arrival - (arrivals[index] ?? 0));
		// Half of the interval, since arrivals shift where the machine is busy.
		expect(Math.min(...gaps)).toBeGreaterThan(500 / REQUESTS_PER_SECOND);
	});
});

describe('A tool of an AI agent', () => {
	// n8n calls a tool of these in another way than one of version 3, which an example has.
	it('of version 2 pays once, and says what became of it', async () => {
		modelSays = payout('agent-1');
		const agentParameters = { promptType: 'define', text: 'Pay.', options: { enableStreaming: false } };
		const modelNode = node('Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.2, {
			model: { __rl: true, mode: 'id', value: 'gpt-5-mini' },
			options: {},
		});
		const execution = await run(
			workflow(
				'Agent of version 2',
				[
					node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
					node('Agent', '@n8n/n8n-nodes-langchain.agent', 2.2, agentParameters),
					{ ...modelNode, credentials: { openAiApi: credentials.openAiApi } },
					payoutTool(),
				],
				{
					Start: connection('main', 'Agent'),
					Model: connection('ai_languageModel', 'Agent'),
					...toolOf('Agent'),
				},
			),
		);
		expect(execution.data.resultData.error).toBeUndefined();
		expect(moneySent('agent-1')).toHaveLength(1);
		const [item] = execution.data.resultData.runData.Agent?.at(-1)?.data?.main[0] ?? [];
		expect(item?.json.output).toContain(moneySent('agent-1')[0]?.transaction_id);
	});
});

describe('The Request Options of the node', () => {
	it('end the wait for a response in a workflow, and the payout is looked up', async () => {
		sandbox.addFault({ kind: 'slow', number: 'slow-1', delayMs: 5000 });
		const { data } = await run(
			workflow(
				'Slow',
				[
					node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
					{
						...payoutTool(),
						type: 'n8n-nodes-tokenpay.tokenPay',
						parameters: { ...payoutParameters(payout('slow-1')), requestOptions: { timeout: 300 } },
					},
				],
				{ Start: connection('main', 'Create payout') },
			),
		);
		const [item] = data.resultData.runData['Create payout']?.[0]?.data?.main[0] ?? [];
		expect(item?.json).toMatchObject({ out_trade_no: 'slow-1', recovered: true });
		expect(moneySent('slow-1')).toHaveLength(1);
	});
});

type Node = N8nWorkflow['nodes'][number];

const node = (name: string, type: string, typeVersion: number, parameters: Record<string, unknown>): Node => ({
	id: randomUUID(),
	name,
	type,
	typeVersion,
	position: [0, 0],
	parameters,
});

const workflow = (name: string, nodes: Node[], connections: N8nWorkflow['connections']): N8nWorkflow => ({
	name,
	nodes,
	connections,
});

const connection = (type: string, to: string) => ({ [type]: [[{ node: to, type, index: 0 }]] });

const toolOf = (name: string) => ({ 'Create payout': connection('ai_tool', name) });

const payout = (out_trade_no: string) => ({
	out_trade_no,
	chain: 'TRON',
	currency: 'USDT',
	amount: '1.5',
	to_address: randomAddress('TRON'),
});

const payoutParameters = ({ out_trade_no, chain, currency, amount, to_address }: ReturnType<typeof payout>) => ({
	resource: 'payout',
	operation: 'create',
	outTradeNo: out_trade_no,
	chain: { __rl: true, mode: 'name', value: chain },
	currency: { __rl: true, mode: 'name', value: currency },
	amount,
	toAddress: to_address,
});

/** The node as a tool that gets everything about the payout from a model. */
function payoutTool(extra: Record<string, unknown> = {}): Node {
	const byModel = (name: string) => `={{ $fromAI('${name}', '${name} of the payout', 'string') }}`;
	const tool = node('Create payout', 'n8n-nodes-tokenpay.tokenPayTool', 1, {
		...payoutParameters({
			out_trade_no: byModel('out_trade_no'),
			chain: byModel('chain'),
			currency: byModel('currency'),
			amount: byModel('amount'),
			to_address: byModel('to_address'),
		}),
		descriptionType: 'manual',
		toolDescription: 'Pays out. Moves money.',
		...extra,
	});
	return { ...tool, credentials: { tokenPayApi: credentials.tokenPayApi } };
}

async function run(started: N8nWorkflow): Promise<N8nExecutionDetail> {
	const id = await n8n.importWorkflow(started);
	return await n8n.finished(await n8n.executeWorkflow(id));
}

const moneySent = (number: string) => sandbox.state().moneySent.filter(({ out_trade_no }) => out_trade_no === number);

const requestsFor = (number: string) => sandbox.state().requests.filter(({ out_trade_no }) => out_trade_no === number);
