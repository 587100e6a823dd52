import type { INode, INodeProperties } from 'n8n-workflow';
import { type ColumnReader, type SentField, columnReader } from './columns';

type Show = { resource: string[]; operation: string[] };

/** The mode's values, as n8n's own nodes for sheets and databases call them. */
const BELOW = 'defineBelow';
const AUTOMATIC = 'autoMapInputData';

/** The field that decides whether fields are filled in below or taken from the items' columns. */
export const mappingModeField = (show: Show, description: string): INodeProperties => ({
	displayName: 'Mapping Mode',
	name: 'mappingMode',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Map Each Field Below', value: BELOW, description: 'Fill in each field, with expressions' },
		{ name: 'Map Automatically', value: AUTOMATIC, description },
	],
	default: 'defineBelow',
	description: 'Where the fields come from',
	// A model fills in fields, it sends no columns.
	displayOptions: { show, hide: { '@tool': [true] } },
});

/** Shows a field only where fields are filled in below. Hidden rather than shown, since older workflows have no mode. */
export const belowOnly = (property: INodeProperties): INodeProperties => ({
	...property,
	displayOptions: { ...property.displayOptions, hide: { mappingMode: [AUTOMATIC] } },
});

/** Shows a field only where fields are taken from columns. */
export const columnsOnly = ({ displayOptions, ...property }: INodeProperties): INodeProperties => ({
	...property,
	displayOptions: { ...displayOptions, show: { ...displayOptions?.show, mappingMode: [AUTOMATIC] } },
});

/**
 * What takes fields from the items' columns, if the node is to do so.
 *
 * @param shown the names of the parameters that are shown for what the node does
 * @param fields those that go into its request
 */
export function columnsOf({ parameters }: INode, shown: string[], fields: SentField[]): ColumnReader | undefined {
	const mode = parameters['mappingMode'];
	if (!shown.includes('mappingMode') || mode === BELOW) return undefined;
	if (mode === AUTOMATIC) return columnReader(fields);
	// Which fields the panel shows depends on it, so what stands in them may not be meant.
	const unreadable = "'Mapping Mode' cannot be an expression. Choose one of the two.";
	return { readsNodeOnce: false, read: (_json, values) => ({ values, unreadable }), notes: () => [] };
}
