import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureN8n } from '../../../core/tools/n8n/install';
import { startN8n, type N8nServer } from '../../../core/tools/n8n/server';
import type { N8nWorkflow } from '../../../core/tools/n8n/types';
import { buildAndPack } from '../../../core/tools/n8n/pack';
import { DAXPAY } from '../../../core/tools/project';
import { waitFor } from '../../../core/tools/async/waitFor';
import { startDaxPaySandbox, VERSIONS, type DaxPaySandbox, type Version } from '../../sandbox/server';
import { credentialOf, transferParameters } from '../../tools/runDaxPay';

const MINUTE = 60_000;
jest.setTimeout(3 * MINUTE);

let work: string;
let sandbox: DaxPaySandbox;
let n8n: N8nServer;

beforeAll(async () => {
	work = await mkdtemp(path.join(tmpdir(), 'daxpay-test-'));
	const [tarball, installed] = await Promise.all([
		buildAndPack(DAXPAY, work),
		ensureN8n({ log: (line) => process.stderr.write(`${line}\n`) }),
	]);
	sandbox = await startDaxPaySandbox();
	n8n = await startN8n({ n8n: installed, tarballs: [tarball] });
	await n8n.setupOwner({ email: 'test@example.com', password: 'Test-1234567' });
}, 20 * MINUTE);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
	if (work) await rm(work, { recursive: true, force: true });
});

type Node = N8nWorkflow['nodes'][number];

const node = (name: string, type: string, parameters: object, more: object = {}): Node =>
	({ name, type, id: name, typeVersion: 1, position: [0, 0], parameters, ...more }) as Node;

const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });

describe.each(VERSIONS.map((version) => [version] as [Version]))('%s in n8n', (version) => {
	const credentials = { daxPayApi: { id: '', name: 'DaxPay sandbox' } };

	beforeAll(async () => {
		sandbox.reset();
		sandbox.configure({ apiVersion: version });
		const credential = { name: 'DaxPay sandbox', type: 'daxPayApi', data: credentialOf(sandbox) };
		credentials.daxPayApi.id = await n8n.importCredential(credential);
		expect(await n8n.testCredential(credentials.daxPayApi.id, credential)).toMatchObject({ status: 'OK' });
	});

	it('closes a payment and transfers once, run twice', async () => {
		sandbox.addPayment({ bizOrderNo: 'order-1' });
		const id = await n8n.importWorkflow({
			name: `DaxPay ${version}`,
			nodes: [
				node('Start', 'n8n-nodes-base.manualTrigger', {}),
				node(
					'Close',
					'n8n-nodes-daxpay.daxPay',
					{ resource: 'payment', operation: 'close', lookUpBy: 'bizOrderNo', bizOrderNo: 'order-1' },
					{ credentials },
				),
				node(
					'Transfer',
					'n8n-nodes-daxpay.daxPay',
					transferParameters(version, {
						bizTransferNo: 'row-1',
						amount: '0.01',
						payeeAccount: 'someone@example.com',
					}),
					{ credentials },
				),
			],
			connections: { Start: to('Close'), Close: to('Transfer') },
		});
		for (const expected of [{}, { already_existed: true }]) {
			const { data, status } = await n8n.finished(await n8n.executeWorkflow(id));
			expect(status).toBe('success');
			const item = data.resultData.runData.Transfer?.[0]?.data?.main[0]?.[0]?.json;
			expect(item).toMatchObject({ bizTransferNo: 'row-1', amount: '0.01', status: 'success', ...expected });
		}
		expect(sandbox.state().payments[0]?.status).toBe('close');
		expect(sandbox.state().moved).toMatchObject([{ bizNo: 'row-1', amount: 1 }]);
	});

	it('is announced once to a published trigger, which answers exactly SUCCESS', async () => {
		const webhookId = randomUUID();
		const id = await n8n.importWorkflow({
			name: `DaxPay notices ${version}`,
			nodes: [
				node('Notice', 'n8n-nodes-daxpay.daxPayTrigger', { events: ['payment.success'] }, { credentials, webhookId }),
			],
			connections: {},
		});
		await n8n.publish(id);
		const { no } = sandbox.addPayment({ bizOrderNo: 'order-2', notifyUrl: `${n8n.url}/webhook/${webhookId}/webhook` });
		sandbox.settle('order-2', 'success');
		const { notifications } = await sandbox.waitFor(
			(state) =>
				state.notifications.some((notification) => notification.no === no && notification.state === 'delivered'),
			20_000,
		);
		expect(notifications.find(({ no: number }) => number === no)?.attempts).toMatchObject([
			{ status: 200, response: 'SUCCESS' },
		]);
		expect((await sandbox.notify(no)).attempts).toMatchObject([{ status: 200, response: 'SUCCESS' }]);
		expect((await sandbox.notify(no, 'altered')).attempts).toMatchObject([{ status: 401 }]);
		const [execution] = await waitFor('the execution to end', async () => {
			const stored = await n8n.executions(id);
			return stored.length > 0 && stored.every(({ status }) => status === 'success') ? stored : undefined;
		});
		expect(await n8n.executions(id)).toHaveLength(1);
		const { data } = await n8n.execution(execution?.id ?? '');
		const item = data.resultData.runData.Notice?.[0]?.data?.main[0]?.[0]?.json;
		expect(item).toMatchObject({ event: 'payment.success', bizOrderNo: 'order-2', amount: '15.5' });
	});
});
