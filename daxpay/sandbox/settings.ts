import { generateKeyPairSync } from 'node:crypto';
import { mergeOptions } from '../../core/sandbox/mergeOptions';

/** The three versions of the API. */
export type Version = 'v3' | 'v3Beta' | 'open';
export const VERSIONS: readonly Version[] = ['v3', 'v3Beta', 'open'];

/** Credentials of the sandbox's only application. They work nowhere else. */
const DEFAULT_APP = {
	mchNo: 'M1700000000001',
	appId: 'A0000000000000001',
	secret: 'daxpay-sandbox-secret-0001',
} as const;

/** All options except the port, with defaults filled in. */
export interface DaxPaySettings {
	apiVersion: Version;
	mchNo: string;
	appId: string;
	secret: string;
	/** As set in the application's console. A 3.0 server set to sm3 computes MD5. */
	signType: 'hmacSha256' | 'md5' | 'sm3';
	/** What the channel does with a transfer. 'time out' pays it, although the server records a failure. */
	channel: 'success' | 'progress' | 'refuse' | 'time out';
	/** What the channel says when it refuses or times out; empty for '余额不足' and 'Read timed out'. */
	errorMsg: string;
	/** How far a request's time may be off in either direction, in milliseconds. -1 = any time. */
	clockWindowMs: number;
	/** Time zone of the server's clock. Open always uses GMT+8. */
	timezone: string;
	/** Multiplies the delays between notification attempts. */
	timeScale: number;
}

/** Options of the sandbox. A `port` of 0, the default, picks a free one. */
export type DaxPayOptions = Partial<DaxPaySettings> & { port?: number };

const DEFAULTS: DaxPaySettings = {
	...DEFAULT_APP,
	apiVersion: 'v3',
	signType: 'hmacSha256',
	channel: 'success',
	errorMsg: '',
	clockWindowMs: 300_000,
	timezone: 'Asia/Shanghai',
	timeScale: 1,
};

const oneOf =
	(...values: unknown[]) =>
	(value: unknown) =>
		values.includes(value);
const isText = (value: unknown) => typeof value === 'string' && value !== '';

const RULES: Record<keyof DaxPaySettings, (value: unknown) => boolean> = {
	apiVersion: oneOf(...VERSIONS),
	mchNo: isText,
	appId: isText,
	secret: isText,
	signType: oneOf('hmacSha256', 'md5', 'sm3'),
	channel: oneOf('success', 'progress', 'refuse', 'time out'),
	errorMsg: (value) => typeof value === 'string',
	clockWindowMs: (value) => typeof value === 'number' && value >= -1,
	timezone: isText,
	timeScale: (value) => typeof value === 'number' && value >= 0 && Number.isFinite(value),
};

/**
 * Merges options into settings.
 * @param options any value, since options may come over HTTP; undefined and `port` are skipped
 * @param base the settings to start from; the defaults if omitted
 * @returns new settings
 * @throws Error naming the option that is unknown or invalid
 */
export function mergeSettings(options: unknown, base: DaxPaySettings = DEFAULTS): DaxPaySettings {
	return mergeOptions(options, base, RULES, (check, name, given) => {
		if (!check(given)) throw new Error(`"${name}" has no valid value`);
		return given;
	});
}

/** RSA keys, in PEM. */
export interface KeyPair {
	publicKey: string;
	privateKey: string;
}

/** Generates the merchant's and the platform's RSA keys, in PEM. */
export function makeKeys(): { merchant: KeyPair; platform: KeyPair } {
	const pair = () =>
		generateKeyPairSync('rsa', {
			modulusLength: 2048,
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		});
	return { merchant: pair(), platform: pair() };
}

export type Keys = ReturnType<typeof makeKeys>;
