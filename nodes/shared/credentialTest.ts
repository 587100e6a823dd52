import type { ICredentialTestFunctions } from 'n8n-workflow';
import type { LostAnswer, RawAnswer } from './answer';
import { textOf } from './text';
import { type TransportFailure, classifyTransportError } from './transport';

const TIMEOUT = 15_000;

/**
 * Sends the one request of a credential's test, which `authenticate` has signed.
 *
 * @returns the answer as it came, or what `noAnswer` makes of having none
 */
export async function sendTest(
	{ helpers }: ICredentialTestFunctions,
	{ baseURL, url, headers, body }: { baseURL?: string; url: string; headers?: object; body?: unknown },
	noAnswer: (failure: TransportFailure) => LostAnswer,
): Promise<RawAnswer | LostAnswer> {
	try {
		// A credential test has no other helper than this one.
		const response = (await helpers.request({
			method: 'POST',
			uri: `${baseURL ?? ''}${url}`,
			headers,
			body,
			timeout: TIMEOUT,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
		})) as { statusCode: number; headers: Record<string, unknown>; body: unknown };
		return { statusCode: response.statusCode, headers: response.headers, body: textOf(response.body) };
	} catch (error) {
		return noAnswer(classifyTransportError(error));
	}
}
