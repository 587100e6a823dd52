import { CODES } from './codes';
import { ApiError } from '../core/sandbox/apiError';
import type { SandboxSettings } from './settings';
import { decryptSignature, parseAuthorization, requestSigningInput } from './signing';

const RATE_WINDOW_MS = 1000;

/** Authenticates requests: application, signature, timestamp, nonce, rate limit. */
export class RequestAuth {
	// When each nonce was used.
	private readonly nonces = new Map<string, number>();
	private readonly accepted = new Map<string, number[]>();

	constructor(private readonly settings: SandboxSettings) {}

	/**
	 * Checks the application and the signature.
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
	 * Checks that a signed request is fresh.
	 * @throws ApiError 104, 103 for a nonce used before
	 */
	checkTimestamp(header: string | undefined): void {
		const { clockWindowMs } = this.settings;
		const auth = parseAuthorization(header);
		const now = Date.now();
		if (clockWindowMs >= 0 && Math.abs(now - Number(auth?.timestamp)) > clockWindowMs)
			throw new ApiError(CODES.expired, 'signature expired');
		for (const [nonce, usedAt] of this.nonces) {
			// Twice the window, because a timestamp may also lie in the future.
			if (clockWindowMs < 0 || now - usedAt <= clockWindowMs * 2) break;
			this.nonces.delete(nonce);
		}
		// The documentation does not say what happens to a repeated nonce; the sandbox rejects it.
		if (auth && this.nonces.has(auth.nonce)) throw new ApiError(CODES.badSignature, 'nonce was used before');
	}

	/** @throws ApiError 20000, 20001 */
	checkApp(appId: string | undefined): void {
		if (appId !== this.settings.appId) throw new ApiError(CODES.noApp, 'application does not exist');
		if (this.settings.appDisabled) throw new ApiError(CODES.appDisabled, 'application is disabled');
	}

	/**
	 * Counts a request against its application's limit over the last second: the strictest reading of "5 a second".
	 * Rejected requests do not count and do not use up their nonce, since nothing was done.
	 * @throws ApiError 11001
	 */
	checkRateLimit(header: string | undefined): void {
		const { appId, requestsPerSecond: limit } = this.settings;
		const now = performance.now();
		const recent = (this.accepted.get(appId) ?? []).filter((at) => now - at < RATE_WINDOW_MS);
		this.accepted.set(appId, recent);
		if (limit > 0 && recent.length >= limit) throw new ApiError(CODES.tooMany, 'too many requests');
		recent.push(now);
		const nonce = parseAuthorization(header)?.nonce;
		if (nonce) this.nonces.set(nonce, Date.now());
	}
}
