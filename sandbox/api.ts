import { isAddress } from './addresses';
import { parseUnits, plainDecimal } from './amounts';
import { COINS, findCoin, listedCurrency, type Coin } from './currencies';
import { detailOf } from './transaction';
import type { Fields } from './json';
import type { Ledger } from './ledger';
import { CODES, Refusal } from './refusal';
import type { SandboxSettings } from './settings';
import type { Wallets } from './wallets';

/** What a call works with. */
export interface ApiRequest {
	fields: Fields;
	settings: SandboxSettings;
	ledger: Ledger;
	wallets: Wallets;
}

/** Does one call; returns the answer's `data`, or undefined where it has none. Throws Refusal. */
export type Endpoint = (call: ApiRequest) => unknown;

/** Signed calls by path. */
export const POST_ENDPOINTS: Readonly<Record<string, Endpoint>> = {
	'/v1/transaction/prepayment': createOrder,
	'/v1/transaction/query': (call) => detailOf(call.ledger.find('order', eitherId(call))),
	'/v1/transaction/close': (call) => close(call, 'order', 'transaction_id'),
	'/v1/payanother/payment': createPayout,
	'/v1/payanother/query': (call) => detailOf(call.ledger.find('payout', eitherId(call))),
	'/v1/payanother/close': (call) => close(call, 'payout', 'payanother_id'),
	'/v1/merchant/balance': balance,
	'/v1/wallet/insert': (call) => call.wallets.insert(...wallet(call), optional(call, 'name')),
	'/v1/wallet/update': (call) => call.wallets.update(...wallet(call), optional(call, 'name')),
	'/v1/wallet/delete': (call) => call.wallets.remove(...wallet(call)),
};

/** Unsigned calls by path; their parameters come from the query. */
export const GET_ENDPOINTS: Readonly<Record<string, Endpoint>> = {
	'/v1/currency/index': () => COINS.map(listedCurrency),
	'/v1/wallet/query': (call) => call.wallets.find(required(call, 'wallet_address')),
};

function createPayout(call: ApiRequest): unknown {
	const { fields, settings, ledger } = call;
	demand(call, 'amount', 'chain', 'currency', 'to_address', 'out_trade_no');
	const coin = coinOf(call);
	const to = address(call, 'to_address', coin.chain);
	// A JSON number may already have been rounded; the documentation wants a string.
	const amount = units(fields.values.amount, coin, settings.amountUnit === 'smallest' ? 0 : coin.decimal);
	const deal = ledger.create({ kind: 'payout', coin, amount, to_address: to, ...common(call) });
	return settings.createAnswersData ? detailOf(deal) : undefined;
}

function createOrder(call: ApiRequest): unknown {
	const { fields, ledger } = call;
	demand(call, 'out_trade_no', 'amount', 'chain', 'currency', 'expire_second', 'order_type');
	const coin = coinOf(call);
	const to = fields.values.to_address ? address(call, 'to_address', coin.chain) : '';
	if (fields.amountSource === undefined) throw new Refusal(CODES.invalid, 'amount must be a number');
	const amount = units(plainDecimal(fields.amountSource), coin, coin.decimal);
	const lifetime = fields.values.expire_second;
	if (typeof lifetime !== 'number' || !Number.isSafeInteger(lifetime) || lifetime <= 0)
		throw new Refusal(CODES.invalid, 'expire_second must be a positive integer');
	if (fields.values.order_type !== 'platform_order')
		throw new Refusal(CODES.invalid, 'order_type must be platform_order');
	if (!['', 'zh_cn', 'en'].includes(optional(call, 'locale')))
		throw new Refusal(CODES.invalid, 'locale must be zh_cn or en');
	const return_url = optional(call, 'return_url');
	const deal = ledger.create({
		kind: 'order',
		coin,
		amount,
		to_address: to,
		...common(call),
		return_url,
		expire_second: lifetime,
	});
	return { prepay_id: deal.prepay_id, payment_url: `/pay/order?prepay_id=${deal.prepay_id}` };
}

