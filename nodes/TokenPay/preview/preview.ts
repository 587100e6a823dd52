import type { ApiClient } from '../../../core/requests/apiClient';
import { inFull } from '../../../core/run/message';
import { textOf } from '../../../core/values/text';
import { compareDecimals } from '../../../core/values/decimal';
import { loadBalance } from '../balance';
import { excessOf } from '../checkList';
import { estimateFee } from '../estimateFee';
import { doubtAbout } from '../judgePayout';
import { lookUp } from '../lookUp';
import type { CheckContext } from '../operation';
import type { PayoutPlan } from '../payoutPlan';
import { refusalOf, samePayees } from '../samePayee';
import { groupBy, totalsOf } from '../totals';
import { canonicalAddress } from '../address';
import { type NumberState, type PreviewRow, isToPay } from './row';
import type { Fee, Preview } from './summary';

/** What is asked of the platform for a preview. */
export interface PreviewOptions {
	balances: boolean;
	lookUpNumbers: boolean;
	estimateFees: boolean;
}

/** Finds out what would become of a list, by the checks of a list that is paid. Nothing that it asks has an effect. */
export async function previewList(
	rows: PreviewRow[],
	client: ApiClient,
	{ credential, routes }: CheckContext,
	options: PreviewOptions,
): Promise<Preview> {
	const planned = rows.filter(isToPay);
	const twice = samePayees(planned).filter(({ choice }) => choice !== 'allow');
	for (const group of twice.filter(({ choice }) => choice === 'refuse')) {
		for (const row of group.entries) row.reasons.push(inFull(refusalOf(group)));
	}
	const tooMuch = excessOf(
		credential,
		rows.filter(isToPay).map(({ plan }) => plan),
	);
	const reasons = tooMuch ? [inFull(tooMuch)] : [];
	if (options.lookUpNumbers)
		await Promise.all(rows.filter(isToPay).map(async (row) => await lookUpNumber(row, client)));
	for (const row of rows) {
		// Whoever repeats a row that is not paid is not paid either.
		const repeated = row.repeats === undefined ? undefined : rows[row.repeats - 1];
		if (repeated) row.reasons.push(...repeated.reasons);
	}

	const toPay = rows.filter(isToPay);
	const totals: Preview['totals'] = totalsOf(toPay.map(({ plan }) => plan));
	const mustKnow = toPay.some(({ plan }) => plan.checkBalance);
	if (options.balances || mustKnow) {
		for (const total of totals) {
			const asked = await loadBalance(client, routes, total);
			const { currency, chain, amount } = total;
			if ('balance' in asked) total.balance = asked.balance;
			else if (mustKnow) {
				reasons.push(`The balance of ${currency} on ${chain} is not known: ${inFull(asked.failure)}`);
			}
			if (total.balance !== undefined && compareDecimals(total.balance, amount) < 0) {
				reasons.push(`The balance of ${currency} on ${chain} does not cover the list.`);
			}
		}
	}
	const fees = options.estimateFees ? await estimateFees(toPay, client, routes) : undefined;
	return { rows, totals, reasons, twice, ...(fees && { fees }) };
}

/** Asks how a row's number stands; a number of another payout, or one that is over, is not paid. */
async function lookUpNumber(row: PreviewRow & { plan: PayoutPlan }, client: ApiClient): Promise<void> {
	const seen = await lookUp(client, row.plan.query, false);
	if (seen.found === 'unclear') {
		row.reasons.push(`The number could not be looked up: ${inFull(seen.failure)}`);
		return;
	}
	row.number = seen.found === 'nothing' ? { isUsed: false } : stateOf(seen.detail);
	if (seen.found === 'nothing') return;
	const doubt = doubtAbout(row.plan.payout, seen.detail, {}, { isComplete: true, needsState: true });
	if (doubt) row.reasons.push(inFull(doubt.failure));
}

const stateOf = (detail: Record<string, unknown>): NumberState => ({
	isUsed: true,
	state: textOf(detail['trade_state']),
});

/** Asks what payouts would cost, once for each payee of a currency on a chain, and passes the answers through. */
async function estimateFees(
	rows: Array<PreviewRow & { plan: PayoutPlan }>,
	client: ApiClient,
	routes: CheckContext['routes'],
): Promise<Fee[]> {
	const keyOf = ({ plan: { payout } }: { plan: PayoutPlan }) =>
		[payout.chain, payout.currency, canonicalAddress(payout.toAddress)].join(' ');
	const asked = groupBy(rows, keyOf).map(async ([{ plan }]): Promise<Fee> => {
		const { chain, currency, toAddress } = plan.payout;
		const request = routes('payout', 'estimateFee')({ chain, currency, toAddress });
		const estimate = await estimateFee(client, request);
		const payee = { chain, currency, to_address: toAddress };
		if ('failure' in estimate) return { ...payee, message: inFull(estimate.failure) };
		return { ...payee, estimate: 'list' in estimate ? estimate.list : [estimate.json] };
	});
	return await Promise.all(asked);
}
