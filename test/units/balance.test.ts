import type { ApiClient } from '../../core/requests/apiClient';
import { loadBalance } from '../../nodes/TokenPay/balance';
import type { PayoutPlan } from '../../nodes/TokenPay/payoutPlan';
import { readResponse } from '../../nodes/TokenPay/response';

const PLAN = { payout: { chain: 'TRON', currency: 'TRC20_USDT', amount: '1' } } as PayoutPlan;
const TOTAL = { chain: 'TRON', currency: 'USDT', amount: '1', plans: [PLAN] } satisfies Parameters<
	typeof loadBalance
>[2];

/** What becomes of an answer with this `data`, and what was asked for. */
async function loaded(data: unknown, code = 0) {
	const asked: unknown[] = [];
	const client = {
		send: async () => readResponse({ statusCode: 200, headers: {}, body: JSON.stringify({ code, data }) }),
		elapsed: () => 0,
	} as Partial<ApiClient> as ApiClient;
	const routes = (resource: string, operation: string) => (fields: Record<string, unknown>) => {
		asked.push([resource, operation, fields]);
		return { method: 'POST' as const, path: '/v1/merchant/balance', fields };
	};
	return { found: await loadBalance(client, routes, TOTAL), asked };
}

const USDT = { chain: 'TRON', currency: 'USDT', balance: '54670000', decimal: 6 };

describe('a balance', () => {
	it.each([
		[USDT],
		[[USDT]],
		[[{ ...USDT, chain: 'BSC', balance: '1' }, USDT, { ...USDT, currency: 'TRX', balance: '2' }]],
		[{ ...USDT, chain: 'TRC20', currency: 'TRON_USDT' }],
		[{ ...USDT, balance: 54670000, decimal: '6' }],
	])('is read in decimal units from %j', async (data) => {
		const { found, asked } = await loaded(data);
		expect(found).toEqual({ balance: '54.67' });
		expect(asked).toEqual([['balance', 'get', { chain: 'TRON', currency: 'TRC20_USDT' }]]);
	});

	it.each([
		['nothing', undefined],
		['an empty list', []],
		['another coin', { ...USDT, currency: 'TRX' }],
		['another chain', { ...USDT, chain: 'BSC' }],
		['two of them, which may be one or a sum', [USDT, { ...USDT, balance: '1' }]],
		['no decimals, so that its unit is not known', { ...USDT, decimal: undefined }],
		['a balance that is no whole number', { ...USDT, balance: '54.67' }],
		['a balance below nothing', { ...USDT, balance: '-1' }],
	])('is not known where the answer has %s', async (_what, data) => {
		const { found } = await loaded(data);
		expect(found).toMatchObject({
			failure: { details: { reason: 'unreadable' }, more: [expect.stringContaining('USDT on TRON')] },
		});
	});

	it('is not known where it is refused, whatever comes with the refusal', async () => {
		const { found } = await loaded(USDT, 20002);
		expect(found).toMatchObject({ failure: { details: { code: 20002 } } });
	});
});
