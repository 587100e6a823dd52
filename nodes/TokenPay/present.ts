import { smallestToDecimal } from '../../core/values/decimal';
import { isObject } from '../../core/values/exactJson';
import type { TokenPayCredential } from './credential';
import { explorerUrl } from './explorer';

type Json = Record<string, unknown>;

/** Times of a detail in milliseconds, and the names of the readable fields made from them. */
const TIMES = {
	create_time: 'created_at',
	pay_time: 'paid_at',
	close_time: 'closed_at',
	expire_time: 'expires_at',
	block_time: 'block_at',
} as const;

/**
 * Adds to an order's or payout's detail what a spreadsheet or a chat message can use as it is:
 * amounts as exact decimal text, the currency's names, times as ISO 8601 in UTC. The platform's own
 * fields stay as they are; what it says nothing about is left out (TokenPay API, section 5).
 *
 * @param environment of the platform, for the transaction's page in the chain's explorer
 */
export function present(detail: Json, environment?: TokenPayCredential['environment']): Json {
	const coin = isObject(detail['currency']) ? detail['currency'] : {};
	const added: Json = {
		amount_decimal: smallestToDecimal(detail['amount'], detail['decimals']),
		service_amount_decimal: isFeeInSameCoin(detail, coin)
			? smallestToDecimal(detail['service_amount'], detail['decimals'])
			: undefined,
		currency_code: coin['code'],
		currency_symbol: coin['currency'],
		explorer_url: environment && explorerUrl(detail, environment),
	};
	for (const [from, to] of Object.entries(TIMES)) added[to] = isoTime(detail[from], 1);
	return { ...defined(added), ...detail };
}

/** `decimals` belongs to the currency that is paid; a fee in another one cannot be converted. */
function isFeeInSameCoin({ service_amount_currency: fee }: Json, coin: Json): boolean {
	return fee === undefined || fee === '' || fee === coin['currency'] || fee === coin['code'];
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
