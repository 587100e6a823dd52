import fc from 'fast-check';
import { callWebhook } from '../../../core/tools/n8n/runNode';
import { INVALID_UTF8, ODD } from '../../../core/tools/testing/oddJson';
import { DaxPayApi } from '../../credentials/DaxPayApi.credentials';
import { DaxPayTrigger } from '../../nodes/DaxPay/DaxPayTrigger.node';
import { type DaxPaySandbox, startDaxPaySandbox } from '../../sandbox/server';
import { credentialOf } from '../../tools/runDaxPay';

const SEED = 20_260_102;
const REFUSED = { starts: false, status: 401, result: { noWebhookResponse: true } };

let sandbox: DaxPaySandbox;
beforeAll(async () => {
	sandbox = await startDaxPaySandbox();
	sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
});
afterAll(async () => await sandbox.close());

const receive = async (body: Buffer | string) =>
	await callWebhook({
		nodeType: new DaxPayTrigger(),
		credentialType: new DaxPayApi(),
		credential: credentialOf(sandbox),
		headers: { 'content-type': 'application/json' },
		body,
		parameters: { events: ['payment.success', 'other'], simplify: false },
	});

test('a notification of random bytes is refused and starts nothing', async () => {
	await fc.assert(
		fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (body) => {
			expect(await receive(Buffer.from(body))).toEqual(REFUSED);
		}),
		{ seed: SEED, numRuns: 300 },
	);
});

test.each(ODD)('a notification with %s in the body is refused', async (_what, body) => {
	expect(await receive(body)).toEqual(REFUSED);
	expect({}).not.toHaveProperty('polluted');
});

test('a notification of bytes that are no UTF-8 is refused', async () => {
	expect(await receive(INVALID_UTF8)).toEqual(REFUSED);
});

test('a notification that was sent again with other capitals or quotes has the same notification_id, or is refused', async () => {
	const genuine = sandbox.notificationBody('order-1');
	const orderNo = sandbox.state().payments[0]?.no ?? '';
	const idOf = async (body: string) => (await receive(body)).result.workflowData?.[0]?.[0]?.json.notification_id;
	const id = await idOf(genuine);
	expect(id).toMatch(/^[0-9a-f]{32}$/);
	expect(await idOf(genuine.replaceAll(orderNo, orderNo.toLowerCase()))).toBe(id);
	expect(await idOf(genuine.replaceAll('测试', '\\"测试'))).toBe(id);
	for (const other of [`${orderNo}\\"`, `\\\\${orderNo}`]) {
		expect(await receive(genuine.replaceAll(orderNo, other))).toEqual(REFUSED);
	}
});

test('a notification with any byte of it replaced, left out or sent twice is refused, or says the same', async () => {
	const genuine = Buffer.from(sandbox.notificationBody('order-1'));
	const covered = (result: object) => JSON.stringify(result).replace(/["\\]/g, '').toUpperCase();
	const said = covered((await receive(genuine)).result);
	await fc.assert(
		fc.asyncProperty(
			fc.nat({ max: genuine.length - 1 }),
			fc.nat({ max: 255 }),
			fc.constantFrom('replaced', 'left out', 'twice'),
			async (at, byte, how) => {
				const middle = {
					replaced: Buffer.from([byte]),
					'left out': Buffer.alloc(0),
					twice: genuine.subarray(at, at + 1),
				};
				const from = how === 'twice' ? at : at + 1;
				const altered = Buffer.concat([genuine.subarray(0, at), middle[how], genuine.subarray(from)]);
				const { starts, status, result } = await receive(altered);
				// Capitals, quotes and backslashes are what the protocol's signature does not cover.
				if (starts) expect(covered(result)).toBe(said);
				else expect(status).toBe(401);
			},
		),
		{ seed: SEED, numRuns: 500 },
	);
});
