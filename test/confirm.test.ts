import type { IDataObject } from 'n8n-workflow';
import type { Turn } from '../core/requests/adaptiveWindow';
import { RateLimiter } from '../core/requests/rateLimiter';
import { type Sandbox, startSandbox } from '../sandbox/server';
import { type Database, type WebhookCall, callWebhook } from '../tools/tokenpay/runNode';
import { APP, type NotificationOptions, buildNotification } from '../tools/notifications/build';
import { signedClient } from '../tools/tokenpay/signedClient';
import { localServers } from '../core/tools/testing/localServer';

/** A turn whose outcome nobody counts. */
const TURN: Turn = { accepted: () => undefined, refused: () => undefined };

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const QUERIES = { payout: '/v1/payanother/query', order: '/v1/transaction/query' };
const ACKNOWLEDGED = { starts: false, result: { webhookResponse: 'success' } };
const REFUSED = { starts: false, status: 401, result: { noWebhookResponse: true } };
const NOT_YET = { starts: false, status: 503, result: { noWebhookResponse: true } };

let sandbox: Sandbox;
const { serve, close } = localServers();

beforeAll(async () => {
	sandbox = await startSandbox({ ...APP, requestsPerSecond: 0, payoutDelayMs: -1 });
});
afterAll(async () => {
	await sandbox.close();
	close();
});
beforeEach(() => sandbox.reset());
afterEach(() => jest.restoreAllMocks());

/** Makes a payout and an order of the same amount, both paid. @returns what their notifications hold */
async function pay(): Promise<{ payout: IDataObject; order: IDataObject }> {
	const { post } = signedClient(sandbox.url, APP);
	const coin = { out_trade_no: 'row-1', chain: 'TRON', currency: 'USDT' };
	await post('/v1/payanother/payment', { ...coin, amount: '15.5', to_address: ADDRESS });
	await post('/v1/transaction/prepayment', {
		...coin,
		amount: 15.5,
		expire_second: 600,
		order_type: 'platform_order',
	});
	const { payouts, orders } = sandbox.state();
	for (const { transaction_id } of [...payouts, ...orders]) sandbox.settle(transaction_id, 'SUCCESS');
	const {
		payouts: [payout],
		orders: [order],
	} = sandbox.state();
	const detail = (one: unknown) => ({ ...(one as IDataObject), amount: 15_500_000 });
	return { payout: detail(payout), order: detail(order) };
}

const EVENTS = ['payout.success', 'order.success', 'other'];

const receive = async (
	detail: IDataObject,
	{ originalType = 'payanother', eventType }: NotificationOptions = {},
	call: Partial<WebhookCall> & { credentialChanges?: object } = {},
) =>
	await callWebhook({
		credential: {
			...APP,
			environment: 'custom',
			baseUrl: sandbox.url,
			requestsPerSecond: 1000,
			...call.credentialChanges,
		},
		parameters: { events: EVENTS, options: { confirm: true } },
		...buildNotification({ originalType, ...(eventType && { eventType }), detail }),
		...call,
	});

const asked = () => sandbox.state().requests.map(({ path }) => path);
const itemOf = ({ result }: Awaited<ReturnType<typeof receive>>) => result.workflowData?.[0]?.[0]?.json;

