import type { Failure } from '../../core/run/failure';
import { normalizeDecimal } from '../../core/values/decimal';
import { canonicalAddress } from './address';
import { coinOf } from './names';
import type { PayoutPlan, SamePayeeTwice } from './payoutPlan';
import { nameOf } from './recipients';
import { failureOf } from './response';
import { groupBy } from './totals';

/** Payouts that pay the same amount to the same payee under different numbers. */
export interface SamePayee<Entry> {
	/** In the order of the list, two or more. */
	entries: Entry[];
	/** The strictest of what their options say. */
	choice: SamePayeeTwice;
	numbers: string[];
	/** What they have in common, and their numbers. */
	words: string;
}

/** Finds payees that are named twice. @param entries payouts under numbers of their own */
export function samePayees<Entry extends { plan: PayoutPlan }>(entries: Entry[]): Array<SamePayee<Entry>> {
	const keyOf = ({ plan: { payout } }: Entry) => {
		const { chain, currency } = coinOf(payout);
		return [chain, currency, normalizeDecimal(payout.amount), canonicalAddress(payout.toAddress)].join(' ');
	};
	const groups = groupBy(entries, keyOf).filter((group) => group.length > 1);
	return groups.map((group) => {
		const { payout, recipient } = group[0].plan;
		const { amount, currency, chain, toAddress: address } = payout;
		const choices = group.map(({ plan }) => plan.samePayeeTwice);
		const numbers = group.map(({ plan }) => plan.payout.outTradeNo);
		return {
			entries: group,
			numbers,
			choice: choices.find((choice) => choice === 'refuse') ?? choices.find((choice) => choice === 'warn') ?? 'allow',
			words: `${amount} ${currency} on ${chain} to ${nameOf({ name: recipient, address })} as ${numbers.join(', ')}`,
		};
	});
}

/** Why payouts to one payee are not sent. */
export const refusalOf = ({ numbers, words }: SamePayee<unknown>): Failure =>
	failureOf('samePayee', { numbers, explanation: words }, [words, numbers.join(', ')]);
