import { Faults, type ActiveFault } from '../../core/sandbox/faults';
import type { CredentialTest } from '../../core/sandbox/credentialTest';
import { Timers } from '../../core/sandbox/timers';
import { Ledger, type MoneyMovement } from './ledger';
import { Notifier, type NotificationState } from './notifications';
import { mergeSettings, type DaxPaySettings, type Keys } from './settings';
import type { Transaction } from './transaction';

/** One request to /unipay/ and its response. */
export interface RequestState {
	/** When it arrived, ISO 8601. */
	at: string;
	path: string;
	/** The merchant's number in the request; orderNo if there is none. */
	number: string | null;
	/** The body, as it came. */
	fields: Record<string, unknown>;
	/** Code of the response; null if it had none or the connection was cut. */
	code: number | null;
	msg: string;
	/** HTTP status; null until the response is sent, and always if the connection was cut. */
	status: number | null;
	/** Kind of the fault that affected it. */
	fault: string | null;
	/** Where it is what n8n tests a credential by: a look-up that finds nothing on purpose, or a ping. */
	credentialTest?: CredentialTest;
}

/** What was paid to the merchant, paid back, paid out, and what of it is still on its way, in fen. */
export interface Totals {
	received: number;
	refunded: number;
	transferred: number;
	on_the_way: number;
}

/** What to type into a credential. Keys are PEM. */
export interface CredentialState {
	serverUrl: string;
	apiVersion: string;
	mchNo: string;
	appId: string;
	signType: string;
	secret: string;
	privateKey: string;
	platformPublicKey: string;
}

/** Everything the sandbox knows, as plain JSON, oldest first. Amounts are in fen. */
export interface DaxPayState {
	settings: DaxPaySettings;
	credential: CredentialState;
	payments: Transaction[];
	refunds: Transaction[];
	transfers: Transaction[];
	totals: Totals;
	/** Money that the channel really moved. */
	moved: MoneyMovement[];
	notifications: NotificationState[];
	/** The last 5000. */
	requests: RequestState[];
	faults: ActiveFault[];
	/** How many requests followed the 'redirect' fault. No client should. */
	elsewhere: number;
	/** The last 5000 messages. */
	chat: { at: string; body: unknown }[];
}

/** How many requests, and how many messages of the chat. */
const KEPT = 5000;

/** Everything between two resets. */
export class State {
	readonly settings: DaxPaySettings;
	readonly timers = new Timers();
	readonly faults = new Faults('/unipay/', '/unipay/transfer');
	readonly ledger: Ledger;
	readonly notifier: Notifier;
	readonly requests: RequestState[] = [];
	readonly chat: { at: string; body: unknown }[] = [];
	elsewhere = 0;

	constructor(
		settings: DaxPaySettings,
		readonly keys: Keys,
		readonly onChange: () => void,
	) {
		this.settings = { ...settings };
		this.notifier = new Notifier(this.settings, keys, this.timers, onChange);
		this.ledger = new Ledger(this.settings, (transaction) => this.notifier.schedule(transaction));
	}

	/** @throws Error naming an invalid setting, without changing anything */
	configure(options: unknown): void {
		Object.assign(this.settings, mergeSettings(options, this.settings));
		this.onChange();
	}

	recordRequest(request: RequestState): void {
		this.requests.push(request);
		if (this.requests.length > KEPT) this.requests.shift();
		this.onChange();
	}

	recordChatMessage(body: unknown): void {
		this.chat.push({ at: new Date().toISOString(), body });
		if (this.chat.length > KEPT) this.chat.shift();
		this.onChange();
	}

	/** Cancels everything still scheduled or in flight. */
	stop(): void {
		this.timers.clear();
		this.notifier.stop();
	}

	/** A copy that later events do not change. */
	snapshot(serverUrl: string): DaxPayState {
		const { apiVersion, mchNo, appId, signType, secret } = this.settings;
		const of = (kind: Transaction['kind']) =>
			this.ledger.transactions.filter((transaction) => transaction.kind === kind);
		const sum = (kinds: Array<Transaction['kind']>, status: string) =>
			kinds
				.flatMap(of)
				.filter((transaction) => transaction.status === status)
				.reduce((total, { amount }) => total + amount, 0);
		return structuredClone({
			settings: this.settings,
			credential: {
				serverUrl,
				apiVersion,
				mchNo,
				appId,
				signType,
				secret,
				privateKey: this.keys.merchant.privateKey,
				platformPublicKey: this.keys.platform.publicKey,
			},
			payments: of('payment'),
			refunds: of('refund'),
			transfers: of('transfer'),
			totals: {
				received: sum(['payment'], 'success'),
				refunded: sum(['refund'], 'success'),
				transferred: sum(['transfer'], 'success'),
				on_the_way: sum(['refund', 'transfer'], 'progress'),
			},
			moved: this.ledger.moved,
			notifications: this.notifier.sent,
			requests: this.requests,
			faults: this.faults.list(),
			elsewhere: this.elsewhere,
			chat: this.chat,
		});
	}
}
