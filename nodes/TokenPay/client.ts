import { isObject } from '../../core/values/exactJson';
import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import { sendWithRetry } from '../../core/requests/retry';
import type { Failure } from '../../core/run/failure';
import { failureOf } from './response';
import { HARMLESS_TO_REPEAT } from './codes';

/** The response to a request that moves no money. */
export type Data =
	| {
			data: unknown;
			requestId: Record<string, string>;
			/** What the response's signature covers, as a field to add; found out when asked. */
			signature: () => Record<string, string>;
	  }
	| { failure: Failure };

/**
 * Sends a request that moves no money and does no harm when it is sent twice.
 *
 * @returns its data, and the platform's number of the request as a field to add (or nothing to add)
 */
export async function sendIdempotent(client: ApiClient, request: ApiRequest): Promise<Data> {
	const response = await sendWithRetry(client, request, { retryOn: HARMLESS_TO_REPEAT });
	if (response.kind !== 'success') return { failure: response.failure };
	const { data, requestId, signatureCovers } = response;
	return {
		data,
		requestId: requestId === undefined ? {} : { request_id: requestId },
		signature: () => (signatureCovers === undefined ? {} : { signature_covers: signatureCovers() }),
	};
}

/** Entries of a list that the platform documents as an array and shows as one object. */
export function asList(data: unknown): Array<Record<string, unknown>> {
	return (Array.isArray(data) ? data : [data]).filter(isObject);
}

/** What is said when the platform reported success without the data that belongs to it. */
export function noData(what: string, details: Failure['details']): { failure: Failure } {
	return { failure: failureOf('unreadable', details, `it reports success without ${what}`) };
}
