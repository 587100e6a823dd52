import { isAddress } from './addresses';
import { formatUnits, parseUnits, plainDecimal } from './amounts';
import { CODES } from './codes';
import { ApiError } from '../core/sandbox/apiError';
import { COINS, findCoin, listedCurrency, type Coin } from './currencies';
import type { Fields } from './json';
import type { Ledger } from './ledger';
import type { SandboxSettings } from './settings';
import { detailOf, type Transaction } from './transaction';
import type { Wallets } from './wallets';

/** One request's parameters, and the parts of the sandbox that its endpoint may use. */
export interface ApiRequest {
	fields: Fields;
	settings: SandboxSettings;
	ledger: Ledger;
	wallets: Wallets;
}

/** Processes one request. Returns the response's `data`, or undefined if it has none. Throws ApiError. */
export type Endpoint = (request: ApiRequest) => unknown;

/** Signed endpoints by path. */
export const POST_ENDPOINTS: Readonly<Record<string, Endpoint>> = {
	'/v1/transaction/prepayment': createOrder,
	'/v1/transaction/query': (request) => detailOf(request.ledger.find('order', transactionIds(request))),
	'/v1/transaction/close': (request) => close(request, 'order', 'transaction_id'),
	'/v1/payanother/payment': createPayout,
	'/v1/payanother/query': (request) =>
		shownDetail(request.ledger.find('payout', transactionIds(request)), request.settings),
	'/v1/payanother/estimated_fee': estimatedFee,
	'/v1/payanother/close': (request) => close(request, 'payout', 'payanother_id'),
	'/v1/merchant/balance': balance,
	'/v1/wallet/insert': (request) => request.wallets.insert(...walletKey(request), optionalText(request, 'name')),
	'/v1/wallet/update': (request) => request.wallets.update(...walletKey(request), optionalText(request, 'name')),
	'/v1/wallet/delete': (request) => request.wallets.remove(...walletKey(request)),
};

/** Unsigned endpoints by path. Their parameters come from the query string. */
export const GET_ENDPOINTS: Readonly<Record<string, Endpoint>> = {
	'/v1/currency/index': () => COINS.map(listedCurrency),
	'/v1/wallet/query': (request) => request.wallets.find(requiredText(request, 'wallet_address')),
};

function createPayout(request: ApiRequest): unknown {
	const { fields, settings, ledger } = request;
	requireFields(request, 'amount', 'chain', 'currency', 'to_address', 'out_trade_no');
	const coin = coinOf(request);
	const to = address(request, 'to_address', coin.chain);
	// The documentation requires a string; a JSON number may already have been rounded.
	const amount = amountInUnits(fields.values.amount, coin, settings.amountUnit === 'smallest' ? 0 : coin.decimal);
	const transaction = ledger.create({ kind: 'payout', coin, amount, to_address: to, ...commonFields(request) });
	return settings.createReturnsData ? shownDetail(transaction, settings) : undefined;
}

/** What the answer holds is not published; the sandbox names the fee as a payout's detail does. */
function estimatedFee(request: ApiRequest): unknown {
	requireFields(request, 'chain', 'currency', 'to_address');
	const { chain, currency, decimal, fee } = coinOf(request);
	const to_address = address(request, 'to_address', chain);
	return { chain, to_address, service_amount: fee, service_amount_currency: currency, decimals: decimal };
}

function createOrder(request: ApiRequest): unknown {
	const { fields, ledger } = request;
	requireFields(request, 'out_trade_no', 'amount', 'chain', 'currency', 'expire_second', 'order_type');
	const coin = coinOf(request);
	const to = fields.values.to_address ? address(request, 'to_address', coin.chain) : '';
	if (fields.amountSource === undefined) throw new ApiError(CODES.invalid, 'amount must be a number');
	const amount = amountInUnits(plainDecimal(fields.amountSource), coin, coin.decimal);
	const lifetime = fields.values.expire_second;
	if (typeof lifetime !== 'number' || !Number.isSafeInteger(lifetime) || lifetime <= 0)
		throw new ApiError(CODES.invalid, 'expire_second must be a positive integer');
	const { order_type } = fields.values;
	if (order_type !== 'platform_order' && order_type !== 'merchant_order')
		throw new ApiError(CODES.invalid, 'order_type must be platform_order or merchant_order');
	if (order_type === 'merchant_order') requireFields(request, 'to_address');
	if (!['', 'zh_cn', 'en'].includes(optionalText(request, 'locale')))
		throw new ApiError(CODES.invalid, 'locale must be zh_cn or en');
	const return_url = optionalText(request, 'return_url');
	const transaction = ledger.create({
		kind: 'order',
		coin,
		amount,
		to_address: to,
		...commonFields(request),
		return_url,
		expire_second: lifetime,
		to_own_wallet: order_type === 'merchant_order',
	});
	return { prepay_id: transaction.prepay_id, payment_url: `/pay/order?prepay_id=${transaction.prepay_id}` };
}

