import { randomUUID } from 'node:crypto';
import { credentialTest } from '../shared/credentialTest';
import { noResponse, readResponse } from './response';
import { authenticate } from './authenticate';
import { CODES } from './codes';
import { credentialIssue, readCredential } from './credential';
import { pathsOf } from './paths';

/**
 * Open has a call for this. On 3.0 a payment is looked up under a random number, and only "no such order" proves that
 * the signature was accepted.
 */
export const testCredential = credentialTest({
	names: { platform: 'DaxPay', address: 'Server URL' },
	readCredential,
	credentialIssue,
	call(stored, { apiVersion }) {
		const { ping, queryPayment } = pathsOf(apiVersion);
		return apiVersion === 'open'
			? authenticate(stored, { url: ping, body: {} })
			: authenticate(stored, { url: queryPayment, body: { bizOrderNo: `n8n-test-${randomUUID()}` } });
	},
	readResponse,
	noResponse,
	proves: (answer, { apiVersion }) =>
		apiVersion === 'open' ? answer.kind === 'success' : answer.kind === 'refusal' && answer.code === CODES.noSuchOrder,
});
