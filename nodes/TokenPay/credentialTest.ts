import { randomUUID } from 'node:crypto';
import type { ICredentialTestFunctions, ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';
import type { Answer } from '../shared/answer';
import { sendTest } from '../shared/credentialTest';
import { noAnswer, readAnswer } from './answers';
import { authenticate } from './authenticate';
import { credentialProblem, readCredential } from './environment';
import { DOES_NOT_EXIST } from './lookUp';
import { PATH } from './resources/payout/get';

/**
 * What the button under the credential says. The call looks a payout up under a random number, so it
 * has no effect, and only the platform's "does not exist" proves that signature, application and
 * merchant were accepted; every other answer is reported in words.
 */
export function verdict(answer: Answer): INodeCredentialTestResult {
	if (answer.kind === 'refusal' && answer.code === DOES_NOT_EXIST) {
		return { status: 'OK', message: 'TokenPay accepted the credential' };
	}
	if (answer.kind === 'success') {
		return {
			status: 'Error',
			message:
				'The host answered success for a payout that cannot exist, so it is probably not TokenPay. Check Environment and Base URL.',
		};
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
	const problem = credentialProblem(credential);
	if (problem !== undefined) return { status: 'Error', message: problem };

	const signed = authenticate(data ?? {}, {
		method: 'POST',
		url: PATH,
		body: { out_trade_no: `n8n-test-${randomUUID()}` },
	});
	const answer = await sendTest(this, signed, noAnswer);
	return verdict('kind' in answer ? answer : readAnswer(answer));
}
