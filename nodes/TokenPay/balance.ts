import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import type { Failure } from '../../core/run/failure';
import { smallestToDecimal } from '../../core/values/decimal';
import { textOf } from '../../core/values/text';
import { asList, noData, sendIdempotent } from './client';
import { type Coin, isSameCoin } from './names';

/**
 * Asks the platform what is left of a currency on a chain.
 *
 * @param request for the balance of exactly this coin
 * @returns decimal units, or why they are not known: a balance in a unit that nobody names is none (TokenPay API, section 5)
 */
export async function loadBalance(
	client: ApiClient,
	request: ApiRequest,
	coin: Coin,
): Promise<{ balance: string } | { failure: Failure }> {
	const response = await sendIdempotent(client, request);
	if ('failure' in response) return response;
	const entries = asList(response.data).filter((entry) =>
		isSameCoin(coin, { chain: textOf(entry['chain']), currency: textOf(entry['currency']) }),
	);
	const [entry] = entries;
	const balance = entries.length === 1 ? smallestToDecimal(entry?.['balance'], entry?.['decimal']) : undefined;
	return balance === undefined
		? noData(`one balance of ${coin.currency} on ${coin.chain} with its decimals`, response.requestId)
		: { balance };
}