function close(request: ApiRequest, kind: 'payout' | 'order', idName: string): undefined {
	const transaction = request.ledger.find(kind, { transaction_id: requiredText(request, idName) });
	// Which transactions can be closed is not published; the sandbox closes pending ones.
	if (transaction.trade_state !== 'NOTPAY') throw new ApiError(CODES.failed, `${kind} is ${transaction.trade_state}`);
	request.ledger.settle(transaction, 'CLOSED');
}

function balance(request: ApiRequest): unknown {
	requireFields(request, 'chain', 'currency');
	const coin = coinOf(request);
	const { mchId } = request.settings;
	const now = Date.now();
	return [
		{
			merchant_id: mchId,
			mch_id: mchId,
			network: coin.network,
			chain: coin.chain,
			balance: String(request.ledger.balanceOf(coin)),
			currency: coin.currency,
			decimal: coin.decimal,
			create_time: now,
			modify_time: now,
			cash_time: 0,
		},
	];
}

function walletKey(request: ApiRequest): [address: string, chain: string] {
	requireFields(request, 'wallet_address', 'chain');
	const chain = requiredText(request, 'chain');
	if (!COINS.some((coin) => coin.chain === chain)) throw new ApiError(CODES.invalid, 'chain is not supported');
	return [address(request, 'wallet_address', chain), chain];
}

function commonFields(request: ApiRequest): {
	out_trade_no: string;
	description: string;
	attach: string;
	notify_url: string;
} {
	const notify_url = optionalText(request, 'notify_url');
	if (notify_url && !(/^https?:\/\//i.test(notify_url) && URL.canParse(notify_url)))
		throw new ApiError(CODES.invalid, 'notify_url is not an http(s) URL');
	return {
		out_trade_no: requiredText(request, 'out_trade_no'),
		description: optionalText(request, 'description'),
		attach: optionalText(request, 'attach'),
		notify_url,
	};
}

function transactionIds(request: ApiRequest): { out_trade_no: string; transaction_id: string } {
	const ids = {
		out_trade_no: optionalText(request, 'out_trade_no'),
		transaction_id: optionalText(request, 'transaction_id'),
	};
	if (!ids.out_trade_no && !ids.transaction_id)
		throw new ApiError(CODES.missing, 'out_trade_no or transaction_id is required');
	return ids;
}

function requireFields(request: ApiRequest, ...names: string[]): void {
	for (const name of names) {
		const value = request.fields.values[name];
		if (value === undefined || value === null || value === '') throw new ApiError(CODES.missing, `${name} is required`);
	}
}

function requiredText(request: ApiRequest, name: string): string {
	requireFields(request, name);
	return optionalText(request, name);
}

function optionalText(request: ApiRequest, name: string): string {
	const value = request.fields.values[name] ?? '';
	if (typeof value !== 'string') throw new ApiError(CODES.invalid, `${name} must be a string`);
	return value;
}

function coinOf(request: ApiRequest): Coin {
	const coin = findCoin(requiredText(request, 'chain'), requiredText(request, 'currency'));
	if (!coin) throw new ApiError(CODES.invalid, 'chain and currency are not a supported pair');
	return coin;
}

function address(request: ApiRequest, name: string, chain: string): string {
	const text = requiredText(request, name);
	if (!isAddress(text, chain)) throw new ApiError(CODES.invalid, `${name} is not a valid ${chain} address`);
	return text;
}

function amountInUnits(text: unknown, coin: Coin, decimals: number): bigint {
	const amount = parseUnits(text, decimals);
	if (amount === undefined || amount <= 0n) {
		throw new ApiError(
			CODES.invalid,
			`amount must be a positive decimal string with at most ${decimals} decimals for ${coin.code}`,
		);
	}
	return amount;
}

/**
 * Checks that the body names the same application as the header. The documentation's tables disagree on where
 * app_id and mch_id belong; every working client sends them in both places.
 * @throws ApiError 11003, 20005
 */
export function checkBodyIds(request: ApiRequest): void {
	requireFields(request, 'app_id', 'mch_id');
	const { app_id: appId, mch_id: mchId } = request.fields.values;
	if (appId !== request.settings.appId) throw new ApiError(CODES.invalid, 'app_id differs from the header');
	if (mchId !== request.settings.mchId) throw new ApiError(CODES.invalid, 'mch_id differs from the header');
}

/** A payout's detail as the settings spell it. */
function shownDetail(transaction: Transaction, { spelling, payoutStateName }: SandboxSettings): unknown {
	const { trade_state, ...rest } = detailOf(transaction);
	const state = payoutStateName === 'none' ? {} : { trade_state: payoutStateName || trade_state };
	if (spelling === 'documented') return { ...rest, ...state };
	const { network, currency } = transaction.coin;
	const amount = formatUnits(transaction.amount, transaction.coin.decimal);
	return { ...rest, ...state, chain: network, currency: `${network}_${currency}`, amount: decimalText(amount) };
}

/** With a point, so that it cannot be taken for the smallest unit. */
const decimalText = (amount: string) => (amount.includes('.') ? amount : `${amount}.0`);
