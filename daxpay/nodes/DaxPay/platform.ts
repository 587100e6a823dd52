import { digestOf } from '../../../core/values/digest';
import type { Platform } from '../../../core/run/run';
import { name, version } from '../../package.json';
import { type DaxPayCredential, credentialIssue, readCredential } from './credential';
import { OPERATIONS } from './resources/index';
import { failureOf, noResponse, notSent, readResponse } from './response';

/** DaxPay documents no limit; this keeps a long sheet from flooding a merchant's own server. */
const REQUESTS_PER_SECOND = 20;

/** DaxPay, as its node runs it. */
export const DAX_PAY: Platform<DaxPayCredential> = {
	credentialName: 'daxPayApi',
	readCredential,
	credentialIssue,
	rateLimit: ({ serverUrl, mchNo, appId, secret, privateKey }) => ({
		sharedBy: `${serverUrl} ${mchNo} ${appId} ${digestOf(secret)} ${digestOf(privateKey)}`,
		requestsPerSecond: REQUESTS_PER_SECOND,
		tooMany: [],
	}),
	operations: OPERATIONS,
	naming: ['bizTransferNo', 'bizRefundNo', 'transferNo', 'refundNo', 'bizOrderNo', 'orderNo'],
	readResponse,
	noResponse,
	notSent,
	failureOf,
	package: { name, version },
};
