import type { Values } from '../../../core/run/description';
import type { CheckedItem } from '../../../core/run/operation';
import type { PayoutPlan } from '../payoutPlan';

/** What a row of a list would become if it was paid now. */
export interface PreviewRow {
	/** Its place in the list, from 1. */
	row: number;
	/** What it says of the payout, by the API's names; amounts in decimal units, as typed. */
	fields: Record<string, unknown>;
	/** Where it passed its own checks, and repeats no other row. */
	plan?: PayoutPlan;
	/** The row that it repeats. */
	repeats?: number;
	/** Why it would not be paid, in words; empty where it would. */
	reasons: string[];
	/** How its number stands; `undefined` where nobody looked it up. */
	number?: NumberState;
}

/** How the platform knows a number. */
export type NumberState = { isUsed: false } | { isUsed: true; state: string };

/** The parameters of a payout that are shown of a row. */
const SHOWN = ['outTradeNo', 'toAddress', 'amount', 'currency', 'chain', 'attach', 'description', 'notifyUrl'];

/**
 * The rows of a list after its checks.
 *
 * @param toFields names parameters as the API does
 */
export function previewRows(
	items: Array<{ values: Values; checked: CheckedItem<PayoutPlan> }>,
	toFields: (values: Values) => Record<string, unknown>,
): PreviewRow[] {
	return items.map(({ values, checked }, at): PreviewRow => {
		const plan = 'plan' in checked ? checked.plan : undefined;
		const given = plan ? (plan.payout as unknown as Values) : values;
		const readable = SHOWN.filter((name) => ['string', 'number'].includes(typeof given[name]) && given[name] !== '');
		return {
			row: at + 1,
			fields: toFields(Object.fromEntries(readable.map((name) => [name, given[name]]))),
			reasons: 'problems' in checked ? checked.problems : [],
			...(plan && { plan }),
			...('repeats' in checked && { repeats: checked.repeats + 1 }),
		};
	});
}

/** Whether a row would be paid: it is right, and its number neither stands in another row nor was used before. */
export const isToPay = (row: PreviewRow): row is PreviewRow & { plan: PayoutPlan } =>
	row.plan !== undefined && row.reasons.length === 0 && row.number?.isUsed !== true;

/** A row as an item, which the node can pay from its columns. */
export function itemOf({ fields, plan, reasons, repeats, number }: PreviewRow): Record<string, unknown> {
	return {
		ok: reasons.length === 0,
		reasons,
		...fields,
		...(plan?.recipient && { recipient: plan.recipient }),
		...(repeats !== undefined && { repeats_row: repeats }),
		...(number && { used_before: number.isUsed }),
		...(number?.isUsed && { trade_state: number.state }),
	};
}