function close(call: ApiRequest, kind: 'payout' | 'order', idName: string): undefined {
	const deal = call.ledger.find(kind, { transaction_id: required(call, idName) });
	// What can be closed is not published; the sandbox closes what is still pending.
	if (deal.trade_state !== 'NOTPAY') throw new Refusal(CODES.failed, `${kind} is ${deal.trade_state}`);
	call.ledger.settle(deal, 'CLOSED');
}

function balance(call: ApiRequest): unknown {
	demand(call, 'chain', 'currency');
	const coin = coinOf(call);
	const { mchId } = call.settings;
	const now = Date.now();
	return [
		{
			merchant_id: mchId,
			mch_id: mchId,
			network: coin.network,
			chain: coin.chain,
			balance: String(call.ledger.balanceOf(coin)),
			currency: coin.currency,
			decimal: coin.decimal,
			create_time: now,
			modify_time: now,
			cash_time: 0,
		},
	];
}

function wallet(call: ApiRequest): [address: string, chain: string] {
	demand(call, 'wallet_address', 'chain');
	const chain = required(call, 'chain');
	if (!COINS.some((coin) => coin.chain === chain)) throw new Refusal(CODES.invalid, 'chain is not supported');
	return [address(call, 'wallet_address', chain), chain];
}

function common(call: ApiRequest): { out_trade_no: string; description: string; attach: string; notify_url: string } {
	const notify_url = optional(call, 'notify_url');
	if (notify_url && !(/^https?:\/\//i.test(notify_url) && URL.canParse(notify_url)))
		throw new Refusal(CODES.invalid, 'notify_url is no http(s) address');
	return {
		out_trade_no: required(call, 'out_trade_no'),
		description: optional(call, 'description'),
		attach: optional(call, 'attach'),
		notify_url,
	};
}

function eitherId(call: ApiRequest): { out_trade_no: string; transaction_id: string } {
	const ids = { out_trade_no: optional(call, 'out_trade_no'), transaction_id: optional(call, 'transaction_id') };
	if (!ids.out_trade_no && !ids.transaction_id)
		throw new Refusal(CODES.missing, 'out_trade_no or transaction_id is required');
	return ids;
}

function demand(call: ApiRequest, ...names: string[]): void {
	for (const name of names) {
		const value = call.fields.values[name];
		if (value === undefined || value === null || value === '') throw new Refusal(CODES.missing, `${name} is required`);
	}
}

function required(call: ApiRequest, name: string): string {
	demand(call, name);
	return optional(call, name);
}

function optional(call: ApiRequest, name: string): string {
	const value = call.fields.values[name] ?? '';
	if (typeof value !== 'string') throw new Refusal(CODES.invalid, `${name} must be a string`);
	return value;
}

function coinOf(call: ApiRequest): Coin {
	const coin = findCoin(required(call, 'chain'), required(call, 'currency'));
	if (!coin) throw new Refusal(CODES.invalid, 'chain and currency are no supported pair');
	return coin;
}

function address(call: ApiRequest, name: string, chain: string): string {
	const text = required(call, name);
	if (!isAddress(text, chain)) throw new Refusal(CODES.invalid, `${name} is no ${chain} address`);
	return text;
}

function units(text: unknown, coin: Coin, decimals: number): bigint {
	const amount = parseUnits(text, decimals);
	if (amount === undefined || amount <= 0n) {
		throw new Refusal(
			CODES.invalid,
			`amount must be a positive decimal text with at most ${decimals} decimals for ${coin.code}`,
		);
	}
	return amount;
}

/**
 * Checks that the body names the same application as the header: the tables differ in where they put
 * app_id and mch_id, every working client sends them in both places.
 * @throws Refusal 11003, 20005
 */
export function checkBodyIds(call: ApiRequest): void {
	demand(call, 'app_id', 'mch_id');
	const { app_id: appId, mch_id: mchId } = call.fields.values;
	if (appId !== call.settings.appId) throw new Refusal(CODES.invalid, 'app_id differs from the header');
	if (mchId !== call.settings.mchId) throw new Refusal(CODES.invalid, 'mch_id differs from the header');
}
