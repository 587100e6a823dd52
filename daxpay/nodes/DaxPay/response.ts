import { Digits, plainOf } from '../../../core/values/exactJson';
import { type ApiResponse, type RawResponse, failureOfRefusal, lostResponses } from '../../../core/requests/response';
import { failuresFrom } from '../../../core/run/failure';
import { ERRORS, errorForCode } from './errors';
import type { DaxPayCredential } from './credential';
import { parseReceived } from './receivedJson';
import { isSigned, verifies } from './verification';

export const failureOf = failuresFrom(ERRORS);

const { lost, lostByStatus, noResponse, notSent } = lostResponses(failureOf);

export { noResponse, notSent };

/**
 * Understands a response of the server. An HTTP status alone never means success: only an envelope with `code` 0
 * and a signature that verifies over the received text does. A signed response must verify whatever it says; an
 * unsigned one is believed only as an error, since 3.0 leaves some errors unsigned.
 */
export function readResponse({ statusCode, body }: RawResponse, credential: DaxPayCredential): ApiResponse {
	const unbelievable = lostByStatus(statusCode);
	if (unbelievable) return unbelievable;
	const status = { http_status: statusCode };

	const envelope = parseReceived(body);
	const code = envelope instanceof Map ? codeOf(envelope.get('code')) : undefined;
	if (!(envelope instanceof Map) || code === undefined) {
		return lost(statusCode >= 400 ? 'httpError' : 'unreadable', status);
	}
	const requestId = [envelope.get('traceId'), envelope.get('reqId')].find((id): id is string => typeof id === 'string');
	const requested = requestId === undefined ? {} : { request_id: requestId };

	if (isSigned(envelope)) {
		if (!verifies(envelope, credential)) {
			return { ...lost('unverified', { ...status, ...requested }), mayLookUp: false };
		}
	} else if (code === 0) {
		return {
			...lost('unreadable', status),
			failure: failureOf('unsigned', { ...status, ...requested }),
			mayLookUp: false,
		};
	}
	if (code === 0) {
		if (statusCode >= 300) return lost('httpError', status);
		return { kind: 'success', data: plainOf(envelope.get('data') ?? null), requestId };
	}
	const words = envelope.get('msg') ?? envelope.get('message');
	return { kind: 'refusal', code, failure: failureOfRefusal('DaxPay', code, errorForCode(code), words, requested) };
}

function codeOf(code: unknown): number | undefined {
	return code instanceof Digits && /^-?\d{1,9}$/.test(code.source) ? Number(code.source) : undefined;
}
