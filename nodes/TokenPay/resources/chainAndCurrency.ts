import type { INodeProperties } from 'n8n-workflow';

type Show = { resource: string[]; operation: string[] };

/** The chain, to pick from the platform's list or to type. */
export function chainField(show: Show, description: string): INodeProperties {
	return locator('Chain', 'chain', 'searchChains', 'e.g. TRON', description, show);
}

/** The currency, to pick from the platform's list for the chosen chain or to type. */
export function currencyField(show: Show, description: string): INodeProperties {
	return locator('Currency', 'currency', 'searchCurrencies', 'e.g. USDT', description, show);
}

function locator(
	displayName: string,
	name: string,
	searchListMethod: string,
	placeholder: string,
	description: string,
	show: Show,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod, searchable: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder },
		],
		displayOptions: { show },
		routing: { send: { type: 'body', property: name } },
	};
}
