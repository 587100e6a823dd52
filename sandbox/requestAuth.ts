import { parseAuthorization, requestSigningInput, decryptSignature } from './signing';
import { CODES } from './codes';
import { ApiError } from './common/apiError';
import type { SandboxSettings } from './settings';

const RATE_WINDOW_MS = 1000;

/** Lets calls in or not: application, signature, clock, pace. */
export class RequestAuth {
	// Nonces by the time they were used.
	private readonly nonces = new Map<string, number>();
	private readonly accepted = new Map<string, number[]>();

	constructor(private readonly settings: SandboxSettings) {}

	/**
	 * Checks who calls.
	 * @param path with query, as received
	 * @param body the exact bytes received
	 * @throws ApiError 20000, 20001, 103
	 */
	checkSignature(path: string, header: string | undefined, body: Buffer): void {
		const { appId, mchId, appSecret } = this.settings;
		const named = /\bapp_id=([^,\s]*)/.exec(header ?? '');
		if (named) this.checkApp(named[1]);
		const auth = parseAuthorization(header);
		if (!auth || auth.appId !== appId)
			throw new ApiError(CODES.badSignature, 'Authorization header missing or malformed');
		const signed = decryptSignature(auth.signature, appSecret);
		if (!signed?.equals(requestSigningInput(path, auth, body)))
			throw new ApiError(CODES.badSignature, 'invalid signature');
		if (auth.mchId !== mchId) throw new ApiError(CODES.badSignature, 'mch_id does not belong to app_id');
	}

	/**
	 * Checks that a signed call is fresh.
	 * @throws ApiError 104, 103 for a nonce used before
	 */
	checkTimestamp(header: string | undefined): void {
		const { clockWindowMs } = this.settings;
		const auth = parseAuthorization(header);
		const now = Date.now();
		if (clockWindowMs >= 0 && Math.abs(now - Number(auth?.timestamp)) > clockWindowMs)
			throw new ApiError(CODES.expired, 'signature expired');
		for (const [nonce, usedAt] of this.nonces) {
			// Twice, because a timestamp may also lie ahead.
			if (clockWindowMs < 0 || now - usedAt <= clockWindowMs * 2) break;
			this.nonces.delete(nonce);
		}
		// The documentation says nothing about a repeated nonce; refusing it is the sandbox's own choice.
		if (auth && this.nonces.has(auth.nonce)) throw new ApiError(CODES.badSignature, 'nonce was used before');
	}

	/** @throws ApiError 20000, 20001 */
	checkApp(appId: string | undefined): void {
		if (appId !== this.settings.appId) throw new ApiError(CODES.noApp, 'application does not exist');
		if (this.settings.appDisabled) throw new ApiError(CODES.appDisabled, 'application is disabled');
	}

	/**
	 * Counts a call against its application's limit, over the second just gone: the strictest reading of "5 a second".
	 * Refused calls do not count, and leave their nonce unused, since nothing was done.
	 * @throws ApiError 11001
	 */
	checkRateLimit(appId: string, header: string | undefined): void {
		const limit = this.settings.requestsPerSecond;
		const now = performance.now();
		const recent = (this.accepted.get(appId) ?? []).filter((at) => now - at < RATE_WINDOW_MS);
		this.accepted.set(appId, recent);
		if (limit > 0 && recent.length >= limit) throw new ApiError(CODES.tooMany, 'too many requests');
		recent.push(now);
		const nonce = parseAuthorization(header)?.nonce;
		if (nonce) this.nonces.set(nonce, Date.now());
	}
}
