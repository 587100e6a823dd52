import { type ApiResponse, type RawResponse, failureOfRefusal, lostResponses } from '../../core/requests/response';
import { isObject, parseExactJson } from '../../core/values/exactJson';
import { failuresFrom } from '../../core/run/failure';
import { ERRORS, errorForCode } from './errors';
import { MOST_AHEAD, signatureHeaders, verifySignedMessage } from './signing';

export const failureOf = failuresFrom(ERRORS);

const { lost, lostByStatus, noResponse, notSent } = lostResponses(failureOf);

export { noResponse, notSent };

/** How long ago a response may have been signed, in milliseconds. */
const OLDEST = 15 * 60_000;

/** What responses are verified with. */
export interface Verification {
	appSecret: string;
	/** Unix time in milliseconds. */
	now: number;
}

/**
 * What a response's signature covers: the whole body, as documented; `data` alone, as the platform was seen to sign, so
 * that `code`, `msg` and `request_id` are not covered; nothing, where it is not signed; or something else (`unknown`).
 * `stale`: it matches, but the time of signing is off.
 */
export type Signature = 'body' | 'data' | 'nothing' | 'unknown' | 'stale';

/** What is wrong with a response whose signature proves nothing. */
const UNPROVEN: Partial<Record<Signature, 'unsigned' | 'unverified' | 'stale'>> = {
	nothing: 'unsigned',
	unknown: 'unverified',
	stale: 'stale',
};

/**
 * Finds out how a response is signed. A signature says nothing about the request that it responds to.
 *
 * @param envelope the parsed body
 */
export function signatureOf(
	headers: RawResponse['headers'],
	envelope: Record<string, unknown>,
	{ appSecret, now }: Verification,
): Signature {
	const signed = signatureHeaders(headers);
	if (signed === undefined) return 'nothing';
	const ofBody = verifySignedMessage(appSecret, signed, [envelope]);
	const ofData = 'data' in envelope ? verifySignedMessage(appSecret, signed, [envelope['data']]) : undefined;
	const signedAt = ofBody ?? ofData;
	if (signedAt === undefined) return 'unknown';
	if (now - signedAt > OLDEST || signedAt - now > MOST_AHEAD) return 'stale';
	return ofBody === undefined ? 'data' : 'body';
}

/** A success that can tell how it is signed; anything else as it is. */
export function withSignature(response: ApiResponse, { headers, body }: RawResponse, appSecret: string): ApiResponse {
	if (response.kind !== 'success') return response;
	const signatureCovers = () => {
		const envelope = parseExactJson(body);
		return isObject(envelope) ? signatureOf(headers, envelope, { appSecret, now: Date.now() }) : 'unknown';
	};
	return { ...response, signatureCovers };
}

/**
 * Understands a response of the platform. An HTTP status alone never means success: only an envelope
 * with `code` 0 does, and a status of 401, 3xx or 5xx is never believed, whatever the body says.
 *
 * @param verification given when responses are to be verified. A success has to be signed then; a refusal may be unsigned,
 * since the platform leaves those of badly signed requests unsigned, and so proves nothing
 */
export function readResponse({ statusCode, headers, body }: RawResponse, verification?: Verification): ApiResponse {
	const unbelievable = lostByStatus(statusCode);
	if (unbelievable) return unbelievable;
	const status = { http_status: statusCode };

	const envelope = parseExactJson(body);
	if (!isObject(envelope) || !Number.isInteger(envelope['code'])) {
		return lost(statusCode >= 400 ? 'httpError' : 'unreadable', status);
	}
	const code = envelope['code'] as number;
	const requestId = typeof envelope['request_id'] === 'string' ? envelope['request_id'] : undefined;

	if (verification) {
		const unproven = UNPROVEN[signatureOf(headers, envelope, verification)];
		if (unproven !== undefined && (unproven !== 'unsigned' || code === 0)) {
			const failure = failureOf(unproven, { ...status, ...(requestId && { request_id: requestId }) });
			return { kind: 'lost', failure, neverSent: false, mayLookUp: false };
		}
	}
	if (code === 0) {
		return statusCode < 300 ? { kind: 'success', data: envelope['data'], requestId } : lost('httpError', status);
	}
	const requested = requestId === undefined ? {} : { request_id: requestId };
	const failure = failureOfRefusal('TokenPay', code, errorForCode(code), envelope['msg'], requested);
	return { kind: 'refusal', code, failure };
}
