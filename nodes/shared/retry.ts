import type { ApiClient, ApiRequest } from './apiClient';
import type { ApiResponse } from './response';

const MAX_RETRIES = 8;
const FIRST_PAUSE = 500;
const MAX_PAUSE = 8000;

/** Limits count by the second (TokenPay documents it so), and a second of silence clears them. */
const PAUSE_AFTER_REFUSAL = 1000;

/**
 * Sends a request, and sends it again after a refusal such as "too many requests", when nothing was
 * done on the server: at most eight times, with growing pauses.
 *
 * @param retryOn codes that mean that nothing was done
 * @returns the last response
 */
export async function sendWithRetry(
	client: ApiClient,
	request: ApiRequest,
	{ urgent = false, retryOn }: { urgent?: boolean; retryOn: readonly number[] },
): Promise<ApiResponse> {
	let response = await client.send(request, { urgent });
	for (let retry = 0; retry < MAX_RETRIES; retry++) {
		if (response.kind !== 'refusal' || !retryOn.includes(response.code)) return response;
		client.pauseFor(PAUSE_AFTER_REFUSAL);
		if (!(await client.pause(backoff(retry, client.random())))) return response;
		// Whoever has waited already goes before those who have not sent anything yet.
		response = await client.send(request, { urgent: true });
	}
	return response;
}

/** Milliseconds to wait before retry number `retry` (0 = first): doubling, spread by half. */
export function backoff(retry: number, random: number): number {
	return Math.min(FIRST_PAUSE * 2 ** retry, MAX_PAUSE) * (0.5 + random);
}
