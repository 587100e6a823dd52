import { Faults, type ActiveFault } from '../faults';
import { Timers } from '../timers';
import { Books, type Entry, type Moved } from './books';
import { Noticer, type NoticeState } from './notices';
import { mergeSettings, type DaxPaySettings, type Keys } from './settings';

/** One call to /unipay/, as it went. */
export interface CallState {
	at: string;
	path: string;
	/** The number that it names. */
	number: string | null;
	fields: Record<string, unknown>;
	/** Code answered; null when the answer had none or the connection was cut. */
	code: number | null;
	msg: string;
	status: number | null;
	fault: string | null;
}

/** What to type into a credential. */
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

/** Everything the sandbox knows, as plain JSON, oldest first; amounts in fen. */
export interface DaxPayState {
	settings: DaxPaySettings;
	credential: CredentialState;
	payments: Entry[];
	refunds: Entry[];
	transfers: Entry[];
	/** Money that a channel really moved. */
	moved: Moved[];
	notices: NoticeState[];
	requests: CallState[];
	faults: ActiveFault[];
	/** How many requests followed the 'redirect' fault, which none should. */
	elsewhere: number;
	chat: { at: string; body: unknown }[];
}

const KEPT = 5000;

/** One life of the sandbox, from its start or a reset to the next. */
export class World {
	readonly settings: DaxPaySettings;
	readonly timers = new Timers();
	readonly faults = new Faults('/unipay/transfer');
	readonly books: Books;
	readonly noticer: Noticer;
	readonly requests: CallState[] = [];
	readonly chat: { at: string; body: unknown }[] = [];
	elsewhere = 0;

	constructor(
		settings: DaxPaySettings,
		readonly keys: Keys,
		readonly changed: () => void,
	) {
		this.settings = { ...settings };
		this.noticer = new Noticer(this.settings, keys, this.timers, changed);
		this.books = new Books(this.settings, (entry) => this.noticer.schedule(entry));
	}

	/** @throws Error naming a wrong setting; nothing is changed then */
	configure(options: unknown): void {
		Object.assign(this.settings, mergeSettings(options, this.settings));
		this.changed();
	}

	noteCall(call: CallState): void {
		this.requests.push(call);
		if (this.requests.length > KEPT) this.requests.shift();
		this.changed();
	}

	noteChat(body: unknown): void {
		this.chat.push({ at: new Date().toISOString(), body });
		if (this.chat.length > KEPT) this.chat.shift();
		this.changed();
	}

	/** Cancels everything that was still to happen. */
	end(): void {
		this.timers.clear();
		this.noticer.stop();
	}

	/** A copy that later events do not change. */
	snapshot(serverUrl: string): DaxPayState {
		const { apiVersion, mchNo, appId, signType, secret } = this.settings;
		const of = (kind: Entry['kind']) => this.books.entries.filter((entry) => entry.kind === kind);
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
			moved: this.books.moved,
			notices: this.noticer.sent,
			requests: this.requests,
			faults: this.faults.list(),
			elsewhere: this.elsewhere,
			chat: this.chat,
		});
	}
}
