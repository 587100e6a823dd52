import { addDecimals } from '../../core/values/decimal';
import { type Coin, coinOf } from './names';
import type { PayoutPlan } from './payoutPlan';

/** What a list pays of one currency on one chain. */
export interface Total extends Coin {
	/** In the order of the list, one at least. */
	plans: [PayoutPlan, ...PayoutPlan[]];
	/** Decimal units. */
	amount: string;
}

/** Adds payouts up by currency and chain, in the order of their first payouts. */
export function totalsOf(plans: PayoutPlan[]): Total[] {
	const groups = groupBy(plans, ({ payout }) => Object.values(coinOf(payout)).join(' '));
	return groups.map((group) => ({
		...coinOf(group[0].payout),
		plans: group,
		amount: addDecimals(group.map(({ payout }) => payout.amount)),
	}));
}

/** Puts entries with the same key together, in the order of their first ones. */
export function groupBy<Entry>(entries: Entry[], keyOf: (entry: Entry) => string): Array<[Entry, ...Entry[]]> {
	const groups = new Map<string, [Entry, ...Entry[]]>();
	for (const entry of entries) {
		const key = keyOf(entry);
		const group = groups.get(key);
		if (group) group.push(entry);
		else groups.set(key, [entry]);
	}
	return [...groups.values()];
}
