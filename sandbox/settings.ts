import { parseUnits, WALLET_DECIMALS } from './amounts';
import { mergeOptions } from '../core/sandbox/mergeOptions';
import { arePayoutStates, type TradeState } from './tradeState';

/** Credentials of the sandbox's only application. They work nowhere else. */
export const DEFAULT_APP = {
	appId: '7d3c1b90a54e4f0c8b6a2e19f05d4c83',
	mchId: '10086001',
	appSecret: 'sandbox-secret-of-32-bytes-00001',
} as const;

/**
 * Options of the sandbox. Delays are in milliseconds. -1 and Infinity both mean "never" (or "any");
 * `Sandbox.state()` always shows -1, because JSON has no Infinity.
 */
export interface SandboxOptions {
	/** Port on 127.0.0.1; 0 (the default) picks a free one. Cannot change after the start. */
	port?: number;
	/** 32 hex characters. */
	appId?: string;
	/** Digits. */
	mchId?: string;
	/** Exactly 32 UTF-8 bytes. */
	appSecret?: string;
	/** true: every request fails with code 20001. */
	appDisabled?: boolean;
	/** Requests per second for each app_id, in any window of one second. Above it: code 11001. 0 = no limit. */
	requestsPerSecond?: number;
	/** Delay from NOTPAY to the last state. 0 = at once (creating a payout returns SUCCESS), -1 = only by `settle`. */
	payoutDelayMs?: number;
	/** The states of a payout after NOTPAY, evenly over its delay; undocumented ones, too (see tradeState.ts). */
	payoutStates?: TradeState[];
	/** Delay until a simulated buyer pays an order. -1 (the default) = only by `settle`. */
	orderDelayMs?: number;
	/** Multiplies the delays between notification attempts: 0.001 turns an hour into 3.6 seconds. */
	timeScale?: number;
	/** How far a request's timestamp may be off in either direction. Beyond it: code 104. -1 = any timestamp. */
	clockWindowMs?: number;
	/** false: a repeated out_trade_no creates a second payout. */
	uniqueOutTradeNo?: boolean;
	/** true: a repeated out_trade_no gets the payout that has it as if it had just been made, whatever else was asked for. */
	returnsUsedNumber?: boolean;
	/** false: the response to creating a payout has no `data`. */
	createReturnsData?: boolean;
	/** false: responses have no TTPay-* headers. */
	signResponses?: boolean;
	/** What a response's signature covers: the whole body (documented), or `data` with sorted keys (observed live). */
	responseSigning?: 'body' | 'data';
	/** The unit of the amount in a payout request. */
	amountUnit?: 'decimal' | 'smallest';
	/** How details name things: as documented, or chains and currencies by network and the amount in decimal units. */
	spelling?: 'documented' | 'network';
	/** A payout's state in responses, in place of its own; '' = its own, 'none' = left out. */
	payoutStateName?: string;
	/** Decimal strings by currency symbol. `configure` replaces only the symbols it is given. */
	balances?: Record<string, string>;
}

/** All options except the port, with defaults filled in. */
export type SandboxSettings = Required<Omit<SandboxOptions, 'port'>>;

const DEFAULTS: SandboxSettings = {
	...DEFAULT_APP,
	appDisabled: false,
	requestsPerSecond: 5,
	payoutDelayMs: 2000,
	payoutStates: ['SUCCESS'],
	orderDelayMs: -1,
	timeScale: 1,
	clockWindowMs: 300_000,
	uniqueOutTradeNo: true,
	returnsUsedNumber: false,
	createReturnsData: true,
	signResponses: true,
	responseSigning: 'data',
	amountUnit: 'decimal',
	spelling: 'documented',
	payoutStateName: '',
	balances: { USDT: '1000000', TRX: '1000000', ETH: '1000', BNB: '1000' },
};

const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isNotNegative = (value: unknown): boolean => typeof value === 'number' && value >= 0 && Number.isFinite(value);
const isDelay = (value: unknown): boolean => typeof value === 'number' && (value >= 0 || value === -1);
const isText = (value: unknown): boolean => typeof value === 'string' && /^[^,\s]+$/.test(value);

const RULES: Record<keyof SandboxSettings, [check: (value: unknown) => boolean, expected: string]> = {
	appId: [isText, 'a string without commas or spaces'],
	mchId: [isText, 'a string without commas or spaces'],
	appSecret: [(value) => typeof value === 'string' && Buffer.byteLength(value) === 32, 'a string of exactly 32 bytes'],
	appDisabled: [isFlag, 'true or false'],
	requestsPerSecond: [isNotNegative, 'a number, 0 or more'],
	payoutDelayMs: [isDelay, 'milliseconds, or -1 for never'],
	payoutStates: [arePayoutStates, 'the states of a payout after NOTPAY, in an order that can be'],
	orderDelayMs: [isDelay, 'milliseconds, or -1 for never'],
	timeScale: [isNotNegative, 'a number, 0 or more'],
	clockWindowMs: [isDelay, 'milliseconds, or -1 for any'],
	uniqueOutTradeNo: [isFlag, 'true or false'],
	returnsUsedNumber: [isFlag, 'true or false'],
	createReturnsData: [isFlag, 'true or false'],
	signResponses: [isFlag, 'true or false'],
	responseSigning: [(value) => value === 'body' || value === 'data', "'body' or 'data'"],
	amountUnit: [(value) => value === 'decimal' || value === 'smallest', "'decimal' or 'smallest'"],
	spelling: [(value) => value === 'documented' || value === 'network', "'documented' or 'network'"],
	payoutStateName: [(value) => typeof value === 'string', 'a string'],
	balances: [
		(value) =>
			typeof value === 'object' &&
			value !== null &&
			Object.values(value).every((one) => parseUnits(one, WALLET_DECIMALS) !== undefined),
		'decimal strings by currency symbol',
	],
};

/**
 * Merges options into settings.
 * @param options any value, since options may come over HTTP; undefined and `port` are skipped
 * @param base the settings to start from; the defaults if omitted
 * @returns new settings, with Infinity stored as -1
 * @throws Error naming the option that is unknown or invalid
 */
export function mergeSettings(options: unknown, base: SandboxSettings = DEFAULTS): SandboxSettings {
	return mergeOptions(options, base, RULES, ([check, expected], name, given) => {
		if (!check(given)) throw new Error(`"${name}" must be ${expected}`);
		if (name === 'balances') return { ...base.balances, ...(given as Record<string, string>) };
		return given === Infinity ? -1 : given;
	});
}
