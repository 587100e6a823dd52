import { compareDecimals } from '../../../core/values/decimal';
import { textOf } from '../../../core/values/text';
import type { SamePayee } from '../samePayee';
import type { Total } from '../totals';
import { type PreviewRow, isToPay } from './row';
import { summaryText } from './text';

/** What the platform says of the fee of payouts to one payee, as it came; or why it says nothing, in words. */
export type Fee = { chain: string; currency: string; to_address: string } & (
	{ estimate: Array<Record<string, unknown>>; message?: never } | { message: string; estimate?: never }
);

/** A list, with what was found out about it. */
export interface Preview {
	rows: PreviewRow[];
	/** Of what would be paid; `balance` in decimal units where it is known. */
	totals: Array<Total & { balance?: string }>;
	/** Why the list as a whole would not be paid, in words. */
	reasons: string[];
	twice: Array<SamePayee<PreviewRow>>;
	/** The platform's estimates as they came, where somebody asked for them. */
	fees?: Fee[];
}

/** The summary of a list; every amount is in decimal units, as exact text. */
export interface Summary {
	/** Whether every row would be paid, or was before. */
	ok: boolean;
	text: string;
	counts: { rows: number; to_pay: number; wrong: number; repeated: number; used_before?: number };
	totals: Array<{
		chain: string;
		currency: string;
		count: number;
		amount: string;
		/** `null` where it is not known. */
		balance: string | null;
		enough: boolean | null;
	}>;
	/** About the list as a whole. */
	reasons: string[];
	wrong: Array<{ row: number; out_trade_no: string; reasons: string[] }>;
	used_before?: Array<{ row: number; out_trade_no: string; trade_state: string }>;
	same_payee: Array<{ rows: number[]; words: string }>;
	fees?: Fee[];
}

/** Sums a list up, for whoever is to approve it. */
export function summaryOf({ rows, totals, reasons, twice, fees }: Preview): Summary {
	const wrong = rows.filter((row) => row.reasons.length > 0);
	const used = rows.filter(({ number, reasons: own }) => number?.isUsed === true && own.length === 0);
	const wasLookedUp = rows.some(({ number }) => number !== undefined);
	const numberOf = ({ fields }: PreviewRow) => textOf(fields['out_trade_no']);
	const summary: Omit<Summary, 'text'> = {
		ok: wrong.length === 0 && reasons.length === 0,
		counts: {
			rows: rows.length,
			to_pay: rows.filter(isToPay).length,
			wrong: wrong.length,
			repeated: rows.filter(({ repeats, reasons: own }) => repeats !== undefined && own.length === 0).length,
			...(wasLookedUp && { used_before: used.length }),
		},
		totals: totals.map(({ chain, currency, plans, amount, balance = null }) => ({
			...{ chain, currency, count: plans.length, amount, balance },
			enough: balance === null ? null : compareDecimals(balance, amount) >= 0,
		})),
		reasons,
		wrong: wrong.map((row) => ({ row: row.row, out_trade_no: numberOf(row), reasons: row.reasons })),
		...(wasLookedUp && {
			used_before: used.map((row) => {
				const state = row.number?.isUsed ? row.number.state : '';
				return { row: row.row, out_trade_no: numberOf(row), trade_state: state };
			}),
		}),
		same_payee: twice.map(({ entries, words }) => ({ rows: entries.map(({ row }) => row), words })),
		...(fees && { fees }),
	};
	const { ok, ...rest } = summary;
	return { ok, text: summaryText(summary), ...rest };
}
