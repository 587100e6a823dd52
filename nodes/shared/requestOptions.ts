import type { IHttpRequestOptions } from 'n8n-workflow';

/** What n8n sets when the user sets no Timeout under Options, in milliseconds. */
export const N8N_DEFAULT_TIMEOUT = 300_000;

/** How long an answer may take unless the user sets a Timeout, in milliseconds. */
export const DEFAULT_TIMEOUT = 30_000;

/** The options that n8n itself gives every declarative node; Batching is left out, since rows are paced anyway. */
export interface RequestOptions {
	/** Milliseconds; 0 stands for n8n's own five minutes. */
	timeout?: number;
	/** Such as `http://proxy:3128`. */
	proxy?: string;
	allowUnauthorizedCerts?: boolean;
}

/**
 * What the options under the node's Options mean for a request.
 *
 * @throws when the proxy's address cannot be understood
 */
export function readRequestOptions({
	timeout,
	proxy,
	allowUnauthorizedCerts,
}: RequestOptions): Pick<IHttpRequestOptions, 'timeout' | 'proxy' | 'skipSslCertificateValidation'> {
	return {
		timeout: timeout === undefined ? DEFAULT_TIMEOUT : timeout || N8N_DEFAULT_TIMEOUT,
		...(allowUnauthorizedCerts && { skipSslCertificateValidation: true }),
		...(proxy && { proxy: readProxy(proxy) }),
	};
}

function readProxy(address: string): NonNullable<IHttpRequestOptions['proxy']> {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	const port = Number(url?.port || { 'http:': 80, 'https:': 443 }[url?.protocol ?? '']);
	if (!url?.hostname || !port) throw new Error('The proxy under Options must be an address such as http://proxy:3128.');
	return {
		host: url.hostname,
		port,
		protocol: url.protocol.replace(/:$/, ''),
		...(url.username && {
			auth: { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) },
		}),
	};
}

/**
 * The hosts that a credential limited to certain domains may be sent to: those listed, and the node's own.
 *
 * @param stored the credential as n8n keeps it, with n8n's own fields about domains
 * @param baseURL the constant address in the node's description
 * @returns a list with commas, or `undefined` for no limit (n8n's own rule for declarative nodes)
 */
export function allowedDomains(stored: Record<string, unknown>, baseURL: string): string | undefined {
	if (stored['allowedHttpRequestDomains'] !== 'domains') return undefined;
	const listed = typeof stored['allowedDomains'] === 'string' ? stored['allowedDomains'].trim() : '';
	return [new URL(baseURL).hostname, listed].filter((hosts) => hosts !== '').join(', ');
}
