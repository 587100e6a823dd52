import { ApiError } from '../../core/sandbox/apiError';
import { randomHex } from '../../core/sandbox/random';
import { CODES } from './codes';
import type { DaxPaySettings } from './settings';
import type { Transaction, TransactionKind } from './transaction';

/** A movement of money. `amount` is in fen. */
export interface MoneyMovement {
	kind: TransactionKind;
	bizNo: string;
	amount: number;
	at: string;
}

const PREFIX: Record<TransactionKind, string> = { payment: 'DEV_P', refund: 'DEV_R', transfer: 'DEV_T' };

/** The merchant's payments, refunds and transfers, and what the channel really moved. */
export class Ledger {
	readonly transactions: Transaction[] = [];
	readonly moved: MoneyMovement[] = [];
	private readonly movedNumbers = new Set<string>();

	constructor(
		private readonly settings: DaxPaySettings,
		private readonly onFinal: (transaction: Transaction) => void,
	) {}

	/** Adds a transaction; what is not given is empty, and its state is the first of its kind. */
	add(given: Partial<Transaction> & Pick<Transaction, 'kind' | 'bizNo' | 'amount'>): Transaction {
		const transaction: Transaction = {
			no: `${PREFIX[given.kind]}${randomHex(10)}`,
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
		this.transactions.push(transaction);
		return transaction;
	}

	/** Finds a transaction by `no` if given, even if it is empty; otherwise by `bizNo`. */
	find(
		kind: TransactionKind,
		{ no, bizNo, channel }: { no?: unknown; bizNo?: unknown; channel?: unknown },
	): Transaction | undefined {
		const mine = this.transactions.filter((transaction) => transaction.kind === kind);
		if (no !== undefined) return mine.find((transaction) => transaction.no === no);
		return mine.find(
			(transaction) => transaction.bizNo === bizNo && (channel === undefined || transaction.channel === channel),
		);
	}

	/**
	 * Finds a transaction by the platform's or the merchant's number.
	 * @throws ApiError 20041
	 */
	get(no: string): Transaction {
		const transaction = this.transactions.find((one) => one.no === no || one.bizNo === no);
		if (!transaction) throw new ApiError(CODES.notFound, `${no} does not exist`);
		return transaction;
	}

	/** Moves a transaction to a state. Final states are notified, except failed transfers on 3.0. */
	settle(transaction: Transaction, status: string, errorMsg: string | null = null): void {
		const isFinal = !['wait', 'progress', 'init', 'processing'].includes(status);
		Object.assign(transaction, { status, errorMsg, finishedAt: isFinal ? Date.now() : null });
		if (transaction.kind === 'payment' && status === 'success') transaction.refundable = transaction.amount;
		const isSilent = transaction.kind === 'transfer' && status === 'fail' && this.settings.apiVersion !== 'open';
		if (isFinal && !isSilent) this.onFinal(transaction);
	}

	/** Records that the channel moved the money, whatever the transaction's state. A channel moves each `no` once. */
	recordMovement({ no, kind, bizNo, amount }: Transaction): void {
		if (this.movedNumbers.has(no)) return;
		this.movedNumbers.add(no);
		this.moved.push({ kind, bizNo, amount, at: new Date().toISOString() });
	}
}
