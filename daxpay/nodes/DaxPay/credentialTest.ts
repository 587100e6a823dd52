import { randomUUID } from 'node:crypto';
import { credentialTest } from '../../../core/run/credentialTest';
import { noResponse, readResponse } from './response';
import { authenticate } from './authenticate';
import { CODES } from './codes';
import { credentialIssue, readCredential } from './credential';
import { defaultNotifyUrlIssue } from './resources/moneyFields';
import { description } from './resources/payment/index';
import { routesOf } from '../../../core/run/description';

const PING = '/unipay/ping';

/**
 * Open has a request for this. On 3.0 a payment is looked up under a random number, and only "no such order" proves that
 * the signature was accepted.
 */
export const testCredential = credentialTest({
	names: { platform: 'DaxPay', address: "'Server URL'" },
	readCredential,
	// Said here alone, since only transfers and refunds need it.
	credentialIssue: (credential) => credentialIssue(credential) ?? defaultNotifyUrlIssue(credential),
	request(stored, { apiVersion }) {
		if (apiVersion === 'open') return authenticate(stored, { url: PING, body: {} });
		const lookUp = routesOf({ properties: description })('payment', 'get');
		const { path, fields } = lookUp({ bizOrderNo: `n8n-test-${randomUUID()}` });
		return authenticate(stored, { url: path, body: fields });
	},
	readResponse,
	noResponse,
	proves: (response, { apiVersion }) =>
		apiVersion === 'open'
			? response.kind === 'success'
			: response.kind === 'refusal' && response.code === CODES.noSuchOrder,
});
