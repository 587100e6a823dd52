import { NodeHelpers, type IDataObject, type INodeParameters } from 'n8n-workflow';
import { fastClock } from '../../tools/async/clocks';
import { callWebhook } from '../../tools/n8n/runNode';
import { DaxPayApi } from '../credentials/DaxPayApi.credentials';
import { DaxPay } from '../nodes/DaxPay/DaxPay.node';
import { DaxPayTrigger } from '../nodes/DaxPay/DaxPayTrigger.node';
import { DAX_PAY } from '../nodes/DaxPay/platform';
import { startDaxPaySandbox, VERSIONS, type DaxPaySandbox, type Version } from '../sandbox/server';
import { credentialOf, runDaxPay, transferParameters } from '../tools/runDaxPay';

/** n8n's UX guidelines. */
const MOST_FIELDS = 10;

/** These are there only when true, beside the ten. */
const FLAGS = ['already_existed', 'recovered'];

let sandbox: DaxPaySandbox;

beforeAll(async () => {
	sandbox = await startDaxPaySandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const run = async (parameters: INodeParameters, more = {}): Promise<IDataObject[]> =>
	(await runDaxPay(sandbox, parameters, { clock: fastClock, ...more })).map(({ json }) => json);

const countOf = (json: IDataObject) => Object.keys(json).filter((name) => !FLAGS.includes(name)).length;

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

/** What answers more than ten fields, on the sandbox or by the code of DaxPay itself. */
const LONG = ['payment get', 'refund create', 'refund get', 'transfer create', 'transfer get'];

const operationNames = Object.entries(DAX_PAY.operations).flatMap(([resource, ofResource]) =>
	Object.keys(ofResource).map((operation) => `${resource} ${operation}`),
);

/** Names of the parameters about the output that are shown for an operation, in a workflow or for a tool. */
function shownFor(parameters: INodeParameters, isTool: boolean): string[] {
	const { description } = new DaxPay();
	const shown = isTool ? { ...description, name: `${description.name}Tool` } : description;
	return description.properties
		.filter((property) => NodeHelpers.displayParameter(parameters, property, { typeVersion: 1 }, shown))
		.map(({ name }) => name)
		.filter((name) => ['simplify', 'output', 'fields'].includes(name));
}

test('the output is counted for every operation', () => {
	expect(Object.keys(OPERATIONS).sort()).toEqual([...operationNames].sort());
});

test.each(operationNames)('%s has Simplify where it answers a lot, and Output as a tool', async (name) => {
	const parameters = { ...(await OPERATIONS[name]?.('v3')), output: 'selectedFields' };
	expect(shownFor(parameters, false)).toEqual(LONG.includes(name) ? ['simplify'] : []);
	expect(shownFor(parameters, true)).toEqual(LONG.includes(name) ? ['output', 'fields'] : []);
});

describe.each(VERSIONS.map((version) => [version] as [Version]))('%s', (version) => {
	beforeEach(() => sandbox.configure({ apiVersion: version }));

	test.each(operationNames)('%s has ten fields at most, others only with Simplify off', async (name) => {
		const outputs = async (more: INodeParameters, options = {}) => {
			sandbox.reset();
			sandbox.configure({ apiVersion: version });
			const [item = {}] = await run({ ...(await OPERATIONS[name]?.(version)), ...more }, options);
			return item;
		};
		const [simple, full] = [await outputs({}), await outputs({ simplify: false })];
		expect([name, countOf(simple) <= MOST_FIELDS, countOf(simple) > 0]).toEqual([name, true, true]);
		expect([name, LONG.includes(name) ? countOf(full) > countOf(simple) : countOf(full) <= MOST_FIELDS]).toEqual([
			name,
			true,
		]);
		// A tool reads the same, and can choose from everything that comes out.
		expect(Object.keys(await outputs({ simplify: false, output: 'simplified' }, { asTool: true }))).toEqual(
			Object.keys(LONG.includes(name) ? simple : full),
		);
		if (!LONG.includes(name)) return;
		const chosen = await outputs({ output: 'selectedFields', fields: ['status'] }, { asTool: true });
		const { properties } = new DaxPay().description;
		const offered = properties
			.filter(
				({ name: parameter, displayOptions: { show } = {} }) =>
					parameter === 'fields' && `${show?.resource} ${show?.operation}` === name,
			)
			.flatMap(({ options }) => (options as Array<{ value: string }>).map(({ value }) => value));
		expect(chosen.status).toBe(simple.status);
		expect([name, Object.keys(full).filter((field) => !(field in chosen) && !offered.includes(field))]).toEqual([
			name,
			[],
		]);
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
