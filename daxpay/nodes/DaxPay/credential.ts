import { shown } from '../../../core/values/sentences';
import { textOf } from '../../../core/values/text';
import { keyProblem, wrapPem } from './pem';
import { type SecretScheme, type SignType, hasSm3 } from './signing';
import { isTimezone } from './time';

/** The wire formats of DaxPay: 3.0, its betas, and Open 1.x. */
export type ApiVersion = 'v3' | 'v3Beta' | 'open';

/** What the credential `daxPayApi` holds. */
export interface DaxPayCredential {
	/** Without a slash at the end. */
	serverUrl: string;
	apiVersion: ApiVersion;
	mchNo: string;
	appId: string;
	signType: SignType;
	secret: string;
	/** PEM. */
	privateKey: string;
	/** PEM. */
	platformPublicKey: string;
	/** Of the server's clock. */
	timezone: string;
	/** Where DaxPay announces the outcome of transfers and refunds that name no address of their own; empty for nowhere. */
	notifyUrl: string;
}

/** Open counts its times in GMT+8 wherever it runs. */
const OPEN_TIMEZONE = 'Asia/Shanghai';

/**
 * Brings what n8n stored into one shape; white space that came along when a value was pasted goes, except
 * inside the secret, which is taken as it is.
 */
export function readCredential(stored: Record<string, unknown>): DaxPayCredential {
	const text = (name: string) => textOf(stored[name]).trim();
	const version = text('apiVersion');
	const signType = text('signType');
	const apiVersion = version === 'v3Beta' || version === 'open' ? version : 'v3';
	return {
		serverUrl: text('serverUrl').replace(/\/+$/, ''),
		apiVersion,
		// n8n keeps what was entered for another version, although it hides it.
		mchNo: apiVersion === 'v3Beta' ? '' : text('mchNo'),
		appId: text('appId'),
		signType: signType === 'md5' || signType === 'sm3' ? signType : 'hmacSha256',
		secret: textOf(stored['secret']),
		privateKey: text('privateKey') === '' ? '' : wrapPem('private', text('privateKey')),
		platformPublicKey: text('platformPublicKey') === '' ? '' : wrapPem('public', text('platformPublicKey')),
		timezone: text('timezone') || 'Asia/Shanghai',
		notifyUrl: text('notifyUrl'),
	};
}

/**
 * Says what is wrong with a credential before anything is sent with it; never shows a secret.
 *
 * @returns the first problem in words, or `undefined`
 */
export function credentialIssue(credential: DaxPayCredential): string | undefined {
	const { serverUrl, apiVersion, mchNo, appId, secret, timezone } = credential;
	if (!/^https?:\/\/[^\s/?#]+[^\s?#]*$/i.test(serverUrl)) return "'Server URL' must start with http:// or https://.";
	if (/\/unipay(\/|$)/.test(serverUrl)) return "'Server URL' must be given without /unipay.";
	if (apiVersion !== 'v3Beta' && mchNo === '') return "'Merchant Number' is empty.";
	if (apiVersion !== 'open' && appId === '') return "'App ID' is empty.";
	if (!isTimezone(timezone)) return `'Time Zone' ${shown(timezone)} is not known. Use a name such as Asia/Shanghai.`;
	if (apiVersion === 'open') {
		if (credential.privateKey === '') return "'Private Key' is empty.";
		if (credential.platformPublicKey === '') return "'Platform Public Key' is empty.";
		return (
			keyProblem('private', credential.privateKey, "'Private Key'") ??
			keyProblem('public', credential.platformPublicKey, "'Platform Public Key'")
		);
	}
	if (secret === '') return "'Secret' is empty.";
	if (secret !== secret.trim()) return "'Secret' starts or ends with a space. Paste it again.";
	if (schemeOf(credential).signType === 'sm3' && !hasSm3()) {
		return "This Node.js cannot compute SM3. Choose another 'Sign Type' in the console of DaxPay and here.";
	}
	return undefined;
}

/** How a 3.0 server or a beta signs. A 3.0 server that is set to SM3 in fact computes MD5. */
export function schemeOf({ apiVersion, signType, secret }: DaxPayCredential): SecretScheme {
	const upperCase = apiVersion === 'v3';
	return { signType: upperCase && signType === 'sm3' ? 'md5' : signType, secret, upperCase };
}

/** The zone of times in requests and responses. */
export function timezoneOf({ apiVersion, timezone }: DaxPayCredential): string {
	return apiVersion === 'open' ? OPEN_TIMEZONE : timezone;
}
