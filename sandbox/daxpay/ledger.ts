import { randomHex } from '../common/random';
import { ApiError } from '../common/apiError';
import { CODES } from './codes';
import type { DaxPaySettings } from './settings';
import type { Transaction, TransactionKind } from './transaction';

/** A movement of money that really happened. */
export interface MoneyMovement {
	kind: TransactionKind;
	bizNo: string;
	amount: number;
	at: string;
}

const PREFIX: Record<TransactionKind, string> = { payment: 'DEV_P', refund: 'DEV_R', transfer: 'DEV_T' };

/** Everything that the sandbox's merchant has under way. */
export class Ledger {
	readonly transactions: Transaction[] = [];
	readonly moved: MoneyMovement[] = [];
	private readonly movedNumbers = new Set<string>();

	constructor(
		private readonly settings: DaxPaySettings,
		private readonly onEnd: (transaction: Transaction) => void,
	) {}

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

	/** By the first number that is there, an empty one included. */
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

	/** @throws ApiError when there is none */
	get(no: string): Transaction {
		const transaction = this.transactions.find((one) => one.no === no || one.bizNo === no);
		if (!transaction) throw new ApiError(CODES.notFound, `${no} does not exist`);
		return transaction;
	}

	/** Moves a transaction to a state and announces it; 3.0 does not announce transfers that failed. */
	settle(transaction: Transaction, status: string, errorMsg: string | null = null): void {
		const isOver = !['wait', 'progress', 'init', 'processing'].includes(status);
		Object.assign(transaction, { status, errorMsg, finishedAt: isOver ? Date.now() : null });
		if (transaction.kind === 'payment' && status === 'success') transaction.refundable = transaction.amount;
		const isSilent = transaction.kind === 'transfer' && status === 'fail' && this.settings.apiVersion !== 'open';
		if (isOver && !isSilent) this.onEnd(transaction);
	}

	/** Notes that the channel moved the money, whatever the books say. A channel moves each of DaxPay's own numbers once. */
	recordMovement({ no, kind, bizNo, amount }: Transaction): void {
		if (this.movedNumbers.has(no)) return;
		this.movedNumbers.add(no);
		this.moved.push({ kind, bizNo, amount, at: new Date().toISOString() });
	}
}
