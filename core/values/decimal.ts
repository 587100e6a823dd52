const PLAIN_DECIMAL = /^(\d+)(?:\.(\d+))?$/;

/** Digits after the point that amounts can have at all. */
const MOST_PLACES = 255;

/** Digits after the point that any supported currency can have (18, as ETH and BNB). */
export const MOST_DECIMALS = 18;

/**
 * Brings a plain decimal text into one form, so that equal amounts become equal texts:
 * `"007.50"` → `"7.5"`, `"15."` and `"1e3"` → `undefined`.
 *
 * @param text digits with an optional fraction, no sign, exponent or separators
 */
export function normalizeDecimal(text: string): string | undefined {
	const match = PLAIN_DECIMAL.exec(text);
	if (!match) return undefined;
	const whole = (match[1] ?? '').replace(/^0+(?=\d)/, '');
	const fraction = (match[2] ?? '').replace(/(?<!0)0+$/, '');
	return fraction === '' ? whole : `${whole}.${fraction}`;
}

/**
 * Turns an amount in the smallest unit into decimal units, exactly: (`"15000000"`, 6) → `"15"`.
 *
 * @param smallest integer as text or as a safe integer
 * @param decimals digits after the point, 0 to 255
 * @returns `undefined` when either is not such a number
 */
export function smallestToDecimal(smallest: unknown, decimals: unknown): string | undefined {
	const digits = integerText(smallest);
	const places = Number(integerText(decimals) ?? NaN);
	if (digits === undefined || !(places <= MOST_PLACES)) return undefined;
	const padded = digits.padStart(places + 1, '0');
	const point = padded.length - places;
	return normalizeDecimal(places === 0 ? padded : `${padded.slice(0, point)}.${padded.slice(point)}`);
}

/**
 * Turns an amount in decimal units into the smallest unit, exactly: (`"15.5"`, 6) → `"15500000"`.
 *
 * @param decimals digits after the point, 0 to 255
 * @returns `undefined` when the text is not a plain decimal, or has more digits after the point
 */
export function decimalToSmallest(text: string, decimals: number): string | undefined {
	const [whole = '', fraction = ''] = (normalizeDecimal(text) ?? '').split('.');
	if (whole === '' || fraction.length > decimals) return undefined;
	return `${whole}${fraction.padEnd(decimals, '0')}`.replace(/^0+(?=\d)/, '');
}

/**
 * Compares two plain decimal texts exactly.
 *
 * @returns negative, zero or positive, as a sort function does; both texts must be plain decimals
 */
export function compareDecimals(a: string, b: string): number {
	const [wholeA = '', fractionA = ''] = (normalizeDecimal(a) ?? '').split('.');
	const [wholeB = '', fractionB = ''] = (normalizeDecimal(b) ?? '').split('.');
	if (wholeA.length !== wholeB.length) return wholeA.length - wholeB.length;
	// As long before the point, and no zeros at the end: the order of the texts is the order of the numbers.
	const x = wholeA + fractionA;
	const y = wholeB + fractionB;
	return x < y ? -1 : x > y ? 1 : 0;
}

/**
 * Adds plain decimal texts exactly; `"0"` for none.
 *
 * @throws RangeError for what is no plain decimal
 */
export function addDecimals(amounts: Iterable<string>): string {
	let sum = 0n;
	for (const amount of amounts) sum += scaled(amount);
	return decimalOf(sum);
}

/**
 * What `a` is more than `b`, exactly; `"0"` where it is not more.
 *
 * @throws RangeError for what is no plain decimal
 */
export function subtractDecimals(a: string, b: string): string {
	const difference = scaled(a) - scaled(b);
	return decimalOf(difference > 0n ? difference : 0n);
}

/** A plain decimal text as people read it, with commas between thousands: `"1234.5"` → `"1,234.5"`. */
export function groupThousands(text: string): string {
	const [whole = '', fraction] = text.split('.');
	const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
	return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function scaled(amount: string): bigint {
	const smallest = decimalToSmallest(amount, MOST_PLACES);
	if (smallest === undefined) throw new RangeError(`"${amount}" is no plain decimal`);
	return BigInt(smallest);
}

const decimalOf = (value: bigint) => smallestToDecimal(String(value), MOST_PLACES) as string;

function integerText(value: unknown): string | undefined {
	if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
	return typeof value === 'string' && /^\d+$/.test(value) ? value : undefined;
}
