import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { type WebhookCall, type WebhookOutcome, callWebhook } from '../../tools/tokenpay/runNode';
import { anyText } from '../../core/tools/testing/anyText';
import { CREDENTIAL, buildNotification, paidDetail, signatureOf } from '../../tools/notifications/build';
import { applySplice, repeats, sentNotifications, splice } from '../../tools/notifications/splice';
import { INVALID_UTF8, ODD } from '../../core/tools/testing/oddJson';
import { localServers } from '../../core/tools/testing/localServer';

const SEED = 20_260_102;
const REFUSED = { starts: false, status: 401, result: { noWebhookResponse: true } };

const receive = async (call: Pick<WebhookCall, 'headers' | 'body'>) =>
	await callWebhook({ credential: CREDENTIAL, ...call });

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
