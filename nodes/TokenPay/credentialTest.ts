import { randomUUID } from 'node:crypto';
import { credentialTest } from '../shared/credentialTest';
import { noAnswer, readAnswer } from './answers';
import { authenticate } from './authenticate';
import { CODES } from './codes';
import { credentialProblem, readCredential } from './environment';
import { PATH } from './resources/payout/get';

/**
 * Looks a payout up under a random number: that has no effect, and only the platform's "does not exist" proves that
 * secret, application and merchant were accepted.
 */
export const testCredential = credentialTest({
	names: { platform: 'TokenPay', address: 'Environment and Base URL' },
	readCredential,
	credentialProblem,
	call: (stored) =>
		authenticate(stored, { method: 'POST', url: PATH, body: { out_trade_no: `n8n-test-${randomUUID()}` } }),
	readAnswer: (raw) => readAnswer(raw),
	noAnswer,
	proves: (answer) => answer.kind === 'refusal' && answer.code === CODES.doesNotExist,
});
