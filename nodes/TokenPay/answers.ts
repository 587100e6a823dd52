import { isObject, parseExactJson } from '../shared/exactJson';
import type { TransportFailure } from '../shared/transport';
import { PROBLEMS, type ProblemName, entryForCode } from './catalogue';
import { signatureHeaders, verifySignedMessage } from './signing';

/** An HTTP answer as it came, not yet understood. */
export interface RawAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: string;
}

/** Why an operation did not succeed, in a form that errors and items are made from. */
export interface Failure {
	/** What happened; complete in one line, since error items and AI tools show nothing else. */
	error: string;
	/** What to do now. */
	advice: string;
	details: {
		code?: number;
		reason?: string;
		/** The platform's own words. */
		msg?: string;
		request_id?: string;
		http_status?: number;
		out_trade_no?: string;
		/** Whether a payout was certainly not made, or may have been. */
		outcome?: 'unpaid' | 'unknown';
		[field: string]: unknown;
	};
}

/** An answer, understood. */
export type Answer =
	| { kind: 'success'; data: unknown; requestId: string | undefined }
	/** The platform understood the request and said no. */
	| { kind: 'refusal'; code: number; failure: Failure }
	| LostAnswer;

/** No answer, or one that does not tell what was done. */
export interface LostAnswer {
	kind: 'lost';
	failure: Failure;
	/** True only where no connection was made, so that nothing can have been done. */
	neverSent: boolean;
	/** False where asking again would bring an answer no more believable than this one. */
	mayLookUp: boolean;
}

/**
 * Understands an answer of the platform. An HTTP status alone never means success: only an envelope
 * with `code` 0 does, and a status of 401, 3xx or 5xx is never believed, whatever the body says.
 *
 * @param appSecret given when signed answers are to be verified
 */
export function readAnswer({ statusCode, headers, body }: RawAnswer, appSecret?: string): Answer {
	const status = { http_status: statusCode };
	if (statusCode >= 300 && statusCode < 400) return lost('redirect', status);
	if (statusCode >= 500) return lost('serverError', status);
	if (statusCode === 401) return lost('unauthorized', status);

	const envelope = parseExactJson(body);
	if (!isObject(envelope) || !Number.isInteger(envelope.code)) {
		return lost(statusCode >= 400 ? 'httpError' : 'unreadable', status);
	}
	const code = envelope.code as number;
	const requestId = typeof envelope.request_id === 'string' ? envelope.request_id : undefined;

	const signed = signatureHeaders(headers);
	if (appSecret !== undefined && signed) {
		// The platform was seen to sign the data alone, and is documented to sign the whole body.
		const received = 'data' in envelope ? [envelope, envelope.data] : [envelope];
		if (verifySignedMessage(appSecret, signed, received) === undefined) {
			const answer = lost('unverified', { ...status, ...(requestId && { request_id: requestId }) });
			return { ...answer, mayLookUp: false };
		}
	}
	if (code === 0) {
		return statusCode < 300 ? { kind: 'success', data: envelope.data, requestId } : lost('httpError', status);
	}
	return { kind: 'refusal', code, failure: refusal(code, envelope.msg, requestId) };
}

/** A failure from the catalogue, for problems that are not codes of the platform. */
export function problem(name: ProblemName, details: Failure['details'] = {}, what?: string): Failure {
	const { message, advice } = PROBLEMS[name];
	const status = details.http_status === undefined ? '' : ` (HTTP ${details.http_status})`;
	return {
		error: what ? `${message}: ${what.replace(/\.$/, '')}` : `${message}${status}`,
		advice,
		details: { reason: name, ...details },
	};
}

/** Says that a request got no answer at all. */
export function noAnswer({ kind, neverSent, reason }: TransportFailure): LostAnswer {
	return { ...lost(kind, { technical_reason: reason }), neverSent, mayLookUp: kind !== 'stopped' };
}

/** Says that a request was not sent at all. */
export function notSent(why: 'notSent' | 'stoppedBefore'): LostAnswer {
	return { kind: 'lost', failure: problem(why), neverSent: true, mayLookUp: false };
}

function lost(name: ProblemName, details: Failure['details']): LostAnswer {
	return { kind: 'lost', failure: problem(name, details), neverSent: false, mayLookUp: true };
}

function refusal(code: number, msg: unknown, requestId: string | undefined): Failure {
	const { message, advice } = entryForCode(code);
	const own = typeof msg === 'string' ? msg.trim() : '';
	return {
		error: `TokenPay code ${code}: ${message}${own ? ` (TokenPay says: ${own})` : ''}`,
		advice,
		details: { code, ...(own && { msg: own }), ...(requestId && { request_id: requestId }) },
	};
}
