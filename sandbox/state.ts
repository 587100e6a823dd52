import { Faults, type ActiveFault } from '../core/sandbox/faults';
import type { CredentialTest } from '../core/sandbox/credentialTest';
import { Timers } from '../core/sandbox/timers';
import { Ledger, type MoneySent } from './ledger';
import { Notifier, type NotificationState } from './notifications';
import { RequestAuth } from './requestAuth';
import { mergeSettings, type SandboxSettings } from './settings';
import { totalsOf, type CurrencyTotal } from './totals';
import { orderState, payoutState, type OrderState, type PayoutState } from './transaction';
import { Wallets, type Wallet } from './wallets';

/** One request to /v1/ and its response. */
export interface RequestState {
	/** When it arrived, ISO 8601. */
	at: string;
	method: string;
	path: string;
	out_trade_no?: string;
	/** Code of the response; null if it had none or the connection was cut. */
	code: number | null;
	/** The `msg` of the response. */
	msg: string;
	/** HTTP status; null until the response is sent, and always if the connection was cut. */
	status: number | null;
	/** Kind of the fault that affected it. */
	fault: string | null;
	/** Whether the request was really processed, with code 0. */
	processed: boolean;
	/** Where it is the look-up by which n8n tests a credential: that finds nothing on purpose. */
	credentialTest?: CredentialTest;
}

/** A request that followed the 'redirect' fault. No client should, because it sends a signed payout to another place. */
export interface ElsewhereState {
	at: string;
	method: string;
	authorization: string;
	body: string;
}

export interface ChatMessage {
	at: string;
	body: unknown;
}

/** Everything the sandbox knows, as plain JSON, oldest first. */
export interface SandboxState {
	settings: SandboxSettings;
	payouts: PayoutState[];
	orders: OrderState[];
	notifications: NotificationState[];
	/** The last 5000. */
	requests: RequestState[];
	/** Decimal strings by currency symbol. */
	balances: Record<string, string>;
	/** By currency, on all chains together. */
	totals: CurrencyTotal[];
	/** The last 500. */
	chat: ChatMessage[];
	rateLimitHits: number;
	moneySent: MoneySent[];
	elsewhere: ElsewhereState[];
	faults: ActiveFault[];
	wallets: Wallet[];
}

const KEPT_REQUESTS = 5000;
const KEPT_MESSAGES = 500;

/** Everything between two resets. */
export class State {
	readonly settings: SandboxSettings;
	readonly timers = new Timers();
	readonly faults = new Faults('/v1/', '/v1/payanother/payment');
	readonly requestAuth: RequestAuth;
	readonly ledger: Ledger;
	readonly wallets: Wallets;
	readonly notifier: Notifier;
	readonly requests: RequestState[] = [];
	readonly elsewhere: ElsewhereState[] = [];
	readonly chat: ChatMessage[] = [];
	rateLimitHits = 0;

	/**
	 * @param settings the initial settings; copied
	 * @param onChange runs after every change
	 */
	constructor(
		settings: SandboxSettings,
		readonly onChange: () => void,
	) {
		this.settings = { ...settings };
		this.requestAuth = new RequestAuth(this.settings);
		this.wallets = new Wallets(this.settings);
		this.notifier = new Notifier(this.settings, this.timers, onChange);
		this.ledger = new Ledger(this.settings, this.timers, onChange, (transaction) =>
			this.notifier.schedule(transaction),
		);
	}

	/** @throws Error naming an invalid setting, without changing anything */
	configure(options: unknown): void {
		const merged = mergeSettings(options, this.settings);
		Object.assign(this.settings, merged);
		const named = (options as { balances?: Record<string, string> }).balances;
		if (named) this.ledger.setBalances(named);
		this.onChange();
	}

	recordRequest(request: RequestState): void {
		this.requests.push(request);
		if (this.requests.length > KEPT_REQUESTS) this.requests.shift();
		this.onChange();
	}

	recordChatMessage(body: unknown): void {
		this.chat.push({ at: new Date().toISOString(), body });
		if (this.chat.length > KEPT_MESSAGES) this.chat.shift();
		this.onChange();
	}

	/** Cancels everything still scheduled or in flight. */
	stop(): void {
		this.timers.clear();
		this.notifier.stop();
	}

	/** A copy that later events do not change. */
	snapshot(): SandboxState {
		const { ledger } = this;
		const balances = ledger.formatBalances();
		return structuredClone({
			settings: this.settings,
			payouts: ledger.transactions.filter((transaction) => transaction.kind === 'payout').map(payoutState),
			orders: ledger.transactions.filter((transaction) => transaction.kind === 'order').map(orderState),
			notifications: this.notifier.sent,
			requests: this.requests,
			balances,
			totals: totalsOf(ledger.transactions, balances),
			chat: this.chat,
			rateLimitHits: this.rateLimitHits,
			moneySent: ledger.moneySent,
			elsewhere: this.elsewhere,
			faults: this.faults.list(),
			wallets: this.wallets.list(),
		});
	}
}
