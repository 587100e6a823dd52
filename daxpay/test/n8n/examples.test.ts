import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { startDaxPaySandbox, VERSIONS, type DaxPaySandbox, type Version } from '../../sandbox/server';
import { credentialOf, timesMoved } from '../../tools/runDaxPay';
import { waitFor } from '../../../core/tools/async/waitFor';
import { makeDataTable, type DataTable } from '../../../core/tools/n8n/dataTable';
import type { N8nExecutionDetail, N8nWorkflow } from '../../../core/tools/n8n/types';
import { outputsOf } from '../../../core/tools/n8n/outputsOf';
import { addressTrigger, fillIn, readExample } from '../../../core/tools/n8n/workflows';
import { DAXPAY } from '../../../core/tools/project';
import { communityTypes, ExampleServer, submit } from '../../../core/tools/testing/exampleServer';
import { ForeignServices, press } from '../../../core/tools/testing/foreignServices';
import { problemsOf } from '../../../core/tools/testing/workflows';

const MINUTE = 60_000;
jest.setTimeout(3 * MINUTE);

const FOLDER = path.join(DAXPAY.folder, 'examples');

let sandbox: DaxPaySandbox;
let foreign: ForeignServices;
let server: ExampleServer;

beforeAll(async () => {
	sandbox = await startDaxPaySandbox();
	foreign = await ForeignServices.start();
	server = await ExampleServer.start([DAXPAY], { telegramApi: foreign.telegramApi });
}, 20 * MINUTE);

afterEach(() => foreign.forget());

afterAll(async () => {
	await server?.n8n.stop();
	await sandbox?.close();
	foreign?.close();
});

test('Installed alone, the package brings its own nodes and credentials and no others', async () => {
	expect(await communityTypes(server.n8n)).toEqual({
		nodes: ['n8n-nodes-daxpay.daxPay', 'n8n-nodes-daxpay.daxPayTool', 'n8n-nodes-daxpay.daxPayTrigger'],
		credentials: ['daxPayApi'],
	});
});

test('Every example imports, with all its nodes, parameters, values, expressions and connections known to n8n', async () => {
	const files = (await readdir(FOLDER)).sort();
	expect(files).toEqual(['close-unpaid-payments.json', 'transfer-approved-chat-alert.json']);
	for (const file of files) {
		const workflow = await example(file);
		expect({ file, problems: problemsOf(workflow, server.known) }).toEqual({ file, problems: [] });
		const id = await server.n8n.importWorkflow(workflow);
		const stored = await server.n8n.rest<N8nWorkflow>('GET', `/rest/workflows/${id}`);
		expect(stored.nodes.map(({ name, parameters }) => ({ name, parameters }))).toEqual(
			workflow.nodes.map(({ name, parameters }) => ({ name, parameters })),
		);
		expect(stored.connections).toEqual(workflow.connections);
	}
});

