interface ReviverContext {
	source?: string;
}

/**
 * Parses JSON text without losing digits: an integer that a JavaScript number cannot hold exactly
 * (beyond 2^53) becomes its digits as text. Everything else is as `JSON.parse` gives it.
 *
 * Older Node versions do not hand a reviver the source text; there such an integer is as
 * `JSON.parse` rounds it.
 *
 * @returns the value, or `undefined` when the text is not JSON (JSON itself cannot give `undefined`)
 */
export function parseExactJson(text: string): unknown {
	try {
		return JSON.parse(text, function (_key: string, value: unknown, context?: ReviverContext) {
			const source = context?.source;
			if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value)) return value;
			return /^-?\d+$/.test(source) ? source : value;
		} as (key: string, value: unknown) => unknown);
	} catch {
		return undefined;
	}
}

/** True for what JSON writes in braces: not for null, lists and texts. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Compares two parsed JSON values by content; the order of keys does not count.
 * Recursion ends where `JSON.parse` itself would have ended.
 */
export function equalJson(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (Array.isArray(a) && Array.isArray(b)) {
		return a.length === b.length && a.every((entry, index) => equalJson(entry, b[index]));
	}
	if (!isObject(a) || !isObject(b)) return false;
	const keys = Object.keys(a);
	return (
		keys.length === Object.keys(b).length &&
		keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]))
	);
}
