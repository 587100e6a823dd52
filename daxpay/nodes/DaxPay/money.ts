import { decimalToSmallest, normalizeDecimal, smallestToDecimal } from '../../../core/values/decimal';
import type { ApiVersion } from './credential';

/** Yuan have two digits after the point. */
export const YUAN_DECIMALS = 2;

/**
 * What goes out for an amount: yuan as a JSON number on 3.0, whole fen on Open.
 *
 * @param yuan plain decimal text with at most two digits after the point
 * @returns `undefined` when a JSON number cannot carry it exactly
 */
export function amountToSend(version: ApiVersion, yuan: string): number | undefined {
	const fen = decimalToSmallest(yuan, YUAN_DECIMALS);
	if (fen === undefined || !Number.isSafeInteger(Number(fen))) return undefined;
	if (version === 'open') return Number(fen);
	const normal = normalizeDecimal(yuan);
	return String(Number(normal)) === normal ? Number(normal) : undefined;
}

/**
 * An amount that came from DaxPay as decimal yuan text: yuan on 3.0, whole fen on Open.
 *
 * @param value a number, or text where notifications of Open carry all values as text
 * @returns `undefined` when it is no amount
 */
export function yuanOf(version: ApiVersion, value: unknown): string | undefined {
	if (version === 'open') return smallestToDecimal(value, YUAN_DECIMALS);
	return typeof value === 'number' || typeof value === 'string' ? normalizeDecimal(String(value)) : undefined;
}
