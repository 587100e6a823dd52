import type { ApiClient, ApiRequest } from './apiClient';
import type { ApiResponse } from './response';

const FIRST_PAUSE = 500;
const MAX_PAUSE = 8000;

/**
 * How long a request is sent again, in milliseconds. Where several processes share a limit, one that comes late may
 * find every turn taken for the better part of a minute.
 */
const GIVE_UP_AFTER = 120_000;

/**
 * Sends a request, and sends it again after a refusal such as "too many requests", when nothing was
 * done on the server, for at most two minutes. How soon is the rate limiter's part, which slows all down.
 *
 * @param retryOn codes that mean that nothing was done
 * @returns the last response
 */
export async function sendWithRetry(
	client: ApiClient,
	request: ApiRequest,
	{ urgent = false, retryOn }: { urgent?: boolean; retryOn: readonly number[] },
): Promise<ApiResponse> {
	let response = await client.send(request, { urgent, tooMany: retryOn });
	const since = client.elapsed();
	while (response.kind === 'refusal' && retryOn.includes(response.code)) {
		if (client.elapsed() - since >= GIVE_UP_AFTER) return response;
		// Whoever has waited already goes before those who have not sent anything yet.
		const next = await client.send(request, { urgent: true, tooMany: retryOn });
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