describe('a notification that is to be confirmed', () => {
	it('starts the workflow when TokenPay says the same, a payout among payouts and an order among orders', async () => {
		const { payout, order } = await pay();
		const before = asked().length;
		expect(itemOf(await receive(payout))).toMatchObject({ event: 'payout.success' });
		const received = await receive(order, { originalType: 'transaction' });
		expect(itemOf(received)).toMatchObject({ event: 'order.success' });
		expect(asked().slice(before)).toEqual([QUERIES.payout, QUERIES.order]);
	});

	it('is not acknowledged when a payout was announced as an order, or an order as a payout', async () => {
		const { payout, order } = await pay();
		expect(await receive(payout, { originalType: 'transaction' })).toEqual(NOT_YET);
		expect(await receive(order, { originalType: 'payout' })).toEqual(NOT_YET);
	});

	it('is asked for in a test of the workflow as well', async () => {
		const { payout } = await pay();
		expect(await receive(payout, {}, { mode: 'manual' })).toMatchObject({ starts: true });
		expect(await receive(payout, { originalType: 'transaction' }, { mode: 'manual' })).toEqual(NOT_YET);
	});

	it('is refused when TokenPay has another amount, or the same digits in another unit', async () => {
		const { payout } = await pay();
		expect(await receive({ ...payout, amount: 15_500_001 })).toEqual(REFUSED);
		expect(await receive({ ...payout, decimals: 5 })).toEqual(REFUSED);
		expect(await receive({ ...payout, amount: '15500000' })).toMatchObject({ starts: true });
	});

	it('is not acknowledged when TokenPay has it in another state, until it is the same', async () => {
		const { payout } = await pay();
		expect(await receive({ ...payout, trade_state: 'CLOSED' })).toEqual(NOT_YET);
		expect(await receive({ ...payout, trade_state: 'REFUND' })).toEqual(NOT_YET);
		const staticData = {};
		sandbox.addFault({ kind: '500 before', path: QUERIES.payout });
		expect(await receive(payout, {}, { staticData })).toEqual(NOT_YET);
		expect(await receive(payout, {}, { staticData })).toMatchObject({ starts: true });
		expect(await receive(payout, {}, { staticData })).toEqual(ACKNOWLEDGED);
	});

	it.each(['cut before', '500 before', '401 before', 'garbage before', 'redirect', 'code'] as const)(
		'is not acknowledged when the look-up ends with "%s", and leaves nothing behind',
		async (kind) => {
			const { payout } = await pay();
			sandbox.addFault({ kind, path: QUERIES.payout });
			const before = asked().length;
			const database: Database = { staticData: null };
			expect(await receive(payout, {}, { database })).toEqual(NOT_YET);
			expect(asked()).toHaveLength(before + 1);
			expect(database.staticData).toBeNull();
		},
	);

	it('is not acknowledged where there is nothing to compare', async () => {
		const { payout } = await pay();
		expect(await receive({ ...payout, transaction_id: '' })).toEqual(NOT_YET);
		expect(await receive({ ...payout, transaction_id: 'f'.repeat(32) })).toEqual(NOT_YET);
		for (const data of [undefined, null, [], {}, { ...payout, amount: undefined }, { ...payout, transaction_id: '' }]) {
			const baseUrl = await serve((_request, response) => response.end(JSON.stringify({ code: 0, data })));
			expect(await receive(payout, {}, { credentialChanges: { baseUrl } })).toEqual(NOT_YET);
		}
	});

	it('is refused when the response is about another transaction', async () => {
		const { payout, order } = await pay();
		const baseUrl = await serve((_request, response) => response.end(JSON.stringify({ code: 0, data: order })));
		expect(await receive(payout, {}, { credentialChanges: { baseUrl } })).toEqual(REFUSED);
	});

	it('is confirmed only by a signed response when responses are verified', async () => {
		const { payout } = await pay();
		const credentialChanges = { verifyResponses: true };
		expect(await receive(payout, {}, { credentialChanges })).toMatchObject({ starts: true });
		sandbox.configure({ signResponses: false });
		expect(await receive(payout, {}, { credentialChanges })).toEqual(NOT_YET);
	});

	it('of another state is confirmed in the same way', async () => {
		const { payout } = await pay();
		sandbox.settle(String(payout.transaction_id), 'REFUND');
		expect(itemOf(await receive({ ...payout, trade_state: 'REFUND' }))).toMatchObject({ event: 'other' });
	});

	it('is not acknowledged when its kind is not known, so that there is nowhere to look it up', async () => {
		const { payout } = await pay();
		const before = asked().length;
		expect(await receive(payout, { originalType: 'payansaction', eventType: 'X' })).toEqual(NOT_YET);
		expect(asked()).toHaveLength(before);
	});

	it.each(['', 7, null])(
		'is not acknowledged, and nothing is asked, where it names the transaction %p',
		async (transaction_id) => {
			const { payout } = await pay();
			const before = asked().length;
			expect(await receive({ ...payout, transaction_id })).toEqual(NOT_YET);
			expect(asked()).toHaveLength(before);
		},
	);

	it('asks nothing for what is refused, unwanted or repeated', async () => {
		const { payout } = await pay();
		const staticData = {};
		expect(await receive(payout, {}, { staticData })).toMatchObject({ starts: true });
		const before = asked().length;
		expect(await receive(payout, {}, { staticData })).toEqual(ACKNOWLEDGED);
		expect(await receive(payout, {}, { headers: {} })).toEqual(REFUSED);
		const parameters = { events: ['order.success'], options: { confirm: true } };
		expect(await receive(payout, {}, { parameters })).toEqual(ACKNOWLEDGED);
		expect(asked()).toHaveLength(before);
	});

	it('keeps to the rate of the application, before payouts that wait', async () => {
		const { payout } = await pay();
		const acquire = jest.spyOn(RateLimiter.prototype, 'acquire');
		await receive(payout);
		expect(acquire.mock.calls.map(([rate, , isUrgent]) => [rate, isUrgent])).toEqual([[1000, true]]);
	});

	it('is not acknowledged when its turn does not come in time', async () => {
		const { payout } = await pay();
		const before = asked().length;
		jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
		expect(await receive(payout)).toEqual(NOT_YET);
		expect(asked()).toHaveLength(before);
	});

	it('starts the workflow once when another copy started it meanwhile', async () => {
		const { payout } = await pay();
		const staticData = {};
		const acquire = jest.spyOn(RateLimiter.prototype, 'acquire').mockImplementationOnce(async () => {
			expect(await receive(payout, {}, { staticData })).toMatchObject({ starts: true });
			return TURN;
		});
		expect(await receive(payout, {}, { staticData })).toEqual(ACKNOWLEDGED);
		expect(acquire).toHaveBeenCalledTimes(2);
	});

	it("leaves other nodes' stored data alone when confirming took long, and is stored with the next one", async () => {
		const { payout, order } = await pay();
		const database: Database = { staticData: { global: { counter: 1 } } };
		const now = Date.now();
		const later = jest.spyOn(RateLimiter.prototype, 'acquire').mockImplementationOnce(async () => {
			jest.spyOn(Date, 'now').mockReturnValue(now + 5000);
			return await Promise.resolve(TURN);
		});
		expect(await receive(payout, {}, { database })).toMatchObject({ starts: true });
		expect(database.staticData).toEqual({ global: { counter: 1 } });
		later.mockRestore();
		expect(await receive(payout, {}, { database })).toEqual(ACKNOWLEDGED);
		expect(await receive(order, { originalType: 'transaction' }, { database })).toMatchObject({ starts: true });
		expect(JSON.stringify(database.staticData).match(/[0-9a-f]{32}/g)).toHaveLength(2);
	});
});

describe('the option Confirm With TokenPay', () => {
	it('is off unless somebody sets it, and then nothing is asked', async () => {
		const { payout } = await pay();
		const before = asked().length;
		for (const options of [{}, { confirm: false }]) {
			expect(await receive(payout, {}, { parameters: { events: EVENTS, options } })).toMatchObject({ starts: true });
		}
		expect(asked()).toHaveLength(before);
	});

	it.each<[string | number | null]>([['true'], [''], [0], [null], ['no']])(
		'is not turned off by %p, which is no clear no',
		async (confirm) => {
			const { payout } = await pay();
			const parameters = { events: EVENTS, options: { confirm } } as WebhookCall['parameters'];
			const received = await receive(payout, { originalType: 'transaction' }, { ...(parameters && { parameters }) });
			expect(received).toEqual(NOT_YET);
		},
	);
});
