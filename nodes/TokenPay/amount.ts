import { MOST_DECIMALS, compareDecimals, normalizeDecimal } from '../shared/decimal';
import type { Checked } from './fieldChecks';

const PASS_TEXT = 'Pass the amount as text, such as "15.5" (in a sheet, format the column as plain text).';

/** Digits that a JavaScript number carries for certain. */
const SURE_DIGITS = 15;

/**
 * Checks an amount as the person gave it and returns the exact text to send; nothing is rounded,
 * trimmed or converted.
 *
 * @param value text in decimal units, or a number where a sheet made one of it
 */
export function checkAmount(value: unknown): Checked {
	if (value === undefined || value === null || value === '') return { problem: 'Amount is empty.' };
	if (typeof value === 'number') {
		const text = String(value);
		const digits = text.replace(/[-.]/g, '').replace(/^0+/, '');
		if (!Number.isFinite(value) || /e/.test(text) || digits.length > SURE_DIGITS) {
			return {
				problem: `Amount ${text} is a number that a computer has rounded, so the amount meant is not certain. ${PASS_TEXT}`,
			};
		}
		return checkAmount(text);
	}
	if (typeof value !== 'string') return { problem: `Amount is not text. ${PASS_TEXT}` };
	if (/e/i.test(value) && !Number.isNaN(Number(value))) {
		return { problem: `Amount ${value} is written with an exponent. ${PASS_TEXT}` };
	}
	const normal = normalizeDecimal(value);
	if (normal === undefined) {
		return {
			problem: `Amount "${value.slice(0, 40)}" is not a plain number: use digits and one point, without signs, spaces, currency or thousands separators.`,
		};
	}
	if (normal === '0') return { problem: 'Amount must be more than 0.' };
	if ((normal.split('.')[1] ?? '').length > MOST_DECIMALS) {
		return { problem: `Amount ${value} has more than ${MOST_DECIMALS} digits after the point.` };
	}
	return { text: value };
}

/**
 * Holds an amount against the credential's Maximum Payout Amount, as the amount was typed: the unit
 * of a payout's amount is not documented, and this limit is what stands between a wrong guess and
 * a thousandfold payout.
 *
 * @param limit empty for none, one plain decimal, or `USDT=500, TRX=2000`
 * @returns the problem in words, or `undefined`
 */
export function limitProblem(limit: string, currency: string, amount: string): string | undefined {
	if (limit === '') return undefined;
	if (!limit.includes('=')) {
		return normalizeDecimal(limit) === undefined ? badLimit(limit) : above(limit, amount, '');
	}
	for (const part of limit.split(',')) {
		const [name = '', most = '', ...rest] = part.split('=').map((piece) => piece.trim());
		if (name === '' || rest.length > 0 || normalizeDecimal(most) === undefined) return badLimit(limit);
	}
	const entries = limit.split(',').map((part) => part.split('=').map((piece) => piece.trim()));
	const matching = entries.filter(([name = '']) => name.toUpperCase() === currency.toUpperCase());
	if (matching.length === 0) {
		return `Maximum Payout Amount in the credential does not list ${currency}, so none may be paid out.`;
	}
	for (const [, most = ''] of matching) {
		const problem = above(most, amount, ` ${currency}`);
		if (problem) return problem;
	}
	return undefined;
}

function above(most: string, amount: string, unit: string): string | undefined {
	return compareDecimals(amount, most) > 0
		? `Amount ${amount}${unit} is above the Maximum Payout Amount of ${most}${unit} that the credential sets.`
		: undefined;
}

function badLimit(limit: string): string {
	return `Maximum Payout Amount "${limit}" in the credential cannot be read: use one number such as 500, or one for each currency such as USDT=500, TRX=2000.`;
}
