import { groupThousands, subtractDecimals } from '../../../core/values/decimal';
import { textOf } from '../../../core/values/text';
import type { Fee, Summary } from './summary';

/** How many of each kind are named, so that all of it keeps to 30 lines; and how long a line is at most. */
const MOST = { totals: 5, reasons: 3, wrong: 5, numbers: 10, payees: 3, fees: 3 };
const LONGEST_LINE = 240;

/** A summary in plain lines, 30 at most, for a chat, a mail or an approval form. */
export function summaryText({
	ok,
	counts,
	totals,
	reasons,
	wrong,
	used_before: used = [],
	same_payee: twice,
	fees,
}: Omit<Summary, 'text'>): string {
	const { rows, to_pay: toPay } = counts;
	const lines = [
		`${ok ? 'Ready' : 'NOT READY'}: ${toPay === rows ? rowsOf(toPay) : `${toPay} of ${rowsOf(rows)}`} to pay.`,
		...first(totals.map(totalLine), MOST.totals),
		...first(reasons, MOST.reasons),
	];
	if (wrong.length > 0) {
		lines.push(`Not right, will not be paid: ${rowsOf(wrong.length)}`);
		const each = wrong.map(({ row, out_trade_no: number, reasons: why }) => {
			return `- Row ${row}${number && ` (${number})`}: ${why.join(' ')}`;
		});
		lines.push(...first(each, MOST.wrong));
	}
	if (used.length > 0) {
		const named = used
			.slice(0, MOST.numbers)
			.map(({ out_trade_no: number, trade_state: state }) => `${number} ${state}`);
		const more = used.length > MOST.numbers ? ` and ${used.length - MOST.numbers} more` : '';
		lines.push(`Sent before, will not be sent again: ${named.join(', ')}${more}`);
	}
	if (counts.repeated > 0) lines.push(`Named twice, will be paid once: ${rowsOf(counts.repeated)}`);
	if (twice.length > 0) {
		lines.push('The same amount to the same payee more than once, please look:');
		lines.push(
			...first(
				twice.map(({ words }) => `- ${words}`),
				MOST.payees,
			),
		);
	}
	if (fees && fees.length > 0) {
		lines.push('Fees come on top; what TokenPay says of them, in its own words and units:');
		lines.push(...first(fees.map(feeLine), MOST.fees));
	}
	return lines.map(oneLine).join('\n');
}

function totalLine({ amount, currency, chain, count, balance, enough }: Summary['totals'][number]): string {
	const what = `- ${groupThousands(amount)} ${currency} on ${chain} in ${count} ${count === 1 ? 'payout' : 'payouts'}`;
	if (balance === null) return `${what} (balance not known)`;
	const there = `balance ${groupThousands(balance)}`;
	return enough
		? `${what} (${there}, enough)`
		: `${what} (${there}, ${groupThousands(subtractDecimals(amount, balance))} SHORT)`;
}

/** The fields of an estimate are not documented, so they are written as they came. */
function feeLine({ chain, currency, to_address: payee, estimate, message }: Fee): string {
	const isNew = ([name, value]: [string, unknown]) =>
		name !== 'request_id' && ![chain, currency, payee].includes(textOf(value));
	const words = (entry: Record<string, unknown>) =>
		Object.entries(entry)
			.filter(isNew)
			.map(([name, value]) => `${name} ${textOf(value)}`);
	return `- ${currency} on ${chain} to ${payee}: ${message ?? estimate.flatMap(words).join(', ')}`;
}

const rowsOf = (count: number) => `${count} ${count === 1 ? 'row' : 'rows'}`;

/** The first lines, and how many there are beside. */
const first = (lines: string[], most: number) =>
	lines.length <= most ? lines : [...lines.slice(0, most), `- and ${lines.length - most} more`];

/** What people typed may hold line breaks, and be long. */
function oneLine(text: string): string {
	const line = text.replace(/\s+/g, ' ').trim();
	return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}
