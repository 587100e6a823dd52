import type { Spelling } from './account';
import { inDecimals } from './coins';
import { stateAt, type Payout } from './records';

/** The platform's time when a simulation begins, in Unix milliseconds. */
export const PLATFORM_EPOCH = 1_790_000_000_000;

/** Marks digits that are written as a JSON number, however many there are. */
const BARE = '#';

/** A payout's detail in one of the ways in which the platform may write it (TokenPay API, section 5). */
export function detailOf(payout: Payout, spelling: Spelling, now: number): Record<string, unknown> {
	const { coin, amount, number, address, transactionId } = payout;
	const { name } = spelling;
	const currency = (name !== undefined && coin.alsoCurrency[name]) || coin.currency;
	const shown = { number: BARE + amount, text: amount, decimal: inDecimals(amount, coin.decimals) };
	const detail: Record<string, unknown> = {
		out_trade_no: number,
		transaction_id: transactionId,
		trade_state: stateAt(payout, now).name,
		chain: (name !== undefined && coin.alsoChain[name]) || coin.chain,
		to_address: spelling.otherCapitals && address.startsWith('0x') ? `0x${address.slice(2).toUpperCase()}` : address,
		amount: shown[spelling.amount],
		decimals: coin.decimals,
		currency:
			spelling.currency === 'text'
				? currency
				: { currency, code: `${coin.chain}_${coin.currency}`, name: coin.currency, decimal: coin.decimals },
		create_time: Math.round(PLATFORM_EPOCH + payout.madeAt),
	};
	if (spelling.decimals !== 'beside') delete detail['decimals'];
	if (spelling.decimals === 'missing' && spelling.currency === 'object') detail['currency'] = { currency };
	for (const field of spelling.missing) detail[field] = '';
	return detail;
}

/** JSON as the platform writes it. */
export const writeJson = (value: object): string => JSON.stringify(value).replace(/"#(\d+)"/g, '$1');
