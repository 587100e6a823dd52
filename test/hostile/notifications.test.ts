import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { DaxPayApi } from '../../daxpay/credentials/DaxPayApi.credentials';
import { DaxPayTrigger } from '../../daxpay/nodes/DaxPay/DaxPayTrigger.node';
import { startDaxPaySandbox, type DaxPaySandbox } from '../../daxpay/sandbox/server';
import { credentialOf } from '../../daxpay/tools/runDaxPay';
import { type WebhookCall, type WebhookOutcome, callWebhook } from '../../tools/n8n/runNode';
import { anyText } from '../helpers/anyText';
import { CREDENTIAL, buildNotification, paidDetail, signatureOf } from '../../tools/notifications/build';
import { applySplice, repeats, sentNotifications, splice } from '../../tools/notifications/splice';
import { localServers } from '../helpers/localServer';

const SEED = 20_260_102;
const REFUSED = { starts: false, status: 401, result: { noWebhookResponse: true } };

let sandbox: DaxPaySandbox;
beforeAll(async () => {
	sandbox = await startDaxPaySandbox();
	sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
});
afterAll(async () => await sandbox.close());

const receive = async (call: Pick<WebhookCall, 'headers' | 'body'>) =>
	await callWebhook({ credential: CREDENTIAL, ...call });

const receiveNotice = async (body: Buffer | string) =>
	await callWebhook({
		nodeType: new DaxPayTrigger(),
		credentialType: new DaxPayApi(),
		credential: credentialOf(sandbox),
		headers: { 'content-type': 'application/json' },
		body,
		parameters: { events: ['payment.success', 'other'], simplify: false },
	});

/** JSON that parsers stumble over. */
const ODD: Array<[string, string]> = [
	['__proto__', '{"__proto__":{"polluted":true},"a":1}'],
	['constructor.prototype', '{"constructor":{"prototype":{"polluted":true}}}'],
	['deep nesting', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
	['nesting that does not end', '{"a":'.repeat(20_000)],
	['huge numbers', '{"amount":1e400,"decimals":-1e400,"n":123456789012345678901234567890}'],
	['keys that stand twice', '{"app_id":"x","app_id":"y","sign":"a","sign":"b"}'],
	['a number for everything', '{"app_id":1,"mch_id":2,"create_time":3,"resource":4,"sign":5,"data":6}'],
	['lists for everything', '{"app_id":[],"mch_id":[],"create_time":[],"resource":[],"sign":[],"data":[]}'],
	['a lone surrogate', '{"a":"\\ud800"}'],
	['nothing', ''],
];

const INVALID_UTF8 = Buffer.concat([
	Buffer.from('{"a":"'),
	Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
	Buffer.from('"}'),
]);

describe('a notification of TokenPay', () => {
	test('of random bytes, with headers of any kind, is refused and starts nothing', async () => {
		const text = anyText(80);
		const header = fc.oneof(
			text,
			fc.base64String({ maxLength: 200 }),
			fc.array(text),
			fc.constant(undefined),
			fc.integer(),
		);
		await fc.assert(
			fc.asyncProperty(
				header,
				header,
				header,
				fc.uint8Array({ maxLength: 400 }),
				async (time, nonce, signature, body) => {
					const headers = { 'ttpay-timestamp': time, 'ttpay-nonce': nonce, 'ttpay-signature': signature };
					expect(await receive({ headers: headers as Record<string, string>, body: Buffer.from(body) })).toEqual(
						REFUSED,
					);
				},
			),
			{ seed: SEED, numRuns: 300 },
		);
	});

	test.each(ODD)('with %s in the body is refused, signed or not', async (_what, body) => {
		const { headers } = buildNotification();
		expect(await receive({ headers, body })).toEqual(REFUSED);
		const signed = signatureOf(String(Date.now()), 'n'.repeat(32), body);
		expect(await receive({ headers: signed, body })).toEqual(REFUSED);
		expect({}).not.toHaveProperty('polluted');
	});

	test('of bytes that are no UTF-8 is refused, signed or not', async () => {
		expect(await receive({ headers: buildNotification().headers, body: INVALID_UTF8 })).toEqual(REFUSED);
		const headers = signatureOf(String(Date.now()), 'n'.repeat(32), INVALID_UTF8.toString('latin1'));
		expect(await receive({ headers, body: INVALID_UTF8 })).toEqual(REFUSED);
	});

	test.each(ODD)(
		'with %s in its sealed detail never breaks the trigger and pollutes nothing',
		async (_what, plaintext) => {
			const { starts, status, result } = await receive(buildNotification({ plaintext }));
			expect([starts || status === 401 || result.webhookResponse === 'success']).toEqual([true]);
			expect({}).not.toHaveProperty('polluted');
		},
	);

	test('with any JSON in the fields of its detail never breaks the trigger, and only SUCCESS starts it', async () => {
		const detail = fc.dictionary(
			fc.constantFrom(...Object.keys(paidDetail()), 'service_amount', 'pay_time', 'create_time', 'tx_id'),
			fc.oneof(fc.jsonValue(), fc.constant('SUCCESS'), fc.double(), fc.constant({ toString: 1, valueOf: null })),
		);
		await fc.assert(
			fc.asyncProperty(detail, async (changes) => {
				const { starts, status } = await receive(buildNotification({ detail: changes }));
				if (starts) expect({ ...paidDetail(), ...changes }.trade_state).toBe('SUCCESS');
				expect([undefined, 401]).toContain(status);
			}),
			{ seed: SEED, numRuns: 300 },
		);
	});
});

describe('a notification of TokenPay put together of blocks of others', () => {
	const now = Date.now();
	const sent = sentNotifications(now);
	// Everything that comes out, so that nothing of it can be altered.
	const parameters = { events: ['payout.success', 'order.success', 'other'], simplify: false };
	const genuine = new Map<unknown, IDataObject>();
	const itemOf = ({ result }: WebhookOutcome) => result.workflowData?.[0]?.[0]?.json;
	const splicing = { seed: SEED, numRuns: 1200 };
	const { serve, close } = localServers();
	let baseUrl: string;

	beforeAll(async () => {
		for (const one of sent) {
			const item = itemOf(await callWebhook({ credential: CREDENTIAL, ...one, parameters }));
			expect([one.transactionId, item !== undefined, item?.event]).toEqual([
				one.transactionId,
				one.isFresh,
				one.isFresh ? one.event : undefined,
			]);
			if (item) genuine.set(one.transactionId, item);
		}
		// Knows payouts among payouts and orders among orders, the way TokenPay does.
		baseUrl = await serve((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const { transaction_id } = JSON.parse(Buffer.concat(chunks).toString()) as { transaction_id: string };
				const event = request.url === '/v1/payanother/query' ? 'payout.success' : 'order.success';
				const found = sent.find((one) => one.transactionId === transaction_id && one.event === event);
				const data = found && { ...paidDetail(), transaction_id };
				response.end(JSON.stringify(data ? { code: 0, data } : { code: 12002 }));
			});
		});
	});
	afterAll(close);

	test('is refused, or says what a fresh genuine one says under its notification_id', async () => {
		let accepted = 0;
		await fc.assert(
			fc.asyncProperty(splice(), async (how) => {
				const outcome = await callWebhook({
					credential: CREDENTIAL,
					...applySplice(how, sent),
					parameters,
				});
				const item = itemOf(outcome);
				if (!item) return expect(outcome).toEqual(REFUSED);
				accepted += 1;
				expect([item, repeats(item, genuine)]).toEqual([item, true]);
			}),
			splicing,
		);
		expect(accepted).toBeGreaterThan(10);
	}, 60_000);

	test('is of the kind of the genuine one as well, where it is confirmed with TokenPay', async () => {
		const credential = { ...CREDENTIAL, environment: 'custom', baseUrl, requestsPerSecond: 100_000 };
		const confirming = { ...parameters, options: { confirm: true } };
		const statuses = new Set<number | undefined>();
		await fc.assert(
			fc.asyncProperty(splice(), async (how) => {
				const outcome = await callWebhook({ credential, ...applySplice(how, sent), parameters: confirming });
				statuses.add(outcome.status);
				const item = itemOf(outcome);
				if (!item) return;
				const { event } = genuine.get(item.transaction_id) ?? {};
				expect([item, item.event, repeats(item, genuine)]).toEqual([item, event, true]);
			}),
			splicing,
		);
		expect([...statuses].sort()).toEqual([401, 503, undefined]);
	}, 60_000);
});

