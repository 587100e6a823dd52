/** Names that mean one chain: the platform's name, its coin, and its token standard (TokenPay API, section 5). */
const CHAINS = [
	['TRON', 'TRX', 'TRC20'],
	['ETHEREUM', 'ETH', 'ERC20'],
	['BSC', 'BNB', 'BEP20'],
] as const;

/** The one name of a chain: `trc20` → `TRON`; a chain that is not listed keeps its name in capitals. */
export function chainOf(name: string): string {
	const upper = name.toUpperCase();
	return CHAINS.find((names) => (names as readonly string[]).includes(upper))?.[0] ?? upper;
}

/**
 * What the name or the code of a currency says: `USDT` → USDT, `TRC20_USDT` → USDT on TRON.
 *
 * @returns names in capitals; no chain where none is named
 */
export function currencyOf(name: string): { currency: string; chain?: string } {
	const parts = name.toUpperCase().split(/[_\-. ]+/);
	const [first = '', second = ''] = parts;
	if (parts.length !== 2) return { currency: name.toUpperCase() };
	if (isChain(first)) return { currency: second, chain: chainOf(first) };
	return isChain(second) ? { currency: first, chain: chainOf(second) } : { currency: name.toUpperCase() };
}

/** A currency on a chain, by any of their names. */
export interface Coin {
	chain: string;
	currency: string;
}

/** The one name of a coin: USDT on TRON, whether it is called TRC20_USDT on trx or USDT on TRON. */
export const coinOf = ({ chain, currency }: Coin): Coin => ({
	chain: chainOf(chain),
	currency: currencyOf(currency).currency,
});

/** Whether two names mean one coin. */
export function isSameCoin(a: Coin, b: Coin): boolean {
	const [one, other] = [coinOf(a), coinOf(b)];
	return one.chain === other.chain && one.currency === other.currency;
}

const isChain = (name: string) => CHAINS.some((names) => (names as readonly string[]).includes(name));
