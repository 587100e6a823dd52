import { addDecimals, compareDecimals, normalizeDecimal } from '../../core/values/decimal';
import { shortened, shown } from '../../core/values/sentences';
import { chainOf, currencyOf } from './names';

/** How many characters of an amount with its currency a message shows. */
const MOST_OF_AN_AMOUNT = 30;

/** What a payout pays, as the person typed it; the amount is in decimal units. */
export interface Paid {
	chain: string;
	currency: string;
	amount: string;
}

/** The most of one currency, or of all where none is named. */
interface Entry {
	/** In capitals. */
	name: string;
	most: string;
}

const MAXIMUM = 'Maximum Payout Amount';
const TOTAL = 'Maximum Total per Run';

/**
 * Holds an amount against the credential's Maximum Payout Amount, as the amount was typed: the unit
 * of a payout's amount is not documented, and this limit is what stands between a wrong guess and
 * a thousandfold payout.
 *
 * @param limit empty for none, one plain decimal, or `USDT=500, TRX=2000`
 * @returns the problem in words, or `undefined`
 */
export function limitIssue(limit: string, paid: Paid): string | undefined {
	const found = excessIn(MAXIMUM, limit, [paid]);
	if (found === undefined || 'problem' in found) return found?.problem;
	return `'Amount' ${shown(found.sum, MOST_OF_AN_AMOUNT)} is above the ${found.most} of '${MAXIMUM}' in the credential.`;
}

/**
 * Holds the sum of each currency against the credential's Maximum Total per Run, on all chains together.
 *
 * @param limit written as Maximum Payout Amount is; one plain decimal counts for each currency
 * @returns the problem in words, or `undefined`
 */
export function totalIssue(limit: string, payouts: Paid[]): string | undefined {
	const found = excessIn(TOTAL, limit, payouts);
	if (found === undefined || 'problem' in found) return found?.problem;
	return `The payouts come to ${found.sum}, above the ${found.most} of '${TOTAL}' in the credential.`;
}

/** What is above a limit, or why the limit allows nothing. */
function excessIn(
	field: string,
	limit: string,
	payouts: Paid[],
): { sum: string; most: string } | { problem: string } | undefined {
	if (limit === '') return undefined;
	const entries = readLimit(limit);
	if (!entries) {
		const use = 'Use one number such as 500, or one for each currency such as USDT=500, TRX=2000.';
		return { problem: `'${field}' ${shown(limit)} in the credential cannot be read. ${use}` };
	}
	const unlisted = payouts.find((paid) => !entries.some((entry) => counts(entry, paid)));
	if (unlisted) {
		const add = 'Add the currency there, if it may be paid out.';
		return { problem: `'${field}' in the credential does not list ${shown(unlisted.currency)}. ${add}` };
	}
	for (const { name, most } of entries) {
		// One number for all currencies counts for each, since they cannot be added.
		const units = name === '' ? [...new Set(payouts.map(currencyName))] : [name];
		for (const unit of units) {
			const matching = payouts.filter((paid) => counts({ name: unit, most }, paid));
			const sum = addDecimals(matching.map(({ amount }) => amount));
			if (compareDecimals(sum, most) <= 0) continue;
			return { sum: `${sum} ${unit}`, most: shortened(`${most}${name && ` ${name}`}`, MOST_OF_AN_AMOUNT) };
		}
	}
	return undefined;
}

/** @returns `undefined` for what cannot be read */
function readLimit(limit: string): Entry[] | undefined {
	if (!limit.includes('=')) return normalizeDecimal(limit) === undefined ? undefined : [{ name: '', most: limit }];
	const entries = limit.split(',').map((part) => part.split('=').map((piece) => piece.trim()));
	const isRight = ([name = '', most = '', ...rest]: string[]) =>
		name !== '' && rest.length === 0 && normalizeDecimal(most) !== undefined;
	return entries.every(isRight)
		? entries.map(([name = '', most = '']) => ({ name: name.toUpperCase(), most }))
		: undefined;
}

const currencyName = ({ currency }: Paid) => currencyOf(currency).currency;

/** Whether an entry is about a payout: USDT about any USDT, TRC20_USDT about that of one chain. */
function counts({ name }: Entry, { chain, currency }: Paid): boolean {
	if (name === '') return true;
	const [limited, paid] = [currencyOf(name), currencyOf(currency)];
	return limited.currency === paid.currency && (limited.chain === undefined || limited.chain === chainOf(chain));
}
