import type { Verdict } from './judge';

/** Prints a table; the first column to the left, the others to the right. */
export function printTable(header: string[], lines: Array<Array<string | number>>): void {
	const all = [header, ...lines].map((line) => line.map(String));
	const widths = header.map((_, column) => Math.max(...all.map((line) => (line[column] ?? '').length)));
	console.log('');
	for (const [index, line] of all.entries()) {
		console.log(
			line
				.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
				.join('  ')
				.trimEnd(),
		);
		if (index === 0) console.log(widths.map((width) => '-'.repeat(width)).join('  '));
	}
	console.log('');
}

const HEADER = [
	'fault',
	'rows',
	'paid once',
	'paid twice',
	'reported paid but unpaid',
	'reported unpaid but paid',
	'unknown',
	'without a clear report',
	'seconds',
];

/** One line of the payouts' table. */
export interface Line {
	name: string;
	verdict: Verdict;
	seconds: number;
}

/** Prints the payouts' table with a line of totals, and what was complained of, at most five lines for each fault. */
export function printVerdicts(lines: Line[]): void {
	const cells = ({ name, verdict, seconds }: Line) => [
		name,
		verdict.rows,
		verdict.paidOnce,
		verdict.paidTwice,
		verdict.paidButUnpaid,
		verdict.unpaidButPaid,
		verdict.unknown,
		verdict.unclear,
		seconds.toFixed(1),
	];
	printTable(HEADER, lines.map(cells));
	for (const { name, verdict } of lines) {
		for (const complaint of verdict.complaints.slice(0, 5)) console.log(`NOT AS IT SHOULD BE  ${name}: ${complaint}`);
		if (verdict.complaints.length > 5)
			console.log(`NOT AS IT SHOULD BE  ${name}: … and ${verdict.complaints.length - 5} more`);
	}
}
