import { type ExactJson, type ExactObject, readExactJson } from '../../../core/values/exactJson';

export type Received = ExactJson;
export type ReceivedObject = ExactObject;

/**
 * Parses JSON text for verifying a signature over it: DaxPay's signatures cover the text of numbers and the order of
 * keys. Keys that differ only in capitals count as one key twice, since 3.0 signs in capitals.
 *
 * @returns `undefined` when the text is refused
 */
export function parseReceived(text: string): Received | undefined {
	const value = readExactJson(text);
	return value !== undefined && hasDistinctKeys(value) ? value : undefined;
}

function hasDistinctKeys(value: Received): boolean {
	if (Array.isArray(value)) return value.every(hasDistinctKeys);
	if (!(value instanceof Map)) return true;
	const keys = new Set([...value.keys()].map((key) => key.toUpperCase()));
	return keys.size === value.size && [...value.values()].every(hasDistinctKeys);
}
