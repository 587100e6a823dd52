import type { ApiClient } from '../../core/requests/apiClient';
import type { Routes } from '../../core/run/description';
import type { Failure } from '../../core/run/failure';
import { smallestToDecimal } from '../../core/values/decimal';
import { textOf } from '../../core/values/text';
import { asList, noData, sendIdempotent } from './client';
import { isSameCoin } from './names';
import type { Total } from './totals';

/** What is left of a currency on a chain, in decimal units, or why it is not known. */
export type Balance = { balance: string } | { failure: Failure };

/**
 * Asks the platform what is left of the currency of a total.
 *
 * A balance in a unit that nobody names is none (TokenPay API, section 5).
 */
export async function loadBalance(client: ApiClient, routes: Routes, total: Total): Promise<Balance> {
	// As the list names them, which the platform is known to take.
	const { chain, currency } = total.plans[0].payout;
	const response = await sendIdempotent(client, routes('balance', 'get')({ chain, currency }));
	if ('failure' in response) return response;
	const [entry, ...others] = asList(response.data).filter((listed) =>
		isSameCoin(total, { chain: textOf(listed['chain']), currency: textOf(listed['currency']) }),
	);
	const balance = others.length === 0 ? smallestToDecimal(entry?.['balance'], entry?.['decimal']) : undefined;
	if (balance !== undefined) return { balance };
	return noData(`one balance of ${total.currency} on ${total.chain} with its decimals`, response.requestId);
}
