/**
 * A value from outside as text, whatever came: nothing becomes empty, an object or a list its JSON.
 *
 * @param value of JSON or of a stored credential
 */
export function textOf(value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	return value === undefined || value === null ? '' : JSON.stringify(value);
}
