import { rowRunner } from '../shared/row';
import { noResponse, notSent, failureOf, readResponse } from './response';
import { type DaxPayCredential, credentialIssue, readCredential } from './credential';
import { NAMING } from './operation';
import { operationOf } from './resources';

/** DaxPay documents no limit; this keeps a long sheet from falling upon a merchant's own server at once. */
const REQUESTS_PER_SECOND = 20;

/** Runs one row of the DaxPay node. */
export const runRow = rowRunner<DaxPayCredential>({
	readCredential,
	credentialIssue,
	pace: ({ serverUrl, mchNo, appId }) => ({
		sharedBy: `${serverUrl} ${mchNo} ${appId}`,
		requestsPerSecond: REQUESTS_PER_SECOND,
	}),
	operationOf,
	naming: NAMING,
	readResponse,
	noResponse,
	notSent,
	failureOf,
});