describe.each(VERSIONS.map((version) => [version] as [Version]))('On %s', (version) => {
	beforeAll(async () => {
		sandbox.reset();
		sandbox.configure({ apiVersion: version });
		await server.useCredential('daxPayApi', credentialOf(sandbox));
	});

	describe('the example "close payments unpaid for a day"', () => {
		let id: string;
		let table: DataTable;

		const rowsByNumber = async () =>
			Object.fromEntries((await table.rows()).map(({ bizOrderNo, ...row }) => [String(bizOrderNo), row]));

		/** What the list says, and what DaxPay says. */
		const states = async () => {
			const rows = Object.entries(await rowsByNumber()).map(([number, { result }]) => [number, result]);
			const payments = sandbox.state().payments.map(({ bizNo, status }) => [bizNo, status]);
			return [Object.fromEntries(rows), Object.fromEntries(payments)] as const;
		};

		beforeAll(async () => {
			for (const bizOrderNo of ['late', 'young', 'other']) sandbox.addPayment({ bizOrderNo });
			sandbox.addPayment({ bizOrderNo: 'paid', status: 'success' });
			sandbox.addPayment({ bizOrderNo: 'closed', status: 'close' });
			table = await makeDataTable(server.n8n, 'DaxPay payments', ['bizOrderNo', 'result', 'error']);
			await table.insert([
				...['late', 'paid', 'closed', 'missing'].map((bizOrderNo) => ({ bizOrderNo, result: 'unpaid' })),
				{ bizOrderNo: 'other', result: 'kept' },
			]);
			server.makeOlder(table, 2);
			await table.insert([{ bizOrderNo: 'young', result: 'unpaid' }]);
			server.makeOlder(table, 23);
			id = await server.install(await example('close-unpaid-payments.json'));
		});

		afterAll(async () => await table.remove());

		it('closes what is older than a day and unpaid, and marks what was paid meanwhile', async () => {
			expect(closed(await server.runAgain(id))).toHaveLength(4);
			const [listed, there] = await states();
			expect(listed).toEqual({
				late: 'closed',
				paid: 'paid',
				closed: 'closed',
				missing: 'unpaid',
				other: 'kept',
				young: 'unpaid',
			});
			expect(there).toEqual({ late: 'close', paid: 'success', closed: 'close', other: 'wait', young: 'wait' });
			expect((await rowsByNumber()).missing?.error).toContain('20041');
		});

		it('tries again only what did not work', async () => {
			sandbox.addPayment({ bizOrderNo: 'missing' });
			expect(closed(await server.runAgain(id))).toMatchObject([{ bizOrderNo: 'missing', success: true }]);
			const [listed, there] = await states();
			expect(listed).toMatchObject({ late: 'closed', missing: 'closed', young: 'unpaid' });
			expect(there).toMatchObject({ missing: 'close', young: 'wait' });
			expect((await rowsByNumber()).missing?.error).toBe('');
		});

		it('can be published, to run every hour', async () => {
			await server.n8n.publish(id);
			const { active } = await server.n8n.rest<{ active: boolean }>('GET', `/rest/workflows/${id}`);
			expect(active).toBe(true);
			await server.n8n.rest('POST', `/rest/workflows/${id}/deactivate`);
		});
	});

	describe('the example "transfer approved → done → chat alert"', () => {
		let id: string;
		let url: string;

		const told = () =>
			foreign.requests.filter(({ path: at }) => at === '/chat').map(({ body }) => (body as { text: string }).text);

		/** Asks for a transfer. @returns the execution's id once the approver has been asked */
		async function ask(number: string, amount: string): Promise<string> {
			const fields = [number, amount, 'someone@example.com', 'Desk `chairs`\n*for* two'];
			const execution = await server.startedBy(id, async () => expect((await submit(url, fields)).status).toBe(200));
			const { text } = await foreign.questionTo('REPLACE_ME_APPROVER', number);
			expect(text).toContain(
				`Number:   ${number}\nAmount:   ${amount} CNY\nTo:       someone@example.com\nFor:      Desk chairs *for* two`,
			);
			return execution;
		}

		async function answer(execution: string, number: string, label: string): Promise<void> {
			await press(await foreign.questionTo('REPLACE_ME_APPROVER', number), label);
			const { status, data } = await server.n8n.finished(execution);
			expect(data.resultData.error).toBeUndefined();
			expect(status).toBe('success');
		}

		beforeAll(async () => {
			const workflow = await example('transfer-approved-chat-alert.json');
			fillIn(workflow, {
				chat_url: `${foreign.url}/chat`,
				notify_url: addressTrigger(server.n8n, workflow, 'Transfer is over'),
				// As its note says.
				...(version === 'open' && { channel: 'alipay', channelMchNo: '1900000001' }),
			});
			({ id, url } = await server.publishTrigger(workflow, 'Transfer request'));
		});

		afterEach(() => sandbox.configure({ channel: 'success' }));

		it('shows nobody the page without the password', async () => {
			expect((await submit(url, ['no', '1', 'someone@example.com', 'none'], '')).status).toBe(401);
			expect(await server.n8n.executions(id)).toEqual([]);
		});

		it('pays what was approved, once and not before, and tells the chat when it is sent and when it is over', async () => {
			const number = 'approved-1';
			const execution = await ask(number, '15.50');
			expect(timesMoved(sandbox, number)).toBe(0);
			await answer(execution, number, 'Approve');
			expect(sandbox.state().moved.filter(({ bizNo }) => bizNo === number)).toMatchObject([{ amount: 1550 }]);
			await waitFor('the chat to be told', () => told().length >= 2);
			expect(told().sort()).toEqual([
				`Transfer ${number} of 15.5 CNY was handed to the channel; its state is success.`,
				`Transfer ${number} of 15.5 CNY: success`,
			]);
		});

		it('does not pay what was declined', async () => {
			const number = 'declined-1';
			await answer(await ask(number, '15.50'), number, 'Decline');
			expect(timesMoved(sandbox, number)).toBe(0);
			expect(told()).toEqual([`Transfer ${number} was not approved and not made.`]);
		});

		it('tells why a transfer that was approved did not work', async () => {
			sandbox.configure({ channel: 'refuse' });
			const number = 'refused-1';
			await answer(await ask(number, '15.50'), number, 'Approve');
			expect(timesMoved(sandbox, number)).toBe(0);
			// Only Open announces transfers that failed.
			const announced = version === 'open' ? [`Transfer ${number} of 15.5 CNY: fail`] : [];
			const failed = expect.stringMatching(`^Transfer ${number} was not made: .*余额不足`);
			await waitFor('the chat to be told', () => told().length > announced.length);
			expect(told().sort()).toEqual([...announced, failed]);
		});

		it('pays a number that was paid before no second time, and says so', async () => {
			const number = 'approved-1';
			await answer(await ask(number, '99'), number, 'Approve');
			expect(timesMoved(sandbox, number)).toBe(1);
			expect(told()).toEqual([expect.stringMatching(`^Transfer ${number}: (?!Transfer).*amount.*99`)]);
		});
	});
});

const example = async (file: string) => await readExample(DAXPAY, file);

/** What became of each payment that was to be closed. */
function closed(execution: N8nExecutionDetail) {
	expect(execution.data.resultData.error).toBeUndefined();
	return outputsOf(execution, 'Close payment');
}
