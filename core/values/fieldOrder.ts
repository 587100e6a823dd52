type Json = Record<string, unknown>;

/** Names of fields, the most used first. A list among them stands for the first of its fields that is there. */
export type FieldOrder = ReadonlyArray<string | readonly string[]>;

/** Of an object, the named fields that are there, in the order of the names. */
export function pickFields(json: Json, order: FieldOrder): Json {
	const isThere = (name: string) => Object.hasOwn(json, name) && json[name] !== undefined;
	const names = order.map((entry) => (typeof entry === 'string' ? [entry] : entry).find(isThere));
	return Object.fromEntries(names.flatMap((name) => (name === undefined ? [] : [[name, json[name]]])));
}

/** An object with all its fields, the named ones first. */
export const arrangeFields = (json: Json, order: FieldOrder): Json => ({ ...pickFields(json, order.flat()), ...json });
