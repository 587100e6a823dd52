import { isIP } from 'node:net';
import { ApiError } from '../../core/sandbox/apiError';
import { CODES } from './codes';
import type { Ledger } from './ledger';
import type { DaxPaySettings } from './settings';
import { formatTime } from './time';
import { detailOf, statusOf, type Transaction } from './transaction';

/** One request's parameters, and the parts of the sandbox that its endpoint may use. */
export interface ApiRequest {
	/** Those that the server knows, by {@link knownFields}. */
	fields: Record<string, unknown>;
	settings: DaxPaySettings;
	ledger: Ledger;
}

interface Endpoint {
	/** The parameters that the server knows besides the common ones. It does not sign unknown ones. */
	declared: readonly string[];
	required: readonly string[];
	/** Processes the request and returns `data`. Throws ApiError. */
	run: (request: ApiRequest) => unknown;
}

const ORDER = ['orderNo', 'bizOrderNo'];
const TRANSFER = ['bizTransferNo', 'channel', 'amount', 'payeeType', 'payeeAccount'];

const endpoints = {
	close: { declared: [...ORDER, 'useCancel'], required: [], run: close },
	sync: { declared: ORDER, required: [], run: sync },
	queryPayment: { declared: ORDER, required: [], run: (request) => detailOf(findPayment(request), request.settings) },
	refund: {
		declared: ['bizRefundNo', 'amount', ...ORDER, 'tradeNo', 'reason', 'notifyUrl', 'attach'],
		required: ['bizRefundNo', 'amount'],
		run: refund,
	},
	queryRefund: {
		declared: ['refundNo', 'bizRefundNo'],
		required: [],
		run: (request) => queryDetail(request, 'refund'),
	},
	transfer: {
		declared: [...TRANSFER, 'payeeName', 'title', 'reason', 'attach', 'notifyUrl'],
		required: TRANSFER,
		run: transfer,
	},
	queryTransfer: {
		declared: ['transferNo', 'bizTransferNo'],
		required: [],
		run: (request) => queryDetail(request, 'transfer'),
	},
} satisfies Record<string, Endpoint>;

const SECRET_SIGNED: Readonly<Record<string, Endpoint>> = {
	'/unipay/close': endpoints.close,
	'/unipay/sync/order/pay': endpoints.sync,
	'/unipay/query/payOrder': endpoints.queryPayment,
	'/unipay/refund': endpoints.refund,
	'/unipay/query/refundOrder': endpoints.queryRefund,
	'/unipay/transfer': endpoints.transfer,
	'/unipay/query/transferOrder': endpoints.queryTransfer,
};

const OPEN: Readonly<Record<string, Endpoint>> = {
	'/unipay/close': endpoints.close,
	'/unipay/sync/order/pay': endpoints.sync,
	'/unipay/query/pay-order': endpoints.queryPayment,
	'/unipay/refund': endpoints.refund,
	'/unipay/query/refund-order': endpoints.queryRefund,
	'/unipay/transfer': {
		...endpoints.transfer,
		declared: [...endpoints.transfer.declared, 'channelMchNo'],
		required: [...TRANSFER, 'channelMchNo'],
	},
	'/unipay/query/transfer-order': { ...endpoints.queryTransfer, declared: ['transferNo', 'bizTransferNo', 'channel'] },
	'/unipay/ping': { declared: [], required: [], run: () => ({ pong: true }) },
};

/** Endpoints by path, for the version in the settings. */
export const endpointsOf = ({ apiVersion }: DaxPaySettings) => (apiVersion === 'open' ? OPEN : SECRET_SIGNED);

const COMMON = ['clientIp', 'nonceStr', 'reqTime'];

/** The parameters common to all requests. */
function commonOf({ apiVersion }: DaxPaySettings): string[] {
	if (apiVersion === 'v3Beta') return ['appId', ...COMMON];
	return ['mchNo', 'appId', ...COMMON, ...(apiVersion === 'open' ? ['reqId'] : [])];
}

