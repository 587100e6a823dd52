import type { IExecuteFunctions, IHttpRequestOptions, INodeParameters } from 'n8n-workflow';
import type { ColumnReader } from './columns';
import type { Parameter, Values } from './description';
import { readRequestOptions, type RequestOptions } from './requestOptions';
import { shown } from '../values/sentences';

/** What an item says. */
export interface ReadItem {
	values: Values;
	options: Partial<IHttpRequestOptions>;
	/** Why a parameter cannot be read, if one cannot, and what to do. */
	unreadable?: string;
}

/**
 * Reads the parameters of one item after the other. What cannot be read is left out, and the first of it is named.
 * Parameters without an expression are the same for every item, so n8n is asked for them only once; so it is for all of
 * them where fields come from columns, and there an expression that looks at an item is refused.
 *
 * @param columns where fields are taken from the items' columns
 * @returns a function of the item's index
 */
export function itemReader(
	context: IExecuteFunctions,
	parameters: Parameter[],
	columns: ColumnReader | undefined,
): (index: number) => ReadItem {
	const { parameters: stored } = context.getNode();
	const input = context.getInputData();
	const isOnce = columns?.readsNodeOnce === true;
	const readers = [
		...parameters.map(({ path, name, label, isLocator }) => ({
			path,
			label,
			read: (into: ReadItem, index: number) => {
				into.values[name] = context.getNodeParameter(path, index, undefined, { extractValue: isLocator });
			},
		})),
		{
			path: 'requestOptions',
			label: 'Request Options',
			read: (into: ReadItem, index: number) => {
				into.options = readRequestOptions(context.getNodeParameter('requestOptions', index, {}) as RequestOptions);
			},
		},
	];
	const readAll = (some: typeof readers, index: number, into: ReadItem): ReadItem => {
		for (const { label, path, read } of some) {
			try {
				if (isOnce && looksAtItem(valueAt(stored, path))) {
					into.unreadable ??= `'${label}' is read once for the whole list, and its expression looks at an item. ${USE_A_COLUMN}`;
					continue;
				}
				read(into, index);
			} catch (error) {
				into.unreadable ??= `'${label}' cannot be read: ${shown((error as Error).message, 80)}. Correct its value or its expression.`;
			}
		}
		return into;
	};
	const isVarying = ({ path }: { path: string }) => !isOnce && hasExpression(valueAt(stored, path));
	const varying = readers.filter(isVarying);
	const constant = readAll(
		readers.filter((reader) => !isVarying(reader)),
		0,
		{ values: {}, options: {} },
	);
	return (index) => {
		const item = readAll(varying, index, { ...constant, values: { ...constant.values } });
		if (!columns) return item;
		const read = { ...item, ...columns.read(input[index]?.json ?? {}, item.values) };
		return isOnce && item.unreadable !== undefined ? { ...read, unreadable: item.unreadable } : read;
	};
}

const valueAt = (parameters: INodeParameters, path: string): unknown =>
	path.split('.').reduce<unknown>((value, name) => (value as Values | undefined)?.[name], parameters);

const hasExpression = (value: unknown): boolean => expressionsIn(value).length > 0;

/** Whether an expression names anything that is another thing for each item; read once, it would be the first item's. */
const looksAtItem = (value: unknown): boolean => expressionsIn(value).some((expression) => OF_AN_ITEM.test(expression));

const OF_AN_ITEM =
	/\$(json|binary|data|item|itemIndex|position|node)\b|(\)|\$input)\s*\??(\.|\.?\[\s*["'`])\s*(item|itemMatching|pairedItem)\b/;

const USE_A_COLUMN = 'Use a column, or an expression with .first() in place of .item.';

function expressionsIn(value: unknown): string[] {
	if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(expressionsIn);
	return typeof value === 'string' && value.startsWith('=') ? [value] : [];
}
