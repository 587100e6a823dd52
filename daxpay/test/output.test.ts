import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { fastClock } from '../../core/tools/async/clocks';
import { callWebhook } from '../../core/tools/n8n/runNode';
import { MOST_FIELDS, countOf, testOutputs } from '../../core/tools/testing/outputs';
import { DaxPayApi } from '../credentials/DaxPayApi.credentials';
import { DaxPayTrigger } from '../nodes/DaxPay/DaxPayTrigger.node.ts';
import { startDaxPaySandbox, VERSIONS, type DaxPaySandbox, type Version } from '../sandbox/server';
import { credentialOf, daxPayNode, runDaxPay, transferParameters } from '../tools/runDaxPay';

let sandbox: DaxPaySandbox;

beforeAll(async () => {
	sandbox = await startDaxPaySandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const run = async (parameters: INodeParameters, more = {}): Promise<IDataObject[]> =>
	(await runDaxPay(sandbox, parameters, { clock: fastClock, ...more })).map(({ json }) => json);

const EXTRA = { attach: 'a', reason: 'r', notifyUrl: 'http://127.0.0.1:9/' };

const payment = (operation: string): INodeParameters => ({
	...{ resource: 'payment', operation, lookUpBy: 'bizOrderNo', bizOrderNo: 'order-1' },
});
const refund = (extra: INodeParameters = {}): INodeParameters => ({
	...{ resource: 'refund', operation: 'create', bizRefundNo: 'refund-1', amount: '0.25', additionalFields: EXTRA },
	...{ lookUpBy: 'bizOrderNo', bizOrderNo: 'order-1', ...extra },
});
const transfer = (version: Version, extra: INodeParameters = {}): INodeParameters =>
	transferParameters(version, {
		bizTransferNo: 'row-1',
		additionalFields: { ...EXTRA, payeeName: 'Name', title: 't' },
		...extra,
	});

/** How each operation is run so that it returns as much as it can; what it needs is made before. */
const OPERATIONS: Record<string, (version: Version) => Promise<INodeParameters>> = {
	'payment close': async () => {
		sandbox.addPayment({ bizOrderNo: 'order-1', status: 'close' });
		return payment('close');
	},
	'payment get': async () => {
		sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
		return payment('get');
	},
	'payment sync': async () => {
		sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
		return payment('sync');
	},
	'refund create': async () => {
		sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
		return refund();
	},
	'refund get': async () => {
		sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
		await run(refund());
		return { resource: 'refund', operation: 'get', lookUpBy: 'bizRefundNo', bizRefundNo: 'refund-1' };
	},
	'transfer create': async (version) => transfer(version),
	'transfer get': async (version) => {
		const { channel = '' } = transfer(version);
		await run(transfer(version));
		return { resource: 'transfer', operation: 'get', lookUpBy: 'bizTransferNo', bizTransferNo: 'row-1', channel };
	},
};

describe.each(VERSIONS.map((version) => [version] as [Version]))('%s', (version) => {
	beforeEach(() => sandbox.configure({ apiVersion: version }));

	testOutputs({
		...daxPayNode(),
		operations: Object.fromEntries(
			Object.entries(OPERATIONS).map(([name, prepare]) => [
				name,
				async () => {
					sandbox.reset();
					sandbox.configure({ apiVersion: version });
					return await prepare(version);
				},
			]),
		),
		run: async (parameters, asTool) => await run(parameters, { asTool }),
	});

	test('a transfer that was sent, and one that was sent before, have these fields in this order', async () => {
		const [made = {}] = await run(transfer(version));
		const [again = {}] = await run(transfer(version));
		const payee = version === 'open' ? [] : ['payeeAccount'];
		expect(Object.keys(made)).toEqual([
			...['bizTransferNo', 'result', 'amount', 'channel', 'payeeAccount', 'status', 'transferNo'],
		]);
		expect(made.result).toBe('sent');
		expect(Object.keys(again)).toEqual([
			...['bizTransferNo', 'result', 'already_existed', 'amount', 'channel', ...payee, 'status', 'finishTime'],
			'transferNo',
		]);
		expect(again).toMatchObject({ result: 'sent before', already_existed: true });
	});

	test('a refund whose response was lost was sent by this run', async () => {
		sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
		sandbox.addFault({ kind: 'cut after', path: '/unipay/refund' });
		const [found = {}] = await run(refund());
		expect(Object.keys(found).slice(0, 4)).toEqual(['bizRefundNo', 'result', 'recovered', 'amount']);
		expect(found).toMatchObject({ result: 'sent', recovered: true });
	});

	test('a notification has event and notification_id first, and everything with Simplify off', async () => {
		const itemOf = async (number: string, simplify: boolean) => {
			const { result } = await callWebhook({
				nodeType: new DaxPayTrigger(),
				credentialType: new DaxPayApi(),
				credential: credentialOf(sandbox),
				headers: { 'content-type': 'application/json' },
				body: sandbox.notificationBody(number),
				parameters: { events: ['payment.success', 'refund.success', 'transfer.success'], simplify },
			});
			return result.workflowData?.[0]?.[0]?.json ?? {};
		};
		await run(await (OPERATIONS['refund create'] as (of: Version) => Promise<INodeParameters>)(version));
		await run(transfer(version));
		for (const [number, first] of [
			['order-1', 'bizOrderNo'],
			['refund-1', 'bizRefundNo'],
			['row-1', 'bizTransferNo'],
		] as const) {
			const [simple, full] = [await itemOf(number, true), await itemOf(number, false)];
			expect(Object.keys(simple).slice(0, 3)).toEqual(['event', 'notification_id', first]);
			expect(simple).toMatchObject({ [first]: number, amount: expect.any(String), status: 'success' });
			expect(countOf(simple)).toBeLessThanOrEqual(MOST_FIELDS);
			expect(full).toMatchObject({ ...simple, notified_at: expect.any(String) });
			expect(Object.keys(full).slice(0, 3)).toEqual(['event', 'notification_id', first]);
		}
	});
});
