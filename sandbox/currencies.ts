/** A currency on a chain; `decimal` is its number of decimals. */
export interface Coin {
	network: string;
	chain: string;
	code: string;
	currency: string;
	name: string;
	contract_address: string;
	decimal: number;
	/** Fee of a payout, in the smallest unit. */
	fee: bigint;
}

export const COINS: readonly Coin[] = [
	{
		network: 'TRC20',
		chain: 'TRON',
		code: 'TRON_USDT',
		currency: 'USDT',
		name: 'Tether USD',
		contract_address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
		decimal: 6,
		fee: 1_000_000n,
	},
	{
		network: 'TRX',
		chain: 'TRON',
		code: 'TRON_TRX',
		currency: 'TRX',
		name: 'TRON',
		contract_address: '',
		decimal: 6,
		fee: 1_000_000n,
	},
	{
		network: 'ERC20',
		chain: 'ETHEREUM',
		code: 'ETHEREUM_USDT',
		currency: 'USDT',
		name: 'Tether USD',
		contract_address: '0xdAC17F958D2ee523a2206206994597C13D831ec7',
		decimal: 6,
		fee: 2_000_000n,
	},
	{
		network: 'ETH',
		chain: 'ETHEREUM',
		code: 'ETHEREUM_ETH',
		currency: 'ETH',
		name: 'Ether',
		contract_address: '',
		decimal: 18,
		fee: 1_000_000_000_000_000n,
	},
	{
		network: 'BEP20',
		chain: 'BSC',
		code: 'BSC_USDT',
		currency: 'USDT',
		name: 'Tether USD',
		contract_address: '0x55d398326f99059fF775485246999027B3197955',
		decimal: 18,
		fee: 300_000_000_000_000_000n,
	},
	{
		network: 'BNB',
		chain: 'BSC',
		code: 'BSC_BNB',
		currency: 'BNB',
		name: 'BNB',
		contract_address: '',
		decimal: 18,
		fee: 1_000_000_000_000_000n,
	},
];

/** @param currency symbol (`USDT`) or code (`TRON_USDT`): the documentation's samples use both */
export function findCoin(chain: string, currency: string): Coin | undefined {
	return COINS.find((coin) => coin.chain === chain && (coin.currency === currency || coin.code === currency));
}

/** The `currency` object nested in an order's or payout's detail. */
export function nestedCurrency(coin: Coin): Record<string, unknown> {
	const { network, chain, code, currency, name, contract_address, decimal } = coin;
	return { type: network, chain, code, currency, name, sub_name: network, logo: '', contract_address, decimal };
}

/** An entry of GET /v1/currency/index. */
export function listedCurrency(coin: Coin): Record<string, unknown> {
	const { network, chain, code, currency, name, contract_address, decimal } = coin;
	return {
		network,
		chain,
		code,
		currency,
		name,
		logo: '',
		contract_address,
		decimal,
		is_fiat: 0,
		payment_qr_code: 1,
		payment_connect_wallet: 0,
		payment_tron_link: chain === 'TRON' ? 1 : 0,
		min_payment_amount: '0',
		max_payment_amount: '0',
	};
}
