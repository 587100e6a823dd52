import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import type { ItemOutcome } from '../../core/run/operation';
import { isObject } from '../../core/values/exactJson';
import { noData, sendIdempotent } from './client';

/**
 * Asks what a payout would cost. The fields of the answer are not documented, so it is passed through as it is, and
 * nothing is computed from it (TokenPay API, section 6).
 *
 * @returns the platform's data with `request_id`: one item, or one for each entry of a list; data that is no object
 * stands in `data`
 */
export async function estimateFee(client: ApiClient, request: ApiRequest): Promise<ItemOutcome> {
	const response = await sendIdempotent(client, request);
	if ('failure' in response) return response;
	const { data, requestId } = response;
	if (data === undefined || data === null || data === '') return noData('an estimated fee', requestId);
	const entries = Array.isArray(data) ? (data as unknown[]) : [data];
	if (entries.length === 0) return noData('an estimated fee', requestId);
	return { list: entries.map((entry) => ({ ...(isObject(entry) ? entry : { data: entry }), ...requestId })) };
}
