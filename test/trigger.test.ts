import fc from 'fast-check';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { TokenPayTrigger } from '../nodes/TokenPay/TokenPayTrigger.node.ts';
import { type Database, type WebhookCall, callWebhook } from '../tools/tokenpay/runNode';
import { APP, CREDENTIAL, type NotificationOptions, buildNotification, paidDetail } from '../tools/notifications/build';
import { alteration, genuineNotifications, saysTheSame } from '../tools/notifications/alterations';

const HOUR = 3_600_000;

const receive = async (options: NotificationOptions = {}, call: Partial<WebhookCall> = {}) =>
	await callWebhook({ credential: CREDENTIAL, ...buildNotification(options), ...call });

const ACKNOWLEDGED = { starts: false, result: { webhookResponse: 'success' } };
const REFUSED = { starts: false, status: 401, result: { noWebhookResponse: true } };

const seenIn = (staticData: IDataObject) => JSON.stringify(staticData).match(/[0-9a-f]{32}/g) ?? [];

describe('the trigger', () => {
	const { description } = new TokenPayTrigger();

	it('has n8n answer exactly "success" once the execution is stored', () => {
		expect(description.webhooks).toEqual([
			{ name: 'default', httpMethod: 'POST', path: 'webhook', responseMode: 'onReceived', responseData: 'success' },
		]);
	});

	it('starts the workflow with one item for a genuine notification', async () => {
		const outcome = await receive({}, { parameters: { simplify: false } });
		expect(outcome.starts).toBe(true);
		expect(outcome.status).toBeUndefined();
		expect(outcome.result).toEqual({
			workflowData: [
				[
					{
						json: expect.objectContaining({
							...paidDetail(),
							event: 'payout.success',
							event_type: 'PAYPAYANOTHER.SUCCESS',
						}) as object,
					},
				],
			],
		});
	});

	it('reads the credential once for requests that come together, and afresh for the next one', async () => {
		const staticData = {};
		let readings = 0;
		const onCredentialRead = () => (readings += 1);
		const numbers = ['row-1', 'row-2', 'row-3'];
		const together = await Promise.all(
			numbers.map(
				async (number) => await receive({ detail: { transaction_id: number } }, { staticData, onCredentialRead }),
			),
		);
		expect(together.map(({ starts }) => starts)).toEqual([true, true, true]);
		expect(readings).toBe(1);
		const wrong = { ...CREDENTIAL, appSecret: 'fedcba9876543210fedcba9876543210' };
		expect(await receive({}, { staticData, onCredentialRead, credential: wrong })).toMatchObject(REFUSED);
		expect(await receive({}, { staticData, onCredentialRead, credential: undefined })).toMatchObject(REFUSED);
		expect(await receive({}, { staticData, onCredentialRead })).toMatchObject({ starts: true });
		expect(readings).toBe(4);
	});

	it('refuses all requests that come together when the credential cannot be had', async () => {
		const staticData = {};
		const calls = [1, 2].map(async () => await receive({}, { staticData, credential: undefined }));
		expect(await Promise.all(calls)).toMatchObject([REFUSED, REFUSED]);
	});

	it.each([
		['payanother', 'PAYPAYANOTHER.SUCCESS'],
		['payout', 'PAYPAYOUT.SUCCESS'],
	])('knows a payout by the name %s', async (originalType, eventType) => {
		expect(await receive({ originalType, eventType })).toMatchObject({ starts: true });
	});

	it('acknowledges what nobody asked for, and starts nothing', async () => {
		expect(await receive({ originalType: 'transaction' })).toEqual(ACKNOWLEDGED);
		expect(await receive({ detail: { trade_state: 'CLOSED' } })).toEqual(ACKNOWLEDGED);
		expect(await receive({}, { parameters: { events: ['order.success', 'other'] } })).toEqual(ACKNOWLEDGED);
		expect(await receive({}, { parameters: { events: [] } })).toEqual(ACKNOWLEDGED);
	});

	it('starts with orders and with everything else where they were asked for', async () => {
		expect(await receive({ originalType: 'transaction' }, { parameters: { events: ['order.success'] } })).toMatchObject(
			{ starts: true },
		);
		expect(await receive({ originalType: 'wallet' }, { parameters: { events: ['other'] } })).toMatchObject({
			starts: true,
		});
		expect(await receive({ detail: { trade_state: 'REFUND' } }, { parameters: { events: ['other'] } })).toMatchObject({
			starts: true,
		});
	});

	it('answers a refusal in words that tell nothing, and never with "success"', async () => {
		const { fresh } = genuineNotifications();
		expect(await callWebhook({ credential: CREDENTIAL, ...fresh, body: 'x' })).toEqual(REFUSED);
	});

	it.each<[string, NotificationOptions]>([
		['an old one', { createdAt: Date.now() - 25 * HOUR }],
		['an old one that was signed afresh', { createdAt: Date.now() - 25 * HOUR, signedAt: Date.now() }],
		['one from the future', { createdAt: Date.now() + HOUR }],
		['one for another application', { body: { app_id: '0'.repeat(32) } }],
		['one for another merchant', { body: { mch_id: '1' } }],
		['one made with another secret', { secret: 'fedcba9876543210fedcba9876543210' }],
		['one that cannot be decrypted', { body: { resource: { ciphertext: 'AAAA', nonce: 'n' } } }],
	])('refuses %s', async (_what, options) => {
		expect(await receive(options)).toEqual(REFUSED);
	});

	it('refuses an unsigned one', async () => {
		expect(await receive({}, { headers: {} })).toEqual(REFUSED);
		expect(await receive({}, { headers: { 'content-type': 'application/json' } })).toEqual(REFUSED);
	});

	it.each(['', 'not JSON', '[]', 'null', '\u0000', '['.repeat(200_000)])(
		'refuses a body that is no JSON object',
		async (body) => {
			expect(await receive({}, { body })).toEqual(REFUSED);
		},
	);

	it.each([
		['is missing', undefined],
		['has no secret', { ...CREDENTIAL, appSecret: '' }],
		['has a secret of 31 bytes', { ...CREDENTIAL, appSecret: APP.appSecret.slice(1) }],
		['has no application', { ...CREDENTIAL, appId: '' }],
		['is empty', {}],
	])('refuses everything while its credential %s', async (_what, credential) => {
		expect(await receive({}, { credential })).toEqual(REFUSED);
		// An empty secret must not be a key that anybody can sign with.
		expect(await receive({ body: { app_id: '', mch_id: '' } }, { credential })).toEqual(REFUSED);
	});

	it('reads the body itself where n8n has not read it yet', async () => {
		expect(await receive({}, { bodyIsReadLate: true })).toMatchObject({ starts: true });
		expect(await receive({}, { bodyIsReadLate: true, body: '{}' })).toEqual(REFUSED);
	});

	it('verifies the bytes as they came, not JSON that was written anew', async () => {
		const { headers, body } = buildNotification();
		const spaced = Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, '\t'));
		expect(await callWebhook({ credential: CREDENTIAL, headers, body: spaced })).toMatchObject({ starts: true });
		expect(
			await callWebhook({ credential: CREDENTIAL, headers, body: Buffer.concat([body, Buffer.from([0])]) }),
		).toEqual(REFUSED);
	});
});

