import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import { decimalToSmallest } from '../../core/values/decimal';
import type { Failure } from '../../core/run/failure';
import { shown } from '../../core/values/sentences';
import { textOf } from '../../core/values/text';
import { asList, noData, sendIdempotent } from './client';
import { chainOf, currencyOf } from './names';

/** An entry of the platform's currency list (TokenPay API, section 5). */
export interface Currency {
	chain: string;
	currency: string;
	name: string;
	/** Digits after the point; `undefined` where the list does not say. */
	decimals: number | undefined;
}

/** The usable entries of the platform's list. */
export function readCurrencies(data: unknown): Currency[] {
	const text = (value: unknown) => (typeof value === 'string' ? value : '');
	return asList(data)
		.map(({ chain, currency, name, decimal }) => ({
			chain: text(chain),
			currency: text(currency),
			name: text(name),
			decimals: /^\d{1,2}$/.test(textOf(decimal)) ? Number(decimal) : undefined,
		}))
		.filter(({ chain, currency }) => chain !== '' && currency !== '');
}

/** Asks the platform for its list. */
export async function loadCurrencies(
	client: ApiClient,
	request: ApiRequest,
): Promise<{ currencies: Currency[] } | { failure: Failure }> {
	const response = await sendIdempotent(client, request);
	if ('failure' in response) return response;
	const currencies = readCurrencies(response.data);
	return currencies.length > 0 ? { currencies } : noData('a list of currencies', response.requestId);
}

/**
 * An amount in the smallest unit of its currency, exactly: `15.5` USDT → `15500000`.
 *
 * @param amount decimal units
 * @returns the integer as text, or what stands in the way in words
 */
export function toSmallestUnit(
	{ chain, currency, amount }: { chain: string; currency: string; amount: string },
	currencies: Currency[],
): { text: string } | { problem: string } {
	const asked = currencyOf(currency);
	const entry = currencies.find(
		(listed) => chainOf(listed.chain) === chainOf(chain) && currencyOf(listed.currency).currency === asked.currency,
	);
	if (entry?.decimals === undefined) {
		return {
			problem: `'Currency' ${shown(currency)} on ${shown(chain)} is not in TokenPay's list, so its smallest unit is not known. Choose it from the list.`,
		};
	}
	const text = decimalToSmallest(amount, entry.decimals);
	return text === undefined
		? {
				problem: `'Amount' ${shown(amount)} has more than the ${entry.decimals} digits after the point of ${shown(currency)}. Shorten the amount.`,
			}
		: { text };
}
