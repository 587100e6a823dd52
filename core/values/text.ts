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

/** A text without the plain spaces around it; other white space stays, since nobody types it. */
export function trimSpaces(text: string): string {
	let [start, end] = [0, text.length];
	while (text[start] === ' ') start += 1;
	while (end > start && text[end - 1] === ' ') end -= 1;
	return text.slice(start, end);
}
