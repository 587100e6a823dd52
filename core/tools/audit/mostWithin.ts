/**
 * The largest number of moments that lie within one span of time, its end not included.
 *
 * @param moments in milliseconds, in any order
 * @param span in milliseconds
 */
export function mostWithin(moments: number[], span: number): number {
	const sorted = moments.toSorted((a, b) => a - b);
	let most = 0;
	let from = 0;
	for (const [to, moment] of sorted.entries()) {
		while (moment - (sorted[from] ?? moment) >= span) from += 1;
		most = Math.max(most, to - from + 1);
	}
	return most;
}
