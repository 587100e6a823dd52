import { withDeadline } from '../../core/requests/deadline';
import { isObject, parseExactJson } from '../../core/values/exactJson';
import { baseUrlOf, credentialIssue, readCredential } from './credential';
import { authorizationHeader } from './signing';

/** What of n8n's request options is read and changed. */
interface RequestOptions {
	url: string;
	baseURL?: string;
	method?: string;
	headers?: Record<string, unknown>;
	body?: unknown;
	timeout?: number;
	abortSignal?: unknown;
}

const USER_AGENT = 'n8n-nodes-tokenpay';

/**
 * Directs a request to the credential's environment and signs exactly the bytes that go out: the
 * body gets `app_id` and `mch_id`, is serialized once, and stays text from then on. GETs go
 * unsigned, with the `app_id` header (TokenPay API, sections 2 and 6).
 *
 * Works on its own output too, since n8n may call it again: everything is made afresh.
 *
 * @param stored the credential as n8n hands it over
 * @throws when the credential cannot be used, in words that never hold the secret
 */
export function authenticate<T extends RequestOptions>(
	stored: Record<string, unknown>,
	options: T,
): T & RequestOptions {
	const credential = readCredential(stored);
	const problem = credentialIssue(credential);
	if (problem !== undefined) throw new Error(problem);

	const { appId, mchId } = credential;
	const path = pathOf(options.url);
	const headers: Record<string, unknown> = { ...options.headers, app_id: appId, 'User-Agent': USER_AGENT };
	const directed = { ...withDeadline(options), baseURL: baseUrlOf(credential) ?? '', url: path, headers };
	if ((options.method ?? 'GET').toUpperCase() === 'GET') return directed;

	const given = typeof options.body === 'string' ? parseExactJson(options.body) : options.body;
	const body = JSON.stringify({ ...(isObject(given) ? given : {}), app_id: appId, mch_id: mchId });
	headers['Content-Type'] = 'application/json';
	headers['Authorization'] = authorizationHeader(credential, path, body);
	return { ...directed, body };
}

/** The part of an address that is signed: from the path on, with the query. One slash before it, so that it names no host. */
function pathOf(url: string): string {
	return url.replace(/^https?:\/\/[^/]+/i, '').replace(/^\/*/, '/');
}
