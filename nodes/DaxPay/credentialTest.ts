import { randomUUID } from 'node:crypto';
import type { ICredentialTestFunctions, ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';
import type { Answer } from '../shared/answer';
import { sendTest } from '../shared/credentialTest';
import { noAnswer, readAnswer } from './answers';
import { authenticate } from './authenticate';
import { CODES } from './codes';
import { type DaxPayCredential, credentialProblem, readCredential } from './credential';
import { pathsOf } from './paths';

const ACCEPTED: INodeCredentialTestResult = { status: 'OK', message: 'DaxPay accepted the credential' };

/**
 * What the button under the credential says. Open has a call for it; on 3.0 a payment is looked up under a random
 * number, and only "no such order" proves that the signature was accepted. Every other answer is reported in words.
 */
export function verdict(answer: Answer, { apiVersion }: DaxPayCredential): INodeCredentialTestResult {
	if (answer.kind === 'refusal' && answer.code === CODES.noSuchOrder && apiVersion !== 'open') return ACCEPTED;
	if (answer.kind === 'success') {
		if (apiVersion === 'open') return ACCEPTED;
		const message =
			'The host answered success for a payment that cannot exist, so it is probably not DaxPay. Check Server URL.';
		return { status: 'Error', message };
	}
	const { error, advice } = answer.failure;
	return { status: 'Error', message: `${error}. ${advice}` };
}

/** The credential's test; n8n calls it when the credential is saved or tested. */
export async function testCredential(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const credential = readCredential(data ?? {});
	const wrong = credentialProblem(credential);
	if (wrong !== undefined) return { status: 'Error', message: wrong };

	const paths = pathsOf(credential.apiVersion);
	const isOpen = credential.apiVersion === 'open';
	const signed = authenticate(data ?? {}, {
		url: isOpen ? paths.ping : paths.queryPayment,
		body: isOpen ? {} : { bizOrderNo: `n8n-test-${randomUUID()}` },
	});
	const answer = await sendTest(this, signed, noAnswer);
	return verdict('kind' in answer ? answer : readAnswer(answer, credential), credential);
}
