import { compareDecimals, normalizeDecimal } from '../../core/values/decimal';
import { shortened, shown } from '../../core/values/sentences';

/** How many characters of an amount with its currency a message shows. */
const MOST_OF_AN_AMOUNT = 30;

/**
 * Holds an amount against the credential's Maximum Payout Amount, as the amount was typed: the unit
 * of a payout's amount is not documented, and this limit is what stands between a wrong guess and
 * a thousandfold payout.
 *
 * @param limit empty for none, one plain decimal, or `USDT=500, TRX=2000`
 * @returns the problem in words, or `undefined`
 */
export function limitIssue(limit: string, currency: string, amount: string): string | undefined {
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
		return `'Maximum Payout Amount' in the credential does not list ${shown(currency)}. Add the currency there, if it may be paid out.`;
	}
	for (const [, most = ''] of matching) {
		const problem = above(most, amount, ` ${currency}`);
		if (problem) return problem;
	}
	return undefined;
}

function above(most: string, amount: string, unit: string): string | undefined {
	return compareDecimals(amount, most) > 0
		? `'Amount' ${shown(`${amount}${unit}`, MOST_OF_AN_AMOUNT)} is above the ${shortened(`${most}${unit}`, MOST_OF_AN_AMOUNT)} of 'Maximum Payout Amount' in the credential.`
		: undefined;
}

function badLimit(limit: string): string {
	return `'Maximum Payout Amount' ${shown(limit)} in the credential cannot be read. Use one number such as 500, or one for each currency such as USDT=500, TRX=2000.`;
}
