/** Decimals of the merchant's balances: the most that any coin here has, so that one USDT balance covers every chain. */
export const WALLET_DECIMALS = 18;

/**
 * Parses a decimal string without rounding.
 * @param text decimal units, such as "15.5"; no sign, no exponent, no redundant leading zero
 * @param decimals the coin's number of decimals
 * @returns the amount in the smallest unit, or undefined if the text is not such a number or has too many decimals
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
 * Formats an amount in decimal units, without trailing zeros.
 * @param units the amount in the smallest unit
 * @param decimals the coin's number of decimals
 */
export function formatUnits(units: bigint, decimals: number): string {
	const digits = units.toString().padStart(decimals + 1, '0');
	const whole = digits.slice(0, digits.length - decimals);
	const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
	return fraction ? `${whole}.${fraction}` : whole;
}

/**
 * Converts the source text of a JSON number to plain decimal notation, without binary floating point.
 * @param source such as "9", "0.10" or "1.5e-3"
 * @returns such as "9", "0.1" or "0.0015"; anything but a positive number comes back unchanged
 */
export function plainDecimal(source: string): string {
	const match = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(source);
	if (!match) return source;
	const fraction = match[2] ?? '';
	const decimals = fraction.length - Number(match[3] ?? 0);
	const units = BigInt(`${match[1]}${fraction}`);
	return decimals > 0 ? formatUnits(units, decimals) : `${units * 10n ** BigInt(-decimals)}`;
}
