import { isIP } from 'node:net';
import { Refusal } from '../refusal';
import type { Ledger, LedgerEntry } from './ledger';
import type { DaxPaySettings } from './settings';
import { Fen, clock } from './signing';

export interface ApiRequest {
	fields: Record<string, unknown>;
	settings: DaxPaySettings;
	books: Ledger;
}

interface Endpoint {
	/** The parameters that the server declares beside the common ones; an unknown one is not signed. */
	declared: readonly string[];
	required: readonly string[];
	/** Does the call; returns `data`. Throws Refusal. */
	run: (call: ApiRequest) => unknown;
}

const ORDER = ['orderNo', 'bizOrderNo'];
const TRANSFER = ['bizTransferNo', 'channel', 'amount', 'payeeType', 'payeeAccount'];

const endpoints = {
	close: { declared: [...ORDER, 'useCancel'], required: [], run: close },
	sync: { declared: ORDER, required: [], run: sync },
	queryPayment: { declared: ORDER, required: [], run: (call) => detailOf(payment(call), call.settings) },
	refund: {
		declared: ['bizRefundNo', 'amount', ...ORDER, 'tradeNo', 'reason', 'notifyUrl', 'attach'],
		required: ['bizRefundNo', 'amount'],
		run: refund,
	},
	queryRefund: { declared: ['refundNo', 'bizRefundNo'], required: [], run: (call) => found(call, 'refund') },
	transfer: {
		declared: [...TRANSFER, 'payeeName', 'title', 'reason', 'attach', 'notifyUrl'],
		required: TRANSFER,
		run: transfer,
	},
	queryTransfer: { declared: ['transferNo', 'bizTransferNo'], required: [], run: (call) => found(call, 'transfer') },
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

/** Calls by path, as the settings' version has them. */
export const endpointsOf = ({ apiVersion }: DaxPaySettings) => (apiVersion === 'open' ? OPEN : SECRET_SIGNED);

const COMMON = ['clientIp', 'nonceStr', 'reqTime'];

/** The parameters of every call. */
function commonOf({ apiVersion }: DaxPaySettings): string[] {
	if (apiVersion === 'v3Beta') return ['appId', ...COMMON];
	return ['mchNo', 'appId', ...COMMON, ...(apiVersion === 'open' ? ['reqId'] : [])];
}

/** The fields that the server knows, as it signs them: amounts as numbers, `useCancel` always. */
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

/** @throws Refusal 10506 for what is missing or malformed */
export function validate({ fields, settings }: ApiRequest, endpoint: Endpoint): void {
	const invalid = (what: string): never => {
		throw new Refusal(10506, what);
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
	if (clientIp !== undefined && !(typeof clientIp === 'string' && isIP(clientIp))) invalid('clientIp is no address');
	if (endpoint.declared.includes('amount')) fenOf(amount, settings);
	const now = Date.parse(clock(Date.now(), settings));
	const off = Math.abs(Date.parse(String(reqTime)) - now);
	if (!(settings.clockWindowMs < 0 || off <= settings.clockWindowMs)) {
		throw new Refusal(settings.apiVersion === 'open' ? 10410 : 10506, 'reqTime is outside the allowed window');
	}
	if (fields.appId !== undefined && fields.appId !== settings.appId) invalid('appId does not exist');
	if (settings.apiVersion !== 'v3Beta' && fields.mchNo !== settings.mchNo) invalid('mchNo does not exist');
}

/** @throws Refusal 10506 unless it is a positive JSON number: yuan with two decimals, or whole fen on Open */
function fenOf(amount: unknown, { apiVersion }: DaxPaySettings): number {
	const text = typeof amount === 'number' ? String(amount) : '';
	const pattern = apiVersion === 'open' ? /^\d+$/ : /^\d+(\.\d{1,2})?$/;
	if (!pattern.test(text) || Number(text) === 0) throw new Refusal(10506, 'amount is not valid');
	return apiVersion === 'open' ? Number(text) : Math.round(Number(text) * 100);
}

function payment({ fields, books }: ApiRequest): LedgerEntry {
	const { orderNo, tradeNo, bizOrderNo } = fields;
	if (orderNo === undefined && tradeNo === undefined && bizOrderNo === undefined)
		throw new Refusal(10506, 'orderNo or bizOrderNo is required');
	const entry = books.find('payment', { no: orderNo ?? tradeNo, bizNo: bizOrderNo });
	if (!entry) throw new Refusal(20041, 'the order does not exist');
	return entry;
}

function close(call: ApiRequest): null {
	const entry = payment(call);
	if (!['wait', 'progress'].includes(entry.status)) throw new Refusal(20044, `the order's state is ${entry.status}`);
	call.books.end(entry, call.fields.useCancel === true ? 'cancel' : 'close');
	return null;
}

function sync(call: ApiRequest): unknown {
	return { orderStatus: payment(call).status, adjust: false };
}

function found({ fields, books, settings }: ApiRequest, kind: 'refund' | 'transfer'): unknown {
	const own =
		kind === 'refund'
			? { no: fields.refundNo, bizNo: fields.bizRefundNo }
			: { no: fields.transferNo, bizNo: fields.bizTransferNo };
	if (own.no === undefined && own.bizNo === undefined) throw new Refusal(10506, 'a number is required');
	if (kind === 'transfer' && settings.apiVersion === 'open' && own.no === undefined && fields.channel === undefined) {
		throw new Refusal(10506, 'channel is required');
	}
	const entry = books.find(kind, { ...own, channel: fields.channel });
	if (!entry) throw new Refusal(20041, `the ${kind} does not exist`);
	return detailOf(entry, settings);
}

function refund(call: ApiRequest): unknown {
	const { fields, books, settings } = call;
	const known = books.find('refund', { bizNo: fields.bizRefundNo });
	if (known && known.status !== 'fail') throw new Refusal(20044, 'only a refund that failed can be sent again');
	const paid = payment(call);
	const amount = fenOf(fields.amount, settings);
	if (paid.status !== 'success' || paid.refundable < amount) throw new Refusal(20044, 'the order cannot be refunded');
	const entry =
		known ??
		books.add({ kind: 'refund', bizNo: String(fields.bizRefundNo), amount, orderNo: paid.no, ...carried(fields) });
	send(call, entry);
	if (entry.status !== 'fail') paid.refundable -= entry.amount;
	return outcome(entry, settings);
}

function transfer(call: ApiRequest): unknown {
	const { fields, books, settings } = call;
	const isOpen = settings.apiVersion === 'open';
	const channels = isOpen ? ['wechat', 'alipay', 'douyin'] : ['ali_pay', 'wechat_pay'];
	if (!channels.includes(String(fields.channel))) throw new Refusal(20011, 'the channel is not known');
	const known = books.find('transfer', { bizNo: fields.bizTransferNo, ...(isOpen && { channel: fields.channel }) });
	// 3.0 calls a used number "being processed", as its code does.
	if (known && known.status !== 'fail')
		throw new Refusal(isOpen ? 20044 : 20043, 'only a transfer that failed can be sent again');
	const amount = fenOf(fields.amount, settings);
	const payee = {
		channel: String(fields.channel),
		payeeType: String(fields.payeeType),
		payeeAccount: String(fields.payeeAccount),
	};
	const entry =
		known ?? books.add({ kind: 'transfer', bizNo: String(fields.bizTransferNo), amount, ...payee, ...carried(fields) });
	send(call, entry);
	return outcome(entry, settings);
}

const carried = ({ attach, notifyUrl }: Record<string, unknown>) => ({
	attach: attach === undefined ? null : typeof attach === 'string' ? attach : JSON.stringify(attach),
	notifyUrl: typeof notifyUrl === 'string' ? notifyUrl : '',
});

/** What the channel does. A time-out is recorded as a failure, although the channel paid. */
function send({ settings, books }: ApiRequest, entry: LedgerEntry): void {
	const { channel } = settings;
	if (channel !== 'refuse') books.move(entry);
	if (channel === 'success' || channel === 'progress') books.end(entry, channel);
	else books.end(entry, 'fail', channel === 'refuse' ? '余额不足' : 'Read timed out');
	if (settings.apiVersion === 'open' && entry.status === 'fail') throw new Refusal(20045, entry.errorMsg ?? '');
}

const outcome = (entry: LedgerEntry, settings: DaxPaySettings) => ({
	...(entry.kind === 'refund'
		? { refundNo: entry.no, bizRefundNo: entry.bizNo }
		: { bizTransferNo: entry.bizNo, transferNo: entry.no }),
	status: stateOf(entry, settings),
	errorMsg: entry.errorMsg,
});

/** Open has another word for what is under way. */
const stateOf = ({ status }: LedgerEntry, { apiVersion }: DaxPaySettings) =>
	apiVersion === 'open' && status === 'progress' ? 'processing' : status;

/** An entry as look-ups and notices show it. */
export function detailOf(entry: LedgerEntry, settings: DaxPaySettings): Record<string, unknown> {
	const amount = new Fen(entry.amount);
	const finishTime = entry.finishedAt === null ? null : clock(entry.finishedAt, settings);
	const common = { amount, status: stateOf(entry, settings), errorMsg: entry.errorMsg, attach: entry.attach };
	switch (entry.kind) {
		case 'payment':
			return {
				bizOrderNo: entry.bizNo,
				orderNo: entry.no,
				title: '测试"支付"\\n',
				refundableBalance: new Fen(entry.refundable),
				closeTime: finishTime,
				...common,
			};
		case 'refund':
			return { refundNo: entry.no, bizRefundNo: entry.bizNo, finishTime, ...common };
		case 'transfer': {
			// Open keeps payees to itself.
			const payee =
				settings.apiVersion === 'open' ? {} : { payeeType: entry.payeeType, payeeAccount: entry.payeeAccount };
			return {
				transferNo: entry.no,
				bizTransferNo: entry.bizNo,
				channel: entry.channel,
				...payee,
				finishTime,
				...common,
			};
		}
	}
}
