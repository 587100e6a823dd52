import { seededRandom } from './random';

export const FAULT_KINDS = [
	'slow',
	'process late',
	'cut before',
	'cut after',
	'500 before',
	'500 after',
	'401 before',
	'401 after',
	'redirect',
	'redirect after',
	'garbage before',
	'garbage after',
	'code',
	'code after',
	'unsigned',
	'bad signature',
	'reordered',
] as const;

/**
 * What goes wrong with a call. "before" kinds, 'redirect' and 'code' leave it undone; every other kind does it.
 * - slow: done at once, answered after delayMs
 * - process late: done after delayMs even if the caller has given up, then answered
 * - cut: the connection is destroyed
 * - 500, 401: that HTTP status (401 with a JSON body)
 * - redirect: 307 to the sandbox's /elsewhere
 * - garbage: HTTP 200 with an HTML page
 * - code: answers `code`
 * - unsigned, bad signature, reordered: the answer's signature is missing, by another key, or over keys in reverse order
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
	kind: FaultKind;
	/** Path of the call; '*' = every call. Default: the call that pays out. */
	path?: string;
	/** How many calls it strikes; -1 or Infinity = until cleared. Default 1. */
	times?: number;
	/** Strikes only calls that name this out_trade_no. */
	outTradeNo?: string;
	/** For 'slow' and 'process late'. Default 1000. */
	delayMs?: number;
	/** For 'code' and 'code after' (default 11000), and the code in the body of a 401 (default 103). */
	code?: number;
	/** 0 to 1: how likely it strikes a call that fits. Default 1. */
	probability?: number;
	/** Start of the pseudo-random sequence behind `probability`, so that runs repeat. Default 1. */
	seed?: number;
}

/** A fault with all its defaults filled in, as `Sandbox.state()` shows it; `times` counts down to what is left. */
export interface ActiveFault extends Required<Omit<Fault, 'outTradeNo' | 'code'>> {
	outTradeNo: string | null;
	code: number | null;
}

const isNumber = (value: unknown, least: number, most = Infinity): boolean =>
	typeof value === 'number' && value >= least && value <= most;

const RULES: Record<keyof Fault, (value: unknown) => boolean> = {
	kind: (value) => (FAULT_KINDS as readonly unknown[]).includes(value),
	path: (value) => typeof value === 'string',
	times: (value) => value === -1 || isNumber(value, 1),
	outTradeNo: (value) => typeof value === 'string',
	delayMs: (value) => isNumber(value, 0),
	code: (value) => Number.isSafeInteger(value),
	probability: (value) => isNumber(value, 0, 1),
	seed: (value) => Number.isSafeInteger(value),
};

/** The faults waiting to strike, in the order they were added. */
export class Faults {
	private active: { fault: ActiveFault; random: () => number }[] = [];

	/**
	 * @param apiPrefix what every path of the platform's API begins with
	 * @param defaultPath where a fault without a path strikes: the request that pays out
	 */
	constructor(
		private readonly apiPrefix: string,
		private readonly defaultPath: string,
	) {}

	/**
	 * @param fault any value, because it may come over HTTP
	 * @throws Error naming the field that is unknown or wrong
	 */
	add(fault: unknown): void {
		if (typeof fault !== 'object' || fault === null) throw new Error('A fault must be an object');
		for (const [name, value] of Object.entries(fault)) {
			if (value === undefined) continue;
			if (!Object.hasOwn(RULES, name)) throw new Error(`A fault has no "${name}"`);
			if (!RULES[name as keyof Fault](value)) throw new Error(`The fault's "${name}" has no valid value`);
		}
		const given = fault as Partial<Fault>;
		if (given.kind === undefined) throw new Error('A fault needs a "kind"');
		const path = given.path ?? this.defaultPath;
		if (path !== '*' && !path.startsWith(this.apiPrefix))
			throw new Error(`The fault's "path" must be * or begin with ${this.apiPrefix}`);
		const seed = given.seed ?? 1;
		this.active.push({
			fault: {
				kind: given.kind,
				path,
				times: given.times === Infinity ? -1 : (given.times ?? 1),
				outTradeNo: given.outTradeNo ?? null,
				delayMs: given.delayMs ?? 1000,
				code: given.code ?? null,
				probability: given.probability ?? 1,
				seed,
			},
			random: seededRandom(seed),
		});
	}

	/** Takes one turn of the first fault that fits this call. */
	take(path: string, outTradeNo: unknown): ActiveFault | undefined {
		for (const { fault, random } of this.active) {
			if (fault.path !== '*' && fault.path !== path) continue;
			if (fault.outTradeNo !== null && fault.outTradeNo !== outTradeNo) continue;
			if (fault.probability < 1 && random() >= fault.probability) continue;
			const struck = { ...fault };
			if (fault.times > 0) fault.times -= 1;
			this.active = this.active.filter((one) => one.fault.times !== 0);
			return struck;
		}
		return undefined;
	}

	clear(): void {
		this.active = [];
	}

	list(): ActiveFault[] {
		return this.active.map(({ fault }) => ({ ...fault }));
	}
}
