import type { Ports, SingleResult } from '../shared/exchange';
import { type LookUp, lookUp as lookUpBy, lookUpAfterLoss as lookUpLost } from '../shared/lookUp';
import { HARMLESS_TO_REPEAT, NOTHING_FOUND } from './codes';
import type { DaxPayCredential } from './credential';
import { readable } from './readable';

const RULES = { platform: 'DaxPay', nothing: NOTHING_FOUND, waitOut: HARMLESS_TO_REPEAT };

/** Looks a payment, a refund or a transfer up in the server's own books. */
export async function lookUp(
	ports: Ports,
	path: string,
	fields: Record<string, unknown>,
	urgent: boolean,
): Promise<LookUp> {
	return await lookUpBy(ports, { path, fields }, RULES, urgent);
}

/** Looks up what became of a request whose answer was lost; see the shared `lookUpAfterLoss`. */
export async function lookUpAfterLoss(
	ports: Ports,
	path: string,
	fields: Record<string, unknown>,
): Promise<LookUp | undefined> {
	return await lookUpLost(ports, { path, fields }, RULES);
}

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
