import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureN8n } from '../../core/tools/n8n/install';
import { buildAndPack } from '../../core/tools/n8n/pack';
import { startN8n, type N8nServer } from '../../core/tools/n8n/server';
import type { N8nExecutionDetail, N8nItem, N8nWorkflow } from '../../core/tools/n8n/types';
import { TOKENPAY } from '../../core/tools/project';
import { tokenPayCredential } from '../../tools/tokenpay/account';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../../sandbox/server';

const MINUTE = 60_000;
jest.setTimeout(3 * MINUTE);

const OWNER = { email: 'test@example.com', password: 'Test-1234567' };
const QUERY = '/v1/payanother/query';
const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

let work: string;
let sandbox: Sandbox;
let n8n: N8nServer;
let credentialId: string;

beforeAll(async () => {
	work = await mkdtemp(path.join(tmpdir(), 'tokenpay-wait-'));
	const [tarball, installed] = await Promise.all([
		buildAndPack(TOKENPAY, work),
		ensureN8n({ log: (line) => process.stderr.write(`${line}\n`) }),
	]);
	sandbox = await startSandbox({ payoutDelayMs: -1 });
	n8n = await startN8n({ n8n: installed, tarballs: [tarball] });
	await n8n.setupOwner(OWNER);
	credentialId = await n8n.importCredential(tokenPayCredential({ baseUrl: sandbox.url, ...DEFAULT_APP }));
}, 20 * MINUTE);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
	if (work) await rm(work, { recursive: true, force: true });
});

beforeEach(() => sandbox.configure({ balances: { USDT: '1000000' } }));

/** A workflow that pays a list and waits until all of it has landed. @param paying what to set in the node that pays */
function payAndWait(numbers: string[], paying: object = {}): N8nWorkflow {
	const tokenPay = (name: string, parameters: object, x: number) => ({
		...{ id: name, name, type: 'n8n-nodes-tokenpay.tokenPay', typeVersion: 1, position: [x, 0] },
		...{ onError: 'continueErrorOutput', parameters },
		credentials: { tokenPayApi: { id: credentialId, name: 'TokenPay' } },
	});
	const byName = (value: string) => ({ __rl: true, mode: 'name', value });
	const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
	const outTradeNo = '={{ $json.out_trade_no }}';
	const rows = numbers.map((out_trade_no) => ({ out_trade_no, 'To Address': ADDRESS, Amount: '1.5' }));
	return {
		name: 'Pay and wait',
		nodes: [
			{
				...{ id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0] },
				parameters: {},
			},
			{
				...{ id: 'list', name: 'List', type: 'n8n-nodes-base.set', typeVersion: 3.4, position: [200, 0] },
				parameters: {
					mode: 'raw',
					jsonOutput: JSON.stringify({ rows }),
					options: {},
				},
			},
			{
				...{ id: 'rows', name: 'Rows', type: 'n8n-nodes-base.splitOut', typeVersion: 1, position: [400, 0] },
				parameters: { fieldToSplitOut: 'rows', options: {} },
			},
			tokenPay(
				'Pay',
				{
					...{ outTradeNo, amount: '1.5', chain: byName('TRON'), currency: byName('USDT'), toAddress: ADDRESS },
					...paying,
				},
				600,
			),
			tokenPay('Wait', { operation: 'waitUntilLanded', lookUpBy: 'outTradeNo', outTradeNo }, 800),
		],
		connections: { Start: to('List'), List: to('Rows'), Rows: to('Pay'), Pay: to('Wait') },
	} as unknown as N8nWorkflow;
}

const list = (name: string, length: number) => Array.from({ length }, (_, index) => `${name}-${index + 1}`);

const payoutsOf = (name: string) =>
	sandbox.state().payouts.filter(({ out_trade_no }) => out_trade_no.startsWith(`${name}-`));

/** Waits until every number was looked up so often. */
async function lookedUp(numbers: string[], times: number): Promise<void> {
	await sandbox.waitFor(({ requests }) => {
		const counts = new Map<string, number>();
		for (const { path: at, out_trade_no = '', status } of requests)
			if (at === QUERY && status !== null) counts.set(out_trade_no, (counts.get(out_trade_no) ?? 0) + 1);
		return numbers.every((number) => (counts.get(number) ?? 0) >= times);
	}, MINUTE);
}

/** The items of each output of a node. */
function outputOf(execution: N8nExecutionDetail, node: string): N8nItem[][] {
	const run = execution.data.resultData.runData[node]?.[0];
	if (run?.data === undefined)
		throw new Error(`"${node}" put nothing out: ${JSON.stringify(execution.data.resultData.error)}`);
	return run.data.main.map((items) => items ?? []);
}

