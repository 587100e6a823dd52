import { summarize, type Summary } from './statistics';

/** One benchmark: how many times as much something takes as its baseline, measured in the same rounds. */
export interface Benchmark {
	/** The letter of its group, such as `b`. */
	group: string;
	name: string;
	/** What was measured and against what, with units, such as `3.1 ms ÷ 2.9 ms an item` (medians). */
	values: string;
	ratio: Summary;
	/** What the median must keep to; benchmarks without one are reported only. */
	mark?: { atMost: number } | { atLeast: number };
}

/** Puts rounds of something and of its baseline into a benchmark. */
export function benchmarkOf(
	about: Omit<Benchmark, 'ratio' | 'values'>,
	ours: number[],
	baseline: number[],
	write: (median: number) => string,
): Benchmark {
	const ratios = ours.map((value, round) => value / (baseline[round] ?? NaN));
	const values = [ours, baseline].map((rounds) => write(summarize(rounds).median)).join(' ÷ ');
	return { ...about, values, ratio: summarize(ratios) };
}

/** Whether a benchmark keeps to its mark; `undefined` where it has none. */
export function isMet({ ratio, mark }: Benchmark): boolean | undefined {
	if (mark === undefined) return undefined;
	return 'atMost' in mark ? ratio.median <= mark.atMost : ratio.median >= mark.atLeast;
}

/** The benchmarks as a table in Markdown. */
export function tableOf(benchmarks: Benchmark[]): string {
	const header = ['', 'Benchmark', 'Measured (medians)', 'Ratio', 'Spread', 'Rounds', 'Mark', ''];
	const cells = benchmarks.map((benchmark) => {
		const { group, name, values, ratio, mark } = benchmark;
		const bound = mark === undefined ? '' : 'atMost' in mark ? `at most ${mark.atMost}` : `at least ${mark.atLeast}`;
		const met = { true: 'met', false: '**missed**', undefined: 'reported' }[String(isMet(benchmark))] ?? '';
		const spread = ratio.rounds === 1 ? '' : `${round(ratio.lowest)}–${round(ratio.highest)}`;
		return [group, name, values, round(ratio.median), spread, String(ratio.rounds), bound, met];
	});
	const line = (row: string[]) => `| ${row.join(' | ')} |`;
	return [line(header), line(header.map(() => '---')), ...cells.map(line)].join('\n');
}

const round = (value: number) => (value >= 10 ? value.toFixed(1) : value.toFixed(value < 0.1 ? 3 : 2));
