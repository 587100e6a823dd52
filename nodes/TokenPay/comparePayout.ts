import { normalizeDecimal, smallestToDecimal } from '../../core/values/decimal';
import { isObject } from '../../core/values/exactJson';
import { textOf } from '../../core/values/text';
import { canonicalAddress } from './address';
import { chainOf, currencyOf } from './names';
import type { PayoutRequest } from './payoutRequest';

/** How a payout that was asked for compares with what the platform says of it. */
export interface Comparison {
	/** What is not the same, with both values in words; empty when nothing is. */
	different: string[];
	/** What the platform leaves out, so that it cannot be compared. */
	missing: string[];
	/** True where the amount is off by exactly the currency's decimals: the account seems to count in the other unit. */
	inOtherUnit: boolean;
}

type Detail = Record<string, unknown>;

/**
 * Compares by meaning: TRON, TRX and TRC20 are one chain, a currency's code is its name, and amounts are equal when
 * they are the same amount. Whatever the platform says is compared.
 *
 * @param detail the platform's payout detail (TokenPay API, section 5)
 */
export function comparePayout(payout: PayoutRequest, detail: Detail): Comparison {
	const result: Comparison = { different: [], missing: [], inOtherUnit: false };
	const differs = (name: string, asked: string, has: unknown) =>
		result.different.push(`${name} (asked for ${asked}, TokenPay has ${textOf(has)})`);
	const compare = (name: string, asked: string, has: unknown, isSame: (has: string) => boolean) => {
		if (isMissing(has)) result.missing.push(name);
		else if (!isSame(textOf(has))) differs(name, asked, has);
	};

	compare('out_trade_no', payout.outTradeNo, detail['out_trade_no'], (has) => has === payout.outTradeNo);
	compare('chain', payout.chain, detail['chain'], (has) => chainOf(has) === chainOf(payout.chain));
	const names = currencyNames(detail);
	compare('currency', payout.currency, names[0], () => true);
	const other = names.find((name) => !isSameCurrency(payout, name));
	if (other !== undefined) differs('currency', payout.currency, other);
	const isPayee = (has: string) => canonicalAddress(has) === canonicalAddress(payout.toAddress);
	compare('to_address', payout.toAddress, detail['to_address'], isPayee);
	compareAmount(payout, detail, result, differs);
	return result;
}

/** What a detail calls its currency: text, or an object with a name and a code. */
function currencyNames({ currency }: Detail): unknown[] {
	const names = isObject(currency) ? [currency['currency'], currency['code']] : [currency];
	return names.filter((name) => !isMissing(name));
}

function isSameCurrency(payout: PayoutRequest, name: unknown): boolean {
	const [asked, has] = [currencyOf(payout.currency), currencyOf(textOf(name))];
	const chain = asked.chain ?? chainOf(payout.chain);
	return asked.currency === has.currency && (has.chain === undefined || has.chain === chain);
}

/** An amount is an integer in the smallest unit; one with a point is taken for decimal units. */
function compareAmount(
	{ amount }: PayoutRequest,
	detail: Detail,
	result: Comparison,
	differs: (name: string, asked: string, has: unknown) => void,
): void {
	const decimals = decimalsOf(detail);
	const has = textOf(detail['amount']);
	const asked = normalizeDecimal(amount);
	if (has === '') result.missing.push('amount');
	else if (has.includes('.')) {
		if (normalizeDecimal(has) !== asked) differs('amount', amount, has);
	} else if (isMissing(decimals)) result.missing.push('decimals');
	else {
		const shown = smallestToDecimal(has, decimals);
		if (shown !== undefined && shown === asked) return;
		differs('amount', amount, shown ?? has);
		result.inOtherUnit = isOffByDecimals(asked, shown, decimals);
	}
}

/** Both names of the field: of the detail itself, and of its currency. */
function decimalsOf({ decimals, currency }: Detail): unknown {
	return isMissing(decimals) && isObject(currency) ? currency['decimal'] : decimals;
}

function isOffByDecimals(asked: string | undefined, shown: string | undefined, decimals: unknown): boolean {
	if (shown === undefined) return false;
	const shifted = (text: string | undefined) => smallestToDecimal(text, decimals);
	return shifted(asked) === shown || shifted(shown) === asked;
}

const isMissing = (value: unknown) => value === undefined || value === null || value === '';
