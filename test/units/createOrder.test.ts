import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import { createOrder } from '../../nodes/TokenPay/createOrder';
import { readResponse } from '../../nodes/TokenPay/response';

const REQUEST: ApiRequest = {
	method: 'POST',
	path: '/v1/transaction/prepayment',
	fields: { out_trade_no: 'order-1', amount: 15.5 },
};
const HOST = 'https://pay.example.com';

/** What becomes of an order that the platform answers with this envelope. */
async function created(envelope: Record<string, unknown>) {
	const client = {
		send: async () => readResponse({ statusCode: 200, headers: {}, body: JSON.stringify(envelope) }),
		elapsed: () => 0,
	} as Partial<ApiClient> as ApiClient;
	return await createOrder(client, REQUEST, { readable: { amount: '15.50' }, host: HOST });
}

const paymentOf = async (payment_url: unknown) => {
	const outcome = await created({ code: 0, data: { payment_url } });
	return 'json' in outcome ? outcome.json : undefined;
};

describe('an order that was created', () => {
	it("is what was sent, its amount as exact text, with TokenPay's own fields", async () => {
		expect(
			await created({ code: 0, request_id: 'r', data: { payment_url: 'https://x.example/p', prepay_id: '7' } }),
		).toEqual({
			json: {
				out_trade_no: 'order-1',
				amount: '15.50',
				payment_url: 'https://x.example/p',
				prepay_id: '7',
				request_id: 'r',
			},
		});
	});

	it.each(['https://x.example/p', 'HTTP://x.example', 'tokenpay://pay/7', 'web+pay.v1-x:7'])(
		'keeps the payment address %p, which is complete',
		async (address) => {
			const payment = await paymentOf(address);
			expect(payment).toHaveProperty('payment_url', address);
			expect(payment).not.toHaveProperty('payment_url_original');
		},
	);

	it.each([
		['/p/7', `${HOST}/p/7`],
		['p/7', `${HOST}/p/7`],
		['?id=7', `${HOST}/?id=7`],
		['/p?to=https://x.example', `${HOST}/p?to=https://x.example`],
		['7:p', `${HOST}/7:p`],
	])('completes the payment address %p, and keeps it as it came', async (address, complete) => {
		expect(await paymentOf(address)).toMatchObject({ payment_url: complete, payment_url_original: address });
	});

	it.each([undefined, null, '', 7])('has no payment address made up where TokenPay sends %p', async (address) => {
		const payment = await paymentOf(address);
		expect(payment?.['payment_url']).toEqual(address);
		expect(payment).not.toHaveProperty('payment_url_original');
	});
});

describe('an order that was not created, or of which nothing is known', () => {
	it("is a failure with TokenPay's code", async () => {
		expect(await created({ code: 12001, msg: 'taken' })).toMatchObject({ failure: { details: { code: 12001 } } });
	});

	it.each([undefined, null, [], 'done'])(
		'is a failure where the data is %j, with the number of the request',
		async (data) => {
			expect(await created({ code: 0, request_id: 'r', data })).toMatchObject({
				failure: {
					details: { reason: 'unreadable', request_id: 'r' },
					more: [expect.stringContaining('payment address')],
				},
			});
		},
	);
});
