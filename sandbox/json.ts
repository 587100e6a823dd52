export type KeyOrder = 'as is' | 'sorted' | 'reversed';

/**
 * Serializes JSON with bigints as integers: JSON.stringify rejects them, and numbers above 2^53 would be rounded.
 * @param value JSON values and bigints; undefined properties are omitted
 * @param order the order of the keys in every object
 */
export function toJson(value: unknown, order: KeyOrder = 'as is'): string {
	if (typeof value === 'bigint') return value.toString();
	if (Array.isArray(value)) return `[${value.map((item) => toJson(item, order)).join(',')}]`;
	if (typeof value !== 'object' || value === null) return value === undefined ? 'null' : JSON.stringify(value);
	const entries = Object.entries(value).filter(([, item]) => item !== undefined);
	if (order === 'sorted') entries.sort(([a], [b]) => (a < b ? -1 : 1));
	if (order === 'reversed') entries.reverse();
	return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${toJson(item, order)}`).join(',')}}`;
}

/** A request's parameters, and the source text of its top-level `amount` if that is a JSON number. */
export interface Fields {
	values: Record<string, unknown>;
	amountSource: string | undefined;
}

/**
 * Parses a request's JSON object.
 * @returns undefined if the text is not a JSON object
 */
export function parseFields(text: string): Fields | undefined {
	const amounts = new WeakMap<object, string>();
	function note(this: object, key: string, value: unknown, context?: { source?: string }): unknown {
		// The third argument (Node 21 and later) has the number as written; older versions only have its rounded value.
		if (key === 'amount' && typeof value === 'number') amounts.set(this, context?.source ?? String(value));
		return value;
	}
	try {
		const values: unknown = JSON.parse(text, note);
		if (typeof values !== 'object' || values === null || Array.isArray(values)) return undefined;
		return { values: values as Record<string, unknown>, amountSource: amounts.get(values) };
	} catch {
		return undefined;
	}
}