/** The fields that the server knows, and therefore signs. `useCancel` is signed even if it was not sent. */
export function knownFields(
	given: Record<string, unknown>,
	endpoint: Endpoint,
	settings: DaxPaySettings,
): Record<string, unknown> {
	const known: Record<string, unknown> = {};
	for (const name of [...commonOf(settings), ...endpoint.declared]) {
		if (given[name] !== undefined && given[name] !== null) known[name] = given[name];
	}
	if (endpoint.declared.includes('useCancel')) known.useCancel = given.useCancel ?? false;
	return known;
}

/** @throws ApiError 10506 for a missing or invalid field, 10410 for an expired request on Open */
export function validate({ fields, settings }: ApiRequest, endpoint: Endpoint): void {
	const invalid = (what: string): never => {
		throw new ApiError(CODES.invalid, what);
	};
	const required = [
		...(settings.apiVersion === 'v3Beta' ? ['appId'] : ['mchNo']),
		'reqTime',
		...(settings.apiVersion === 'open' ? ['reqId'] : ['appId']),
	];
	for (const name of [...required, ...endpoint.required]) {
		if (fields[name] === undefined || fields[name] === null || fields[name] === '')
			invalid(`${name} must not be empty`);
	}
	const { clientIp, amount, reqTime } = fields;
	if (clientIp !== undefined && !(typeof clientIp === 'string' && isIP(clientIp)))
		invalid('clientIp is not an IP address');
	if (endpoint.declared.includes('amount')) fenOf(amount, settings);
	const now = Date.parse(formatTime(Date.now(), settings));
	const off = Math.abs(Date.parse(String(reqTime)) - now);
	if (!(settings.clockWindowMs < 0 || off <= settings.clockWindowMs)) {
		throw new ApiError(
			settings.apiVersion === 'open' ? CODES.expired : CODES.invalid,
			'reqTime is outside the allowed window',
		);
	}
	if (fields.appId !== undefined && fields.appId !== settings.appId) invalid('appId does not exist');
	if (settings.apiVersion !== 'v3Beta' && fields.mchNo !== settings.mchNo) invalid('mchNo does not exist');
}

/**
 * Converts a request's amount to fen.
 * @throws ApiError 10506 unless it is a positive JSON number: yuan with up to two decimals, or whole fen on Open
 */
function fenOf(amount: unknown, { apiVersion }: DaxPaySettings): number {
	const text = typeof amount === 'number' ? String(amount) : '';
	const pattern = apiVersion === 'open' ? /^\d+$/ : /^\d+(\.\d{1,2})?$/;
	if (!pattern.test(text) || Number(text) === 0) throw new ApiError(CODES.invalid, 'amount is not valid');
	return apiVersion === 'open' ? Number(text) : Math.round(Number(text) * 100);
}

function findPayment({ fields, ledger }: ApiRequest): Transaction {
	const { orderNo, tradeNo, bizOrderNo } = fields;
	if (orderNo === undefined && tradeNo === undefined && bizOrderNo === undefined)
		throw new ApiError(CODES.invalid, 'orderNo or bizOrderNo is required');
	const transaction = ledger.find('payment', { no: orderNo ?? tradeNo, bizNo: bizOrderNo });
	if (!transaction) throw new ApiError(CODES.notFound, 'the order does not exist');
	return transaction;
}

function close(request: ApiRequest): null {
	const transaction = findPayment(request);
	if (!['wait', 'progress'].includes(transaction.status))
		throw new ApiError(CODES.wrongState, `the order's state is ${transaction.status}`);
	request.ledger.settle(transaction, request.fields.useCancel === true ? 'cancel' : 'close');
	return null;
}

function sync(request: ApiRequest): unknown {
	return { orderStatus: findPayment(request).status, adjust: false };
}

