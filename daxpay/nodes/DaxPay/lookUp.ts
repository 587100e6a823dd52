import type { ApiClient, ApiRequest } from '../../../core/requests/apiClient';
import type { SingleOutcome } from '../../../core/run/operation';
import { lookUpsBy } from '../../../core/run/lookUp';
import { HARMLESS_TO_REPEAT, NOTHING_FOUND } from './codes';
import type { DaxPayCredential } from './credential';
import { present } from './present';

/** Look a payment, a refund or a transfer up in the server's own records. */
export const { lookUp, lookUpAfterLoss } = lookUpsBy({
	platform: 'DaxPay',
	nothing: NOTHING_FOUND,
	retryOn: HARMLESS_TO_REPEAT,
});

/** The detail of what is looked up, with `traceId`. */
export async function lookUpDetail(
	client: ApiClient,
	request: ApiRequest,
	credential: DaxPayCredential,
): Promise<SingleOutcome> {
	const seen = await lookUp(client, request, false);
	if (seen.found !== 'detail') return { failure: seen.failure };
	return { json: { ...present(seen.detail, credential), ...traced(seen.requestId) } };
}

/** The server's number of a request, as a field to add, or nothing to add. */
export const traced = (requestId: string | undefined) => (requestId === undefined ? {} : { traceId: requestId });
