/** One measurement in time. */
export interface Point {
	/** In hours. */
	at: number;
	value: number;
}

/** A rise per hour and its standard error, both in the value's unit. */
export interface Trend {
	perHour: number;
	error: number;
}

/** More would say that hardly two points are independent of each other. */
const MOST_CORRELATION = 0.95;

/**
 * The straight line that fits best (ordinary least squares).
 *
 * Neighbouring measurements of memory resemble each other, so there are fewer independent ones than points. The
 * standard error is widened for that by the correlation of neighbouring residuals (an AR(1) process).
 *
 * @throws Error with fewer than four points
 */
export function trendOf(points: Point[]): Trend {
	const count = points.length;
	if (count < 4) throw new Error(`A trend needs at least four points, not ${count}`);
	const middle = mean(points.map(({ at }) => at));
	const level = mean(points.map(({ value }) => value));
	const spread = sum(points.map(({ at }) => (at - middle) ** 2));
	const perHour = sum(points.map(({ at, value }) => (at - middle) * (value - level))) / spread;
	const residuals = points.map(({ at, value }) => value - level - perHour * (at - middle));
	const squares = sum(residuals.map((one) => one ** 2));
	const neighbours = sum(residuals.slice(1).map((one, index) => one * (residuals[index] ?? 0)));
	const correlation = squares === 0 ? 0 : Math.min(MOST_CORRELATION, Math.max(0, neighbours / squares));
	const error = Math.sqrt((squares / (count - 2) / spread) * ((1 + correlation) / (1 - correlation)));
	return { perHour, error };
}

/** How much faster the first rises than the second. */
export function differenceOf(one: Trend, other: Trend): Trend {
	return { perHour: one.perHour - other.perHour, error: Math.hypot(one.error, other.error) };
}

/**
 * Whether a rise is above a bound beyond reasonable doubt: still so after two standard errors are taken off.
 *
 * @param bound in the value's unit per hour
 */
export function isClearlyAbove({ perHour, error }: Trend, bound: number): boolean {
	return perHour - 2 * error > bound;
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: number[]): number => sum(values) / values.length;
