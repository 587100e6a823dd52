import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';
import type { ApiRequest } from './apiClient';
import { allowedDomains } from '../run/requestOptions';
import type { RawResponse } from './response';
import { textOf } from '../values/text';

/**
 * What all requests under a credential have in common.
 *
 * @param described the `requestDefaults` of the node's description
 * @param stored the credential as n8n keeps it
 */
export function requestDefaults(
	described: Partial<IHttpRequestOptions>,
	stored: Record<string, unknown>,
): Partial<IHttpRequestOptions> {
	const domains = allowedDomains(stored, String(described.baseURL));
	return { ...described, ...(domains !== undefined && { allowedDomains: domains }) };
}

/** Signs and sends one request through n8n, which knows the credential and the instance's own rules. */
export async function transmit(
	context: IExecuteFunctions | IWebhookFunctions,
	credentialName: string,
	options: Partial<IHttpRequestOptions>,
	{ path, method, fields }: ApiRequest,
): Promise<RawResponse> {
	const carried = method === 'GET' ? { qs: fields as IDataObject } : { body: fields as IDataObject };
	const response = (await context.helpers.httpRequestWithAuthentication.call(context, credentialName, {
		...options,
		...carried,
		method,
		url: path,
		headers: {},
		returnFullResponse: true,
	})) as IN8nHttpFullResponse;
	return { statusCode: response.statusCode, headers: response.headers, body: textOf(response.body) };
}