function queryDetail({ fields, ledger, settings }: ApiRequest, kind: 'refund' | 'transfer'): unknown {
	const own =
		kind === 'refund'
			? { no: fields.refundNo, bizNo: fields.bizRefundNo }
			: { no: fields.transferNo, bizNo: fields.bizTransferNo };
	if (own.no === undefined && own.bizNo === undefined) throw new ApiError(CODES.invalid, 'a number is required');
	if (kind === 'transfer' && settings.apiVersion === 'open' && own.no === undefined && fields.channel === undefined) {
		throw new ApiError(CODES.invalid, 'channel is required');
	}
	const transaction = ledger.find(kind, { ...own, channel: fields.channel });
	if (!transaction) throw new ApiError(CODES.notFound, `the ${kind} does not exist`);
	return detailOf(transaction, settings);
}

function refund(request: ApiRequest): unknown {
	const { fields, ledger, settings } = request;
	const known = ledger.find('refund', { bizNo: fields.bizRefundNo });
	if (known && known.status !== 'fail')
		throw new ApiError(CODES.wrongState, 'only a refund that failed can be sent again');
	const paid = findPayment(request);
	const amount = fenOf(fields.amount, settings);
	if (paid.status !== 'success' || paid.refundable < amount)
		throw new ApiError(CODES.wrongState, 'the order cannot be refunded');
	const transaction =
		known ??
		ledger.add({
			kind: 'refund',
			bizNo: String(fields.bizRefundNo),
			amount,
			orderNo: paid.no,
			...carriedFields(fields),
		});
	payThroughChannel(request, transaction);
	if (transaction.status !== 'fail') paid.refundable -= transaction.amount;
	return outcome(transaction, settings);
}

function transfer(request: ApiRequest): unknown {
	const { fields, ledger, settings } = request;
	const isOpen = settings.apiVersion === 'open';
	const channels = isOpen ? ['wechat', 'alipay', 'douyin'] : ['ali_pay', 'wechat_pay'];
	if (!channels.includes(String(fields.channel))) throw new ApiError(CODES.unknownChannel, 'the channel is not known');
	const known = ledger.find('transfer', { bizNo: fields.bizTransferNo, ...(isOpen && { channel: fields.channel }) });
	// 3.0 reports a used number as "being processed".
	if (known && known.status !== 'fail')
		throw new ApiError(
			isOpen ? CODES.wrongState : CODES.beingProcessed,
			'only a transfer that failed can be sent again',
		);
	const amount = fenOf(fields.amount, settings);
	const payee = {
		channel: String(fields.channel),
		payeeType: String(fields.payeeType),
		payeeAccount: String(fields.payeeAccount),
	};
	const transaction =
		known ??
		ledger.add({ kind: 'transfer', bizNo: String(fields.bizTransferNo), amount, ...payee, ...carriedFields(fields) });
	payThroughChannel(request, transaction);
	return outcome(transaction, settings);
}

const carriedFields = ({ attach, notifyUrl }: Record<string, unknown>) => ({
	attach: attach === undefined ? null : typeof attach === 'string' ? attach : JSON.stringify(attach),
	notifyUrl: typeof notifyUrl === 'string' ? notifyUrl : '',
});

/** Simulates the channel. A time-out is recorded as a failure, although the channel paid. */
function payThroughChannel({ settings, ledger }: ApiRequest, transaction: Transaction): void {
	const { channel, errorMsg } = settings;
	if (channel !== 'refuse') ledger.recordMovement(transaction);
	if (channel === 'success' || channel === 'progress') ledger.settle(transaction, channel);
	else ledger.settle(transaction, 'fail', errorMsg || (channel === 'refuse' ? '余额不足' : 'Read timed out'));
	if (settings.apiVersion === 'open' && transaction.status === 'fail')
		throw new ApiError(CODES.refusedByChannel, transaction.errorMsg ?? '');
}

const outcome = (transaction: Transaction, settings: DaxPaySettings) => ({
	...(transaction.kind === 'refund'
		? { refundNo: transaction.no, bizRefundNo: transaction.bizNo }
		: { bizTransferNo: transaction.bizNo, transferNo: transaction.no }),
	status: statusOf(transaction, settings),
	errorMsg: transaction.errorMsg,
});
