import type { ApiResponse } from './response';
import type { Failure } from './failure';

/** One request of the API. */
export interface ApiRequest {
	/** From the server's address on, such as `/v1/payanother/query`. */
	path: string;
	/** POSTs are signed and carry the fields in the body, GETs are unsigned and carry them in the query. */
	method?: 'GET' | 'POST';
	fields: Record<string, unknown>;
}

/** What an operation needs from the world; tests and the node bring their own. */
export interface ApiClient {
	/**
	 * Sends one request when its turn in the pace comes.
	 *
	 * @param urgent before those who have not sent anything yet
	 * @param mayGo asked when the turn has come; where it says no, nothing is sent
	 */
	send(call: ApiRequest, urgent: boolean, mayGo?: () => boolean): Promise<ApiResponse>;
	/** Waits for milliseconds; `false` when the execution was stopped meanwhile. */
	pause(milliseconds: number): Promise<boolean>;
	/** Holds all requests of the application back for milliseconds. */
	pauseFor(milliseconds: number): void;
	/** A number from 0 to 1, for pauses that do not fall together. */
	random(): number;
	/** The current time, for messages. */
	now(): Date;
}

/** What an operation comes to: the json of an item, of several items, or why there is none. */
export type Result = SingleResult | { list: Array<Record<string, unknown>> };

/** What comes to exactly one item, or none. */
export type SingleResult = { json: Record<string, unknown> } | { failure: Failure };

const MAX_RETRIES = 8;
const FIRST_PAUSE = 500;
const MAX_PAUSE = 8000;

/** Limits count by the second (TokenPay documents it so), and a second of silence clears them. */
const PAUSE_AFTER_REFUSAL = 1000;

/**
 * Sends a request, and sends it again after a refusal such as "too many requests", when nothing was
 * done on the server: at most eight times, after growing pauses.
 *
 * @param retryOn codes that mean that nothing was done
 * @returns the last answer
 */
export async function sendWithRetry(
	ports: ApiClient,
	call: ApiRequest,
	{ urgent = false, retryOn }: { urgent?: boolean; retryOn: readonly number[] },
): Promise<ApiResponse> {
	let answer = await ports.send(call, urgent);
	for (let repeat = 0; repeat < MAX_RETRIES; repeat++) {
		if (answer.kind !== 'refusal' || !retryOn.includes(answer.code)) return answer;
		ports.pauseFor(PAUSE_AFTER_REFUSAL);
		if (!(await ports.pause(backoff(repeat, ports.random())))) return answer;
		// Whoever has waited already goes before those who have not been sent yet.
		answer = await ports.send(call, true);
	}
	return answer;
}

/** Milliseconds to wait before repetition `repeat` (0 = first): doubling, spread by half. */
export function backoff(repeat: number, random: number): number {
	return Math.min(FIRST_PAUSE * 2 ** repeat, MAX_PAUSE) * (0.5 + random);
}
