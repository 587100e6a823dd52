import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DaxPayApi } from '../credentials/DaxPayApi.credentials';
import { DaxPayTrigger } from '../nodes/DaxPay/DaxPayTrigger.node';
import {
	startDaxPaySandbox,
	VERSIONS,
	type DaxPaySandbox,
	type NotifyVariation,
	type Version,
} from '../sandbox/server';
import { credentialOf } from '../tools/runDaxPay';
import { callWebhook, type WebhookCall } from '../../core/tools/n8n/runNode';

let sandbox: DaxPaySandbox;

beforeAll(async () => {
	sandbox = await startDaxPaySandbox();
});
afterAll(async () => {
	await sandbox.close();
});
beforeEach(() => {
	sandbox.reset();
});

const EVENTS = [
	'payment.success',
	'payment.close',
	'payment.fail',
	'refund.success',
	'transfer.success',
	'transfer.fail',
	'other',
];

const call = async (
	body: string,
	more: Partial<WebhookCall> & { events?: string[]; options?: INodeParameters; simplify?: boolean } = {},
) =>
	await callWebhook({
		nodeType: new DaxPayTrigger(),
		credentialType: new DaxPayApi(),
		credential: credentialOf(sandbox),
		headers: { 'content-type': 'application/json' },
		body,
		...more,
		parameters: { events: more.events ?? EVENTS, options: more.options ?? {}, simplify: more.simplify ?? true },
	});

const itemOf = ({ result }: Awaited<ReturnType<typeof call>>) => result.workflowData?.[0]?.[0]?.json as IDataObject;

test('acknowledges with exactly SUCCESS', async () => {
	const { webhooks } = new DaxPayTrigger().description;
	expect(webhooks?.[0]).toMatchObject({ responseMode: 'onReceived', responseData: 'SUCCESS', httpMethod: 'POST' });
	sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
	const { result } = await call(sandbox.notificationBody('order-1'), { events: ['refund.success'] });
	expect(result).toEqual({ webhookResponse: 'SUCCESS' });
});

describe.each(VERSIONS.map((version) => [version] as [Version]))('%s', (version) => {
	beforeEach(() => {
		sandbox.configure({ apiVersion: version });
		sandbox.addPayment({ bizOrderNo: 'order-1', amount: 1, status: 'success' });
	});

	const notice = (variation?: NotifyVariation) => sandbox.notificationBody('order-1', variation);

	test('a genuine notice starts the workflow, flat, in yuan and ISO 8601', async () => {
		const outcome = await call(notice(), { simplify: false });
		expect(outcome).toMatchObject({ starts: true });
		expect(outcome.status).toBeUndefined();
		expect(itemOf(outcome)).toMatchObject({
			event: 'payment.success',
			bizOrderNo: 'order-1',
			amount: '0.01',
			refundableBalance: '0.01',
			status: 'success',
			closeTime: expect.stringMatching(/Z$/),
			notified_at: expect.stringMatching(/Z$/),
			notification_id: expect.any(String),
			appId: sandbox.credential().appId,
		});
		expect(Math.abs(Date.parse(String(itemOf(outcome).notified_at)) - Date.now())).toBeLessThan(60_000);
	});

	test('keys inside data may be signed sorted or as they were sent', async () => {
		expect((await call(notice('received order'))).starts).toBe(true);
		expect((await call(notice('plain'))).starts).toBe(true);
	});

	test('a subscribed notice says what it is about', async () => {
		expect(itemOf(await call(notice('subscribed'))).event).toBe('payment.success');
	});

	test.each(['altered', 'unsigned', 'wrong secret', 'old'] as const)(
		'refuses "%s" with 401 and starts nothing',
		async (variation) => {
			const { status, starts, result } = await call(notice(variation));
			expect([status, starts, result]).toEqual([401, false, { noWebhookResponse: true }]);
		},
	);

	test('refuses a rightly signed notice for another merchant', async () => {
		const expected = version === 'v3Beta' ? undefined : 401;
		expect((await call(notice('other merchant'))).status).toBe(expected);
		expect((await call(notice(), { credential: credentialOf(sandbox, { appId: 'A1' }) })).status).toBe(401);
	});

	test('refuses a notice of any one digit more or less, an empty one, and one without a credential', async () => {
		const body = notice();
		for (const forged of [
			body.replace('"code":0', '"code":1'),
			body.replace('order-1', 'order-2'),
			`${body.slice(0, -1)},"Code":1}`,
			'',
			'[]',
			'{}',
			'null',
			`${body}x`,
		]) {
			expect((await call(forged)).status).toBe(401);
		}
		expect((await call(body, { credential: undefined })).status).toBe(401);
		expect((await call(body, { credential: credentialOf(sandbox, { secret: '', privateKey: '' }) })).status).toBe(401);
	});

	test('old notices pass when the age is not limited, or the limit is wider', async () => {
		expect((await call(notice('old'), { options: { maximumAge: 0 } })).starts).toBe(true);
		expect((await call(notice('old'), { options: { maximumAge: 49 } })).starts).toBe(true);
	});

	test('a repeated notice is acknowledged and starts nothing; the next state starts again', async () => {
		const staticData = {};
		expect((await call(notice(), { staticData })).starts).toBe(true);
		const repeated = await call(notice(), { staticData });
		expect(repeated.result).toEqual({ webhookResponse: 'SUCCESS' });
		sandbox.settle('order-1', 'close');
		expect((await call(notice(), { staticData })).starts).toBe(true);
		expect((await call(notice(), { staticData, options: { ignoreRepeated: false } })).starts).toBe(true);
	});

	test.each([
		['success', 'payment.success'],
		['close', 'payment.close'],
		['cancel', 'payment.close'],
		['fail', 'payment.fail'],
		['timeout', 'other'],
	])('a payment that is %s is %s', async (status, event) => {
		sandbox.settle('order-1', status);
		expect(itemOf(await call(notice())).event).toBe(event);
	});

	test('the body is read when n8n has not read it yet', async () => {
		expect((await call(notice(), { bodyIsReadLate: true })).starts).toBe(true);
	});
});

describe('the sandbox announces', () => {
	test('up to 16 times until it reads SUCCESS', async () => {
		sandbox.configure({ timeScale: 0 });
		// Nothing listens there, so every send fails at once.
		sandbox.addPayment({ bizOrderNo: 'order-1', notifyUrl: 'http://127.0.0.1:9/' });
		sandbox.settle('order-1', 'success');
		const { notifications } = await sandbox.waitFor(({ notifications: [first] }) => first?.state === 'given up');
		expect(notifications[0]?.attempts).toHaveLength(16);
	});
});
