import { randomAddress } from '../../sandbox/addresses';

/** One payout to make: a line of payouts.csv, as text. */
export interface PayoutRow {
	out_trade_no: string;
	to_address: string;
	/** Whole coins, such as "15.5". */
	amount: string;
	currency: string;
	chain: string;
}

/** The columns of payouts.csv. */
export const COLUMNS = ['out_trade_no', 'to_address', 'amount', 'currency', 'chain'] as const;

/** Payouts of a few USDT to fresh TRON addresses, under numbers that begin with `name`. */
export function makeRows(name: string, count: number): PayoutRow[] {
	return Array.from({ length: count }, (_, index) => ({
		out_trade_no: `${name}-${index + 1}`,
		to_address: randomAddress('TRON'),
		amount: `${1 + (index % 9)}.${1 + (index % 7)}`,
		currency: 'USDT',
		chain: 'TRON',
	}));
}
