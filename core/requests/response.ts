import type { ErrorEntry, Failure, FailureMaker, SharedErrorName } from '../run/failure';
import { shown } from '../values/sentences';
import type { TransportFailure } from './transport';

/** An HTTP response as it came, not yet understood. */
export interface RawResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: string;
}

/** A response, understood. */
export type ApiResponse =
	| {
			kind: 'success';
			data: unknown;
			requestId: string | undefined;
			/** What the response's signature covers, in the platform's words; found out when asked, since that takes time. */
			signatureCovers?: () => string;
	  }
	/** The platform understood the request and said no. */
	| {
			kind: 'refusal';
			code: number;
			failure: Failure;
			/** The request was one too many, and the rate limiter slows down. */
			isTooMany?: true;
	  }
	| LostResponse;

/** No response, or one that does not tell what was done. */
export interface LostResponse {
	kind: 'lost';
	failure: Failure;
	/** True only where no connection was made, so that nothing can have been done. */
	neverSent: boolean;
	/** False where asking again would bring a response no more believable than this one. */
	mayLookUp: boolean;
}

/**
 * The failure of a request that a platform refused with a code.
 *
 * @param words the platform's own, as they came
 */
export function failureOfRefusal(
	platform: string,
	code: number,
	{ message, advice }: ErrorEntry,
	words: unknown,
	details: Failure['details'],
): Failure {
	const own = typeof words === 'string' ? words.trim() : '';
	const inShort = `${platform} code ${code}`;
	const withWords = own ? [60, 20].map((most) => ` (${inShort}: ${shown(own, most)})`) : [];
	return {
		error: message,
		more: [...withWords, ` (${inShort})`],
		advice,
		details: { code, ...(own && { msg: own }), ...details },
	};
}

/** Ways to say in a platform's words that there is no response to rely on. */
export function lostResponses(failureOf: FailureMaker<SharedErrorName>) {
	const lost = (name: SharedErrorName, details: Failure['details']): LostResponse => ({
		kind: 'lost',
		failure: failureOf(name, details),
		neverSent: false,
		mayLookUp: true,
	});
	return {
		/** A response came, but it does not tell what was done. */
		lost,
		/** A response whose HTTP status is never believed, whatever its body says: 401, 3xx and 5xx. */
		lostByStatus: (statusCode: number): LostResponse | undefined => {
			const status = { http_status: statusCode };
			if (statusCode >= 300 && statusCode < 400) return lost('redirect', status);
			if (statusCode >= 500) return lost('serverError', status);
			return statusCode === 401 ? lost('unauthorized', status) : undefined;
		},
		/** Says that a request got no response at all. */
		noResponse: ({ kind, neverSent, reason }: TransportFailure): LostResponse => ({
			...lost(kind, { technical_reason: reason }),
			neverSent,
			mayLookUp: kind !== 'stopped',
		}),
		/** Says that a request was not sent at all. */
		notSent: (why: 'notSent' | 'stoppedBefore'): LostResponse => ({
			kind: 'lost',
			failure: failureOf(why),
			neverSent: true,
			mayLookUp: false,
		}),
	};
}
