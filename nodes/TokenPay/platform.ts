import { rowRunner } from '../shared/row';
import { noResponse, notSent, failureOf, readResponse } from './response';
import { type TokenPayCredential, baseUrlOf, credentialIssue, readCredential } from './credential';
import { NAMING } from './operation';
import { operationOf } from './resources';

/** Runs one row of the TokenPay node. */
export const runRow = rowRunner<TokenPayCredential>({
	readCredential,
	credentialIssue,
	pace: (credential) => ({
		sharedBy: `${baseUrlOf(credential)} ${credential.appId}`,
		requestsPerSecond: credential.requestsPerSecond,
	}),
	operationOf,
	naming: NAMING,
	readResponse: (raw, { verifyResponses, appSecret }) => readResponse(raw, verifyResponses ? appSecret : undefined),
	noResponse,
	notSent,
	failureOf,
});
