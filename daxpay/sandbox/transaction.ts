import { Fen } from './json';
import type { DaxPaySettings } from './settings';
import { formatTime } from './time';

export type TransactionKind = 'payment' | 'refund' | 'transfer';

/** A payment, a refund or a transfer. Amounts are in fen. */
export interface Transaction {
	kind: TransactionKind;
	/** The platform's number. */
	no: string;
	/** The merchant's number. */
	bizNo: string;
	amount: number;
	/** The state's name in 3.0. */
	status: string;
	errorMsg: string | null;
	channel: string;
	attach: string | null;
	notifyUrl: string;
	/** Unix time in milliseconds; null until final. */
	finishedAt: number | null;
	/** Transfers only. */
	payeeType: string;
	payeeAccount: string;
	/** Refunds only: the payment's number. */
	orderNo: string;
	/** Payments only: what can still be refunded. */
	refundable: number;
}

/** The state as the version names it: Open has another name for what is in progress. */
export const statusOf = ({ status }: Transaction, { apiVersion }: DaxPaySettings) =>
	apiVersion === 'open' && status === 'progress' ? 'processing' : status;

/** The detail in queries and notifications, with amounts as `Fen` for `toJson`. */
export function detailOf(transaction: Transaction, settings: DaxPaySettings): Record<string, unknown> {
	const amount = new Fen(transaction.amount);
	const finishTime = transaction.finishedAt === null ? null : formatTime(transaction.finishedAt, settings);
	const common = {
		amount,
		status: statusOf(transaction, settings),
		errorMsg: transaction.errorMsg,
		attach: transaction.attach,
	};
	switch (transaction.kind) {
		case 'payment':
			return {
				bizOrderNo: transaction.bizNo,
				orderNo: transaction.no,
				title: '测试"支付"\\n',
				refundableBalance: new Fen(transaction.refundable),
				closeTime: finishTime,
				...common,
			};
		case 'refund':
			return { refundNo: transaction.no, bizRefundNo: transaction.bizNo, finishTime, ...common };
		case 'transfer': {
			// Open does not return payees.
			const payee =
				settings.apiVersion === 'open'
					? {}
					: { payeeType: transaction.payeeType, payeeAccount: transaction.payeeAccount };
			return {
				transferNo: transaction.no,
				bizTransferNo: transaction.bizNo,
				channel: transaction.channel,
				...payee,
				finishTime,
				...common,
			};
		}
	}
}