describe('Wait Until Landed', () => {
	it('brings what landed by one output, and what is over by the other, with the fields of its row', async () => {
		const numbers = list('day', 8);
		const id = await n8n.importWorkflow(payAndWait(numbers));
		const running = await n8n.executeWorkflow(id);
		await lookedUp(numbers, 2);
		for (const { out_trade_no, transaction_id } of payoutsOf('day')) {
			const end = { 'day-3': 'FAILED', 'day-5': 'CLOSED' } as const;
			sandbox.settle(transaction_id, end[out_trade_no as keyof typeof end] ?? 'SUCCESS');
		}
		const [landed = [], over = []] = outputOf(await n8n.finished(running), 'Wait');
		expect(landed.map(({ json }) => json.out_trade_no)).toEqual(
			numbers.filter((number) => number !== 'day-3' && number !== 'day-5'),
		);
		for (const { json } of landed) {
			expect(json).toMatchObject({
				landed: true,
				trade_state: 'SUCCESS',
				amount_decimal: '1.5',
				tx_id: expect.anything(),
			});
			expect(Number(json.waited_seconds)).toBeGreaterThanOrEqual(5);
		}
		expect(over.map(({ json }) => [json.out_trade_no, (json.details as Record<string, unknown>).trade_state])).toEqual([
			['day-3', 'FAILED'],
			['day-5', 'CLOSED'],
		]);
	});

	it('run again after n8n was killed in the middle of it, pays nobody twice and reports everybody', async () => {
		const numbers = list('kill', 10);
		const id = await n8n.importWorkflow(payAndWait(numbers));
		await n8n.executeWorkflow(id);
		await lookedUp(numbers, 1);
		await n8n.kill();
		const [first, ...others] = payoutsOf('kill');
		for (const { transaction_id } of others) sandbox.settle(transaction_id, 'SUCCESS');
		await n8n.start();
		await n8n.setupOwner(OWNER);

		const running = await n8n.executeWorkflow(id);
		// Before the kill, by the payment that finds them paid, and by the wait; what has not landed again and again.
		await lookedUp(numbers, 3);
		await lookedUp([first?.out_trade_no ?? ''], 5);
		sandbox.settle(first?.transaction_id ?? '', 'SUCCESS');
		const execution = await n8n.finished(running);
		expect(execution.status).toBe('success');
		expect(outputOf(execution, 'Pay')[0]?.map(({ json }) => json.result)).toEqual(numbers.map(() => 'sent before'));
		const [landed = [], over = []] = outputOf(execution, 'Wait');
		expect(landed.map(({ json }) => [json.out_trade_no, json.landed])).toEqual(numbers.map((number) => [number, true]));
		expect(over).toEqual([]);
		const paid = sandbox.state().moneySent.map(({ out_trade_no }) => out_trade_no);
		expect(paid.filter((number) => number.startsWith('kill-')).sort()).toEqual([...numbers].sort());
	});

	it('and a list that was mapped and checked, killed while it is paid, is finished with what the balance still holds', async () => {
		const numbers = list('tight', 24);
		const guarded = tokenPayCredential({ baseUrl: sandbox.url, ...DEFAULT_APP });
		Object.assign(guarded.data, { maximumRunTotal: 'USDT=36', allowedRecipients: `Ann = ${ADDRESS}` });
		const credentials = { tokenPayApi: { id: await n8n.importCredential(guarded), name: guarded.name } };
		const workflow = payAndWait(numbers, {
			...{ mappingMode: 'autoMapInputData', outTradeNo: '', toAddress: '' },
			options: { checkBalance: true, samePayeeTwice: 'allow' },
		});
		for (const node of workflow.nodes) if (node.name !== 'Start') Object.assign(node, { credentials });
		const id = await n8n.importWorkflow(workflow);
		// As much as the list and its fees come to: after the kill there is less than the list's own sum.
		sandbox.configure({ balances: { USDT: String(24 * 1.5 + 24) } });

		await n8n.executeWorkflow(id);
		await sandbox.waitFor(() => payoutsOf('tight').length >= 9, MINUTE);
		await n8n.kill();
		const paidBefore = payoutsOf('tight').length;
		expect(paidBefore).toBeLessThan(numbers.length);
		await n8n.start();
		await n8n.setupOwner(OWNER);

		const running = await n8n.executeWorkflow(id);
		await sandbox.waitFor(() => payoutsOf('tight').length === numbers.length, MINUTE);
		for (const { transaction_id } of payoutsOf('tight')) sandbox.settle(transaction_id, 'SUCCESS');
		const execution = await n8n.finished(running);
		const paid = outputOf(execution, 'Pay')[0]?.map(({ json }) => json) ?? [];
		expect(paid.map(({ out_trade_no }) => out_trade_no)).toEqual(numbers);
		expect(paid.filter(({ result }) => result === 'sent before')).toHaveLength(paidBefore);
		expect(paid.every(({ recipient }) => recipient === 'Ann')).toBe(true);
		expect(outputOf(execution, 'Wait')[0]?.map(({ json }) => json.landed)).toEqual(numbers.map(() => true));
		const sent = sandbox.state().moneySent.map(({ out_trade_no }) => out_trade_no);
		expect(sent.filter((number) => number.startsWith('tight-')).sort()).toEqual([...numbers].sort());
	});

	it('ends at once when somebody stops it', async () => {
		const numbers = list('stop', 3);
		const id = await n8n.importWorkflow(payAndWait(numbers));
		const running = await n8n.executeWorkflow(id);
		await lookedUp(numbers, 1);
		await n8n.rest('POST', `/rest/executions/${running}/stop`, {});
		// Long before the next look-up.
		expect((await n8n.finished(running, 4000)).status).toBe('canceled');
	});
});
