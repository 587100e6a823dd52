/** Decimals of the merchant's balances: the most any coin here has, so that one USDT balance serves every chain. */
export const WALLET_DECIMALS = 18;

/**
 * Reads a decimal text exactly.
 * @param text decimal units, such as "15.5"; no sign, no exponent, no superfluous leading zero
 * @param decimals digits after the point of the coin
 * @returns the amount in the smallest unit, or undefined if the text is no such number or finer than the coin allows
 */
export function parseUnits(text: unknown, decimals: number): bigint | undefined {
	if (typeof text !== 'string') return undefined;
	const match = /^(0|[1-9]\d*)(?:\.(\d+))?$/.exec(text);
	if (!match) return undefined;
	const fraction = match[2] ?? '';
	if (fraction.length > decimals) return undefined;
	return BigInt(`${match[1]}${fraction.padEnd(decimals, '0')}`);
}

/**
 * Writes an amount in decimal units, without superfluous zeros.
 * @param units the amount in the smallest unit
 * @param decimals digits after the point of the coin
 */
export function formatUnits(units: bigint, decimals: number): string {
	const digits = units.toString().padStart(decimals + 1, '0');
	const whole = digits.slice(0, digits.length - decimals);
	const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
	return fraction ? `${whole}.${fraction}` : whole;
}

/**
 * Turns a JSON number's own text into plain decimal text, so that no binary floating point is involved.
 * @param source such as "9", "0.10" or "1.5e-3"
 * @returns such as "9", "0.1" or "0.0015"; texts that are no positive number come back unchanged
 */
export function plainDecimal(source: string): string {
	const match = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(source);
	if (!match) return source;
	const fraction = match[2] ?? '';
	const decimals = fraction.length - Number(match[3] ?? 0);
	const units = BigInt(`${match[1]}${fraction}`);
	return decimals > 0 ? formatUnits(units, decimals) : `${units * 10n ** BigInt(-decimals)}`;
}
