import type { IHttpRequestOptions, INodeProperties } from 'n8n-workflow';

/** How long a response may take unless the user sets a Timeout, in milliseconds. */
const DEFAULT_TIMEOUT = 30_000;

/** What a Timeout of 0 stands for, as everywhere in n8n, in milliseconds. */
const LONGEST_TIMEOUT = 300_000;

/**
 * The settings that n8n offers for every declarative node, under the same names. Batching is left out, since requests
 * are paced anyway.
 */
export const requestOptions: INodeProperties = {
	displayName: 'Request Options',
	name: 'requestOptions',
	type: 'collection',
	isNodeSetting: true,
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'allowUnauthorizedCerts',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description: 'Whether to connect even if SSL certificate validation is not possible',
		},
		{
			displayName: 'Proxy',
			name: 'proxy',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://myproxy:3128',
			description:
				'HTTP proxy to use. If authentication is required, include it in the address: http://name:password@myproxy:3128.',
		},
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: DEFAULT_TIMEOUT,
			description: 'How long to wait for a response, in milliseconds; 0 stands for five minutes',
		},
	],
};

/** What the settings say. */
export interface RequestOptions {
	/** Milliseconds; 0 stands for n8n's own five minutes. An expression can give anything. */
	timeout?: unknown;
	/** Such as `http://proxy:3128`. */
	proxy?: string;
	allowUnauthorizedCerts?: boolean;
}

/**
 * What the node's Request Options mean for a request.
 *
 * @throws when the timeout or the proxy's address cannot be understood
 */
export function readRequestOptions({
	timeout,
	proxy,
	allowUnauthorizedCerts,
}: RequestOptions): Pick<IHttpRequestOptions, 'timeout' | 'proxy' | 'skipSslCertificateValidation'> {
	return {
		timeout: timeout === undefined ? DEFAULT_TIMEOUT : readTimeout(timeout) || LONGEST_TIMEOUT,
		...(allowUnauthorizedCerts && { skipSslCertificateValidation: true }),
		...(proxy && { proxy: readProxy(proxy) }),
	};
}

function readTimeout(value: unknown): number {
	const milliseconds = typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : NaN;
	if (!(milliseconds >= 0 && milliseconds < 2 ** 31)) {
		throw new Error("'Timeout' must be a number of milliseconds, such as 30000");
	}
	return Math.round(milliseconds);
}

function readProxy(address: string): NonNullable<IHttpRequestOptions['proxy']> {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	const port = Number(url?.port || { 'http:': 80, 'https:': 443 }[url?.protocol ?? '']);
	if (!url?.hostname || !port) throw new Error("'Proxy' must be an address such as http://proxy:3128");
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
