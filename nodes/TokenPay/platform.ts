import { digestOf } from '../shared/digest';
import type { Platform } from '../shared/run';
import { CODES } from './codes';
import { type TokenPayCredential, baseUrlOf, credentialIssue, readCredential } from './credential';
import { OPERATIONS } from './resources';
import { failureOf, noResponse, notSent, readResponse } from './response';

/** TokenPay, as its node runs it. */
export const TOKEN_PAY: Platform<TokenPayCredential> = {
	credentialName: 'tokenPayApi',
	readCredential,
	credentialIssue,
	rateLimit: (credential) => ({
		// With its secret, so that a credential with a wrong one, which is refused anyway, slows nobody down.
		sharedBy: `${baseUrlOf(credential)} ${credential.appId} ${digestOf(credential.appSecret)}`,
		requestsPerSecond: credential.requestsPerSecond,
		tooMany: [CODES.tooManyRequests, CODES.frequencyRestricted],
	}),
	operations: OPERATIONS,
	naming: ['outTradeNo', 'transactionId', 'payoutId', 'walletAddress'],
	readResponse: (raw, { verifyResponses, appSecret }) => readResponse(raw, verifyResponses ? appSecret : undefined),
	noResponse,
	notSent,
	failureOf,
};
