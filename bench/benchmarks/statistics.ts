/** What several rounds of one benchmark came to. */
export interface Summary {
	median: number;
	lowest: number;
	highest: number;
	rounds: number;
}

/** The middle value; the mean of the two in the middle when their number is even. */
export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
	if (low === undefined || high === undefined) throw new Error('No values');
	return (low + high) / 2;
}

/** Median and spread of the rounds. */
export function summarize(values: number[]): Summary {
	return {
		median: median(values),
		lowest: Math.min(...values),
		highest: Math.max(...values),
		rounds: values.length,
	};
}

/** The list from another place on, so that no way is always the first of its round. */
export function rotated<T>(list: readonly T[], by: number): T[] {
	const start = by % list.length;
	return [...list.slice(start), ...list.slice(0, start)];
}
