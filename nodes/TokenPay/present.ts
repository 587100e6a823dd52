import { smallestToDecimal } from '../../core/values/decimal';
import { isObject } from '../../core/values/exactJson';

type Json = Record<string, unknown>;

/** Times of a detail in milliseconds, and the names of the readable fields made from them. */
const TIMES = {
	create_time: 'created_at',
	pay_time: 'paid_at',
	close_time: 'closed_at',
	expire_time: 'expires_at',
	block_time: 'block_at',
} as const;

/** What `simplify` keeps of a detail, in this order. */
export const SIMPLE_FIELDS = [
	'transaction_id',
	'out_trade_no',
	'trade_state',
	'amount_decimal',
	'currency_symbol',
	'chain',
	'to_address',
	'tx_id',
	'service_amount_decimal',
	'attach',
	'created_at',
	'paid_at',
	'request_id',
	'already_existed',
	'recovered',
] as const;

/**
 * Adds to an order's or payout's detail what a spreadsheet or a chat message can use as it is:
 * amounts as exact decimal text, the currency's names, times as ISO 8601 in UTC. The platform's own
 * fields stay as they are; what it says nothing about is left out (TokenPay API, section 5).
 */
export function present(detail: Json): Json {
	const coin = isObject(detail['currency']) ? detail['currency'] : {};
	const added: Json = {
		amount_decimal: smallestToDecimal(detail['amount'], detail['decimals']),
		service_amount_decimal: isFeeInSameCoin(detail, coin)
			? smallestToDecimal(detail['service_amount'], detail['decimals'])
			: undefined,
		currency_code: coin['code'],
		currency_symbol: coin['currency'],
	};
	for (const [from, to] of Object.entries(TIMES)) added[to] = isoTime(detail[from], 1);
	const all = { ...defined(added), ...detail };
	// What people look for comes first, in tables and in lists.
	return { ...simplify(all), ...all };
}

/** `decimals` belongs to the currency that is paid; a fee in another one cannot be converted. */
function isFeeInSameCoin({ service_amount_currency: fee }: Json, coin: Json): boolean {
	return fee === undefined || fee === '' || fee === coin['currency'] || fee === coin['code'];
}

/** Keeps the fields of a detail that most workflows need. */
export function simplify(detail: Json): Json {
	return defined(Object.fromEntries(SIMPLE_FIELDS.map((name) => [name, detail[name]])));
}

/** Adds `balance_decimal` to an entry of the balance. */
export function withDecimalBalance(balance: Json): Json {
	return { ...defined({ balance_decimal: smallestToDecimal(balance['balance'], balance['decimal']) }), ...balance };
}

/** Adds `created_at` to a wallet, whose times are in seconds. */
export function withWalletTimes(wallet: Json): Json {
	return { ...defined({ created_at: isoTime(wallet['create_time'], 1000) }), ...wallet };
}

/** ISO 8601 in UTC, or `undefined` for 0 and for what is not a time. */
function isoTime(value: unknown, unitInMilliseconds: number): string | undefined {
	if (typeof value !== 'number' && typeof value !== 'string') return undefined;
	const time = Number(value) * unitInMilliseconds;
	return time > 0 && time < 8.64e15 ? new Date(time).toISOString() : undefined;
}

function defined(json: Json): Json {
	return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
}
