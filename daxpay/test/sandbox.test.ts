import { createHmac } from 'node:crypto';
import { startDaxPaySandbox, type DaxPaySandbox } from '../sandbox/server';
import { FAULT_KINDS } from '../../core/sandbox/faults';
import { send } from '../../core/tools/testing/send';

let sandbox: DaxPaySandbox;

beforeAll(async () => {
	sandbox = await startDaxPaySandbox();
});
afterAll(async () => {
	await sandbox.close();
});
beforeEach(() => sandbox.reset());

const JSON_TYPE = { 'Content-Type': 'application/json' };

const command = async (method: string, path: string, body?: object) =>
	await send(`${sandbox.url}/_sandbox/${path}`, method, JSON_TYPE, body === undefined ? '' : JSON.stringify(body));

/** Sends a request as a 3.0 client signs it by the documentation; shares no code with the node. */
async function post(
	path: string,
	fields: Record<string, unknown>,
	{ unsigned = {} }: { unsigned?: Record<string, unknown> } = {},
) {
	const { mchNo, appId, secret } = sandbox.credential();
	const body: Record<string, unknown> = {
		mchNo,
		appId,
		reqTime: new Date().toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }),
		...fields,
	};
	const text = Object.keys(body)
		.sort()
		.map((key) => `${key}=${String(body[key])}`)
		.join('&')
		.replace(/["\\]/g, '');
	const sign = createHmac('sha256', secret).update(`${text}&key=${secret}`.toUpperCase()).digest('hex');
	return (await send(`${sandbox.url}${path}`, 'POST', JSON_TYPE, JSON.stringify({ ...body, ...unsigned, sign }))).json;
}

describe('the API', () => {
	test('closes a payment that is correctly signed', async () => {
		sandbox.addPayment({ bizOrderNo: 'order-1' });
		expect(await post('/unipay/close', { bizOrderNo: 'order-1', useCancel: false })).toMatchObject({
			code: 0,
			data: null,
			sign: expect.any(String),
		});
	});

	test('signs useCancel even when it was not sent', async () => {
		sandbox.addPayment({ bizOrderNo: 'order-1' });
		expect(await post('/unipay/close', { bizOrderNo: 'order-1' })).toMatchObject({ code: 20052 });
	});

	test('does not sign a field that it does not know', async () => {
		sandbox.addPayment({ bizOrderNo: 'order-1' });
		expect(await post('/unipay/query/payOrder', { bizOrderNo: 'order-1', foreign: 'x' })).toMatchObject({
			code: 20052,
		});
		expect(
			await post('/unipay/query/payOrder', { bizOrderNo: 'order-1' }, { unsigned: { foreign: 'x' } }),
		).toMatchObject({ code: 0 });
	});

	test('takes the first number that is there, even an empty one', async () => {
		sandbox.addPayment({ bizOrderNo: 'order-1' });
		expect(await post('/unipay/query/payOrder', { orderNo: '', bizOrderNo: 'order-1' })).toMatchObject({ code: 20041 });
	});

	test('leaves validation and signature errors unsigned, and signs all others', async () => {
		expect(await post('/unipay/query/payOrder', {})).not.toHaveProperty('sign');
		expect(await post('/unipay/query/payOrder', { bizOrderNo: 'x', foreign: 'x' })).not.toHaveProperty('sign');
		expect(await post('/unipay/query/payOrder', { bizOrderNo: 'x' })).toHaveProperty('sign');
	});

	test('refuses a time outside its window, and paths of another version', async () => {
		expect(await post('/unipay/query/payOrder', { bizOrderNo: 'x', reqTime: '2020-01-01 00:00:00' })).toMatchObject({
			code: 10506,
		});
		expect((await send(`${sandbox.url}/unipay/query/pay-order`, 'POST', JSON_TYPE, '{}')).status).toBe(404);
	});
});

describe('the control interface', () => {
	test('does over HTTP what the methods do', async () => {
		expect((await command('POST', 'payments', { bizOrderNo: 'order-1', amount: 100 })).status).toBe(200);
		expect((await command('POST', 'settings', { apiVersion: 'open' })).status).toBe(200);
		expect((await command('POST', 'faults', { kind: 'cut before' })).status).toBe(200);
		const { no } = sandbox.state().payments[0] ?? {};
		expect((await command('POST', `transactions/${no}/settle`, { status: 'success' })).status).toBe(200);
		expect((await command('GET', 'state')).json).toMatchObject({
			settings: { apiVersion: 'open' },
			payments: [{ bizNo: 'order-1', amount: 100, status: 'success' }],
			faults: [{ kind: 'cut before', path: '/unipay/transfer', times: 1 }],
		});
		expect((await command('DELETE', 'faults')).status).toBe(200);
		expect((await command('POST', 'reset')).status).toBe(200);
		expect(sandbox.state()).toMatchObject({ payments: [], faults: [], settings: { apiVersion: 'v3' } });
	});

	test.each([
		['an unknown command', 'POST', 'nothing', {}, 404],
		['an unknown number', 'POST', 'transactions/none/settle', { status: 'success' }, 404],
		['an unknown setting', 'POST', 'settings', { speed: 1 }, 400],
		['a wrong value', 'POST', 'settings', { apiVersion: 'v4' }, 400],
		['a wrong fault', 'POST', 'faults', { kind: 'fire' }, 400],
		['a payment of nothing', 'POST', 'payments', { bizOrderNo: 'x', amount: 0 }, 400],
		['a notification without a number', 'POST', 'notifications', { no: 1 }, 400],
	])('refuses %s', async (_what, method, path, body, status) => {
		expect((await command(method, path, body)).status).toBe(status);
	});

	test('refuses what a page of another site could send', async () => {
		expect((await send(`${sandbox.url}/_sandbox/reset`, 'POST', { 'Content-Type': 'text/plain' })).status).toBe(415);
		expect((await send(`${sandbox.url}/_sandbox/state`, 'GET', { host: 'evil.example' })).status).toBe(403);
	});

	test('sums up in fen what was received, refunded and transferred', async () => {
		for (const [bizOrderNo, amount] of [
			['order-1', 1234],
			['order-2', 100],
			['order-3', 5],
		] as const)
			sandbox.addPayment({ bizOrderNo, amount, ...(bizOrderNo !== 'order-3' && { status: 'success' }) });
		expect(sandbox.state().totals).toEqual({ received: 1334, refunded: 0, transferred: 0, on_the_way: 0 });
	});

	test('names every fault in words, and knows no other', async () => {
		const { status, json } = await command('GET', 'faults');
		expect(status).toBe(200);
		expect(Object.keys(json).sort()).toEqual([...FAULT_KINDS].sort());
	});

	test('serves the page that shows it live', async () => {
		const { status, text, headers } = await send(`${sandbox.url}/`, 'GET', {});
		expect(status).toBe(200);
		expect(text).toContain('<title>DaxPay sandbox</title>');
		expect(headers['content-security-policy']).toContain("default-src 'none'");
	});
});
