/** A text, or a number; in well-formed JSON a number's digits stand nowhere else. */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Nothing that a platform sends is nested nearly as deep; code that walks a value must not run out of stack. */
const DEEPEST = 64;

/** Fewer digits than this always fit into a number. */
const LONG_INTEGER = /\d{16}/;

/**
 * Parses JSON text without losing digits: an integer that a JavaScript number cannot hold exactly
 * (beyond 2^53) becomes its digits as text. Everything else is as `JSON.parse` gives it.
 *
 * The digits are quoted before parsing, since older Node versions do not hand a reviver the source.
 *
 * @returns the value, or `undefined` when the text is not JSON, or nested deeper than anything that a platform sends
 */
export function parseExactJson(text: string): unknown {
	try {
		const plain: unknown = JSON.parse(text);
		if (isDeeper(plain, DEEPEST)) return undefined;
		return LONG_INTEGER.test(text) ? JSON.parse(text.replace(TEXT_OR_NUMBER, quoteLongInteger)) : plain;
	} catch {
		return undefined;
	}
}

function isDeeper(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return levels === 0 || Object.values(value).some((entry) => isDeeper(entry, levels - 1));
}

function quoteLongInteger(token: string): string {
	return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
}

/** True for what JSON writes in braces: not for null, lists and texts. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Compares two values of `parseExactJson` by content; the order of keys does not count.
 */
export function equalJson(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (Array.isArray(a) && Array.isArray(b)) {
		return a.length === b.length && a.every((entry, index) => equalJson(entry, b[index]));
	}
	if (!isObject(a) || !isObject(b)) return false;
	const keys = Object.keys(a);
	return (
		keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]))
	);
}
