import type { ApiClient, SingleResult } from '../shared/retry';
import { lookUpsBy } from '../shared/lookUp';
import { HARMLESS_TO_REPEAT, NOTHING_FOUND } from './codes';
import type { DaxPayCredential } from './credential';
import { present } from './present';

/** Look a payment, a refund or a transfer up in the server's own books. */
export const { lookUp, lookUpAfterLoss } = lookUpsBy({
	platform: 'DaxPay',
	nothing: NOTHING_FOUND,
	retryOn: HARMLESS_TO_REPEAT,
});

/** Answers the detail of what is looked up, with `traceId`. */
export async function answerDetail(
	ports: ApiClient,
	path: string,
	fields: Record<string, unknown>,
	credential: DaxPayCredential,
): Promise<SingleResult> {
	const seen = await lookUp(ports, path, fields, false);
	if (seen.found !== 'detail') return { failure: seen.failure };
	return { json: { ...present(seen.detail, credential), ...traced(seen.requestId) } };
}

/** The server's number of a request, as a field to add, or nothing to add. */
export const traced = (requestId: string | undefined) => (requestId === undefined ? {} : { traceId: requestId });
