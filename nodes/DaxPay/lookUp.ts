import type { Ports, SingleResult } from '../shared/exchange';
import { lookUpsBy } from '../shared/lookUp';
import { HARMLESS_TO_REPEAT, NOTHING_FOUND } from './codes';
import type { DaxPayCredential } from './credential';
import { readable } from './readable';

/** Look a payment, a refund or a transfer up in the server's own books. */
export const { lookUp, lookUpAfterLoss } = lookUpsBy({
	platform: 'DaxPay',
	nothing: NOTHING_FOUND,
	waitOut: HARMLESS_TO_REPEAT,
});

/** Answers the detail of what is looked up, with `traceId`. */
export async function answerDetail(
	ports: Ports,
	path: string,
	fields: Record<string, unknown>,
	credential: DaxPayCredential,
): Promise<SingleResult> {
	const seen = await lookUp(ports, path, fields, false);
	if (seen.found !== 'detail') return { failure: seen.failure };
	return { json: { ...readable(seen.detail, credential), ...traced(seen.requestId) } };
}

/** The server's number of a request, as a field to add, or nothing to add. */
export const traced = (requestId: string | undefined) => (requestId === undefined ? {} : { traceId: requestId });
