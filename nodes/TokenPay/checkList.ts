import type { ApiClient } from '../../core/requests/apiClient';
import type { Failure } from '../../core/run/failure';
import { inFull } from '../../core/run/message';
import { failureOfProblems } from '../../core/run/problems';
import type { PreparedItem, Together } from '../../core/run/operation';
import { compareDecimals, subtractDecimals } from '../../core/values/decimal';
import { loadBalance } from './balance';
import type { TokenPayCredential } from './credential';
import { totalIssue } from './limit';
import { lookUp } from './lookUp';
import type { CheckContext } from './operation';
import type { PayoutPlan } from './payoutPlan';
import { failureOf } from './response';
import { type SamePayee, refusalOf, samePayees } from './samePayee';
import { type Total, totalsOf } from './totals';

/** A payout of a list, and its place. */
interface Planned {
	at: number;
	plan: PayoutPlan;
}

/** How many payees a note names. */
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
	const planned = items.flatMap((item, at): Planned[] => (item?.plan ? [{ at, plan: item.plan }] : []));
	const twice = samePayees(planned);
	const failures = new Map<number, Failure>();
	for (const group of twice.filter(({ choice }) => choice === 'refuse')) {
		for (const { at } of group.entries) failures.set(at, refusalOf(group));
	}
	const notes = notesAbout(twice);
	const left = planned.filter(({ at }) => !failures.has(at));
	const refuse = (failure: Failure): Together => {
		for (const { at } of left) failures.set(at, failure);
		return { failures, notes };
	};

	const plans = left.map(({ plan }) => plan);
	const tooMuch = excessOf(credential, plans);
	if (tooMuch) return refuse(tooMuch);
	if (!plans.some(({ checkBalance }) => checkBalance)) return { failures, notes };

	const short: string[] = [];
	for (const total of totalsOf(plans)) {
		const asked = await loadBalance(client, routes, total);
		if ('failure' in asked)
			return refuse(failureOf('balanceUnknown', asked.failure.details, [inFull(asked.failure), asked.failure.error]));
		const lacking = await lackingOf(total, asked.balance, client);
		if (lacking !== undefined) short.push(lacking);
	}
	return short.length === 0 ? { failures, notes } : refuse(failureOf('balance', {}, short.join('; ')));
}

/** Why a list is above what the credential lets one run pay, if it is. */
export function excessOf({ maximumRunTotal }: TokenPayCredential, plans: PayoutPlan[]): Failure | undefined {
	const payouts = plans.map(({ payout }) => payout);
	const issue = totalIssue(maximumRunTotal, payouts);
	return issue === undefined ? undefined : failureOfProblems(failureOf('runTotal'), [issue]);
}

function notesAbout(twice: Array<SamePayee<Planned>>): string[] {
	const found = twice.flatMap(({ choice, words }) => (choice === 'warn' ? [words] : []));
	if (found.length === 0) return [];
	const first = found.slice(0, MOST_NAMED).join('; ');
	const more = found.length > MOST_NAMED ? `; and ${found.length - MOST_NAMED} more` : '';
	return [`The same payee gets the same amount more than once: ${first}${more}.`];
}

/**
 * What a balance lacks for payouts, in words. Only where it is short are their numbers looked up, until it suffices for
 * the rest: a list that is run again has payouts that are made already.
 */
async function lackingOf(
	{ chain, currency, amount, plans }: Total,
	balance: string,
	client: ApiClient,
): Promise<string | undefined> {
	const isShort = (needed: string) => compareDecimals(needed, balance) > 0;
	let needed = amount;
	for (const { payout, query } of plans) {
		if (!isShort(needed)) return undefined;
		const seen = await lookUp(client, query, false);
		if (seen.found === 'unclear') break;
		if (seen.found === 'detail') needed = subtractDecimals(needed, payout.amount);
	}
	if (!isShort(needed)) return undefined;
	return `${needed} ${currency} to be paid on ${chain}, ${balance} there`;
}
