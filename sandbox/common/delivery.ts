import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios from 'axios';

/** One POST of a notification. */
export interface Attempt {
	/** ISO 8601. */
	at: string;
	/** HTTP status; null if there was no answer. */
	status: number | null;
	/** The answer's body, cut at 200 characters. */
	response: string;
	error: string | null;
}

const ATTEMPT_TIMEOUT_MS = 10_000;

/** Posts notifications as a platform does, byte for byte. */
export class Delivery {
	private readonly abort = new AbortController();
	// Connections are not kept, so that a receiver's server can close at once.
	private readonly agents = {
		httpAgent: new HttpAgent({ keepAlive: false }),
		httpsAgent: new HttpsAgent({ keepAlive: false }),
	};

	get isStopped(): boolean {
		return this.abort.signal.aborted;
	}

	/** Ends what is under way. */
	stop(): void {
		this.abort.abort();
	}

	/** Never rejects: what went wrong is in the record. */
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
				// axios would otherwise parse a JSON-looking answer, and trim it.
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
