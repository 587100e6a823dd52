import { isObject } from '../shared/exactJson';
import { type ApiRequest, type ApiClient, sendWithRetry } from '../shared/retry';
import type { Failure } from '../shared/failure';
import { failureOf } from './response';
import { HARMLESS_TO_REPEAT } from './codes';

/** What a call that moves no money answered. */
export type Data = { data: unknown; requestId: Record<string, string> } | { failure: Failure };

/**
 * Makes a call that moves no money and does no harm when it is made twice.
 *
 * @returns its data, and the platform's number of the request as a field to add (or nothing to add)
 */
export async function sendIdempotent(ports: ApiClient, call: ApiRequest): Promise<Data> {
	const answer = await sendWithRetry(ports, call, { retryOn: HARMLESS_TO_REPEAT });
	if (answer.kind !== 'success') return { failure: answer.failure };
	return { data: answer.data, requestId: answer.requestId === undefined ? {} : { request_id: answer.requestId } };
}

/** Entries of a list that the platform documents as an array and shows as one object. */
export function asList(data: unknown): Array<Record<string, unknown>> {
	return (Array.isArray(data) ? data : [data]).filter(isObject);
}

/** What is said when the platform reported success without the data that belongs to it. */
export function noData(what: string, details: Failure['details']): { failure: Failure } {
	return { failure: failureOf('unreadable', details, `it reports success without ${what}`) };
}
