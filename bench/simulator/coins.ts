/** A currency on a chain. */
export interface Coin {
	chain: string;
	/** Other names that the platform may give the chain. */
	alsoChain: readonly string[];
	currency: string;
	/** Other names that the platform may give the currency. */
	alsoCurrency: readonly string[];
	/** Digits after the point. */
	decimals: number;
	/** Well-formed addresses that nobody has a key for. */
	addresses: readonly string[];
}

const ON_TRON = [
	'TNJGA4aFN8gQdW1t91R3spAPmkNqtaKPR2',
	'TXtFNdPNf7ziPaVhpm93jsNx9VczkfkN8N',
	'TBUeprHzgH3zxGJJKMWunaFGLFEHuxz4Fm',
	'TXvDsY6D2rzyQUFGqFzDtYe39hTRSKCXiE',
];

const IN_HEX = [1, 2, 3, 4].map((digit) => `0x${String(digit).repeat(20)}${'abcd'.repeat(5)}`);

/** What payouts are made in. */
export const COINS: readonly Coin[] = [
	{
		chain: 'TRON',
		alsoChain: ['TRX', 'trc20'],
		currency: 'USDT',
		alsoCurrency: ['TRC20_USDT', 'usdt', 'USDT-TRC20'],
		decimals: 6,
		addresses: ON_TRON,
	},
	{
		chain: 'TRON',
		alsoChain: ['TRX', 'tron'],
		currency: 'TRX',
		alsoCurrency: ['TRON_TRX', 'trx'],
		decimals: 6,
		addresses: ON_TRON,
	},
	{
		chain: 'BSC',
		alsoChain: ['BEP20', 'bnb'],
		currency: 'DAI',
		alsoCurrency: ['BEP20_DAI', 'Dai'],
		decimals: 18,
		addresses: IN_HEX,
	},
	{
		chain: 'ETHEREUM',
		alsoChain: ['ERC20', 'Eth'],
		currency: 'DAI',
		alsoCurrency: ['ETH_DAI', 'dai-erc20'],
		decimals: 18,
		addresses: IN_HEX,
	},
];

/**
 * An amount in the smallest unit, as digits; written apart from the node's own code.
 *
 * @param amount decimal units, digits with at most one point
 * @returns `undefined` where the currency has fewer digits after the point
 */
export function inSmallest(amount: string, decimals: number): string | undefined {
	const [whole = '', fraction = ''] = amount.split('.');
	const rest = fraction.slice(decimals);
	if (!/^\d*$/.test(whole + fraction) || /[1-9]/.test(rest)) return undefined;
	return String(BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0')));
}

/** The other way round: ("1500000", 6) → "1.500000". */
export function inDecimals(smallest: string, decimals: number): string {
	const padded = smallest.padStart(decimals + 1, '0');
	return `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}
