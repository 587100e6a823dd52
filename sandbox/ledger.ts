import { randomInt } from 'node:crypto';
import { randomAddress } from './addresses';
import { formatUnits, parseUnits, WALLET_DECIMALS } from './amounts';
import { randomHex } from './signing';
import type { Coin } from './currencies';
import type { Transaction, TradeState } from './transaction';
import { CODES, Refusal } from './refusal';
import type { SandboxSettings } from './settings';
import type { Timers } from './timers';

/** What a create call gives, already checked; `amount` in the coin's smallest unit. */
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
}

/** One entry per payout that was really accepted, so that payouts per out_trade_no can be counted. */
export interface MoneySent {
	out_trade_no: string;
	transaction_id: string;
	to_address: string;
	/** Decimal units, such as "15.5". */
	amount: string;
	currency: string;
}

// From which states a deal may move where. A refund follows a success or a pending payout that failed on the chain.
const MOVES: Record<TradeState, readonly TradeState[]> = {
	NOTPAY: ['SUCCESS', 'CLOSED', 'REFUND'],
	SUCCESS: ['REFUND'],
	CLOSED: [],
	REFUND: [],
};

/** The platform's books: payouts, orders and balances, and how they move. */
export class Ledger {
	readonly deals: Transaction[] = [];
	readonly moneySent: MoneySent[] = [];
	private readonly used = new Map<string, Transaction>();
	private readonly byId = new Map<string, Transaction>();
	// In units of 10^-18, whatever the chain.
	private readonly balances = new Map<string, bigint>();

	/**
	 * @param onChange after anything changed
	 * @param onSuccess after a deal became SUCCESS
	 */
	constructor(
		private readonly settings: SandboxSettings,
		private readonly timers: Timers,
		private readonly onChange: () => void,
		private readonly onSuccess: (deal: Transaction) => void,
	) {
		this.setBalances(settings.balances);
	}

	/** @param balances decimal texts by currency symbol; symbols it does not name keep theirs */
	setBalances(balances: Record<string, string>): void {
		for (const [symbol, text] of Object.entries(balances))
			this.balances.set(symbol, parseUnits(text, WALLET_DECIMALS) ?? 0n);
	}

	/** Decimal texts by currency symbol. */
	balanceTexts(): Record<string, string> {
		return Object.fromEntries(
			[...this.balances].map(([symbol, units]) => [symbol, formatUnits(units, WALLET_DECIMALS)]),
		);
	}

	/** In the coin's smallest unit, rounded down. */
	balanceOf(coin: Coin): bigint {
		return (this.balances.get(coin.currency) ?? 0n) / 10n ** BigInt(WALLET_DECIMALS - coin.decimal);
	}

	/**
	 * Books a payout or an order as NOTPAY and sets its clock going.
	 * @throws Refusal 12001 for a used out_trade_no (payouts and orders count apart), 20002 for a payout above the balance
	 */
	create(wanted: NewTransaction): Transaction {
		const { kind, coin, amount, expire_second: lifetime = 0, ...rest } = wanted;
		const key = `${kind} ${wanted.out_trade_no}`;
		if (wanted.out_trade_no !== '' && this.used.has(key) && this.settings.uniqueOutTradeNo)
			throw new Refusal(CODES.exists, `out_trade_no ${wanted.out_trade_no} exists already`);
		// Which balance the platform takes its fee from is not published; the sandbox takes it from the same currency.
		if (kind === 'payout' && this.balanceOf(coin) < amount + coin.fee)
			throw new Refusal(CODES.lowBalance, `${coin.currency} balance too low`);

		const now = Date.now();
		const deal: Transaction = {
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
		if (kind === 'order') deal.prepay_id = randomHex(16);
		this.deals.push(deal);
		this.used.set(key, deal);
		this.byId.set(deal.transaction_id, deal);
		if (kind === 'payout') {
			this.move(coin, -amount - coin.fee);
			this.moneySent.push({
				out_trade_no: deal.out_trade_no,
				transaction_id: deal.transaction_id,
				to_address: deal.to_address,
				amount: formatUnits(amount, coin.decimal),
				currency: coin.currency,
			});
		}
		this.schedule(deal, kind === 'payout' ? this.settings.payoutDelayMs : this.settings.orderDelayMs, 'SUCCESS');
		if (lifetime > 0) this.schedule(deal, lifetime * 1000, 'CLOSED');
		this.onChange();
		return deal;
	}

	/**
	 * Books coins that arrive in a registered wallet. They come as an order that is paid at once and has no number:
	 * nothing documented tells the two apart.
	 *
	 * @param amount in the coin's smallest unit
	 */
	deposit(coin: Coin, amount: bigint, walletAddress: string, notifyUrl: string): Transaction {
		const texts = { out_trade_no: '', description: '', attach: '' };
		const deal = this.create({
			kind: 'order',
			coin,
			amount,
			to_address: walletAddress,
			notify_url: notifyUrl,
			...texts,
		});
		if (deal.trade_state === 'NOTPAY') this.settle(deal, 'SUCCESS');
		return deal;
	}

	/**
	 * Finds a deal by either id, or by both, which must then belong together. A number used twice finds the newest.
	 * @throws Refusal 12002
	 */
	find(kind: Transaction['kind'], ids: { out_trade_no?: string; transaction_id?: string }): Transaction {
		const deal = ids.transaction_id ? this.byId.get(ids.transaction_id) : this.used.get(`${kind} ${ids.out_trade_no}`);
		const fits = deal?.kind === kind && (!ids.out_trade_no || deal.out_trade_no === ids.out_trade_no);
		if (!fits) throw new Refusal(CODES.notFound, `${kind} ${ids.transaction_id || ids.out_trade_no} does not exist`);
		return deal;
	}

	/** @returns undefined if neither a payout nor an order has this id */
	get(transactionId: string): Transaction | undefined {
		return this.byId.get(transactionId);
	}

	/**
	 * Moves a deal to another state, with its money.
	 * @throws Refusal 11000 if it cannot move there from where it is
	 */
	settle(deal: Transaction, state: TradeState): void {
		if (!MOVES[deal.trade_state].includes(state))
			throw new Refusal(CODES.failed, `${deal.kind} is ${deal.trade_state}`);
		const before = deal.trade_state;
		const now = Date.now();
		deal.trade_state = state;
		if (state === 'SUCCESS') {
			deal.pay_time = now;
			deal.block_time = now;
			deal.block_no = randomInt(60_000_000, 70_000_000);
			deal.tx_id = randomHex(32);
			if (deal.kind === 'order') {
				deal.from_address = randomAddress(deal.coin.chain);
				this.move(deal.coin, deal.amount);
			}
		} else {
			if (state === 'CLOSED') deal.close_time = now;
			if (deal.kind === 'payout') this.move(deal.coin, deal.amount + deal.coin.fee);
			else if (before === 'SUCCESS') this.move(deal.coin, -deal.amount);
		}
		this.onChange();
		if (state === 'SUCCESS') this.onSuccess(deal);
	}

	private schedule(deal: Transaction, delayMs: number, state: TradeState): void {
		const settle = () => {
			if (deal.trade_state === 'NOTPAY') this.settle(deal, state);
		};
		if (delayMs === 0) settle();
		else if (delayMs > 0) this.timers.after(delayMs, settle);
	}

	private move(coin: Coin, units: bigint): void {
		const scaled = units * 10n ** BigInt(WALLET_DECIMALS - coin.decimal);
		this.balances.set(coin.currency, (this.balances.get(coin.currency) ?? 0n) + scaled);
	}
}
