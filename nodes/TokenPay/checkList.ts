import type { ApiClient } from '../../core/requests/apiClient';
import type { Failure } from '../../core/run/failure';
import type { PreparedItem, Together } from '../../core/run/operation';
import { compareDecimals, subtractDecimals } from '../../core/values/decimal';
import { loadBalance } from './balance';
import { totalIssue } from './limit';
import { lookUp } from './lookUp';
import { isSameCoin } from './names';
import type { CheckContext } from './operation';
import type { PayoutPlan } from './payoutPlan';
import { failureOf } from './response';
import { type Total, samePayees, totalsOf } from './totals';

/** A payout of a list, and its place. */
interface Planned {
	at: number;
	plan: PayoutPlan;
	payout: PayoutPlan['payout'];
}

/** How many groups of payouts a note names. */
const MOST_NAMED = 5;

/**
 * Looks at a list of payouts before the first goes out: payees named twice, the credential's Maximum Total per Run, and
 * the balance where somebody asked for it.
 */
export async function checkList(
	items: Array<PreparedItem<PayoutPlan> | undefined>,
	client: ApiClient,
	{ credential, routes }: CheckContext,
): Promise<Together> {
	const planned = items.flatMap((item, at): Planned[] =>
		item?.plan ? [{ at, plan: item.plan, payout: item.plan.payout }] : [],
	);
	const { failures, notes } = checkPayees(planned);
	const left = planned.filter(({ at }) => !failures.has(at));
	const refuse = (failure: Failure): Together => {
		for (const { at } of left) failures.set(at, failure);
		return { failures, notes };
	};

	const tooMuch = totalIssue(
		credential.maximumRunTotal,
		left.map(({ payout }) => payout),
	);
	if (tooMuch !== undefined) return refuse(failureOf('runTotal', {}, tooMuch));
	if (!left.some(({ plan }) => plan.checkBalance)) return { failures, notes };

	const short: string[] = [];
	for (const total of totalsOf(left.map(({ payout }) => payout))) {
		const plans = left.filter(({ payout }) => isSameCoin(payout, total)).map(({ plan }) => plan);
		const [first] = plans as [PayoutPlan];
		const { chain, currency } = first.payout;
		const asked = await loadBalance(client, routes('balance', 'get')({ chain, currency }), total);
		if ('failure' in asked) return refuse(failureOf('balanceUnknown', asked.failure.details, asked.failure.error));
		const lacking = await lackingOf(plans, total, asked.balance, client);
		if (lacking !== undefined) short.push(lacking);
	}
	return short.length === 0 ? { failures, notes } : refuse(failureOf('balance', {}, short.join('; ')));
}

/** Finds payees that are to get the same amount under different numbers. */
function checkPayees(planned: Planned[]): { failures: Map<number, Failure>; notes: string[] } {
	const failures = new Map<number, Failure>();
	const found: string[] = [];
	for (const group of samePayees(planned)) {
		const { amount, currency, chain, toAddress } = (group[0] as Planned).payout;
		const numbers = group.map(({ payout }) => payout.outTradeNo).join(', ');
		const words = `${amount} ${currency} on ${chain} to ${toAddress} as ${numbers}`;
		const choices = group.map(({ plan }) => plan.samePayeeTwice);
		if (choices.includes('refuse')) {
			for (const { at } of group) failures.set(at, failureOf('samePayee', {}, words));
		} else if (choices.includes('warn')) found.push(words);
	}
	if (found.length === 0) return { failures, notes: [] };
	const more = found.length > MOST_NAMED ? `; and ${found.length - MOST_NAMED} more` : '';
	const list = found.slice(0, MOST_NAMED).join('; ');
	return { failures, notes: [`The same payee gets the same amount more than once: ${list}${more}.`] };
}

/**
 * What a balance lacks for payouts, in words. Only where it is short are their numbers looked up, until it suffices for
 * the rest: a list that is run again has payouts that are made already.
 */
async function lackingOf(
	plans: PayoutPlan[],
	{ chain, currency, amount }: Total,
	balance: string,
	client: ApiClient,
): Promise<string | undefined> {
	const isShort = (needed: string) => compareDecimals(needed, balance) > 0;
	let needed = amount;
	for (const plan of plans) {
		if (!isShort(needed)) return undefined;
		const seen = await lookUp(client, plan.query, false);
		if (seen.found === 'unclear') break;
		if (seen.found === 'nothing') continue;
		needed = subtractDecimals(needed, plan.payout.amount);
	}
	if (!isShort(needed)) return undefined;
	return `${needed} ${currency} on ${chain} are still to be paid, fees not counted, and ${balance} are there`;
}
