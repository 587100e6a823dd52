import { printTable } from '../table';
import { isClean, type Verdict } from './judge';

const HEADER = [
	'fault',
	'rows',
	'paid\nonce',
	'paid\ntwice',
	'reported paid\nbut unpaid',
	'reported unpaid\nbut paid',
	'unknown',
	'without a\nclear report',
	'seconds',
];

/** One line of the payouts' table. */
export interface Line {
	name: string;
	verdict: Verdict;
	seconds: number;
}

/** Prints the payouts' table with a line of totals, and what was complained of, at most five lines for each fault. */
function printVerdicts(lines: Line[]): void {
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

/**
 * Runs scenarios and prints what came of them.
 *
 * @param title what was run, and `what` of it was counted, such as "payouts"
 * @returns whether all is as it should be; no rows at all show nothing, and are not
 */
export async function report(title: string, what: string, run: () => Promise<Line[]>): Promise<boolean> {
	const started = performance.now();
	const lines = await run();
	const seconds = (performance.now() - started) / 1000;
	const rows = lines.reduce((total, { verdict }) => total + verdict.rows, 0);
	console.log(`\n${title}: ${rows} ${what} in ${seconds.toFixed(0)} s`);
	printVerdicts(lines);
	if (rows === 0) console.log('NOT AS IT SHOULD BE  No rows were run.');
	return rows > 0 && lines.every(({ verdict }) => isClean(verdict));
}
