import { seededRandom } from './random';

export const FAULT_KINDS = [
	'slow',
	'trickle',
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
 * What goes wrong with a request. The "before" kinds, 'redirect' and 'code' do not process it; all others do.
 * - slow: processed at once, response sent after delayMs
 * - trickle: processed at once, then the response comes as one space every 100 ms, without end
 * - process late: processed after delayMs, even if the client has disconnected; then the response is sent
 * - cut: the connection is closed without a response
 * - 500, 401: that HTTP status (401 with a JSON body)
 * - redirect: 307 to the sandbox's /elsewhere
 * - garbage: HTTP 200 with an HTML page
 * - code: responds with `code`
 * - unsigned, bad signature, reordered: the response's signature is missing, made with another key, or over reversed keys
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
	kind: FaultKind;
	/** Path of the request; '*' = every request. Default: the request that pays out. */
	path?: string;
	/** How many requests it affects; -1 or Infinity = until cleared. Default 1. */
	times?: number;
	/** Affects only requests with this number of the merchant's. */
	number?: string;
	/** Milliseconds, for 'slow' and 'process late'. Default 1000. */
	delayMs?: number;
	/** For 'code' and 'code after' (default: the platform's "failed"), and in the body of a 401 (default: "invalid signature"). */
	code?: number;
	/** How likely it affects a matching request, from 0 to 1. Default 1. */
	probability?: number;
	/** Seed of the pseudo-random numbers behind `probability`, which makes runs repeatable. Default 1. */
	seed?: number;
}

/** A fault with its defaults filled in, as `Sandbox.state()` shows it. `times` counts down. */
export interface ActiveFault extends Required<Omit<Fault, 'number' | 'code'>> {
	number: string | null;
	code: number | null;
}

const isNumber = (value: unknown, least: number, most = Infinity): boolean =>
	typeof value === 'number' && value >= least && value <= most;

const RULES: Record<keyof Fault, (value: unknown) => boolean> = {
	kind: (value) => (FAULT_KINDS as readonly unknown[]).includes(value),
	path: (value) => typeof value === 'string',
	times: (value) => value === -1 || isNumber(value, 1),
	number: (value) => typeof value === 'string',
	delayMs: (value) => isNumber(value, 0),
	code: (value) => Number.isSafeInteger(value),
	probability: (value) => isNumber(value, 0, 1),
	seed: (value) => Number.isSafeInteger(value),
};

/** The active faults, in the order they were added. */
export class Faults {
	private active: { fault: ActiveFault; random: () => number }[] = [];

	/**
	 * @param apiPrefix the start of every path of the platform's API, such as /v1/
	 * @param defaultPath the path of a fault that names none: the request that pays out
	 */
	constructor(
		private readonly apiPrefix: string,
		private readonly defaultPath: string,
	) {}

	/**
	 * @param fault any value, since it may come over HTTP
	 * @throws Error naming the field that is unknown or invalid
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
				number: given.number ?? null,
				delayMs: given.delayMs ?? 1000,
				code: given.code ?? null,
				probability: given.probability ?? 1,
				seed,
			},
			random: seededRandom(seed),
		});
	}

	/** Finds the first fault that matches a request, and uses it up once. */
	take(path: string, number: unknown): ActiveFault | undefined {
		for (const { fault, random } of this.active) {
			if (fault.path !== '*' && fault.path !== path) continue;
			if (fault.number !== null && fault.number !== number) continue;
			if (fault.probability < 1 && random() >= fault.probability) continue;
			const taken = { ...fault };
			if (fault.times > 0) fault.times -= 1;
			this.active = this.active.filter((one) => one.fault.times !== 0);
			return taken;
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
