import { randomBytes } from 'node:crypto';
import { withDeadline } from '../../../core/requests/deadline';
import { isObject, parseExactJson } from '../../../core/values/exactJson';
import { type DaxPayCredential, credentialIssue, readCredential, schemeOf, timezoneOf } from './credential';
import { type ReceivedObject, parseReceived } from './receivedJson';
import { signWithRsa, signWithSecret } from './signing';
import { localTime } from './time';

/** What of n8n's request options is read and changed. */
interface RequestOptions {
	url: string;
	baseURL?: string;
	headers?: Record<string, unknown>;
	body?: unknown;
	timeout?: number;
	abortSignal?: unknown;
}

/**
 * Directs a request to the credential's server and signs exactly what goes out: the body gets the identity,
 * time and nonce that its version declares, is signed over its own text, and stays text from then on
 * (DaxPay API, common parameters).
 *
 * Works on its own output too, since n8n may call it again: everything is made afresh.
 *
 * @param stored the credential as n8n hands it over
 * @throws when the credential cannot be used, in words that never hold a secret
 */
export function authenticate<T extends RequestOptions>(
	stored: Record<string, unknown>,
	options: T,
): T & RequestOptions {
	const credential = readCredential(stored);
	const problem = credentialIssue(credential);
	if (problem !== undefined) throw new Error(problem);

	const given = typeof options.body === 'string' ? parseExactJson(options.body) : options.body;
	const fields = { ...(isObject(given) ? given : {}), ...common(credential) };
	delete (fields as Record<string, unknown>)['sign'];
	const message = parseReceived(JSON.stringify(fields)) as ReceivedObject;
	const sign =
		credential.apiVersion === 'open'
			? signWithRsa(message, credential.privateKey)
			: signWithSecret(message, schemeOf(credential));
	return {
		...withDeadline(options),
		baseURL: credential.serverUrl,
		url: pathOf(options.url, credential),
		headers: { ...options.headers, 'Content-Type': 'application/json', 'User-Agent': 'n8n-nodes-daxpay' },
		body: JSON.stringify({ ...fields, sign }),
	};
}

/** The parameters of every request; an unknown one would break the signature, so each version gets its own. */
function common(credential: DaxPayCredential): Record<string, string> {
	const { apiVersion, mchNo, appId } = credential;
	return {
		...(apiVersion !== 'v3Beta' && { mchNo }),
		...(appId !== '' && { appId }),
		...(apiVersion === 'open' && { reqId: randomBytes(16).toString('hex') }),
		nonceStr: randomBytes(16).toString('hex'),
		reqTime: localTime(new Date(), timezoneOf(credential)),
	};
}

/** The path below the server's address as the version spells it, with one slash before it, so that it names no host. */
function pathOf(url: string, { serverUrl, apiVersion }: DaxPayCredential): string {
	const path = url.startsWith(serverUrl) ? url.slice(serverUrl.length) : url.replace(/^https?:\/\/[^/]+/i, '');
	const fromRoot = path.replace(/^\/*/, '/');
	// The node's description has the paths of 3.0: Open writes /query/pay-order for /query/payOrder (DaxPay API, other operations).
	return apiVersion === 'open' ? fromRoot.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`) : fromRoot;
}
