import { randomUUID } from 'node:crypto';
import { credentialTest } from '../shared/credentialTest';
import { noResponse, readResponse } from './response';
import { authenticate } from './authenticate';
import { CODES } from './codes';
import { credentialIssue, readCredential } from './credential';
import { PATH } from './resources/payout/get';

/**
 * Looks a payout up under a random number: that has no effect, and only the platform's "does not exist" proves that
 * secret, application and merchant were accepted.
 */
export const testCredential = credentialTest({
	names: { platform: 'TokenPay', address: 'Environment and Base URL' },
	readCredential,
	credentialIssue,
	call: (stored) =>
		authenticate(stored, { method: 'POST', url: PATH, body: { out_trade_no: `n8n-test-${randomUUID()}` } }),
	readResponse: (raw) => readResponse(raw),
	noResponse,
	proves: (answer) => answer.kind === 'refusal' && answer.code === CODES.doesNotExist,
});
