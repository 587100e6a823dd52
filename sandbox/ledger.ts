import { randomInt } from 'node:crypto';
import { randomAddress } from './addresses';
import { formatUnits, parseUnits, WALLET_DECIMALS } from './amounts';
import { CODES } from './codes';
import { ApiError } from '../core/sandbox/apiError';
import { randomHex } from '../core/sandbox/random';
import type { Timers } from '../core/sandbox/timers';
import type { Coin } from './currencies';
import type { SandboxSettings } from './settings';
import { canMove, isPending, type TradeState } from './tradeState';
import type { Transaction } from './transaction';

/** The validated parameters of a new transaction. `amount` is in the coin's smallest unit. */
export interface NewTransaction {
	kind: Transaction['kind'];
	coin: Coin;
	out_trade_no: string;
	amount: bigint;
	to_address: string;
	description: string;
	attach: string;
	notify_url: string;
	return_url?: string;
	/** Orders only: seconds until an unpaid order closes. */
	expire_second?: number;
	/** Orders only: whether the payer pays to a wallet of the merchant's own, so that the balance stays as it is. */
	to_own_wallet?: boolean;
}

/** One entry for each payout that was really made, so that payouts for each out_trade_no can be counted. */
export interface MoneySent {
	out_trade_no: string;
	transaction_id: string;
	to_address: string;
	/** Decimal units, such as "15.5". */
	amount: string;
	currency: string;
}

/** The platform's payouts, orders and balances. */
export class Ledger {
	readonly transactions: Transaction[] = [];
	readonly moneySent: MoneySent[] = [];
	private readonly byNumber = new Map<string, Transaction>();
	private readonly byId = new Map<string, Transaction>();
	// In units of 10^-18, on every chain.
	private readonly balances = new Map<string, bigint>();

	/**
	 * @param onChange runs after every change
	 * @param onSuccess runs after a transaction becomes SUCCESS
	 */
	constructor(
		private readonly settings: SandboxSettings,
		private readonly timers: Timers,
		private readonly onChange: () => void,
		private readonly onSuccess: (transaction: Transaction) => void,
	) {
		this.setBalances(settings.balances);
	}

	/** @param balances decimal strings by currency symbol; other balances stay unchanged */
	setBalances(balances: Record<string, string>): void {
		for (const [symbol, text] of Object.entries(balances))
			this.balances.set(symbol, parseUnits(text, WALLET_DECIMALS) ?? 0n);
	}

	/** Decimal strings by currency symbol. */
	formatBalances(): Record<string, string> {
		return Object.fromEntries(
			[...this.balances].map(([symbol, units]) => [symbol, formatUnits(units, WALLET_DECIMALS)]),
		);
	}

	/** The balance in the coin's smallest unit, rounded down. */
	balanceOf(coin: Coin): bigint {
		return (this.balances.get(coin.currency) ?? 0n) / 10n ** BigInt(WALLET_DECIMALS - coin.decimal);
	}

	/**
	 * Creates a payout or an order as NOTPAY and schedules its next state; or, by the settings, finds the one that has the
	 * number.
	 * @throws ApiError 12001 for a used out_trade_no (payouts and orders have separate numbers), 20002 if the balance is too low
	 */
	create(wanted: NewTransaction): Transaction {
		const { kind, coin, amount, expire_second: lifetime = 0, ...rest } = wanted;
		const key = `${kind} ${wanted.out_trade_no}`;
		const used = wanted.out_trade_no === '' ? undefined : this.byNumber.get(key);
		if (used && this.settings.returnsUsedNumber) return used;
		if (used && this.settings.uniqueOutTradeNo)
			throw new ApiError(CODES.exists, `out_trade_no ${wanted.out_trade_no} exists already`);
		// Which balance pays the fee is not published; the sandbox takes it from the same currency.
		if (kind === 'payout' && this.balanceOf(coin) < amount + coin.fee)
			throw new ApiError(CODES.lowBalance, `${coin.currency} balance too low`);

		const now = Date.now();
		const transaction: Transaction = {
			...rest,
			kind,
			coin,
			amount,
			transaction_id: randomHex(16),
			trade_state: 'NOTPAY',
			block_no: 0,
			create_time: now,
			block_time: 0,
			expire_time: lifetime > 0 ? now + lifetime * 1000 : 0,
			pay_time: 0,
			close_time: 0,
			tx_id: '',
			from_address: kind === 'payout' ? randomAddress(coin.chain) : '',
			to_address: wanted.to_address || randomAddress(coin.chain),
			notify_num: 0,
			notify_status: 0,
		};
		if (kind === 'order') transaction.prepay_id = randomHex(16);
		this.transactions.push(transaction);
		this.byNumber.set(key, transaction);
		this.byId.set(transaction.transaction_id, transaction);
		if (kind === 'payout') {
			this.adjustBalance(coin, -amount - coin.fee);
			this.moneySent.push({
				out_trade_no: transaction.out_trade_no,
				transaction_id: transaction.transaction_id,
				to_address: transaction.to_address,
				amount: formatUnits(amount, coin.decimal),
				currency: coin.currency,
			});
		}
		const [states, delayMs] =
			kind === 'payout'
				? [this.settings.payoutStates, this.settings.payoutDelayMs]
				: [['SUCCESS'] as const, this.settings.orderDelayMs];
		states.forEach((state, at) =>
			this.schedule(transaction, (delayMs * (at + 1)) / states.length, state, states[at - 1] ?? 'NOTPAY'),
		);
		if (lifetime > 0) this.schedule(transaction, lifetime * 1000, 'CLOSED', 'NOTPAY');
		this.onChange();
		return transaction;
	}

