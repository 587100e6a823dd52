/** What became of a request that got no response. */
export interface TransportFailure {
	/** True only where no connection was made, so that nothing can have been processed. */
	neverSent: boolean;
	kind: 'dns' | 'refused' | 'tls' | 'timeout' | 'cut' | 'domain' | 'stopped';
	/** The technical reason, such as ECONNRESET; for `details`, not for the message. */
	reason: string;
}

const TLS_CODES = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET)_)/;

interface ErrorLike {
	code?: unknown;
	syscall?: unknown;
	message?: unknown;
	cause?: unknown;
	errors?: unknown;
	name?: unknown;
}

/**
 * Tells from an error of the HTTP layer whether the request may have reached the platform.
 * Refuses to guess: whatever is not known to have failed before sending counts as sent.
 *
 * @param wasStopped whether somebody stopped the execution
 *
 * Source of the rule: Node names the system call that failed; `getaddrinfo` and `connect` come
 * before a first byte, and a certificate that is refused ends the handshake before the request.
 */
export function classifyTransportError(error: unknown, wasStopped = false): TransportFailure {
	const chain = collect(error);
	const codes = chain.map((entry) => wordsOf(entry.code));
	const reason = codes.find((code) => /^[A-Z][A-Z0-9_]+$/.test(code)) ?? 'no answer';
	const messages = chain.map((entry) => wordsOf(entry.message)).join('\n');

	if (codes.includes('ERR_CANCELED') || chain.some((entry) => entry.name === 'CanceledError')) {
		// Where nobody stopped it, its deadline did.
		return { neverSent: false, kind: wasStopped ? 'stopped' : 'timeout', reason };
	}
	if (messages.includes('Domain not allowed')) return { neverSent: true, kind: 'domain', reason };
	if (chain.some((entry) => entry.syscall === 'getaddrinfo')) return { neverSent: true, kind: 'dns', reason };
	if (chain.some((entry) => entry.syscall === 'connect')) {
		return { neverSent: true, kind: 'refused', reason };
	}
	if (codes.some((code) => TLS_CODES.test(code)) || messages.includes('wrong version number')) {
		return { neverSent: true, kind: 'tls', reason };
	}
	if (codes.includes('ECONNABORTED') || codes.includes('ETIMEDOUT')) {
		return { neverSent: false, kind: 'timeout', reason };
	}
	return { neverSent: false, kind: 'cut', reason };
}

const wordsOf = (value: unknown) => (typeof value === 'string' ? value : '');

function collect(error: unknown, depth = 0): ErrorLike[] {
	if (typeof error !== 'object' || error === null || depth > 5) return [];
	const entry = error as ErrorLike;
	const inner = Array.isArray(entry.errors) ? (entry.errors as unknown[]) : [];
	return [entry, ...[entry.cause, ...inner].flatMap((next) => collect(next, depth + 1))];
}
