import type { Apart, Wrong } from './findings';

/** Something wrong, and the seed that shows it. */
export interface Complaint {
	seed: number;
	what: Wrong;
	text: string;
}

/** What seeds came to. */
export interface Totals {
	seeds: number;
	/** Numbers that were to be paid, and of those that were. */
	payouts: number;
	paid: number;
	/** Rows that were run, each time anew. */
	rows: number;
	requests: number;
	/** Payouts that were waited for. */
	waited: number;
	/** Reports that the outcome is not known. */
	unknown: number;
	/** Seeds that were simulated a second time, to see the same again. */
	repeated: number;
	apart: Partial<Record<Apart, number>>;
	complaints: Complaint[];
}

/** What no seeds come to. */
export const NOTHING: Totals = {
	...{ seeds: 0, payouts: 0, paid: 0, rows: 0, requests: 0, waited: 0, unknown: 0, repeated: 0 },
	apart: {},
	complaints: [],
};

/** Adds up what seeds came to. */
export function add(one: Totals, other: Totals): Totals {
	const apart = { ...one.apart };
	for (const [what, count] of Object.entries(other.apart) as Array<[Apart, number]>)
		apart[what] = (apart[what] ?? 0) + count;
	return {
		seeds: one.seeds + other.seeds,
		payouts: one.payouts + other.payouts,
		paid: one.paid + other.paid,
		rows: one.rows + other.rows,
		requests: one.requests + other.requests,
		waited: one.waited + other.waited,
		unknown: one.unknown + other.unknown,
		repeated: one.repeated + other.repeated,
		apart,
		complaints: [...one.complaints, ...other.complaints],
	};
}
