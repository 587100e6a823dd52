import { randomBytes } from 'node:crypto';
import { Refusal } from '../refusal';
import type { DaxPaySettings } from './settings';

export type Kind = 'payment' | 'refund' | 'transfer';

/** A payment, a refund or a transfer. Amounts are in fen. */
export interface LedgerEntry {
	kind: Kind;
	/** The platform's number. */
	no: string;
	/** The merchant's number. */
	bizNo: string;
	amount: number;
	/** The state, in the words of 3.0. */
	status: string;
	errorMsg: string | null;
	channel: string;
	attach: string | null;
	notifyUrl: string;
	/** Unix time in milliseconds, once it is over. */
	finishedAt: number | null;
	/** Of a transfer. */
	payeeType: string;
	payeeAccount: string;
	/** Of a refund: the payment's number; of a payment: what can still be refunded. */
	orderNo: string;
	refundable: number;
}

/** A movement of money that really happened. */
export interface Moved {
	kind: Kind;
	bizNo: string;
	amount: number;
	at: string;
}

const PREFIX: Record<Kind, string> = { payment: 'DEV_P', refund: 'DEV_R', transfer: 'DEV_T' };

/** Everything that the sandbox's merchant has under way. */
export class Ledger {
	readonly entries: LedgerEntry[] = [];
	readonly moved: Moved[] = [];
	private readonly movedNumbers = new Set<string>();

	constructor(
		private readonly settings: DaxPaySettings,
		private readonly onEnd: (entry: LedgerEntry) => void,
	) {}

	add(given: Partial<LedgerEntry> & Pick<LedgerEntry, 'kind' | 'bizNo' | 'amount'>): LedgerEntry {
		const entry: LedgerEntry = {
			no: `${PREFIX[given.kind]}${randomBytes(10).toString('hex')}`,
			status: given.kind === 'payment' ? 'wait' : 'progress',
			errorMsg: null,
			channel: '',
			attach: null,
			notifyUrl: '',
			finishedAt: null,
			payeeType: '',
			payeeAccount: '',
			orderNo: '',
			refundable: 0,
			...given,
		};
		this.entries.push(entry);
		return entry;
	}

	/** By the first number that is there, an empty one included. */
	find(
		kind: Kind,
		{ no, bizNo, channel }: { no?: unknown; bizNo?: unknown; channel?: unknown },
	): LedgerEntry | undefined {
		const mine = this.entries.filter((entry) => entry.kind === kind);
		if (no !== undefined) return mine.find((entry) => entry.no === no);
		return mine.find((entry) => entry.bizNo === bizNo && (channel === undefined || entry.channel === channel));
	}

	/** @throws Refusal when there is none */
	get(no: string): LedgerEntry {
		const entry = this.entries.find((one) => one.no === no || one.bizNo === no);
		if (!entry) throw new Refusal(20041, `${no} does not exist`);
		return entry;
	}

	/** Moves an entry to a state and announces it; 3.0 does not announce transfers that failed. */
	end(entry: LedgerEntry, status: string, errorMsg: string | null = null): void {
		const isOver = !['wait', 'progress', 'init', 'processing'].includes(status);
		Object.assign(entry, { status, errorMsg, finishedAt: isOver ? Date.now() : null });
		if (entry.kind === 'payment' && status === 'success') entry.refundable = entry.amount;
		const isSilent = entry.kind === 'transfer' && status === 'fail' && this.settings.apiVersion !== 'open';
		if (isOver && !isSilent) this.onEnd(entry);
	}

	/** Notes that the channel moved the money, whatever the books say. A channel moves each of DaxPay's own numbers once. */
	move({ no, kind, bizNo, amount }: LedgerEntry): void {
		if (this.movedNumbers.has(no)) return;
		this.movedNumbers.add(no);
		this.moved.push({ kind, bizNo, amount, at: new Date().toISOString() });
	}
}
