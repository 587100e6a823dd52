import { addDecimals, normalizeDecimal } from '../../core/values/decimal';
import { type Coin, coinOf } from './names';
import { canonicalAddress } from './address';
import type { PayoutRequest } from './payoutRequest';

/** What a list pays of one currency on one chain. */
export interface Total extends Coin {
	count: number;
	/** Decimal units. */
	amount: string;
}

/** Adds payouts up by currency and chain, in the order of their first payouts. */
export function totalsOf(payouts: PayoutRequest[]): Total[] {
	const groups = groupBy(payouts, (payout) => Object.values(coinOf(payout)).join(' '));
	return groups.map((group) => ({
		...coinOf(group[0] as PayoutRequest),
		count: group.length,
		amount: addDecimals(group.map(({ amount }) => amount)),
	}));
}

/** Puts entries with the same key together, in the order of their first ones. */
export function groupBy<Entry>(entries: Entry[], keyOf: (entry: Entry) => string): Entry[][] {
	const groups = new Map<string, Entry[]>();
	for (const entry of entries) {
		const group = groups.get(keyOf(entry));
		if (group) group.push(entry);
		else groups.set(keyOf(entry), [entry]);
	}
	return [...groups.values()];
}

/** Payouts that pay the same amount of the same currency to the same payee, two or more each. */
export function samePayees<Entry extends { payout: PayoutRequest }>(entries: Entry[]): Entry[][] {
	const keyOf = ({ payout }: Entry) => {
		const { chain, currency } = coinOf(payout);
		return [chain, currency, normalizeDecimal(payout.amount), canonicalAddress(payout.toAddress)].join(' ');
	};
	return groupBy(entries, keyOf).filter((group) => group.length > 1);
}
