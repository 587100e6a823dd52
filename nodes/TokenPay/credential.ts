import { textOf } from '../../core/values/text';

/** What the credential `tokenPayApi` holds. */
export interface TokenPayCredential {
	environment: 'tokenPay' | 'ttPay' | 'custom';
	baseUrl: string;
	appId: string;
	mchId: string;
	appSecret: string;
	/** Requests a second; fractions are allowed. */
	requestsPerSecond: number;
	/** Empty, one plain amount, or `USDT=500, TRX=2000`; decimal units. */
	maximumPayoutAmount: string;
	/** The most that one run pays of each currency; written as the amount above. */
	maximumRunTotal: string;
	/** One recipient a line, `Name = address` or an address; empty allows everybody. */
	allowedRecipients: string;
	/** What amounts of payouts are sent in; people always type decimal units. */
	payoutAmountUnit: 'decimal' | 'smallest';
	/** Where TokenPay announces what came of payouts and orders that name no address of their own; empty for nowhere. */
	notifyUrl: string;
	verifyResponses: boolean;
}

/** TokenPay's hosts; TTPay is the platform's former name and serves the same paths. */
export const HOSTS = {
	tokenPay: 'https://api.tokenpay.me',
	ttPay: 'https://api.ttpay.io',
} as const;

/** The documented limit: five requests a second for each application. */
const DOCUMENTED_REQUESTS_PER_SECOND = 5;

/**
 * Brings what n8n stored into one shape: missing fields get their defaults, white space that came
 * along when a value was pasted goes, except inside the secret, which is taken as it is.
 */
export function readCredential(stored: Record<string, unknown>): TokenPayCredential {
	const text = (name: string) => textOf(stored[name]).trim();
	const environment = text('environment');
	const pace = Number(stored['requestsPerSecond'] ?? DOCUMENTED_REQUESTS_PER_SECOND);
	return {
		environment: environment === 'ttPay' || environment === 'custom' ? environment : 'tokenPay',
		baseUrl: text('baseUrl'),
		appId: text('appId'),
		mchId: text('mchId'),
		appSecret: textOf(stored['appSecret']),
		requestsPerSecond: Number.isFinite(pace) && pace > 0 ? pace : NaN,
		maximumPayoutAmount: text('maximumPayoutAmount'),
		maximumRunTotal: text('maximumRunTotal'),
		allowedRecipients: text('allowedRecipients'),
		payoutAmountUnit: stored['payoutAmountUnit'] === 'smallest' ? 'smallest' : 'decimal',
		notifyUrl: text('notifyUrl'),
		verifyResponses: stored['verifyResponses'] === true,
	};
}

/**
 * The address that requests go to, without a slash at the end.
 *
 * @returns `undefined` when the environment is custom and its address is not http(s)
 */
export function baseUrlOf(credential: Pick<TokenPayCredential, 'environment' | 'baseUrl'>): string | undefined {
	if (credential.environment !== 'custom') return HOSTS[credential.environment];
	return /^https?:\/\/[^\s/?#]+[^\s?#]*$/i.test(credential.baseUrl)
		? credential.baseUrl.replace(/\/+$/, '')
		: undefined;
}

/**
 * Says what is wrong with a credential before anything is sent with it; never shows the secret.
 *
 * @returns the first problem in words, or `undefined`
 */
export function credentialIssue(credential: TokenPayCredential): string | undefined {
	if (baseUrlOf(credential) === undefined) {
		return "'Base URL' must start with http:// or https:// where 'Environment' is Custom.";
	}
	if (credential.appId === '') return "'App ID' is empty.";
	if (credential.mchId === '') return "'Merchant ID' is empty.";
	if (/[\s,=]/.test(credential.appId + credential.mchId)) {
		return "'App ID' and 'Merchant ID' must not contain spaces, commas or equals signs.";
	}
	const bytes = Buffer.byteLength(credential.appSecret, 'utf8');
	if (bytes !== 32) return `'App Secret' must be exactly 32 bytes long, and has ${bytes}.`;
	if (Number.isNaN(credential.requestsPerSecond)) return "'Requests per Second' must be a number above 0.";
	return undefined;
}
