import { spawn } from 'node:child_process';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Timers } from '../core/sandbox/timers';
import { findCoin } from '../sandbox/currencies';
import { Ledger } from '../sandbox/ledger';
import { RequestAuth } from '../sandbox/requestAuth';
import { sealResource, requestSigningInput, decryptSignature } from '../sandbox/signing';
import {
	DEFAULT_APP,
	FAULT_KINDS,
	NOTIFY_VARIATIONS,
	SCHEDULE_MS,
	startSandbox,
	type FaultKind,
	type NotifyVariation,
	type Sandbox,
	type SandboxOptions,
} from '../sandbox/server';
import { mergeSettings } from '../sandbox/settings';
import vectors from './fixtures/tokenpay.json';
import { send } from '../core/tools/testing/send';
import { ecbOpen, ecbSign, openResource, signedClient } from '../tools/tokenpay/signedClient';

const TRON_ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const EVM_ADDRESS = '0xdAC17F958D2ee523a2206206994597C13D831ec7';
const PAYOUT = '/v1/payanother/payment';
const payout = (changes: Record<string, unknown> = {}) => ({
	out_trade_no: 'row-1',
	amount: '15.5',
	chain: 'TRON',
	currency: 'USDT',
	to_address: TRON_ADDRESS,
	...changes,
});
const order = (changes: Record<string, unknown> = {}) => ({
	out_trade_no: 'order-1',
	amount: 9,
	chain: 'TRON',
	currency: 'USDT',
	expire_second: 600,
	order_type: 'platform_order',
	...changes,
});

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
	await Promise.all(running.splice(0).map(async (one) => one.close()));
});

/** A sandbox without a rate limit whose payouts stay pending, unless configured otherwise. */
async function start(options: SandboxOptions = {}) {
	const sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1, ...options });
	running.push(sandbox);
	return { sandbox, ...signedClient(sandbox.url, DEFAULT_APP) };
}

interface Received {
	headers: IncomingHttpHeaders;
	body: string;
}

