import type { ICredentialTestFunctions, ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';
import { inFull } from './message';
import type { ApiResponse, RawResponse } from '../requests/response';
import { textOf } from '../values/text';
import { type TransportFailure, classifyTransportError } from '../requests/transport';

const TIMEOUT = 15_000;

/** A request with everything that `authenticate` puts on it. */
interface SignedRequest {
	baseURL?: string;
	url: string;
	headers?: object;
	body?: unknown;
}

/** What one platform does in its own way when its credential is tested. */
interface CredentialProbe<Credential> {
	/** The platform, and the credential's fields that decide where requests go. */
	names: { platform: string; address: string };
	readCredential: (stored: Record<string, unknown>) => Credential;
	/** What is wrong with the credential, in words that never hold a secret. */
	credentialIssue: (credential: Credential) => string | undefined;
	/** A signed request that has no effect. */
	request(stored: Record<string, unknown>, credential: Credential): SignedRequest;
	readResponse(raw: RawResponse, credential: Credential): ApiResponse;
	noResponse(failure: TransportFailure): ApiResponse;
	/** Whether a response proves that the platform accepted the signature. */
	proves(response: ApiResponse, credential: Credential): boolean;
	/**
	 * What else is worth knowing once the platform has accepted the credential.
	 *
	 * @param send sends one more request that has no effect
	 */
	examine?(stored: Record<string, unknown>, credential: Credential, send: Send): Promise<Finding>;
}

/** Sends one request. */
export type Send = (request: SignedRequest) => Promise<RawResponse | TransportFailure>;

/** What was found, as a sentence, and whether the credential can be used as it is. */
export interface Finding {
	words: string;
	isUsable: boolean;
}

/** Runs the test under a credential; n8n calls it when the credential is saved or tested. */
type CredentialTest = (
	this: ICredentialTestFunctions,
	stored: ICredentialsDecrypted,
) => Promise<INodeCredentialTestResult>;

/**
 * Makes the test of a platform's credential. It turns green only on the one response that proves the signature; every
 * other response is reported in words.
 */
export function credentialTest<Credential>(probe: CredentialProbe<Credential>): CredentialTest {
	const { platform, address } = probe.names;
	return async function testCredential({ data: stored = {} }) {
		const credential = probe.readCredential(stored);
		const wrong = probe.credentialIssue(credential);
		if (wrong !== undefined) return { status: 'Error', message: wrong };

		const sent = await send(this, probe.request(stored, credential));
		const response = 'body' in sent ? probe.readResponse(sent, credential) : probe.noResponse(sent);
		if (probe.proves(response, credential)) {
			const message = `${platform} accepted the credential`;
			const finding = await probe.examine?.(stored, credential, async (request) => await send(this, request));
			if (finding === undefined) return { status: 'OK', message };
			return { status: finding.isUsable ? 'OK' : 'Error', message: `${message}. ${finding.words}` };
		}
		if (response.kind === 'success') {
			const message = `The host answered success for a payment that cannot exist, so it is probably not ${platform}. Check ${address}.`;
			return { status: 'Error', message };
		}
		return { status: 'Error', message: inFull(response.failure) };
	};
}

async function send(
	{ helpers }: ICredentialTestFunctions,
	{ baseURL = '', url, headers, body }: SignedRequest,
): Promise<RawResponse | TransportFailure> {
	try {
		// A credential test has no other helper than this one.
		const response = (await helpers.request({
			method: 'POST',
			uri: `${baseURL}${url}`,
			headers,
			body,
			timeout: TIMEOUT,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
		})) as { statusCode: number; headers: Record<string, unknown>; body: unknown };
		return { statusCode: response.statusCode, headers: response.headers, body: textOf(response.body) };
	} catch (error) {
		return classifyTransportError(error);
	}
}
