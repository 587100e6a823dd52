import type { OutputFields } from '../../core/run/outputFields';
import { FLAGS } from '../../core/run/result';

/** What the platform documents of an order or a payout (TokenPay API, section 5), and what is made readable of it. */
const DETAIL = [
	'amount',
	'attach',
	'block_at',
	'block_no',
	'block_time',
	'close_time',
	'closed_at',
	'contract_address',
	'create_time',
	'created_at',
	'currency',
	'currency_code',
	'decimals',
	'description',
	'expire_second',
	'expire_time',
	'expires_at',
	'from_address',
	'notify_num',
	'notify_status',
	'notify_url',
	'pay_time',
	'request_id',
	'service_amount',
	'service_amount_currency',
	'service_amount_decimal',
	'status',
];

const IDS = ['out_trade_no', 'transaction_id'];

const WHAT = ['amount_decimal', 'currency_symbol', 'chain', 'to_address'];

/** Where a person sees the transaction: the explorer's page, or the number where there is none. */
const TRANSACTION = ['explorer_url', 'tx_id'];

/** A payout that is looked up. */
export const PAYOUT: OutputFields = {
	ids: IDS,
	simple: ['out_trade_no', ...WHAT, 'trade_state', 'paid_at', TRANSACTION, 'transaction_id'],
	more: DETAIL,
};

/** A payout that was waited for. Of one that was never looked up, nothing is known but the number that was given. */
export const AWAITED_PAYOUT: OutputFields = {
	ids: IDS,
	simple: ['out_trade_no', 'landed', 'trade_state', ...WHAT, 'paid_at', TRANSACTION, 'waited_seconds', IDS],
	more: DETAIL,
};

/** A payout that was asked for; the payee's name where the credential has one. */
export const CREATED_PAYOUT: OutputFields = {
	ids: IDS,
	simple: [
		'out_trade_no',
		'result',
		...FLAGS,
		...WHAT,
		'trade_state',
		['recipient', 'paid_at'],
		TRANSACTION,
		'transaction_id',
	],
	more: [...DETAIL, 'refused_code', 'refused_msg'],
};

/** An order that is looked up; how old it is says whether it is to be closed. */
export const ORDER: OutputFields = {
	ids: IDS,
	simple: [
		'out_trade_no',
		'amount_decimal',
		'currency_symbol',
		'chain',
		'trade_state',
		'created_at',
		'paid_at',
		TRANSACTION,
		'transaction_id',
		'attach',
	],
	more: [...DETAIL, 'to_address'],
};

/** An order that was created: what was asked for, and where it is paid. */
export const CREATED_ORDER: OutputFields = {
	ids: ['out_trade_no'],
	simple: ['out_trade_no', 'payment_url', ...WHAT, 'prepay_id', 'payment_url_original'],
	more: [
		'amount',
		'attach',
		'currency',
		'description',
		'expire_second',
		'locale',
		'notify_url',
		'order_type',
		'request_id',
		'return_url',
	],
};

export const BALANCE: OutputFields = {
	ids: ['chain', 'currency'],
	simple: ['balance_decimal', 'currency', 'chain', 'network', 'balance', 'decimal'],
	more: ['cash_time', 'create_time', 'mch_id', 'merchant_id', 'modify_time', 'request_id', 'signature_covers'],
};

export const CURRENCY: OutputFields = {
	ids: ['chain', 'currency'],
	simple: [
		'currency',
		'chain',
		'network',
		'code',
		'name',
		'decimal',
		'contract_address',
		'min_payment_amount',
		'max_payment_amount',
	],
	more: ['is_fiat', 'logo', 'payment_connect_wallet', 'payment_qr_code', 'payment_tron_link'],
};

/**
 * What a trigger keeps of a notification. A success says its state by its event; of anything else the state is what
 * matters.
 */
export const notificationFields = (event: string): OutputFields['simple'] => [
	'event',
	'notification_id',
	'out_trade_no',
	...WHAT,
	event === 'other' ? 'trade_state' : 'paid_at',
	TRANSACTION,
	'transaction_id',
];
