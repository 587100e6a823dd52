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
 * Parameters without an expression are the same for every item, so n8n is asked for them only once.
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
		for (const { label, read } of some) {
			try {
				read(into, index);
			} catch (error) {
				into.unreadable ??= `'${label}' cannot be read: ${shown((error as Error).message, 80)}. Correct its value or its expression.`;
			}
		}
		return into;
	};
	const isVarying = ({ path }: { path: string }) => hasExpression(valueAt(stored, path));
	const varying = readers.filter(isVarying);
	const constant = readAll(
		readers.filter((reader) => !isVarying(reader)),
		0,
		{ values: {}, options: {} },
	);
	return (index) => {
		const item = readAll(varying, index, { ...constant, values: { ...constant.values } });
		return columns ? { ...item, ...columns.read(input[index]?.json ?? {}, item.values) } : item;
	};
}

const valueAt = (parameters: INodeParameters, path: string): unknown =>
	path.split('.').reduce<unknown>((value, name) => (value as Values | undefined)?.[name], parameters);

const hasExpression = (value: unknown): boolean =>
	typeof value === 'object' && value !== null
		? Object.values(value).some(hasExpression)
		: typeof value === 'string' && value.startsWith('=');
