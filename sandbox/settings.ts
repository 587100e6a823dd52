import { mergeOptions } from './common/mergeOptions';
import { parseUnits, WALLET_DECIMALS } from './amounts';

/** Credentials of the sandbox's only application; nothing outside the sandbox knows them. */
export const DEFAULT_APP = {
	appId: '7d3c1b90a54e4f0c8b6a2e19f05d4c83',
	mchId: '10086001',
	appSecret: 'sandbox-secret-of-32-bytes-00001',
} as const;

/**
 * How the sandbox behaves. Delays are in milliseconds; -1 and Infinity both mean "never" (or "any"),
 * and `Sandbox.state()` always shows -1, because JSON has no Infinity.
 */
export interface SandboxOptions {
	/** Port on 127.0.0.1; 0 (the default) takes any free one. Fixed once started. */
	port?: number;
	/** 32 hex characters. */
	appId?: string;
	/** Digits. */
	mchId?: string;
	/** Exactly 32 UTF-8 bytes. */
	appSecret?: string;
	/** true: every call answers 20001. */
	appDisabled?: boolean;
	/** Calls per second and app_id, in any window of one second; above it code 11001. 0 = no limit. */
	requestsPerSecond?: number;
	/** From NOTPAY to SUCCESS. 0 = at once (the create call answers SUCCESS), -1 = never by itself. */
	payoutDelayMs?: number;
	/** When a pretended buyer pays an order; -1 (the default) = only by `settle`. */
	orderDelayMs?: number;
	/** Multiplies the delays between notification attempts; 0.001 makes hours seconds. */
	timeScale?: number;
	/** How far a request's timestamp may be off, either way; beyond it code 104. -1 = any timestamp. */
	clockWindowMs?: number;
	/** false accepts a used out_trade_no again, as a second payout. */
	uniqueOutTradeNo?: boolean;
	/** false leaves `data` out of the answer to a payout's creation. */
	createReturnsData?: boolean;
	/** false sends answers without TTPay-* headers. */
	signResponses?: boolean;
	/** What an answer's signature covers: the whole body (documented), or `data` with sorted keys (seen live). */
	responseSigning?: 'body' | 'data';
	/** How a payout's request amount is read. */
	amountUnit?: 'decimal' | 'smallest';
	/** Decimal text by currency symbol. Given to `configure`, it replaces only the symbols it names. */
	balances?: Record<string, string>;
}

/** Every option but the port, all present. */
export type SandboxSettings = Required<Omit<SandboxOptions, 'port'>>;

const DEFAULTS: SandboxSettings = {
	...DEFAULT_APP,
	appDisabled: false,
	requestsPerSecond: 5,
	payoutDelayMs: 2000,
	orderDelayMs: -1,
	timeScale: 1,
	clockWindowMs: 300_000,
	uniqueOutTradeNo: true,
	createReturnsData: true,
	signResponses: true,
	responseSigning: 'data',
	amountUnit: 'decimal',
	balances: { USDT: '1000000', TRX: '1000000', ETH: '1000', BNB: '1000' },
};

const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isNotNegative = (value: unknown): boolean => typeof value === 'number' && value >= 0 && Number.isFinite(value);
const isDelay = (value: unknown): boolean => typeof value === 'number' && (value >= 0 || value === -1);
const isText = (value: unknown): boolean => typeof value === 'string' && /^[^,\s]+$/.test(value);

const RULES: Record<keyof SandboxSettings, [check: (value: unknown) => boolean, wanted: string]> = {
	appId: [isText, 'a text without commas or spaces'],
	mchId: [isText, 'a text without commas or spaces'],
	appSecret: [(value) => typeof value === 'string' && Buffer.byteLength(value) === 32, 'a text of exactly 32 bytes'],
	appDisabled: [isFlag, 'true or false'],
	requestsPerSecond: [isNotNegative, 'a number, 0 or more'],
	payoutDelayMs: [isDelay, 'milliseconds, or -1 for never'],
	orderDelayMs: [isDelay, 'milliseconds, or -1 for never'],
	timeScale: [isNotNegative, 'a number, 0 or more'],
	clockWindowMs: [isDelay, 'milliseconds, or -1 for any'],
	uniqueOutTradeNo: [isFlag, 'true or false'],
	createReturnsData: [isFlag, 'true or false'],
	signResponses: [isFlag, 'true or false'],
	responseSigning: [(value) => value === 'body' || value === 'data', "'body' or 'data'"],
	amountUnit: [(value) => value === 'decimal' || value === 'smallest', "'decimal' or 'smallest'"],
	balances: [
		(value) =>
			typeof value === 'object' &&
			value !== null &&
			Object.values(value).every((one) => parseUnits(one, WALLET_DECIMALS) !== undefined),
		'decimal texts by currency symbol',
	],
};

/**
 * Lays options over settings.
 * @param options any value, because they may come over HTTP; undefined and `port` are skipped
 * @param base what holds where `options` says nothing; the defaults if left out
 * @returns new settings, with Infinity written as -1
 * @throws Error naming the option that is unknown or has a wrong value
 */
export function mergeSettings(options: unknown, base: SandboxSettings = DEFAULTS): SandboxSettings {
	return mergeOptions(options, base, RULES, ([check, wanted], name, given) => {
		if (!check(given)) throw new Error(`"${name}" must be ${wanted}`);
		if (name === 'balances') return { ...base.balances, ...(given as Record<string, string>) };
		return given === Infinity ? -1 : given;
	});
}
