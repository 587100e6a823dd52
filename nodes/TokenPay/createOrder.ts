import { isObject } from '../../core/values/exactJson';
import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import type { SingleOutcome } from '../../core/run/operation';
import { sendIdempotent, noData } from './client';

/**
 * Creates an order. Nothing is paid by it, so a lost response is reported as it is; a second try with
 * the same number is refused by the platform (assumed) rather than made twice.
 *
 * @param request its `amount` is a number in decimal units
 * @param readable what was asked for as an item shows it, with the amount as exact text
 * @param host completes a payment address that the platform gives without one
 * @returns what was sent, and what TokenPay says of it, with the payment address
 */
export async function createOrder(
	client: ApiClient,
	request: ApiRequest,
	{ readable, host }: { readable: Record<string, string>; host: string },
): Promise<SingleOutcome> {
	const response = await sendIdempotent(client, request);
	if ('failure' in response) return response;
	const { data, requestId } = response;
	if (!isObject(data)) return noData('a payment address', requestId);
	const payment = { ...data, ...completeAddress(data['payment_url'], host) };
	return { json: { ...request.fields, ...readable, ...payment, ...requestId } };
}

/** Completes a relative payment address; which host serves it is not documented, so both are kept. */
function completeAddress(address: unknown, host: string): Record<string, unknown> {
	if (typeof address !== 'string' || address === '' || /^[a-z][a-z0-9+.-]*:/i.test(address)) return {};
	return {
		payment_url: `${host}${address.startsWith('/') ? '' : '/'}${address}`,
		payment_url_original: address,
	};
}