	/**
	 * Credits coins that arrive in a registered wallet, as an order that is paid at once and has no out_trade_no: the
	 * documentation describes no difference between the two.
	 * @param amount in the coin's smallest unit
	 */
	deposit(coin: Coin, amount: bigint, walletAddress: string, notifyUrl: string): Transaction {
		const texts = { out_trade_no: '', description: '', attach: '' };
		const transaction = this.create({
			kind: 'order',
			coin,
			amount,
			to_address: walletAddress,
			notify_url: notifyUrl,
			...texts,
		});
		if (transaction.trade_state === 'NOTPAY') this.settle(transaction, 'SUCCESS');
		return transaction;
	}

	/**
	 * Finds a transaction by either id. If both are given, they must belong together. A number used twice finds the newest.
	 * @throws ApiError 12002
	 */
	find(kind: Transaction['kind'], ids: { out_trade_no?: string; transaction_id?: string }): Transaction {
		const transaction = ids.transaction_id
			? this.byId.get(ids.transaction_id)
			: this.byNumber.get(`${kind} ${ids.out_trade_no}`);
		const fits = transaction?.kind === kind && (!ids.out_trade_no || transaction.out_trade_no === ids.out_trade_no);
		if (!fits) throw new ApiError(CODES.notFound, `${kind} ${ids.transaction_id || ids.out_trade_no} does not exist`);
		return transaction;
	}

	/** @returns undefined if neither a payout nor an order has this id */
	get(transactionId: string): Transaction | undefined {
		return this.byId.get(transactionId);
	}

	/**
	 * Moves a transaction to another state, and its money with it.
	 * @throws ApiError 11000 if the transition is not allowed
	 */
	settle(transaction: Transaction, state: TradeState): void {
		if (!canMove(transaction.kind, transaction.trade_state, state))
			throw new ApiError(CODES.failed, `${transaction.kind} is ${transaction.trade_state}`);
		const before = transaction.trade_state;
		const now = Date.now();
		transaction.trade_state = state;
		if (state === 'SUCCESS') {
			transaction.pay_time = now;
			transaction.block_time = now;
			transaction.block_no = randomInt(60_000_000, 70_000_000);
			transaction.tx_id = randomHex(32);
			if (transaction.kind === 'order') {
				transaction.from_address = randomAddress(transaction.coin.chain);
				if (!transaction.to_own_wallet) this.adjustBalance(transaction.coin, transaction.amount);
			}
		} else if (!isPending(state)) {
			if (state === 'CLOSED') transaction.close_time = now;
			if (transaction.kind === 'payout')
				this.adjustBalance(transaction.coin, transaction.amount + transaction.coin.fee);
			else if (before === 'SUCCESS' && !transaction.to_own_wallet)
				this.adjustBalance(transaction.coin, -transaction.amount);
		}
		this.onChange();
		if (state === 'SUCCESS') this.onSuccess(transaction);
	}

	/** Moves a transaction later, if it is in the state before then. */
	private schedule(transaction: Transaction, delayMs: number, state: TradeState, before: TradeState): void {
		const settle = () => {
			if (transaction.trade_state === before) this.settle(transaction, state);
		};
		if (delayMs === 0) settle();
		else if (delayMs > 0) this.timers.after(delayMs, settle);
	}

	private adjustBalance(coin: Coin, units: bigint): void {
		const scaled = units * 10n ** BigInt(WALLET_DECIMALS - coin.decimal);
		this.balances.set(coin.currency, (this.balances.get(coin.currency) ?? 0n) + scaled);
	}
}
