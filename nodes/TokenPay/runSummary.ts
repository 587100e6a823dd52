import type { ItemOutcome } from '../../core/run/operation';
import { addDecimals, groupThousands } from '../../core/values/decimal';
import { currencyOf } from './names';
import type { PayoutRequest } from './payoutRequest';

/** What became of one payout of a run. */
interface Ended {
	/** Of items that were sent, and that repeat no other. */
	payout?: Pick<PayoutRequest, 'currency' | 'amount'> | undefined;
	outcome: ItemOutcome;
}

/** What a payout ended as. */
type End = 'sent' | 'sent before' | 'refused' | 'unknown';

/**
 * Sums a run of payouts up in one sentence, such as "48 sent, 1,234.5 USDT; 2 refused; 0 unknown.": the amounts are
 * exact, in decimal units, by currency, and of what this run sent alone.
 */
export function runSummary(ended: Ended[]): string {
	const count = (end: End) => ended.filter(({ outcome }) => endOf(outcome) === end).length;
	const amounts = new Map<string, string[]>();
	for (const { payout, outcome } of ended) {
		if (payout === undefined || endOf(outcome) !== 'sent') continue;
		const { currency } = currencyOf(payout.currency);
		const all = amounts.get(currency) ?? [];
		all.push(payout.amount);
		amounts.set(currency, all);
	}
	const totals = [...amounts].map(([currency, all]) => `${groupThousands(addDecimals(all))} ${currency}`);
	const unknown = count('unknown');
	const parts = [
		[`${count('sent')} sent`, ...totals].join(', '),
		...(count('sent before') > 0 ? [`${count('sent before')} sent before`] : []),
		`${count('refused')} refused`,
		`${unknown} unknown${unknown > 0 ? ' (run again with the same numbers to find out)' : ''}`,
	];
	return `${parts.join('; ')}.`;
}

function endOf(outcome: ItemOutcome): End {
	if ('failure' in outcome) return outcome.failure.details.outcome === 'unknown' ? 'unknown' : 'refused';
	return 'json' in outcome && outcome.json['already_existed'] === true ? 'sent before' : 'sent';
}
