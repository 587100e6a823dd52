import type { Report, WantedRow } from './judge';

interface ItemLike {
	json: Record<string, unknown>;
}

interface Details {
	outcome?: unknown;
	nothing_sent?: unknown;
	paid?: unknown;
	failed?: unknown;
	unknown?: unknown;
	'not sent'?: unknown;
}

/** The fields of an item that hold the person's number and the platform's. */
export interface FieldNames {
	number: string;
	transaction: string;
}

export const PAYOUT_FIELDS: FieldNames = { number: 'out_trade_no', transaction: 'transaction_id' };

/** What one item, or none, tells about its row. */
export function reportOfItem(row: WantedRow, items: ItemLike[], names: FieldNames = PAYOUT_FIELDS): Report {
	const [item] = items;
	if (item === undefined || items.length > 1) return { row, reported: 'nothing', words: `${items.length} items` };
	const { error, details, [names.number]: number, [names.transaction]: transaction } = item.json;
	if (error === undefined) {
		if (number !== row.out_trade_no) return { row, reported: 'nothing', words: `an item of ${String(number)}` };
		return { row, reported: 'paid', ...(typeof transaction === 'string' && { transactionId: transaction }) };
	}
	const { outcome, nothing_sent } = (details ?? {}) as Details;
	const words = typeof error === 'string' ? error : JSON.stringify(error);
	// Nothing reached the platform, so the report is about this run alone.
	if (outcome === 'unpaid' && nothing_sent === true) return { row, reported: 'not sent', words };
	return { row, reported: outcome === 'unpaid' || outcome === 'unknown' ? outcome : 'nothing', words };
}

/**
 * What the error of a run that stops on errors tells about each of its rows: its details hold the numbers by what became
 * of them; or, of a run with nothing else to tell, its only row's outcome.
 */
export function reportsOfError(rows: WantedRow[], error: { message: string; details?: Details }): Report[] {
	const { details = {} } = error;
	const lists = {
		paid: details.paid,
		unpaid: details.failed,
		unknown: details.unknown,
		'not sent': details['not sent'],
	};
	const words = error.message.slice(0, 300);
	return rows.map((row): Report => {
		if (rows.length === 1 && (details.outcome === 'unpaid' || details.outcome === 'unknown'))
			return { row, reported: details.nothing_sent === true ? 'not sent' : details.outcome, words };
		const reported = (Object.keys(lists) as Array<keyof typeof lists>).filter(
			(name) => Array.isArray(lists[name]) && lists[name].includes(row.out_trade_no),
		);
		return { row, reported: reported.length === 1 && reported[0] ? reported[0] : 'nothing', words };
	});
}