/** A merchant's server: records each request and responds with what `respond` returns. */
async function startReceiver(respond: (attempt: number) => [status: number, body: string] = () => [200, 'success']) {
	const received: Received[] = [];
	const server: Server = createServer((request, response) => {
		let body = '';
		request
			.setEncoding('utf8')
			.on('data', (chunk: string) => (body += chunk))
			.on('end', () => {
				received.push({ headers: request.headers, body });
				const [status, text] = respond(received.length);
				response.writeHead(status, status === 302 ? { Location: '/again' } : {}).end(text);
			});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	running.push({ close: async () => new Promise((resolve) => server.close(() => resolve())) });
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

const control = async (
	sandbox: Sandbox,
	method: string,
	path: string,
	body: unknown = {},
	headers: Record<string, string> = {},
) =>
	send(
		`${sandbox.url}/_sandbox/${path}`,
		method,
		{ 'Content-Type': 'application/json', ...headers },
		method === 'POST' ? JSON.stringify(body) : '',
	);

describe('authentication', () => {
	test.each(vectors.requestSignatures)(
		'accepts the published vector for $path',
		({ path, timestamp, nonce, body, signature }) => {
			const auth = { appId: '', mchId: '', nonce, timestamp, signature };
			const signed = decryptSignature(signature, vectors.appSecret);
			expect(signed).toEqual(requestSigningInput(path, auth, Buffer.from(body)));
		},
	);

	test('accepts a vector sent byte by byte over HTTP', async () => {
		const [, vector] = vectors.requestSignatures;
		const app = { appId: '8e4b8c2e7cxxxxxxxx1a1cbd3d59e0bd', mchId: '12345678', appSecret: vectors.appSecret };
		const { sandbox } = await start({ ...app, clockWindowMs: Infinity });
		const { postText } = signedClient(sandbox.url, app);
		const response = await postText(vector!.path, vector!.body, vector);
		expect(response.json).toMatchObject({
			code: 0,
			data: { out_trade_no: 'row-1', amount: 15_500_000, description: '充值' },
		});
	});

	test.each(vectors.encryptedResources)(
		'encrypts a resource as the vector with nonce $nonce',
		({ plaintext, nonce, ciphertext }) => {
			expect(sealResource(plaintext, nonce, vectors.appSecret)).toBe(ciphertext);
		},
	);

	const nonce = 'a'.repeat(32);
	const header = (fields: string) => `TTPAY-AES-256-ECB ${fields}`;
	const id = DEFAULT_APP.appId;
	test.each([
		['an unknown application', { appId: '0'.repeat(32) }, 20000],
		['no Authorization header', { authorization: '' }, 103],
		['another scheme', { authorization: `Bearer app_id=${id}` }, 103],
		[
			'spaces after the commas',
			{ authorization: header(`app_id=${id}, mch_id=1, nonce_str=${nonce}, timestamp=1, signature=AA==`) },
			103,
		],
		[
			'fields in another order',
			{ authorization: header(`mch_id=1,app_id=${id},nonce_str=${nonce},timestamp=1,signature=AA==`) },
			103,
		],
		['a nonce that is not 32 characters', { nonce: 'abc' }, 103],
		['a signature with another secret', { secret: 'x'.repeat(32) }, 103],
		['a signature over another body', { signedBody: '{}' }, 103],
		['a signature that is not base64', { signature: '!' }, 103],
		['a signature that does not decrypt', { signature: 'AAAA' }, 103],
		['another merchant in the header', { mchId: '1' }, 103],
		['an old timestamp', { timestamp: String(Date.now() - 301_000) }, 104],
		['a timestamp far ahead', { timestamp: String(Date.now() + 360_000) }, 104],
		['a timestamp in seconds', { timestamp: String(Math.floor(Date.now() / 1000)) }, 104],
	])('refuses %s', async (_, tweak, code) => {
		const { sandbox, post } = await start();
		const response = await post(PAYOUT, payout(), tweak);
		expect(response).toMatchObject({ status: 200, json: { code } });
		expect(sandbox.state().moneySent).toEqual([]);
	});

	test('refuses a request whose path was changed after signing', async () => {
		const { sandbox, post } = await start();
		const signed = { timestamp: String(Date.now()), nonce };
		const body = JSON.stringify({ app_id: id, mch_id: DEFAULT_APP.mchId, ...payout() });
		const signature = ecbSign([`${PAYOUT}?x=1`, signed.timestamp, nonce, body].join('\n'), DEFAULT_APP.appSecret);
		expect((await post(PAYOUT, payout(), { ...signed, signature })).json.code).toBe(103);
		expect((await post(`${PAYOUT}?x=1`, payout(), { ...signed, signature })).json.code).toBe(0);
		expect(sandbox.state().moneySent).toHaveLength(1);
	});

	test('refuses a nonce used before', async () => {
		const { post } = await start();
		expect((await post(PAYOUT, payout(), { nonce })).json.code).toBe(0);
		expect((await post(PAYOUT, payout({ out_trade_no: 'row-2' }), { nonce })).json.code).toBe(103);
	});

	test.each([
		[{ app_id: undefined }, 11003, 'app_id'],
		[{ mch_id: undefined }, 11003, 'mch_id'],
		[{ app_id: '0'.repeat(32) }, 20005, 'app_id'],
		[{ mch_id: '1' }, 20005, 'mch_id'],
	])('wants the application named in the body too: %j', async (changes, code, word) => {
		const { post } = await start();
		const { json } = await post(PAYOUT, payout(changes));
		expect(json).toMatchObject({ code, msg: expect.stringContaining(word) });
	});

	test('refuses a disabled application', async () => {
		const { post } = await start({ appDisabled: true });
		expect((await post(PAYOUT, payout())).json.code).toBe(20001);
	});

	test('does nothing above the rate limit, and says so with 11001', async () => {
		const { sandbox, post } = await start({ requestsPerSecond: 2 });
		const responses = await Promise.all(
			['a', 'b', 'c', 'd'].map(async (out_trade_no) => post(PAYOUT, payout({ out_trade_no }))),
		);
		expect(responses.map(({ json }) => json.code).sort()).toEqual([0, 0, 11001, 11001]);
		expect(responses.every(({ status }) => status === 200)).toBe(true);
		expect(sandbox.state()).toMatchObject({ rateLimitHits: 2, moneySent: { length: 2 } });
	});

	test('allows no more requests than the limit in any window of one second', () => {
		const clock = jest.spyOn(performance, 'now');
		const requestAuth = new RequestAuth(mergeSettings({ requestsPerSecond: 2 }));
		const passes = (at: number) => {
			clock.mockReturnValue(at);
			try {
				requestAuth.checkRateLimit(undefined);
				return true;
			} catch {
				return false;
			}
		};
		expect([0, 900, 950, 999, 1000, 1001, 1900].map(passes)).toEqual([true, true, false, false, true, false, true]);
		clock.mockRestore();
	});
});

describe('creating a payout', () => {
	test('returns the detail, and pays once', async () => {
		const { sandbox, post } = await start();
		const { json } = await post(PAYOUT, payout({ attach: 'note' }));
		expect(json).toMatchObject({
			code: 0,
			msg: 'success',
			request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
			data: {
				out_trade_no: 'row-1',
				transaction_id: expect.stringMatching(/^[0-9a-f]{32}$/),
				trade_state: 'NOTPAY',
				amount: 15_500_000,
				decimals: 6,
				chain: 'TRON',
				to_address: TRON_ADDRESS,
				attach: '',
				service_amount: 1_000_000,
				currency: { code: 'TRON_USDT', currency: 'USDT', decimal: 6 },
			},
		});
		expect(sandbox.state().moneySent).toEqual([
			{
				out_trade_no: 'row-1',
				transaction_id: json.data.transaction_id,
				to_address: TRON_ADDRESS,
				amount: '15.5',
				currency: 'USDT',
			},
		]);
		expect(sandbox.state().balances.USDT).toBe('999983.5');
	});

	test('takes a currency by its code, too', async () => {
		const { post } = await start();
		expect((await post(PAYOUT, payout({ currency: 'TRON_USDT' }))).json.data.currency.code).toBe('TRON_USDT');
	});

	test('refuses a body that is no JSON object with 100', async () => {
		const { postText } = await start();
		for (const body of ['', '[]', '{"a":1,}', 'null']) expect((await postText(PAYOUT, body)).json.code).toBe(100);
	});

	test.each(['amount', 'chain', 'currency', 'to_address', 'out_trade_no'])(
		'names a missing %s with 11003',
		async (name) => {
			const { post } = await start();
			for (const value of [undefined, null, '']) {
				expect((await post(PAYOUT, payout({ [name]: value }))).json).toMatchObject({
					code: 11003,
					msg: expect.stringContaining(name),
				});
			}
		},
	);

	test.each([
		[{ amount: 15.5 }],
		[{ amount: '0' }],
		[{ amount: '-1' }],
		[{ amount: '+1' }],
		[{ amount: '1e3' }],
		[{ amount: '1,5' }],
		[{ amount: ' 1' }],
		[{ amount: '.5' }],
		[{ amount: '01' }],
		[{ amount: '1.0000001' }],
		[{ chain: 'SOLANA' }],
		[{ currency: 'ETH' }],
		[{ currency: 'BSC_USDT' }],
		[{ to_address: `${TRON_ADDRESS.slice(0, -1)}u` }],
		[{ to_address: EVM_ADDRESS }],
		[{ chain: 'BSC' }],
		[{ chain: 'ETHEREUM', to_address: EVM_ADDRESS.slice(0, -1) }],
		[{ out_trade_no: 7 }],
		[{ notify_url: 'ftp://x/' }],
		[{ notify_url: 'nowhere' }],
	])('refuses %j with 20005', async (changes) => {
		const { sandbox, post } = await start();
		expect((await post(PAYOUT, payout(changes))).json.code).toBe(20005);
		expect(sandbox.state().moneySent).toEqual([]);
	});

	test('refuses a used number with 12001, and pays it again only if configured to', async () => {
		const { sandbox, post } = await start();
		await post(PAYOUT, payout());
		expect((await post(PAYOUT, payout())).json.code).toBe(12001);
		sandbox.configure({ uniqueOutTradeNo: false });
		expect((await post(PAYOUT, payout())).json.code).toBe(0);
		expect(sandbox.state().moneySent.map((sent) => sent.out_trade_no)).toEqual(['row-1', 'row-1']);
	});

	test('returns the payout that has a used number only if configured to', async () => {
		const { sandbox, post } = await start({ returnsUsedNumber: true });
		const { transaction_id: first } = (await post(PAYOUT, payout())).json.data;
		expect((await post(PAYOUT, payout({ amount: '99' }))).json.data).toMatchObject({
			transaction_id: first,
			amount: 15500000,
		});
		expect(sandbox.state().moneySent).toHaveLength(1);
	});

	test('refuses what the balance does not cover with 20002', async () => {
		const { sandbox, post } = await start({ balances: { USDT: '20' } });
		expect((await post(PAYOUT, payout())).json.code).toBe(0);
		expect((await post(PAYOUT, payout({ out_trade_no: 'row-2' }))).json.code).toBe(20002);
		expect(sandbox.state().balances.USDT).toBe('3.5');
	});

	test('keeps amounts exact above 2^53', async () => {
		const { sandbox, post } = await start({ balances: { USDT: '9'.repeat(20) } });
		const { text } = await post(
			PAYOUT,
			payout({ chain: 'BSC', to_address: EVM_ADDRESS, amount: '12345678901234567.123456789012345678' }),
		);
		expect(text).toContain('"amount":12345678901234567123456789012345678,');
		expect(sandbox.state()).toMatchObject({
			payouts: [{ amount: '12345678901234567123456789012345678' }],
			moneySent: [{ amount: '12345678901234567.123456789012345678' }],
			balances: { USDT: '99987654321098765431.576543210987654322' },
		});
	});

	test('reads the amount in the smallest unit if configured to', async () => {
		const { post } = await start({ amountUnit: 'smallest' });
		expect((await post(PAYOUT, payout({ amount: '15500000' }))).json.data.amount).toBe(15_500_000);
		expect((await post(PAYOUT, payout({ amount: '15.5', out_trade_no: 'row-2' }))).json.code).toBe(20005);
	});

	test('leaves data out of the response if configured to', async () => {
		const { sandbox, post } = await start({ createReturnsData: false });
		const { json } = await post(PAYOUT, payout());
		expect(json).toEqual({ code: 0, msg: 'success', request_id: expect.any(String) });
		expect(sandbox.state().moneySent).toHaveLength(1);
	});
});

describe('a payout afterwards', () => {
	test('succeeds after its delay, and shows its attachment then', async () => {
		const { sandbox, post } = await start({ payoutDelayMs: 10 });
		await post(PAYOUT, payout({ attach: 'note' }));
		await sandbox.waitFor((state) => state.payouts[0]?.trade_state === 'SUCCESS');
		const { json } = await post('/v1/payanother/query', { out_trade_no: 'row-1' });
		expect(json.data).toMatchObject({
			trade_state: 'SUCCESS',
			attach: 'note',
			tx_id: expect.stringMatching(/^[0-9a-f]{64}$/),
		});
		expect(json.data.pay_time).toBeGreaterThan(1e12);
	});

	test('succeeds at once with a delay of 0', async () => {
		const { post } = await start({ payoutDelayMs: 0 });
		expect((await post(PAYOUT, payout())).json.data.trade_state).toBe('SUCCESS');
	});

	test('goes through the states it is configured to, in even steps', () => {
		const scheduled: Array<{ ms: number; run: () => void }> = [];
		const timers = { after: (ms: number, run: () => void) => scheduled.push({ ms, run }) } as unknown as Timers;
		const settings = mergeSettings({ payoutDelayMs: 90, payoutStates: ['PENDING', 'PROCESSING', 'SUCCESS'] });
		const ledger = new Ledger(
			settings,
			timers,
			() => undefined,
			() => undefined,
		);
		const texts = { out_trade_no: 'row-1', description: '', attach: '', notify_url: '' };
		const coin = findCoin('TRON', 'USDT')!;
		const made = ledger.create({ kind: 'payout', coin, amount: 1n, to_address: TRON_ADDRESS, ...texts });
		const states = scheduled.map(({ ms, run }) => {
			run();
			return [ms, made.trade_state];
		});
		expect(states).toEqual([
			[30, 'PENDING'],
			[60, 'PROCESSING'],
			[90, 'SUCCESS'],
		]);
	});

	test.each(['FAIL', 'FAILED', 'REJECTED', 'CANCELED', 'EXPIRED', 'SYSTEM_FAIL'] as const)(
		'can end as %s, which gives the money back and is not announced',
		async (end) => {
			const { sandbox, post } = await start({ payoutDelayMs: 0, payoutStates: ['PROCESSING', end] });
			const { trade_state } = (await post(PAYOUT, payout({ notify_url: 'http://127.0.0.1:9/' }))).json.data;
			expect(trade_state).toBe(end);
			expect(sandbox.state()).toMatchObject({ balances: { USDT: '1000000' }, notifications: [] });
			expect(() => sandbox.settle(sandbox.state().payouts[0]!.transaction_id, 'SUCCESS')).toThrow(end);
		},
	);

	test('is not moved on once it was moved by hand, and keeps its money while it is under way', async () => {
		const { sandbox, post } = await start({ payoutDelayMs: 400, payoutStates: ['PENDING', 'SUCCESS'] });
		for (const out_trade_no of ['row-1', 'row-2']) await post(PAYOUT, payout({ out_trade_no }));
		const [first, second] = sandbox.state().payouts;
		sandbox.settle(first!.transaction_id, 'PROCESSING');
		expect(sandbox.state().balances.USDT).toBe('999967');
		await sandbox.waitFor(({ payouts }) => payouts[1]?.trade_state === 'SUCCESS');
		expect(sandbox.state().payouts.map(({ trade_state }) => trade_state)).toEqual(['PROCESSING', 'SUCCESS']);
		expect(() => sandbox.settle(second!.transaction_id, 'PENDING')).toThrow('SUCCESS');
		sandbox.settle(first!.transaction_id, 'SUCCESS');
	});

	test.each([[[]], ['SUCCESS'], [['NOTPAY']], [['SUCCESS', 'PENDING']], [['FAILED', 'SUCCESS']], [['PENDING', 'x']]])(
		'cannot go the way %j',
		(payoutStates) => {
			expect(() => mergeSettings({ payoutStates })).toThrow('"payoutStates" must be');
		},
	);

	test('is found by either number, and not by a wrong pair', async () => {
		const { post } = await start();
		const { transaction_id } = (await post(PAYOUT, payout())).json.data;
		const query = async (fields: object) => (await post('/v1/payanother/query', { ...fields })).json.code;
		expect(await query({ transaction_id })).toBe(0);
		expect(await query({ out_trade_no: 'row-1', transaction_id })).toBe(0);
		expect(await query({ out_trade_no: 'row-2', transaction_id })).toBe(12002);
		expect(await query({ out_trade_no: 'row-2' })).toBe(12002);
		expect(await query({})).toBe(11003);
		expect((await post('/v1/transaction/query', { transaction_id })).json.code).toBe(12002);
	});

	test('can be closed while pending, which gives the money back, and not after', async () => {
		const { sandbox, post } = await start();
		const { transaction_id } = (await post(PAYOUT, payout())).json.data;
		const close = async (id: unknown) => (await post('/v1/payanother/close', { payanother_id: id })).json;
		expect(await close(undefined)).toMatchObject({ code: 11003, msg: expect.stringContaining('payanother_id') });
		expect(await close('0'.repeat(32))).toMatchObject({ code: 12002 });
		expect(await close(transaction_id)).toEqual({ code: 0, msg: 'success', request_id: expect.any(String) });
		expect(sandbox.state()).toMatchObject({ balances: { USDT: '1000000' }, payouts: [{ trade_state: 'CLOSED' }] });
		expect(await close(transaction_id)).toMatchObject({ code: 11000 });
	});

	test('can be refunded after its success, and then moves no more', async () => {
		const { sandbox, post } = await start();
		const { transaction_id: id } = (await post(PAYOUT, payout())).json.data;
		sandbox.settle(id, 'SUCCESS');
		expect((await post('/v1/payanother/close', { payanother_id: id })).json.code).toBe(11000);
		sandbox.settle(id, 'REFUND');
		expect(sandbox.state()).toMatchObject({ balances: { USDT: '1000000' }, payouts: [{ trade_state: 'REFUND' }] });
		expect(() => sandbox.settle(id, 'SUCCESS')).toThrow('REFUND');
		expect(() => sandbox.settle('0'.repeat(32), 'SUCCESS')).toThrow('does not exist');
	});
});

describe('orders', () => {
	test('have no states that the documentation does not list', async () => {
		const { sandbox, post } = await start();
		await post('/v1/transaction/prepayment', order());
		const [{ transaction_id: id } = { transaction_id: '' }] = sandbox.state().orders;
		for (const state of ['PENDING', 'FAILED', 'NOTPAY'] as const)
			expect(() => sandbox.settle(id, state)).toThrow('order is NOTPAY');
	});

	test("are paid to the merchant's own wallet, which is no balance, as merchant_order", async () => {
		const { sandbox, post } = await start();
		const create = async (changes: Record<string, unknown>) =>
			(await post('/v1/transaction/prepayment', order(changes))).json;
		expect(await create({ order_type: 'merchant_order' })).toMatchObject({ code: 11003 });
		expect(await create({ order_type: 'other' })).toMatchObject({ code: 20005 });
		expect(await create({ order_type: 'merchant_order', to_address: TRON_ADDRESS })).toMatchObject({ code: 0 });
		const { transaction_id } = sandbox.state().orders[0]!;
		for (const state of ['SUCCESS', 'REFUND'] as const) {
			sandbox.settle(transaction_id, state);
			expect(sandbox.state().balances.USDT).toBe('1000000');
		}
	});

	test('can still be paid after they were closed', async () => {
		const { sandbox, post } = await start();
		await post('/v1/transaction/prepayment', order());
		const { transaction_id } = sandbox.state().orders[0]!;
		sandbox.settle(transaction_id, 'CLOSED');
		expect(() => sandbox.settle(transaction_id, 'REFUND')).toThrow('order is CLOSED');
		sandbox.settle(transaction_id, 'SUCCESS');
		expect(sandbox.state()).toMatchObject({ balances: { USDT: '1000009' }, orders: [{ trade_state: 'SUCCESS' }] });
	});

	test('are created, paid by a simulated buyer, and credited', async () => {
		const { sandbox, post } = await start();
		const { json } = await post('/v1/transaction/prepayment', order({ amount: 0.1 }));
		expect(json.data).toEqual({
			prepay_id: expect.any(String),
			payment_url: `/pay/order?prepay_id=${json.data.prepay_id}`,
		});
		const { transaction_id } = sandbox.state().orders[0]!;
		sandbox.settle(transaction_id, 'SUCCESS');
		const { data } = (await post('/v1/transaction/query', { out_trade_no: 'order-1' })).json;
		expect(data).toMatchObject({ trade_state: 'SUCCESS', amount: 100_000, transaction_id });
		expect(data).not.toHaveProperty('prepay_id');
		expect(sandbox.state()).toMatchObject({ balances: { USDT: '1000000.1' }, moneySent: [] });
		expect((await send(`${sandbox.url}${json.data.payment_url}`, 'GET', {})).headers.location).toBe(
			`/?find=${transaction_id}`,
		);
	});

	test('keep the amount as it was written, not as a binary number', async () => {
		const { sandbox, postText } = await start();
		const body = JSON.stringify({ app_id: DEFAULT_APP.appId, mch_id: DEFAULT_APP.mchId, ...order({ chain: 'BSC' }) });
		await postText('/v1/transaction/prepayment', body.replace('"amount":9', '"amount":1.000000000000000001'));
		await postText(
			'/v1/transaction/prepayment',
			body.replace('"amount":9', '"amount":15e-1').replace('order-1', 'order-2'),
		);
		expect(sandbox.state().orders.map(({ amount }) => amount)).toEqual(['1000000000000000001', '1500000000000000000']);
	});

	test('can be closed while unpaid', async () => {
		const { sandbox, post } = await start();
		await post('/v1/transaction/prepayment', order());
		const { transaction_id } = sandbox.state().orders[0]!;
		expect((await post('/v1/transaction/close', { transaction_id })).json.code).toBe(0);
		expect((await post('/v1/transaction/close', { transaction_id })).json.code).toBe(11000);
	});

	test('are paid after a delay if configured to', async () => {
		const { sandbox, post } = await start({ orderDelayMs: 5 });
		await post('/v1/transaction/prepayment', order());
		await sandbox.waitFor((state) => state.orders[0]?.trade_state === 'SUCCESS');
	});

	test.each([
		[{ amount: '9' }, 20005],
		[{ amount: 0 }, 20005],
		[{ amount: -1 }, 20005],
		[{ amount: 1e-7 }, 20005],
		[{ expire_second: 1.5 }, 20005],
		[{ expire_second: '600' }, 20005],
		[{ order_type: 'other' }, 20005],
		[{ locale: 'fr' }, 20005],
		[{ to_address: 'T1' }, 20005],
		[{ expire_second: undefined }, 11003],
		[{ order_type: undefined }, 11003],
		[{ amount: undefined }, 11003],
	])('with %j are refused with %i', async (changes, code) => {
		const { post } = await start();
		expect((await post('/v1/transaction/prepayment', order(changes))).json.code).toBe(code);
	});

	test('and payouts keep their numbers apart', async () => {
		const { post } = await start();
		await post('/v1/transaction/prepayment', order({ out_trade_no: 'same' }));
		expect((await post(PAYOUT, payout({ out_trade_no: 'same' }))).json.code).toBe(0);
		expect((await post('/v1/transaction/prepayment', order({ out_trade_no: 'same' }))).json.code).toBe(12001);
	});
});

describe('the other endpoints', () => {
	test('list currencies without a signature', async () => {
		const { sandbox } = await start();
		const { json } = await send(`${sandbox.url}/v1/currency/index`, 'GET', {});
		expect(json.data).toContainEqual(
			expect.objectContaining({ code: 'TRON_USDT', network: 'TRC20', decimal: 6, contract_address: TRON_ADDRESS }),
		);
	});

	test('announce coins that arrive in a registered wallet, as an order without a number', async () => {
		const { sandbox, post } = await start();
		await post('/v1/wallet/insert', { wallet_address: TRON_ADDRESS, chain: 'TRON', name: 'Till 1' });
		const deposit = sandbox.deposit({
			wallet_address: TRON_ADDRESS,
			currency: 'USDT',
			amount: '2.5',
			notify_url: 'http://127.0.0.1:9/',
		});
		expect(deposit).toMatchObject({
			out_trade_no: '',
			trade_state: 'SUCCESS',
			amount: '2500000',
			to_address: TRON_ADDRESS,
		});
		expect(sandbox.state()).toMatchObject({
			balances: { USDT: '1000002.5' },
			notifications: [{ kind: 'order', event_type: 'SUCCESS' }],
		});
		expect(() =>
			sandbox.deposit({
				wallet_address: EVM_ADDRESS,
				currency: 'USDT',
				amount: '1',
				notify_url: 'http://127.0.0.1:9/',
			}),
		).toThrow('does not exist');
	});

	test('return a balance in the smallest unit', async () => {
		const { post } = await start({ balances: { USDT: '54.67' } });
		const balance = async (chain: string) =>
			(await post('/v1/merchant/balance', { chain, currency: 'USDT' })).json.data[0];
		expect(await balance('TRON')).toMatchObject({ balance: '54670000', decimal: 6 });
		expect(await balance('BSC')).toMatchObject({ balance: '54670000000000000000', decimal: 18 });
	});

	test('estimate the fee of a payout without making one', async () => {
		const { sandbox, post } = await start();
		const asked = { chain: 'BSC', currency: 'USDT', to_address: EVM_ADDRESS };
		expect((await post('/v1/payanother/estimated_fee', asked)).json.data).toEqual({
			...{ chain: 'BSC', to_address: EVM_ADDRESS, decimals: 18 },
			...{ service_amount: 300_000_000_000_000_000, service_amount_currency: 'USDT' },
		});
		for (const name of Object.keys(asked)) {
			const response = await post('/v1/payanother/estimated_fee', { ...asked, [name]: undefined });
			expect(response.json).toMatchObject({ code: 11003, msg: expect.stringContaining(name) });
		}
		const misdirected = await post('/v1/payanother/estimated_fee', { ...asked, to_address: TRON_ADDRESS });
		expect(misdirected.json.code).toBe(20005);
		expect(sandbox.state().payouts).toEqual([]);
	});

	test('keep wallets', async () => {
		const { sandbox, post } = await start();
		const wallet = { wallet_address: TRON_ADDRESS, chain: 'TRON', name: 'till' };
		const query = async (appId: string) =>
			(await send(`${sandbox.url}/v1/wallet/query?wallet_address=${TRON_ADDRESS}`, 'GET', { app_id: appId })).json;
		expect((await post('/v1/wallet/update', wallet)).json.code).toBe(12002);
		expect((await post('/v1/wallet/insert', wallet)).json.data).toMatchObject(wallet);
		expect((await post('/v1/wallet/insert', wallet)).json.code).toBe(12001);
		expect((await post('/v1/wallet/update', { ...wallet, name: 'safe' })).json.data.name).toBe('safe');
		expect((await query(DEFAULT_APP.appId)).data).toMatchObject({ name: 'safe' });
		expect((await query('')).code).toBe(20000);
		expect((await post('/v1/wallet/delete', wallet)).json).not.toHaveProperty('data');
		expect((await query(DEFAULT_APP.appId)).code).toBe(12002);
	});

	test('do not exist under other names', async () => {
		const { post } = await start();
		expect((await post('/v1/constructor', {})).status).toBe(404);
		expect((await post('/v1/payanother/pay', {})).status).toBe(404);
	});
});

describe('signed responses', () => {
	const decryptedContent = (headers: IncomingHttpHeaders) => {
		const [timestamp, nonce, ...rest] = ecbOpen(String(headers['ttpay-signature']), DEFAULT_APP.appSecret).split('\n');
		expect([timestamp, nonce]).toEqual([headers['ttpay-timestamp'], headers['ttpay-nonce']]);
		return rest.join('\n');
	};

	test('cover data with sorted keys, as seen live', async () => {
		const { post } = await start();
		const { headers, json } = await post(PAYOUT, payout());
		const content = decryptedContent(headers);
		expect(JSON.parse(content)).toEqual(json.data);
		expect(Object.keys(JSON.parse(content))).toEqual(Object.keys(json.data).sort());
		expect(Object.keys(json.data)).not.toEqual(Object.keys(json.data).sort());
	});

	test('cover the body, as documented, if configured to, and when there is no data', async () => {
		const { sandbox, post } = await start();
		const failed = await post('/v1/payanother/query', { out_trade_no: 'none' });
		expect(decryptedContent(failed.headers)).toBe(failed.text);
		sandbox.configure({ responseSigning: 'body' });
		const paid = await post(PAYOUT, payout());
		expect(decryptedContent(paid.headers)).toBe(paid.text);
	});

	test('are missing when switched off, and for a client whose key is unknown', async () => {
		const { sandbox, post } = await start();
		expect((await post(PAYOUT, payout(), { secret: 'x'.repeat(32) })).headers).not.toHaveProperty('ttpay-signature');
		sandbox.configure({ signResponses: false });
		expect((await post(PAYOUT, payout())).headers).not.toHaveProperty('ttpay-signature');
	});
});

describe('faults', () => {
	type Outcome = { paid: boolean; status: number | 'cut'; code?: number; signature?: 'right' | 'wrong' | 'none' };
	const outcomes: Record<Exclude<FaultKind, 'trickle'>, Outcome> = {
		slow: { paid: true, status: 200, code: 0, signature: 'right' },
		'process late': { paid: true, status: 200, code: 0, signature: 'right' },
		'cut before': { paid: false, status: 'cut' },
		'cut after': { paid: true, status: 'cut' },
		'500 before': { paid: false, status: 500 },
		'500 after': { paid: true, status: 500 },
		'401 before': { paid: false, status: 401, code: 103 },
		'401 after': { paid: true, status: 401, code: 103 },
		redirect: { paid: false, status: 307 },
		'redirect after': { paid: true, status: 307 },
		'garbage before': { paid: false, status: 200 },
		'garbage after': { paid: true, status: 200 },
		code: { paid: false, status: 200, code: 11000, signature: 'right' },
		'code after': { paid: true, status: 200, code: 11000, signature: 'right' },
		unsigned: { paid: true, status: 200, code: 0, signature: 'none' },
		'bad signature': { paid: true, status: 200, code: 0, signature: 'wrong' },
		reordered: { paid: true, status: 200, code: 0, signature: 'right' },
	};

	const ending = FAULT_KINDS.filter((kind) => kind !== 'trickle');
	test.each(ending.map((kind) => [kind, outcomes[kind].paid ? 'pays' : 'does not pay'] as const))(
		'"%s" %s, once',
		async (kind) => {
			const { sandbox, post } = await start();
			const expected = outcomes[kind];
			sandbox.addFault({ kind, delayMs: 1 });
			const response = await post(PAYOUT, payout()).catch(() => undefined);
			expect(response?.status ?? 'cut').toBe(expected.status);
			expect(response?.json.code).toBe(expected.code);
			expect(sandbox.state().moneySent).toHaveLength(expected.paid ? 1 : 0);
			expect(sandbox.state().requests[0]).toMatchObject({
				fault: kind,
				processed: expected.paid,
				status: response?.status ?? null,
				out_trade_no: 'row-1',
			});
			if (expected.signature) {
				const signature = response?.headers['ttpay-signature'];
				const open = () => ecbOpen(String(signature), DEFAULT_APP.appSecret);
				if (expected.signature === 'none') expect(signature).toBeUndefined();
				else if (expected.signature === 'wrong') expect(open).toThrow();
				else expect(open()).toContain(String(response?.headers['ttpay-nonce']));
			}
			expect((await post(PAYOUT, payout({ out_trade_no: 'row-2' }))).json.code).toBe(0);
		},
	);

	test('"slow" pays before its response is sent, "process late" only then', async () => {
		const { sandbox, post } = await start();
		sandbox.addFault({ kind: 'slow', number: 'slow', delayMs: 3_600_000 });
		sandbox.addFault({ kind: 'process late', number: 'late', delayMs: 3_600_000 });
		const requests = ['slow', 'late'].map(async (out_trade_no) => post(PAYOUT, payout({ out_trade_no })));
		const settled = Promise.allSettled(requests);
		const { moneySent } = await sandbox.waitFor(({ requests }) => requests.filter(({ fault }) => fault).length === 2);
		expect(moneySent.map((sent) => sent.out_trade_no)).toEqual(['slow']);
		await sandbox.close();
		expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	});

	test('"process late" pays although the client has disconnected', async () => {
		const { sandbox, post } = await start();
		sandbox.addFault({ kind: 'process late', delayMs: 30 });
		const { abandon, gone } = await abandonable(sandbox.url);
		await sandbox.waitFor(({ requests }) => requests.length === 1);
		abandon();
		await gone;
		await sandbox.waitFor(({ moneySent }) => moneySent.length === 1);
		expect((await post('/v1/payanother/query', { out_trade_no: 'row-1' })).json.code).toBe(0);
	});

	test('"trickle" pays, and its response never ends', async () => {
		const { sandbox, post } = await start();
		sandbox.addFault({ kind: 'trickle' });
		const { abandon, response } = await abandonable(sandbox.url);
		const reader = (await response)?.body?.getReader();
		for (let read = 0; read < 3; read += 1) {
			expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(' ');
		}
		expect(sandbox.state().moneySent).toHaveLength(1);
		abandon();
		expect((await post('/v1/payanother/query', { out_trade_no: 'row-1' })).json.code).toBe(0);
	});

	test('"redirect" leads to a place that remembers who came', async () => {
		const { sandbox, post } = await start();
		sandbox.addFault({ kind: 'redirect' });
		const { headers } = await post(PAYOUT, payout());
		expect(headers.location).toBe(`${sandbox.url}/elsewhere`);
		expect(sandbox.state().elsewhere).toEqual([]);
		await send(headers.location!, 'POST', { Authorization: 'secret' }, 'body');
		expect(sandbox.state().elsewhere).toEqual([
			expect.objectContaining({ method: 'POST', authorization: 'secret', body: 'body' }),
		]);
	});

	test('"reordered" signs the keys in reverse', async () => {
		const { sandbox, post } = await start();
		sandbox.addFault({ kind: 'reordered' });
		const { headers, json } = await post(PAYOUT, payout());
		const signed = JSON.parse(ecbOpen(String(headers['ttpay-signature']), DEFAULT_APP.appSecret).split('\n')[2]!);
		expect(signed).toEqual(json.data);
		expect(Object.keys(signed)).toEqual(Object.keys(json.data).reverse());
	});

	test('affect only the path, number and count they name', async () => {
		const { sandbox, post } = await start();
		sandbox.addFault({ kind: 'code', code: 20004, path: '/v1/payanother/query' });
		sandbox.addFault({ kind: 'code', code: 20003, number: 'b', times: 2 });
		const codes = [];
		for (const out_trade_no of ['a', 'b', 'b', 'b'])
			codes.push((await post(PAYOUT, payout({ out_trade_no }))).json.code);
		for (let turn = 0; turn < 2; turn++)
			codes.push((await post('/v1/payanother/query', { out_trade_no: 'a' })).json.code);
		expect(codes).toEqual([0, 20003, 20003, 0, 20004, 0]);
		expect(sandbox.state().faults).toEqual([]);
	});

	test('last until cleared with times -1 or Infinity, on every path with *', async () => {
		const { sandbox, post } = await start();
		for (const times of [-1, Infinity]) {
			sandbox.addFault({ kind: 'code', path: '*', times });
			for (const path of [PAYOUT, '/v1/payanother/query', '/v1/merchant/balance'])
				expect((await post(path, {})).json.code).toBe(11000);
			sandbox.clearFaults();
			expect((await post('/v1/merchant/balance', {})).json.code).toBe(11003);
		}
	});

	test('affect the same requests again with the same seed', async () => {
		const run = async (seed: number) => {
			const { sandbox, post } = await start();
			sandbox.addFault({ kind: 'code', times: -1, probability: 0.5, seed });
			const codes = [];
			for (let turn = 0; turn < 24; turn++)
				codes.push((await post(PAYOUT, payout({ out_trade_no: `row-${turn}` }))).json.code);
			return codes;
		};
		const first = await run(7);
		expect(new Set(first)).toEqual(new Set([0, 11000]));
		expect(await run(7)).toEqual(first);
		expect(await run(8)).not.toEqual(first);
	});

	test('are not used up by a request over the rate limit', async () => {
		const { sandbox, post } = await start({ requestsPerSecond: 1 });
		await post('/v1/payanother/query', { out_trade_no: 'none' });
		sandbox.addFault({ kind: 'cut before' });
		expect((await post(PAYOUT, payout())).json.code).toBe(11001);
		expect(sandbox.state().faults).toHaveLength(1);
	});

	test('that make no sense are refused', async () => {
		const { sandbox } = await start();
		for (const fault of [
			{},
			{ kind: 'meteor' },
			{ kind: 'slow', delay: 5 },
			{ kind: 'slow', times: 0 },
			{ kind: 'slow', path: 'v1' },
			{ kind: 'slow', probability: 2 },
		]) {
			expect(() => sandbox.addFault(fault as never)).toThrow(/fault/);
		}
	});

	/** A signed payout in flight, whose client can disconnect before the response. */
	async function abandonable(url: string) {
		const body = JSON.stringify({ app_id: DEFAULT_APP.appId, mch_id: DEFAULT_APP.mchId, ...payout() });
		const [timestamp, nonce] = [String(Date.now()), 'b'.repeat(32)];
		const signature = ecbSign([PAYOUT, timestamp, nonce, body].join('\n'), DEFAULT_APP.appSecret);
		const authorization = `TTPAY-AES-256-ECB app_id=${DEFAULT_APP.appId},mch_id=${DEFAULT_APP.mchId},nonce_str=${nonce},timestamp=${timestamp},signature=${signature}`;
		const controller = new AbortController();
		const response = fetch(`${url}${PAYOUT}`, {
			method: 'POST',
			headers: { Authorization: authorization },
			body,
			signal: controller.signal,
		}).catch(() => undefined);
		return { abandon: () => controller.abort(), gone: response, response };
	}
});

describe('notifications', () => {
	const { appId, mchId, appSecret } = DEFAULT_APP;
	const signedText = ({ headers }: Received) => ecbOpen(String(headers['ttpay-signature']), appSecret).split('\n');
	const isCorrectlySigned = (received: Received) => {
		try {
			const [timestamp, nonce, content] = signedText(received);
			return (
				timestamp === received.headers['ttpay-timestamp'] &&
				nonce === received.headers['ttpay-nonce'] &&
				content === received.body
			);
		} catch {
			return false;
		}
	};

	test('tell of a success, signed and encrypted, until acknowledged', async () => {
		const receiver = await startReceiver();
		const { sandbox, post } = await start();
		const { transaction_id } = (await post(PAYOUT, payout({ notify_url: receiver.url, attach: 'note' }))).json.data;
		sandbox.settle(transaction_id, 'SUCCESS');
		const { notifications } = await sandbox.waitFor((state) => state.notifications[0]?.state === 'delivered');
		expect(notifications).toMatchObject([
			{
				transaction_id,
				out_trade_no: 'row-1',
				url: receiver.url,
				event_type: 'PAYPAYANOTHER.SUCCESS',
				variation: 'plain',
				next_at: null,
			},
		]);
		expect(notifications[0]!.attempts).toEqual([
			{ at: expect.any(String), status: 200, response: 'success', error: null },
		]);

		const [received] = receiver.received;
		expect(isCorrectlySigned(received!)).toBe(true);
		expect(received!.headers).toMatchObject({
			'content-type': 'application/json',
			'ttpay-nonce': expect.stringMatching(/^[0-9a-f]{32}$/),
			'ttpay-timestamp': expect.stringMatching(/^\d{13}$/),
		});
		const body = JSON.parse(received!.body);
		expect(body).toEqual({
			app_id: appId,
			mch_id: mchId,
			create_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+08:00$/),
			resource_type: 'encrypt-resource',
			event_type: 'PAYPAYANOTHER.SUCCESS',
			resource: {
				original_type: 'payanother',
				algorithm: 'AEAD_AES_256_GCM',
				ciphertext: expect.any(String),
				nonce: expect.any(String),
			},
		});
		expect(Math.abs(Date.parse(body.create_time) - Date.now())).toBeLessThan(60_000);
		expect(JSON.parse(openResource(body.resource, appSecret))).toMatchObject({
			transaction_id,
			trade_state: 'SUCCESS',
			amount: 15_500_000,
			attach: 'note',
		});
		expect((await post('/v1/payanother/query', { transaction_id })).json.data).toMatchObject({
			notify_num: 1,
			notify_status: 1,
		});
	});

	test('tell of a paid order', async () => {
		const receiver = await startReceiver();
		const { sandbox, post } = await start();
		await post('/v1/transaction/prepayment', order({ notify_url: receiver.url }));
		sandbox.settle(sandbox.state().orders[0]!.transaction_id, 'SUCCESS');
		await sandbox.waitFor((state) => state.notifications[0]?.state === 'delivered');
		expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({
			event_type: 'SUCCESS',
			resource: { original_type: 'transaction' },
		});
	});

	test('are not sent without an address, nor for a closed payout', async () => {
		const receiver = await startReceiver();
		const { sandbox, post } = await start();
		const silent = (await post(PAYOUT, payout())).json.data.transaction_id;
		const closed = (await post(PAYOUT, payout({ out_trade_no: 'row-2', notify_url: receiver.url }))).json.data
			.transaction_id;
		sandbox.settle(silent, 'SUCCESS');
		sandbox.settle(closed, 'CLOSED');
		expect(sandbox.state().notifications).toEqual([]);
		await expect(sandbox.notify(silent)).rejects.toThrow('notify_url');
	});

	test.each([
		['another body', [200, 'success\n']],
		['a quoted body', [200, '"success"']],
		['an error status', [500, 'success']],
		['a redirect', [302, 'success']],
	] as const)('take %s for a failure, and come again signed afresh', async (_, first) => {
		const receiver = await startReceiver((turn) => (turn === 1 ? [...first] : [200, 'success']));
		const { sandbox, post } = await start({ timeScale: 0, payoutDelayMs: 0 });
		await post(PAYOUT, payout({ notify_url: receiver.url }));
		const { notifications } = await sandbox.waitFor((state) => state.notifications[0]?.state === 'delivered');
		expect(notifications[0]!.attempts.map(({ status }) => status)).toEqual([first[0], 200]);
		const [one, two] = receiver.received;
		expect(two!.body).toBe(one!.body);
		expect(two!.headers['ttpay-nonce']).not.toBe(one!.headers['ttpay-nonce']);
		expect(isCorrectlySigned(two!)).toBe(true);
	});

	test('are given up after ten attempts over about eleven hours', async () => {
		const receiver = await startReceiver(() => [200, 'fail']);
		const { sandbox, post } = await start({ timeScale: 0, payoutDelayMs: 0 });
		await post(PAYOUT, payout({ notify_url: receiver.url }));
		const { notifications } = await sandbox.waitFor((state) => state.notifications[0]?.state === 'given up');
		expect(notifications[0]!.attempts).toHaveLength(10);
		expect(SCHEDULE_MS.map((ms) => ms / 1000)).toEqual([0, 15, 30, 180, 600, 1200, 1800, 3600, 10_800, 21_600]);
	});

	test('come again after the scheduled time, scaled', async () => {
		const receiver = await startReceiver(() => [200, 'fail']);
		const { sandbox, post } = await start({ timeScale: 100, payoutDelayMs: 0 });
		await post(PAYOUT, payout({ notify_url: receiver.url }));
		const {
			notifications: [record],
		} = await sandbox.waitFor(({ notifications: [one] }) => one?.attempts.length === 1 && one.next_at !== null);
		const wait = Date.parse(record!.next_at!) - Date.parse(record!.attempts[0]!.at);
		expect(wait).toBeGreaterThanOrEqual(1_500_000);
		expect(wait).toBeLessThan(1_510_000);
	});

	test('keep on record why an attempt failed', async () => {
		const { sandbox, post } = await start({ timeScale: 0, payoutDelayMs: 0 });
		await post(PAYOUT, payout({ notify_url: 'http://127.0.0.1:1/' }));
		const { notifications } = await sandbox.waitFor((state) => state.notifications[0]?.state === 'given up');
		expect(notifications[0]!.attempts[0]).toMatchObject({
			status: null,
			error: expect.stringContaining('ECONNREFUSED'),
		});
	});

	const opens = (received: Received) => {
		try {
			return JSON.parse(openResource(JSON.parse(received.body).resource, appSecret)).out_trade_no === 'row-1';
		} catch {
			return false;
		}
	};
	const traits: Record<NotifyVariation, { signed: boolean; opens: boolean; times: number }> = {
		plain: { signed: true, opens: true, times: 1 },
		twice: { signed: true, opens: true, times: 2 },
		altered: { signed: false, opens: false, times: 1 },
		'altered body': { signed: false, opens: true, times: 1 },
		unsigned: { signed: false, opens: true, times: 1 },
		'wrong secret': { signed: false, opens: false, times: 1 },
		'reordered keys': { signed: false, opens: true, times: 1 },
		old: { signed: true, opens: true, times: 1 },
		english: { signed: true, opens: true, times: 1 },
	};
	test.each(NOTIFY_VARIATIONS)('can be sent by hand, "%s"', async (variation) => {
		const receiver = await startReceiver();
		const { sandbox, post } = await start();
		const { transaction_id } = (await post(PAYOUT, payout({ notify_url: receiver.url }))).json.data;
		const record = await sandbox.notify(transaction_id, variation);
		expect(record).toMatchObject({ variation, state: 'delivered', attempts: { length: traits[variation].times } });
		expect(receiver.received).toHaveLength(traits[variation].times);
		for (const received of receiver.received) {
			expect(isCorrectlySigned(received)).toBe(traits[variation].signed);
			expect(opens(received)).toBe(traits[variation].opens);
		}
		const [first] = receiver.received;
		const body = JSON.parse(first!.body);
		if (variation === 'unsigned') expect(first!.headers).not.toHaveProperty('ttpay-signature');
		if (variation === 'reordered keys') {
			expect(JSON.parse(signedText(first!)[2]!)).toEqual(body);
			expect(Object.keys(JSON.parse(signedText(first!)[2]!))).toEqual(Object.keys(body).reverse());
		}
		if (variation === 'altered')
			expect(JSON.parse(signedText(first!)[2]!).resource.ciphertext).not.toBe(body.resource.ciphertext);
		if (variation === 'old') {
			const hours = [Number(first!.headers['ttpay-timestamp']), Date.parse(body.create_time)].map((at) =>
				Math.round((Date.now() - at) / 3_600_000),
			);
			expect(hours).toEqual([48, 48]);
		}
		if (variation === 'english')
			expect(body).toMatchObject({ event_type: 'PAYPAYOUT.SUCCESS', resource: { original_type: 'payout' } });
	});

	test('are not repeated when sent by hand and refused', async () => {
		const receiver = await startReceiver(() => [401, 'no']);
		const { sandbox, post } = await start({ timeScale: 0 });
		const { transaction_id } = (await post(PAYOUT, payout({ notify_url: receiver.url }))).json.data;
		expect(await sandbox.notify(transaction_id, 'altered')).toMatchObject({
			state: 'given up',
			attempts: [{ status: 401, response: 'no' }],
		});
	});
});

describe('control', () => {
	test('over HTTP does what the methods do', async () => {
		const receiver = await startReceiver();
		const { sandbox, post } = await start();
		await control(sandbox, 'POST', 'settings', { balances: { USDT: '17' } });
		await control(sandbox, 'POST', 'faults', { kind: 'code', times: -1 });
		expect((await post(PAYOUT, payout())).json.code).toBe(11000);
		await control(sandbox, 'DELETE', 'faults');
		const { transaction_id: id } = (await post(PAYOUT, payout({ notify_url: receiver.url }))).json.data;
		await control(sandbox, 'POST', 'chat', { text: '<b>hello</b>' });
		expect((await control(sandbox, 'POST', `payouts/${id}/settle`, { state: 'SUCCESS' })).text).toBe('{"ok":true}');
		expect(
			JSON.parse((await control(sandbox, 'POST', 'notifications', { transaction_id: id, variation: 'old' })).text),
		).toMatchObject({ state: 'delivered' });
		const state = await control(sandbox, 'GET', 'state');
		expect(JSON.parse(state.text)).toMatchObject({
			balances: { USDT: '0.5', TRX: '1000000' },
			payouts: [{ trade_state: 'SUCCESS' }],
			chat: [{ body: { text: '<b>hello</b>' } }],
		});
		await control(sandbox, 'POST', 'reset');
		expect(sandbox.state()).toMatchObject({
			payouts: [],
			chat: [],
			requests: [],
			notifications: [],
			balances: { USDT: '1000000' },
		});
	});

	test.each([
		['POST', 'settings', { colour: 'red' }, 400],
		['POST', 'settings', { payoutDelayMs: '5' }, 400],
		['POST', 'settings', { appSecret: 'short' }, 400],
		['POST', 'faults', { kind: 'meteor' }, 400],
		['POST', `payouts/${'0'.repeat(32)}/settle`, { state: 'SUCCESS' }, 404],
		['POST', `payouts/${'0'.repeat(32)}/settle`, { state: 'NOTPAY' }, 400],
		['POST', 'notifications', { transaction_id: '0'.repeat(32) }, 404],
		['POST', 'notifications', { transaction_id: '0', variation: 'odd' }, 400],
		['POST', 'nothing', {}, 404],
		['GET', 'reset', {}, 404],
	])('responds to %s %s %j with %i', async (method, path, body, status) => {
		const { sandbox } = await start();
		const response = await control(sandbox, method, path, body);
		expect(response.status).toBe(status);
		expect(JSON.parse(response.text)).toEqual({ error: expect.any(String) });
	});

	test('responds with 409 if the state does not allow a move', async () => {
		const { sandbox, post } = await start({ payoutDelayMs: 0 });
		const { transaction_id: id } = (await post(PAYOUT, payout())).json.data;
		expect((await control(sandbox, 'POST', `payouts/${id}/settle`, { state: 'CLOSED' })).status).toBe(409);
	});

	test('refuses what a page of another site could send', async () => {
		const { sandbox } = await start();
		for (const path of ['chat', 'reset', 'settings']) {
			expect((await control(sandbox, 'POST', path, {}, { 'Content-Type': 'text/plain' })).status).toBe(415);
			expect((await control(sandbox, 'POST', path, {}, { Host: 'evil.example' })).status).toBe(403);
		}
		expect((await control(sandbox, 'GET', 'state', {}, { Host: 'evil.example' })).status).toBe(403);
		expect((await control(sandbox, 'GET', 'events', {}, { Host: 'evil.example' })).status).toBe(403);
		expect((await send(`${sandbox.url}/`, 'GET', { Host: 'evil.example' })).status).toBe(404);
		expect((await control(sandbox, 'POST', 'chat', {}, { Host: `localhost:${sandbox.port}` })).status).toBe(200);
		expect(sandbox.state().chat).toHaveLength(1);
	});

	test('a reset cancels what was still to happen', async () => {
		const { sandbox, post } = await start({ payoutDelayMs: 20 });
		await post(PAYOUT, payout());
		sandbox.addFault({ kind: 'process late', delayMs: 20 });
		const late = post(PAYOUT, payout({ out_trade_no: 'row-2' }));
		await sandbox.waitFor(({ requests }) => requests.length === 2);
		sandbox.reset();
		await expect(late).rejects.toThrow();
		expect(sandbox.state()).toMatchObject({ payouts: [], moneySent: [], settings: { payoutDelayMs: 20 } });
		expect((await post(PAYOUT, payout())).json.code).toBe(0);
	});

	test('sums up each currency exactly, on all chains together', async () => {
		const { sandbox, post } = await start({ balances: { TRX: '0', ETH: '0', BNB: '0' } });
		const settle = async (path: string, fields: Record<string, unknown>, state: 'SUCCESS' | 'CLOSED' | 'REFUND') => {
			await post(path, fields);
			const { payouts, orders } = sandbox.state();
			const made = [...payouts, ...orders].find((one) => one.out_trade_no === fields.out_trade_no);
			sandbox.settle(made?.transaction_id ?? '', state);
		};
		const onBsc = { chain: 'BSC', to_address: EVM_ADDRESS, amount: '0.000000000000000001' };
		await settle(PAYOUT, payout(), 'SUCCESS');
		await settle(PAYOUT, payout({ out_trade_no: 'row-2', ...onBsc }), 'SUCCESS');
		await post(PAYOUT, payout({ out_trade_no: 'row-3', amount: '7' }));
		await settle(PAYOUT, payout({ out_trade_no: 'row-4' }), 'CLOSED');
		await settle('/v1/transaction/prepayment', order(), 'SUCCESS');
		await post('/v1/transaction/prepayment', order({ out_trade_no: 'order-2' }));
		const nothing = { balance: '0', on_the_way: '0', landed: '0', received: '0' };
		expect(sandbox.state().totals).toEqual([
			{
				currency: 'USDT',
				// 1 million, without three payouts with their fees, with an order.
				balance: '999984.199999999999999999',
				on_the_way: '7',
				landed: '15.500000000000000001',
				received: '9',
			},
			...['TRX', 'ETH', 'BNB'].map((currency) => ({ currency, ...nothing })),
		]);
	});

	test('names every fault in words, and knows no other', async () => {
		const { sandbox } = await start();
		const { json } = await control(sandbox, 'GET', 'faults');
		expect(Object.keys(json).sort()).toEqual([...FAULT_KINDS].sort());
		for (const { name, about } of Object.values(json as Record<string, { name: string; about: string }>)) {
			expect(name).toMatch(/^[A-Z][^.]{5,40}$/);
			expect(about).toMatch(/^[A-Z].{15,}\.$/);
		}
	});

	test('serves the page, and pushes what happens to it', async () => {
		const { sandbox, post } = await start();
		const page = await send(`${sandbox.url}/`, 'GET', {});
		expect(page.headers).toMatchObject({
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy': expect.stringContaining("default-src 'none'"),
		});
		expect(page.text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
		const stream = await fetch(`${sandbox.url}/_sandbox/events`);
		const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
		let text = '';
		const until = async (word: string) => {
			while (!text.includes(word)) text += (await reader.read()).value ?? '';
		};
		await until('"payouts":[]');
		await post(PAYOUT, payout());
		await until('"out_trade_no":"row-1"');
		await reader.cancel();
	});
});

describe('the command line', () => {
	const run = async (...args: string[]) =>
		new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
			// In one process: between tsx's own command and the program, a signal can get lost.
			const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts', ...args]);
			let [out, err] = ['', ''];
			child.stderr.on('data', (chunk) => (err += chunk));
			child.stdout.on('data', (chunk) => {
				out += chunk;
				if (out.includes('Ctrl-C')) child.kill('SIGTERM');
			});
			child.on('close', (code) => resolve({ code, out, err }));
		});

	test('prints what to type into n8n, and stops cleanly on SIGTERM', async () => {
		const { code, out, err } = await run('--port', '0', '--delay', '-1');
		expect({ code, err }).toEqual({ code: 0, err: '' });
		for (const text of [/http:\/\/127\.0\.0\.1:\d+/, DEFAULT_APP.appId, DEFAULT_APP.mchId, DEFAULT_APP.appSecret])
			expect(out).toMatch(text);
	}, 30_000);

	test('says in one line that its port is in use', async () => {
		const { sandbox } = await start();
		const { code, err } = await run('--port', String(sandbox.port));
		expect(code).toBe(1);
		expect(err).toMatch(new RegExp(`^Port ${sandbox.port} is in use\\.[^\\n]*\\n$`));
	}, 30_000);
});
