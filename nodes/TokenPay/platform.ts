import type { IHttpRequestOptions } from 'n8n-workflow';
import { digestOf } from '../../core/values/digest';
import type { Platform } from '../../core/run/run';
import { name, version } from '../../package.json';
import { CODES } from './codes';
import { HOSTS, type TokenPayCredential, baseUrlOf, credentialIssue, readCredential } from './credential';
import { OPERATIONS } from './resources';
import { failureOf, noResponse, notSent, readResponse, withSignature } from './response';

/** How every request is sent. */
export const REQUEST_DEFAULTS = {
	// Constant, since an expression here costs more than the rest of an item; `authenticate`
	// directs the request to the environment of the credential.
	baseURL: HOSTS.tokenPay,
	encoding: 'text',
	disableFollowRedirect: true,
	ignoreHttpStatusErrors: true,
} as const satisfies Partial<IHttpRequestOptions>;

/** TokenPay, as its node runs it. */
export const TOKEN_PAY: Platform<TokenPayCredential> = {
	credentialName: 'tokenPayApi',
	readCredential,
	credentialIssue,
	rateLimit: (credential) => ({
		// With its secret, so that a credential with a wrong one, which is refused anyway, slows nobody down.
		sharedBy: `${hostOf(credential)} ${credential.appId} ${digestOf(credential.appSecret)}`,
		requestsPerSecond: credential.requestsPerSecond,
		tooMany: [CODES.tooManyRequests, CODES.frequencyRestricted],
	}),
	operations: OPERATIONS,
	naming: ['outTradeNo', 'transactionId', 'walletAddress'],
	readResponse: (raw, { verifyResponses, appSecret }) => {
		const response = readResponse(raw, verifyResponses ? { appSecret, now: Date.now() } : undefined);
		return withSignature(response, raw, appSecret);
	},
	noResponse,
	notSent,
	failureOf,
	package: { name, version },
};

/** TokenPay and TTPay are one platform under two names. */
const hostOf = (credential: TokenPayCredential) =>
	credential.environment === 'custom' ? baseUrlOf(credential) : 'TokenPay';
