import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

/** Chains and currencies that TokenPay's documentation names. */
const CURRENCIES: Record<string, string[]> = {
	BSC: ['BNB', 'USDT'],
	ETHEREUM: ['ETH', 'USDT'],
	TRON: ['TRX', 'USDT'],
};

const matching = (names: string[], filter: string | undefined): INodeListSearchResult => ({
	results: names
		.filter((name) => name.toLowerCase().includes((filter ?? '').toLowerCase()))
		.map((name) => ({ name, value: name })),
});

/** The chains to pick from in the panel. */
export async function searchChains(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return matching(Object.keys(CURRENCIES), filter);
}

/** The currencies to pick from in the panel: those of the chosen chain, or all where it has no list. */
export async function searchCurrencies(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const chain = this.getCurrentNodeParameter('chain', { extractValue: true });
	const all = [...new Set(Object.values(CURRENCIES).flat())];
	return matching(CURRENCIES[String(chain ?? '').toUpperCase()] ?? all, filter);
}
