import type { INodeProperties } from 'n8n-workflow';
import { belowOnly, columnsOnly } from '../../../core/run/mappingMode';

type Show = { resource: string[]; operation: string[] };

/** The chain, to pick from the platform's list or to type. */
export function chainField(show: Show, description: string): INodeProperties {
	return locator('Chain', 'chain', 'searchChains', 'e.g. TRON', description, show);
}

/** The currency, to pick from the platform's list for the chosen chain or to type. */
export function currencyField(show: Show, description: string): INodeProperties {
	return locator('Currency', 'currency', 'searchCurrencies', 'e.g. USDT', description, show);
}

/**
 * The chain and the currency of operations that can take their fields from columns: required below, and there for the
 * items without a column of their own.
 */
export function chainAndCurrencyFields(show: Show, use: { chain: string; currency: string }): INodeProperties[] {
	const fallback = (what: string) =>
		`The ${what} of items without a column '${what}', or with an empty one; read once for the whole list`;
	const optional = (field: INodeProperties) => columnsOnly({ ...field, required: false });
	return [
		belowOnly(chainField(show, use.chain)),
		belowOnly(currencyField(show, use.currency)),
		optional(chainField(show, fallback('chain'))),
		optional(currencyField(show, fallback('currency'))),
	];
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
			{ displayName: 'Name', name: 'name', type: 'string', placeholder },
		],
		displayOptions: { show },
		routing: { send: { type: 'body', property: name } },
	};
}
