import type { OutputFields } from '../../../core/run/outputFields';
import { FLAGS } from '../../../core/run/result';

/** A payment that is looked up. Its other fields are those of DaxPay's own code. */
export const PAYMENT: OutputFields = {
	ids: ['bizOrderNo', 'orderNo'],
	simple: [
		'bizOrderNo',
		'amount',
		'status',
		'refundableBalance',
		'channel',
		['payTime', 'closeTime'],
		'title',
		'attach',
		'errorMsg',
		'orderNo',
	],
	more: [
		'allocStatus',
		'allocation',
		'autoAllocation',
		'description',
		'expiredTime',
		'limitPay',
		'method',
		'outOrderNo',
		'provider',
		'refundStatus',
		'traceId',
	],
};

const MOVEMENT = ['appId', 'attach', 'channelMchNo', 'mchNo', 'notifyUrl', 'reason', 'title', 'traceId'];

/** A refund that is looked up; Open names the payment's own number `tradeNo`. */
export const REFUND: OutputFields = {
	ids: ['bizRefundNo', 'refundNo'],
	simple: [
		'bizRefundNo',
		'amount',
		'bizOrderNo',
		['orderNo', 'tradeNo'],
		'status',
		'finishTime',
		'channel',
		'errorMsg',
		'refundNo',
	],
	more: [...MOVEMENT, 'orderAmount', 'outRefundNo'],
};

/** A transfer that is looked up; `confirmUrl` is where a payee of Open has to accept it. */
export const TRANSFER: OutputFields = {
	ids: ['bizTransferNo', 'transferNo'],
	simple: [
		'bizTransferNo',
		'amount',
		'channel',
		'payeeAccount',
		'status',
		'finishTime',
		'confirmUrl',
		'errorMsg',
		'transferNo',
	],
	more: [...MOVEMENT, 'currency', 'outTransferNo', 'payeeName', 'payeeType', 'provider', 'relationNo'],
};

const created = ({ simple: [number = '', ...rest], ...others }: OutputFields): OutputFields => ({
	...others,
	simple: [number, 'result', ...FLAGS, ...rest],
});

/** A refund that was asked for. */
export const CREATED_REFUND = created(REFUND);

/** A transfer that was asked for. */
export const CREATED_TRANSFER = created(TRANSFER);

/** What a trigger keeps of a notification about a payment, a refund or a transfer. */
export const NOTIFICATION: OutputFields['simple'] = [
	'event',
	'notification_id',
	['bizTransferNo', 'bizRefundNo'],
	'bizOrderNo',
	'amount',
	'status',
	['finishTime', 'payTime', 'closeTime'],
	'errorMsg',
	'attach',
	['transferNo', 'refundNo', 'allocNo', 'orderNo'],
];
