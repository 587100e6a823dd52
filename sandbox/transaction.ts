import { nestedCurrency, type Coin } from './currencies';
import { statusOf, type TradeState } from './tradeState';

/** One payout or one order. Times are Unix milliseconds, 0 = not set. Amounts are in the coin's smallest unit. */
export interface Transaction {
	kind: 'payout' | 'order';
	coin: Coin;
	out_trade_no: string;
	transaction_id: string;
	trade_state: TradeState;
	description: string;
	block_no: number;
	create_time: number;
	block_time: number;
	expire_time: number;
	pay_time: number;
	close_time: number;
	tx_id: string;
	from_address: string;
	to_address: string;
	amount: bigint;
	attach: string;
	notify_url: string;
	notify_num: number;
	notify_status: number;
	/** Orders only. */
	prepay_id?: string;
	return_url?: string;
	to_own_wallet?: boolean;
}

/** The documented detail of an order or a payout, with amounts of type A. */
export interface Detail<A> {
	out_trade_no: string;
	transaction_id: string;
	trade_state: TradeState;
	description: string;
	block_no: number;
	create_time: number;
	block_time: number;
	expire_time: number;
	pay_time: number;
	close_time: number;
	expire_second: number;
	tx_id: string;
	from_address: string;
	contract_address: string;
	to_address: string;
	amount: A;
	chain: string;
	decimals: number;
	attach: string;
	service_amount: A;
	service_amount_currency: string;
	notify_url: string;
	notify_num: number;
	notify_status: number;
	status: number;
	currency: Record<string, unknown>;
}

/** The detail as a query returns it, with amounts as bigints for `toJson`. */
export function detailOf(transaction: Transaction): Detail<bigint> {
	const { coin, trade_state } = transaction;
	const left =
		trade_state === 'NOTPAY' && transaction.expire_time > 0
			? Math.ceil((transaction.expire_time - Date.now()) / 1000)
			: 0;
	return {
		out_trade_no: transaction.out_trade_no,
		transaction_id: transaction.transaction_id,
		trade_state,
		description: transaction.description,
		block_no: transaction.block_no,
		create_time: transaction.create_time,
		block_time: transaction.block_time,
		expire_time: transaction.expire_time,
		pay_time: transaction.pay_time,
		close_time: transaction.close_time,
		expire_second: Math.max(0, left),
		tx_id: transaction.tx_id,
		from_address: transaction.from_address,
		contract_address: coin.contract_address,
		to_address: transaction.to_address,
		amount: transaction.amount,
		chain: coin.chain,
		decimals: coin.decimal,
		// Observed: the platform fills it only once the transaction is paid.
		attach: trade_state === 'SUCCESS' ? transaction.attach : '',
		service_amount: coin.fee,
		service_amount_currency: coin.currency,
		notify_url: transaction.notify_url,
		notify_num: transaction.notify_num,
		notify_status: transaction.notify_status,
		status: statusOf(trade_state),
		currency: nestedCurrency(coin),
	};
}

/** The detail as `Sandbox.state()` shows it: amounts are strings of digits (smallest unit), and `attach` is always filled. */
export type PayoutState = Detail<string>;
export interface OrderState extends PayoutState {
	prepay_id: string;
	return_url: string;
}

export function payoutState(transaction: Transaction): PayoutState {
	const detail = detailOf(transaction);
	return {
		...detail,
		amount: String(detail.amount),
		service_amount: String(detail.service_amount),
		attach: transaction.attach,
	};
}

export function orderState(transaction: Transaction): OrderState {
	return {
		...payoutState(transaction),
		prepay_id: transaction.prepay_id ?? '',
		return_url: transaction.return_url ?? '',
	};
}
