import { randomUUID } from 'node:crypto';
import { credentialTest } from '../shared/credentialTest';
import { noResponse, readResponse } from './response';
import { authenticate } from './authenticate';
import { CODES } from './codes';
import { credentialIssue, readCredential } from './credential';
import { description } from './resources/payout';
import { routesOf } from '../shared/description';

/**
 * Looks a payout up under a random number: that has no effect, and only the platform's "does not exist" proves that
 * secret, application and merchant were accepted.
 */
export const testCredential = credentialTest({
	names: { platform: 'TokenPay', address: 'Environment and Base URL' },
	readCredential,
	credentialIssue,
	request(stored) {
		const { method, path, fields } = routesOf({ properties: description })('payout', 'get')({
			outTradeNo: `n8n-test-${randomUUID()}`,
		});
		return authenticate(stored, { method, url: path, body: fields });
	},
	readResponse: (raw) => readResponse(raw),
	noResponse,
	proves: (response) => response.kind === 'refusal' && response.code === CODES.doesNotExist,
});