describe('the maximum age', () => {
	const withAge = (maximumAge: unknown) => ({
		parameters: { events: ['payout.success'], options: { maximumAge } } as INodeParameters,
	});
	const at = (hours: number) => ({ createdAt: Date.now() - hours * HOUR });

	it('is 24 hours unless it is set', async () => {
		expect(await receive(at(23.9))).toMatchObject({ starts: true });
		expect(await receive(at(24.1))).toEqual(REFUSED);
		expect(await receive(at(1.1), withAge(1))).toEqual(REFUSED);
		expect(await receive(at(47), withAge(48))).toMatchObject({ starts: true });
		expect(await receive(at(0.4), withAge(0.5))).toMatchObject({ starts: true });
	});

	it('of 0 takes notifications of any age, and still none from the future', async () => {
		expect(await receive(at(10_000), withAge(0))).toMatchObject({ starts: true });
		expect(await receive(at(-1), withAge(0))).toEqual(REFUSED);
	});

	it.each<[unknown]>([['soon'], [-1], [''], [' '], [null], [[]], [false]])(
		'of %p does not turn the check off',
		async (maximumAge) => {
			expect(await receive(at(10_000), withAge(maximumAge))).toEqual(REFUSED);
		},
	);
});

describe('a repeated notification', () => {
	it('is acknowledged and starts nothing, however it was signed again', async () => {
		const staticData: IDataObject = {};
		expect(await receive({}, { staticData })).toMatchObject({ starts: true });
		expect(await receive({}, { staticData })).toEqual(ACKNOWLEDGED);
		expect(await receive({ nonce: '0'.repeat(32), signedAt: Date.now() - 1000 }, { staticData })).toEqual(ACKNOWLEDGED);
		expect(await receive({ detail: { transaction_id: 'f'.repeat(32) } }, { staticData })).toMatchObject({
			starts: true,
		});
	});

	it('starts the workflow again where it is not to be ignored, and is not remembered', async () => {
		const staticData: IDataObject = {};
		const call = { staticData, parameters: { events: ['payout.success'], options: { ignoreRepeated: false } } };
		expect(await receive({}, call)).toMatchObject({ starts: true });
		expect(await receive({}, call)).toMatchObject({ starts: true });
		expect(seenIn(staticData)).toEqual([]);
	});

	it('is remembered only when it started the workflow', async () => {
		const staticData: IDataObject = {};
		await receive({ originalType: 'transaction' }, { staticData });
		await receive({ createdAt: Date.now() - 48 * HOUR }, { staticData });
		await receive({}, { staticData, headers: {} });
		await receive({ secret: 'fedcba9876543210fedcba9876543210' }, { staticData });
		expect(seenIn(staticData)).toEqual([]);
		await receive({}, { staticData });
		expect(seenIn(staticData)).toHaveLength(1);
		await receive({}, { staticData });
		expect(seenIn(staticData)).toHaveLength(1);
	});

	it('is remembered among the last 1,000', async () => {
		const staticData: IDataObject = {};
		for (let index = 0; index < 1010; index++) {
			expect(await receive({ detail: { transaction_id: `t-${index}` } }, { staticData })).toMatchObject({
				starts: true,
			});
		}
		expect(seenIn(staticData)).toHaveLength(1000);
		expect(await receive({ detail: { transaction_id: 't-1009' } }, { staticData })).toEqual(ACKNOWLEDGED);
		expect(await receive({ detail: { transaction_id: 't-10' } }, { staticData })).toEqual(ACKNOWLEDGED);
		expect(await receive({ detail: { transaction_id: 't-9' } }, { staticData })).toMatchObject({ starts: true });
	});

	it('is stored by n8n each time, the first one and those that follow', async () => {
		const database: Database = { staticData: null };
		for (const number of [1, 2, 3]) {
			const detail = { transaction_id: `t-${number}` };
			expect(await receive({ detail }, { database })).toMatchObject({ starts: true });
			expect(seenIn(database.staticData ?? {})).toHaveLength(number);
		}
		// Another process knows only what is stored.
		const elsewhere: Database = { staticData: database.staticData };
		expect(await receive({ detail: { transaction_id: 't-1' } }, { database: elsewhere })).toEqual(ACKNOWLEDGED);
	});

	it('is stored without what other nodes of the workflow keep being lost, also what they write meanwhile', async () => {
		const other = { name: 'Another node' } as INode;
		const database: Database = {
			staticData: { global: { kept: 1 }, 'node:Another node': { counter: 1 } },
			meanwhile(runner) {
				runner.getStaticData('node', other).counter = 2;
				runner.getStaticData('node', { ...other, name: 'A new node' }).counter = 3;
			},
		};
		await receive({}, { database });
		expect(database.staticData).toMatchObject({
			global: { kept: 1 },
			'node:Another node': { counter: 2 },
			'node:A new node': { counter: 3 },
		});
		expect(seenIn(database.staticData ?? {})).toHaveLength(1);
	});

	it('that starts nothing has nothing stored', async () => {
		const database: Database = { staticData: { global: { kept: 1 } } };
		await receive({ originalType: 'transaction' }, { database });
		await receive({ secret: 'fedcba9876543210fedcba9876543210' }, { database });
		expect(database.staticData).toEqual({ global: { kept: 1 } });
	});

	it('is known to the workflow alone', async () => {
		expect(await receive({}, { staticData: {} })).toMatchObject({ starts: true });
		expect(await receive({}, { staticData: {} })).toMatchObject({ starts: true });
	});
});

describe('2,000 altered notifications', () => {
	it('start nothing, while each of them starts the workflow unaltered', async () => {
		const genuine = genuineNotifications();
		for (const name of ['fresh', 'other'] as const) {
			expect(await callWebhook({ credential: CREDENTIAL, ...genuine[name] })).toMatchObject({ starts: true });
		}
		const kinds = new Set<string>();
		await fc.assert(
			fc.asyncProperty(alteration(), async ({ what, apply }) => {
				const altered = apply(genuine);
				fc.pre(!saysTheSame(altered, genuine.fresh));
				kinds.add(what);
				expect(await callWebhook({ credential: CREDENTIAL, ...altered })).toEqual(REFUSED);
			}),
			{ numRuns: 2000 },
		);
		expect(kinds.size).toBeGreaterThan(60);
	}, 60_000);
});
