import { isObject } from '../shared/exactJson';
import type { ApiClient, SingleResult } from '../shared/retry';
import { sendIdempotent, noData } from './client';

/**
 * Creates an order. Nothing is paid by it, so a lost answer is reported as it is; a second try with
 * the same number is refused by the platform (assumed) rather than made twice.
 *
 * @param fields the request; `amount` is a number in decimal units
 * @param amountDecimal the same amount as exact text
 * @param host completes a payment address that the platform gives without one
 * @returns number, amount, currency and payment address; with the rest of what was sent unless simplified
 */
export async function createOrder(
	ports: ApiClient,
	path: string,
	fields: Record<string, unknown>,
	{ amountDecimal, host, simplify }: { amountDecimal: string; host: string; simplify: boolean },
): Promise<SingleResult> {
	const answer = await sendIdempotent(ports, { path, fields });
	if ('failure' in answer) return answer;
	const { data, requestId } = answer;
	if (!isObject(data)) return noData('a payment address', requestId);
	const { out_trade_no, chain, currency } = fields;
	const readable = { out_trade_no, amount_decimal: amountDecimal, currency_symbol: currency, chain };
	const payment = { ...data, ...completeAddress(data['payment_url'], host) };
	return { json: { ...(simplify ? readable : { ...fields, ...readable }), ...payment, ...requestId } };
}

/** Completes a relative payment address; which host serves it is not documented, so both are kept. */
function completeAddress(address: unknown, host: string): Record<string, unknown> {
	if (typeof address !== 'string' || address === '' || /^[a-z][a-z0-9+.-]*:/i.test(address)) return {};
	return {
		payment_url: `${host}${address.startsWith('/') ? '' : '/'}${address}`,
		payment_url_original: address,
	};
}
