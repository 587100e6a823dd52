import axios from 'axios';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** One POST of a notification. */
export interface Attempt {
	/** ISO 8601. */
	at: string;
	/** HTTP status; null if there was no response. */
	status: number | null;
	/** The response's body, truncated to 200 characters. */
	response: string;
	error: string | null;
}

const ATTEMPT_TIMEOUT_MS = 10_000;

/** Posts notifications, byte for byte as given. */
export class Delivery {
	private readonly abort = new AbortController();
	// No keep-alive, so that a receiver's server can close at once.
	private readonly agents = {
		httpAgent: new HttpAgent({ keepAlive: false }),
		httpsAgent: new HttpsAgent({ keepAlive: false }),
	};

	get isStopped(): boolean {
		return this.abort.signal.aborted;
	}

	/** Aborts all requests in flight; no more can be sent. */
	stop(): void {
		this.abort.abort();
	}

	/** Sends one POST of JSON. Never rejects: a failure is in the `error` of the result. */
	async post(url: string, body: string, headers: Record<string, string> = {}): Promise<Attempt> {
		const attempt: Attempt = { at: new Date().toISOString(), status: null, response: '', error: null };
		try {
			const response = await axios.post<string>(url, body, {
				...this.agents,
				headers: { 'Content-Type': 'application/json', ...headers },
				timeout: ATTEMPT_TIMEOUT_MS,
				signal: this.abort.signal,
				proxy: false,
				maxRedirects: 0,
				maxContentLength: 1024 * 1024,
				// The signature covers these bytes.
				transformRequest: (data: unknown) => data,
				responseType: 'text',
				// By default, axios would parse a response that looks like JSON, and trim it.
				transformResponse: (data: unknown) => data,
				validateStatus: () => true,
			});
			attempt.status = response.status;
			attempt.response = response.data.slice(0, 200);
		} catch (error) {
			attempt.error = error instanceof Error ? error.message || error.name : String(error);
		}
		return attempt;
	}
}
