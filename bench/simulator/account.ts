import { RATE_LIMITS, type RateLimitKind } from '../../tools/tokenpay/rateLimits';
import type { Draw } from './draw';
import type { StateMeaning } from './records';

/** How an account of the platform behaves; most of it is not documented. */
export interface Account {
	/** A second payout under a number: refused with 12001, made again, or answered with the first one. */
	usedNumbers: 'refused' | 'accepted' | 'returned';
	/** Whether a number is taken already while its payout is under way, although no look-up shows it yet. */
	reserves: boolean;
	/** What amounts of requests are in. */
	unit: 'decimal' | 'smallest';
	/** Five requests a second, counted in one of several ways; none where the platform is not limited. */
	limit: RateLimitKind | undefined;
	/** How it writes what it has. */
	spelling: Spelling;
	/** The same from this time on. */
	laterSpelling: Spelling & { from: number };
	/** How often (0 to 1) a payout comes to a bad state. */
	badStates: number;
	/** Whether states are written in capitals, as documented. */
	oddCapitals: boolean;
	/** Milliseconds until a payout lands. */
	landing: [least: number, most: number];
}

/** How a payout's detail is written. */
export interface Spelling {
	/** Index of the chain's and the currency's other name; none for the documented one. */
	name: number | undefined;
	currency: 'object' | 'text';
	amount: 'number' | 'text' | 'decimal';
	decimals: 'beside' | 'in the currency' | 'missing';
	otherCapitals: boolean;
	/** What a detail leaves out. */
	missing: string[];
	/** What the response to a payout holds: all, only some fields, nothing, or no data at all. */
	ofCreate: 'all' | 'some' | 'empty' | 'none';
}

/** The limit of every account that has one. */
export const REQUESTS_A_SECOND = 5;

const DOCUMENTED: Spelling = {
	name: undefined,
	currency: 'object',
	amount: 'number',
	decimals: 'beside',
	otherCapitals: false,
	missing: [],
	ofCreate: 'all',
};

export function drawAccount(draw: Draw): Account {
	const limits = Object.keys(RATE_LIMITS) as RateLimitKind[];
	const spelling = draw.chance(0.6) ? DOCUMENTED : drawSpelling(draw);
	return {
		usedNumbers: draw.pick(['refused', 'refused', 'accepted', 'accepted', 'returned']),
		reserves: draw.chance(0.3),
		unit: draw.pick(['decimal', 'decimal', 'smallest']),
		limit: draw.pick([...limits, undefined]),
		spelling,
		laterSpelling: { ...(draw.chance(0.8) ? spelling : drawSpelling(draw)), from: draw.between(0, 60_000) },
		badStates: draw.pick([0, 0, 0, 0.1, 0.5]),
		oddCapitals: draw.chance(0.1),
		landing: draw.pick([
			[0, 0],
			[500, 4000],
			[30_000, 600_000],
		]),
	};
}

function drawSpelling(draw: Draw): Spelling {
	return {
		name: draw.pick([undefined, 0, 1, 2]),
		currency: draw.pick(['object', 'text']),
		amount: draw.pick(['number', 'text', 'decimal']),
		decimals: draw.pick(['beside', 'beside', 'beside', 'in the currency', 'missing']),
		otherCapitals: draw.chance(0.3),
		missing: draw.chance(0.8) ? [] : draw.some(['chain', 'currency', 'to_address', 'amount', 'trade_state'], 0.3),
		ofCreate: draw.pick(['all', 'all', 'some', 'empty', 'none']),
	};
}

/** Whether everything that is compared is there, so that a payout can be recognized. */
export const isComplete = ({ missing, decimals, amount, currency }: Spelling) =>
	missing.length === 0 &&
	decimals !== 'missing' &&
	!(decimals === 'in the currency' && currency === 'text' && amount !== 'decimal');

/** States beyond SUCCESS and NOTPAY, with what the documentation lets one conclude. */
const STATES: ReadonlyArray<{ name: string; meaning: StateMeaning }> = [
	...['PROCESSING', 'PENDING', 'SENT', 'IN_PROGRESS'].map((name) => ({ name, meaning: 'alive' as const })),
];

const BAD_STATES: ReadonlyArray<{ name: string; meaning: StateMeaning }> = [
	...['CLOSED', 'REFUND'].map((name) => ({ name, meaning: 'over' as const })),
	...['FAILED', 'REJECTED', 'EXPIRED', 'SYSTEM_FAIL', 'FROZEN'].map((name) => ({ name, meaning: 'unknown' as const })),
];

/** The states of a new payout until its end, with the times from which it has them. */
export function drawStates(draw: Draw, { badStates, oddCapitals, landing }: Account, now: number) {
	const spell = (name: string) => (oddCapitals ? ` ${name.toLowerCase()}` : name);
	const landsAt = now + draw.between(...landing);
	const isBad = draw.chance(badStates);
	const last = isBad ? draw.pick(BAD_STATES) : { name: 'SUCCESS', meaning: 'alive' as const };
	const first = isBad && draw.chance(0.3) ? last : { name: 'NOTPAY', meaning: 'alive' as const };
	const between = draw.chance(0.2) ? [{ ...draw.pick(STATES), from: (now + landsAt) / 2 }] : [];
	return [{ ...first, from: now }, ...between, { ...last, from: landsAt }].map((state) => ({
		...state,
		name: spell(state.name),
	}));
}
