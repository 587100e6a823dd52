import { formatUnits, WALLET_DECIMALS } from './amounts';
import { isPending } from './tradeState';
import type { Transaction } from './transaction';

/** What has become of one currency, on all chains together; decimal units, as exact text. */
export interface CurrencyTotal {
	currency: string;
	balance: string;
	/** Payouts that are neither landed nor over. */
	on_the_way: string;
	/** Payouts that are SUCCESS. */
	landed: string;
	/** Orders that are SUCCESS. */
	received: string;
}

/**
 * Sums up what a merchant has paid and received.
 *
 * @param balances decimal text by currency symbol
 * @returns each currency that has a balance
 */
export function totalsOf(transactions: readonly Transaction[], balances: Record<string, string>): CurrencyTotal[] {
	return Object.entries(balances).map(([currency, balance]) => {
		const sum = (counts: (transaction: Transaction) => boolean) =>
			formatUnits(
				transactions
					.filter((transaction) => transaction.coin.currency === currency && counts(transaction))
					.reduce((total, { amount, coin }) => total + amount * 10n ** BigInt(WALLET_DECIMALS - coin.decimal), 0n),
				WALLET_DECIMALS,
			);
		return {
			currency,
			balance,
			on_the_way: sum(({ kind, trade_state }) => kind === 'payout' && isPending(trade_state)),
			landed: sum(({ kind, trade_state }) => kind === 'payout' && trade_state === 'SUCCESS'),
			received: sum(({ kind, trade_state }) => kind === 'order' && trade_state === 'SUCCESS'),
		};
	});
}
