import type { Platform } from '../shared/run';
import { type TokenPayCredential, baseUrlOf, credentialIssue, readCredential } from './credential';
import { OPERATIONS } from './resources';
import { failureOf, noResponse, notSent, readResponse } from './response';

/** TokenPay, as its node runs it. */
export const TOKEN_PAY: Platform<TokenPayCredential> = {
	credentialName: 'tokenPayApi',
	readCredential,
	credentialIssue,
	rateLimit: (credential) => ({
		sharedBy: `${baseUrlOf(credential)} ${credential.appId}`,
		requestsPerSecond: credential.requestsPerSecond,
	}),
	operations: OPERATIONS,
	naming: ['outTradeNo', 'transactionId', 'payoutId', 'walletAddress'],
	readResponse: (raw, { verifyResponses, appSecret }) =>
		readResponse(raw, verifyResponses ? { appSecret, now: Date.now() } : undefined),
	noResponse,
	notSent,
	failureOf,
};
