import { type ApiResponse, type RawResponse, lostResponses } from '../shared/response';
import { isObject, parseExactJson } from '../shared/exactJson';
import { type Failure, failuresFrom } from '../shared/failure';
import { ERRORS, errorForCode } from './errors';
import { signatureHeaders, verifySignedMessage } from './signing';

export const failureOf = failuresFrom(ERRORS);

const { lost, lostByStatus, noResponse, notSent } = lostResponses(failureOf);

export { noResponse, notSent };

/**
 * Understands an answer of the platform. An HTTP status alone never means success: only an envelope
 * with `code` 0 does, and a status of 401, 3xx or 5xx is never believed, whatever the body says.
 *
 * @param appSecret given when signed answers are to be verified
 */
export function readResponse({ statusCode, headers, body }: RawResponse, appSecret?: string): ApiResponse {
	const unbelievable = lostByStatus(statusCode);
	if (unbelievable) return unbelievable;
	const status = { http_status: statusCode };

	const envelope = parseExactJson(body);
	if (!isObject(envelope) || !Number.isInteger(envelope['code'])) {
		return lost(statusCode >= 400 ? 'httpError' : 'unreadable', status);
	}
	const code = envelope['code'] as number;
	const requestId = typeof envelope['request_id'] === 'string' ? envelope['request_id'] : undefined;

	const signed = signatureHeaders(headers);
	if (appSecret !== undefined && signed) {
		// The platform was seen to sign the data alone, and is documented to sign the whole body.
		const received = 'data' in envelope ? [envelope, envelope['data']] : [envelope];
		if (verifySignedMessage(appSecret, signed, received) === undefined) {
			const response = lost('unverified', { ...status, ...(requestId && { request_id: requestId }) });
			return { ...response, mayLookUp: false };
		}
	}
	if (code === 0) {
		return statusCode < 300 ? { kind: 'success', data: envelope['data'], requestId } : lost('httpError', status);
	}
	return { kind: 'refusal', code, failure: refusalOf(code, envelope['msg'], requestId) };
}

function refusalOf(code: number, msg: unknown, requestId: string | undefined): Failure {
	const { message, advice } = errorForCode(code);
	const own = typeof msg === 'string' ? msg.trim() : '';
	return {
		error: `TokenPay code ${code}: ${message}${own ? ` (TokenPay says: ${own})` : ''}`,
		advice,
		details: { code, ...(own && { msg: own }), ...(requestId && { request_id: requestId }) },
	};
}
