import type { ApiClient, ApiRequest } from './apiClient';
import type { ApiResponse } from './response';

const MAX_RETRIES = 8;
const FIRST_PAUSE = 500;
const MAX_PAUSE = 8000;

/**
 * How long a request is sent again, in milliseconds. Where several processes share a limit, one that comes late may
 * find every turn taken for the better part of a minute.
 */
const GIVE_UP_AFTER = 120_000;

/**
 * Sends a request, and sends it again after a refusal such as "too many requests", when nothing was
 * done on the server. After "too many requests" the rate limiter slows all down and decides how soon, for at most two
 * minutes; after other refusals it pauses, longer each time, at most eight times.
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
	const since = client.elapsed();
	for (let retry = 0; response.kind === 'refusal' && retryOn.includes(response.code); retry++) {
		if (client.elapsed() - since >= GIVE_UP_AFTER) return response;
		if (!response.isTooMany) {
			if (retry === MAX_RETRIES || !(await client.pause(backoff(retry, client.random())))) return response;
		}
		// Whoever has waited already goes before those who have not sent anything yet.
		const next = await client.send(request, { urgent: true });
		// What was not sent any more says less than the refusal before.
		if (next.kind === 'lost' && next.neverSent) return response;
		response = next;
	}
	return response;
}

/** Milliseconds to wait before retry number `retry` (0 = first): doubling, spread by half. */
export function backoff(retry: number, random: number): number {
	return Math.min(FIRST_PAUSE * 2 ** retry, MAX_PAUSE) * (0.5 + random);
}
