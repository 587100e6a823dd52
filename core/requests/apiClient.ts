import type { ApiResponse, LostResponse, RawResponse } from './response';
import type { RateLimiter } from './rateLimiter';
import type { Clock } from './clock';
import { type TransportFailure, classifyTransportError } from './transport';

/** One request of the API. */
export interface ApiRequest {
	/** From the server's address on, such as `/v1/payanother/query`. */
	path: string;
	/** POSTs are signed and carry the fields in the body, GETs are unsigned and carry them in the query. */
	method: 'GET' | 'POST';
	/** By the API's names. */
	fields: Record<string, unknown>;
	/** True where money moves when the platform accepts it. */
	movesMoney?: boolean;
}

/** How a request is sent. */
export interface SendOptions {
	/** Before all that have not sent anything yet. */
	urgent?: boolean;
	/** With a turn that nobody else needs, by this time (of `elapsed`); where none came, nothing is sent. */
	spareUntil?: number;
	/** Asked when the request's turn has come; where it says no, nothing is sent. */
	stillWanted?: () => boolean;
}

/** What an operation needs from the world; tests and the node bring their own. */
export interface ApiClient {
	/** Sends one request when its turn comes. */
	send(request: ApiRequest, options?: SendOptions): Promise<ApiResponse>;
	/** Waits for milliseconds; `false` when the execution was stopped meanwhile. */
	pause(milliseconds: number): Promise<boolean>;
	/** Milliseconds that never step back. */
	elapsed(): number;
	/** A number from 0 to 1, so that pauses do not coincide. */
	random(): number;
	/** The current time, for messages. */
	now(): Date;
}

/** What a client is made from. */
export interface Connection {
	limiter: RateLimiter;
	requestsPerSecond: number;
	/** Codes that say "too many requests". */
	tooMany: readonly number[];
	/** Fires when somebody stops the execution. */
	signal: AbortSignal | undefined;
	clock: Clock;
	/** Signs and sends one request; throws when there is no response. */
	transmit: (request: ApiRequest) => Promise<RawResponse>;
	readResponse(raw: RawResponse): ApiResponse;
	noResponse(failure: TransportFailure): LostResponse;
	notSent(why: 'notSent' | 'stoppedBefore'): LostResponse;
}

/** A client that sends at the rate of its limiter. */
export function apiClient(connection: Connection): ApiClient {
	const { limiter, requestsPerSecond, signal, clock } = connection;
	return {
		async send(request, { urgent, spareUntil, stillWanted } = {}) {
			const turn = await (spareUntil === undefined
				? limiter.acquire(requestsPerSecond, signal, urgent, stillWanted)
				: limiter.spare.acquire(requestsPerSecond, spareUntil, signal, stillWanted));
			if (!turn) return connection.notSent(signal?.aborted ? 'stoppedBefore' : 'notSent');
			try {
				const response = connection.readResponse(await connection.transmit(request));
				if (response.kind === 'refusal' && connection.tooMany.includes(response.code)) {
					turn.refused();
					return { ...response, isTooMany: true };
				}
				turn.accepted();
				return response;
			} catch (error) {
				return connection.noResponse(classifyTransportError(error, signal?.aborted));
			}
		},
		async pause(milliseconds) {
			try {
				await clock.sleep(milliseconds, signal);
				return !signal?.aborted;
			} catch {
				return false;
			}
		},
		elapsed: clock.now,
		random: Math.random,
		now: () => new Date(),
	};
}
