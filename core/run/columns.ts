import { listed, shown } from '../values/sentences';
import type { Values } from './description';

/** A field of an operation that goes into its request. */
export interface SentField {
	/** The parameter. */
	name: string;
	/** As the panel shows it. */
	label: string;
	/** As the API calls it. */
	apiName: string;
	isRequired: boolean;
}

/** Takes fields from the columns of items, one item after the other. */
export interface ColumnReader {
	/** Whether what stands in the node itself is read once for all items. */
	readsNodeOnce: boolean;
	/**
	 * Puts what an item's columns say over what stands in the node.
	 *
	 * @param json the item
	 * @param given by parameter name; counts where the item has no column, or an empty one
	 * @returns the values, and why the columns cannot be read, if they cannot
	 */
	read(json: Record<string, unknown>, given: Values): { values: Values; unreadable?: string };
	/** Which columns were taken so far, in sentences. */
	notes(): string[];
}

/** How many columns are named in a message, and how many characters of each. */
const MOST_NAMED = 20;
const MOST_OF_A_COLUMN = 40;

/**
 * Finds fields in columns by name alone: the API's name, the label or the parameter, whatever the capitals, spaces, `_`
 * and `-`. A field named by two columns is never guessed.
 */
export function columnReader(fields: SentField[]): ColumnReader {
	const fieldByName = new Map(
		fields.flatMap((field) => [field.apiName, field.label, field.name].map((name) => [plain(name), field] as const)),
	);
	// A list has the same columns in nearly every item.
	const known = new Map<string, SentField | undefined>();
	const fieldOf = (column: string) => {
		if (!known.has(column)) known.set(column, fieldByName.get(plain(column)));
		return known.get(column);
	};

	return {
		readsNodeOnce: true,
		read(json, given) {
			const values: Values = { ...given };
			const columnOf = new Map<string, string>();
			let twice: string | undefined;
			for (const column of Object.keys(json)) {
				const field = fieldOf(column);
				if (!field) continue;
				const other = columnOf.get(field.name);
				if (other !== undefined) {
					const both = `${shown(other)} and ${shown(column)}`;
					twice ??= `The columns ${both} both stand for '${field.label}'. Remove or rename one of them.`;
				}
				columnOf.set(field.name, column);
				if (!isEmpty(json[column]) || isEmpty(given[field.name])) values[field.name] = json[column];
			}
			if (twice !== undefined) return { values, unreadable: twice };
			const missing = fields.filter(
				({ name, isRequired }) => isRequired && !columnOf.has(name) && isEmpty(given[name]),
			);
			return missing.length === 0 ? { values } : { values, unreadable: notFound(missing, given, Object.keys(json)) };
		},
		notes() {
			const columns = [...known];
			const taken = columns.flatMap(([column, field]) => (field ? [`${quoted(column)} as '${field.label}'`] : []));
			const left = columns.filter(([, field]) => !field).map(([column]) => quoted(column));
			if (taken.length === 0) return [];
			return [
				`Columns taken: ${taken.join(', ')}.${left.length === 0 ? '' : ` Not taken: ${listed(left, MOST_NAMED)}.`}`,
			];
		},
	};
}

/** @param given has the fields that can be filled in below, too */
function notFound(missing: SentField[], given: Values, columns: string[]): string {
	const labels = missing.map(({ label }) => `'${label}'`).join(', ');
	const names = missing.map(({ apiName }) => shown(apiName)).join(', ');
	const below = missing.filter(({ name }) => name in given).map(({ label }) => `'${label}'`);
	const orBelow = below.length === 0 ? '' : `, or fill in ${below.join(' and ')} below`;
	const found =
		columns.length === 0 ? 'there are no columns' : `the columns are ${listed(columns.map(quoted), MOST_NAMED)}`;
	return `No column stands for ${labels}. Name one ${names}${orBelow}; ${found}.`;
}

const plain = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '');

const isEmpty = (value: unknown) => value === undefined || value === null || value === '';

const quoted = (column: string) => shown(column, MOST_OF_A_COLUMN);