describe('a notification of DaxPay', () => {
	test('of random bytes is refused and starts nothing', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (body) => {
				expect(await receiveNotice(Buffer.from(body))).toEqual(REFUSED);
			}),
			{ seed: SEED, numRuns: 300 },
		);
	});

	test.each(ODD)('with %s in the body is refused', async (_what, body) => {
		expect(await receiveNotice(body)).toEqual(REFUSED);
		expect({}).not.toHaveProperty('polluted');
	});

	test('of bytes that are no UTF-8 is refused', async () => {
		expect(await receiveNotice(INVALID_UTF8)).toEqual(REFUSED);
	});

	test('that was sent again with other capitals or quotes has the same notification_id, or is refused', async () => {
		const genuine = sandbox.notificationBody('order-1');
		const orderNo = sandbox.state().payments[0]?.no ?? '';
		const idOf = async (body: string) =>
			(await receiveNotice(body)).result.workflowData?.[0]?.[0]?.json.notification_id;
		const id = await idOf(genuine);
		expect(id).toMatch(/^[0-9a-f]{32}$/);
		expect(await idOf(genuine.replaceAll(orderNo, orderNo.toLowerCase()))).toBe(id);
		expect(await idOf(genuine.replaceAll('测试', '\\"测试'))).toBe(id);
		for (const other of [`${orderNo}\\"`, `\\\\${orderNo}`]) {
			expect(await receiveNotice(genuine.replaceAll(orderNo, other))).toEqual(REFUSED);
		}
	});

	test('with any byte of it replaced, left out or sent twice is refused, or says the same', async () => {
		const genuine = Buffer.from(sandbox.notificationBody('order-1'));
		const covered = (result: object) => JSON.stringify(result).replace(/["\\]/g, '').toUpperCase();
		const said = covered((await receiveNotice(genuine)).result);
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
					const { starts, status, result } = await receiveNotice(altered);
					// Capitals, quotes and backslashes are what the protocol's signature does not cover.
					if (starts) expect(covered(result)).toBe(said);
					else expect(status).toBe(401);
				},
			),
			{ seed: SEED, numRuns: 500 },
		);
	});
});
