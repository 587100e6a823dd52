import type { ApiClient } from '../../core/requests/apiClient';
import type { Failure } from '../../core/run/failure';
import type { Values } from '../../core/run/description';
import type { PreparedItem, Problems } from '../../core/run/operation';
import { normalizeDecimal } from '../../core/values/decimal';
import { switchOf } from '../../core/values/fieldChecks';
import { canonicalAddress } from './address';
import { type Currency, loadCurrencies, toSmallestUnit } from './currencies';
import { chainOf, currencyOf } from './names';
import type { CheckContext } from './operation';
import type { Payment } from './payOnce';
import { type PayoutRequest, checkPayout } from './payoutRequest';
import { type Recipients, readRecipients } from './recipients';

/** What to do where a list pays the same amount to the same payee under different numbers. */
export type SamePayeeTwice = (typeof SAME_PAYEE_TWICE)[number];

const SAME_PAYEE_TWICE = ['allow', 'refuse', 'warn'] as const;

/** What the checks need to know: the currencies' decimals, where amounts go out in the smallest unit, and the recipients. */
export interface PayoutFacts {
	currencies: Currency[];
	recipients: Recipients;
}

/** A payout that passed its own checks. */
export interface PayoutPlan extends Payment {
	/** The payee's name in the credential; empty where it has none. */
	recipient: string;
	lookUpFirst: boolean;
	checkBalance: boolean;
	samePayeeTwice: SamePayeeTwice;
}

/** Finds out what the checks need to know, once for a run. */
export async function preparePayouts(
	client: ApiClient,
	{ credential, routes }: CheckContext,
): Promise<{ facts: PayoutFacts } | { failure: Failure }> {
	const recipients = readRecipients(credential.allowedRecipients);
	if (credential.payoutAmountUnit === 'decimal') return { facts: { currencies: [], recipients } };
	const loaded = await loadCurrencies(client, routes('currency', 'getAll')({}));
	return 'failure' in loaded ? loaded : { facts: { ...loaded, recipients } };
}

/**
 * Checks everything about one payout that can be checked alone, and makes its requests.
 *
 * @returns the plan, and what the payout is told by; or every problem in words
 */
export function planPayout(
	values: Values,
	{ credential, routes, facts, isTool }: CheckContext<PayoutFacts>,
): Required<Pick<PreparedItem<PayoutPlan>, 'payment' | 'plan'>> | Problems {
	if (isTool && credential.maximumPayoutAmount === '' && credential.allowedRecipients === '') {
		const needed = "A tool pays only with 'Allowed Recipients' or 'Maximum Payout Amount' in the credential.";
		return { problems: [`${needed} Open the credential and fill in one of them.`], reason: 'limit' };
	}
	const checked = checkPayout(values, credential, facts.recipients);
	const problems = 'problems' in checked ? checked.problems : [];
	const lookUpFirst = switchOf(values['lookUpFirst'], false);
	if (lookUpFirst === undefined) problems.push("'Look Up First' must be true or false.");
	const checkBalance = switchOf(values['checkBalance'], false);
	if (checkBalance === undefined) problems.push("'Check Balance First' must be true or false.");
	const samePayeeTwice = SAME_PAYEE_TWICE.find((choice) => choice === (values['samePayeeTwice'] ?? 'warn'));
	if (samePayeeTwice === undefined) problems.push("'Same Payee Twice' must be allow, warn or refuse.");
	if ('problems' in checked) return checked;
	const { request: payout, recipient } = checked;
	const amount =
		credential.payoutAmountUnit === 'smallest' ? toSmallestUnit(payout, facts.currencies) : { text: payout.amount };
	if ('problem' in amount) problems.push(amount.problem);
	if (lookUpFirst === undefined || checkBalance === undefined || samePayeeTwice === undefined || 'problem' in amount) {
		return { problems };
	}
	return {
		payment: { number: payout.outTradeNo, content: contentOf(payout) },
		plan: {
			payout,
			recipient,
			create: { ...routes('payout', 'create')({ ...payout, amount: amount.text }), movesMoney: true },
			query: routes('payout', 'get')({ outTradeNo: payout.outTradeNo }),
			lookUpFirst,
			checkBalance,
			samePayeeTwice,
		},
	};
}

/** What makes two payouts under one number the same, however it is spelled. */
const contentOf = ({ chain, currency, amount, toAddress, ...rest }: PayoutRequest) => ({
	...rest,
	chain: chainOf(chain),
	currency: currencyOf(currency),
	amount: normalizeDecimal(amount),
	toAddress: canonicalAddress(toAddress),
});
