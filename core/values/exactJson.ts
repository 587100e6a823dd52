/** A number as it was written, so that no digit of it is lost. */
export class Digits {
	constructor(readonly source: string) {}
}

/** JSON as it was written: numbers keep their digits, objects the order of their keys. */
export type ExactJson = string | boolean | null | Digits | ExactJson[] | ExactObject;
export type ExactObject = Map<string, ExactJson>;

/** What JSON consists of, apart from white space, colons and commas. */
const TOKEN = /[{}[\]]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,:{}[\]"]+/g;

/** Levels of objects and lists. Platforms send far fewer, and code that walks a value must not run out of stack. */
const DEEPEST = 64;

/**
 * Finds a number of 16 digits or more, or with an exponent of three digits or more. Any other keeps its digits as a
 * JavaScript number, since a double holds 15 (IEEE 754). What stands in a text may be found too.
 */
const LONG_NUMBER = /(?:^|[:,[\s])-?\d(?:[\d.]{15}|[\d.]*[eE][+-]?\d{3})/;

/**
 * Parses JSON text and keeps what `JSON.parse` gives up: the digits of numbers and the order of keys.
 *
 * Refuses an object that names a key twice, since which of the two counts would be anybody's choice.
 *
 * @returns `undefined` when the text is not JSON, names a key twice or is nested deeper than 64 levels
 */
export function readExactJson(text: string): ExactJson | undefined {
	try {
		JSON.parse(text);
		return readTokens(text);
	} catch {
		return undefined;
	}
}

/**
 * Reads text that `JSON.parse` accepts, so that the grammar needs no checking here.
 *
 * @throws SyntaxError for a key twice and for too many levels
 */
function readTokens(text: string): ExactJson {
	TOKEN.lastIndex = 0;
	const next = (): string => {
		const match = TOKEN.exec(text);
		if (match === null) throw new SyntaxError('ends too early');
		return match[0];
	};
	const read = (token: string, levels: number): ExactJson => {
		if (token === '{' || token === '[') {
			if (levels === 0) throw new SyntaxError('nested too deeply');
			return token === '{' ? readObject(levels - 1) : readList(levels - 1);
		}
		if (token.startsWith('"')) return textOf(token);
		if (token === 'null') return null;
		return token === 'true' || token === 'false' ? token === 'true' : new Digits(token);
	};
	const readObject = (levels: number): ExactObject => {
		const object: ExactObject = new Map();
		for (let token = next(); token !== '}'; token = next()) {
			const key = textOf(token);
			if (object.has(key)) throw new SyntaxError('a key twice');
			object.set(key, read(next(), levels));
		}
		return object;
	};
	const readList = (levels: number): ExactJson[] => {
		const list: ExactJson[] = [];
		for (let token = next(); token !== ']'; token = next()) list.push(read(token, levels));
		return list;
	};
	return read(next(), DEEPEST);
}

function textOf(token: string): string {
	return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}

/**
 * Parses JSON text into ordinary values, as `JSON.parse` does, with two differences: a number that would lose digits
 * becomes its digits as text (see {@link plainOf}), and what {@link readExactJson} refuses is refused.
 *
 * Nearly always `JSON.parse` is enough, which is several times faster than reading token by token.
 *
 * @returns the value, or `undefined` when the text is refused
 */
export function parseExactJson(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		const isExact = !LONG_NUMBER.test(text) && countKeys(value, DEEPEST) === countKeyEnds(text);
		return isExact ? value : plainOf(readTokens(text));
	} catch {
		return undefined;
	}
}

/** The number of keys in a value, on all levels; NaN when it is nested deeper than `levels`. */
function countKeys(value: unknown, levels: number): number {
	if (typeof value !== 'object' || value === null) return 0;
	if (levels === 0) return NaN;
	let keys = 0;
	if (Array.isArray(value)) for (const entry of value) keys += countKeys(entry, levels - 1);
	else for (const key in value) keys += 1 + countKeys((value as Record<string, unknown>)[key], levels - 1);
	return keys;
}

const SPACE = 0x20;
const QUOTE = 0x22;

/**
 * How often a colon follows a quote: once for every key as written, and perhaps inside texts. As many as the value has
 * keys means that none is written twice.
 */
function countKeyEnds(text: string): number {
	let ends = 0;
	for (let colon = text.indexOf(':'); colon !== -1; colon = text.indexOf(':', colon + 1)) {
		let before = colon - 1;
		while (text.charCodeAt(before) <= SPACE) before--;
		if (text.charCodeAt(before) === QUOTE) ends++;
	}
	return ends;
}

/**
 * Turns exact values into ordinary ones, for items. A number becomes a JavaScript number where that loses nothing,
 * otherwise its digits as text. An integer beyond 2^53 is always text, so that its type does not depend on chance.
 */
export function plainOf(value: ExactJson): unknown {
	if (value instanceof Digits) return numberOrDigits(value.source);
	if (Array.isArray(value)) return value.map(plainOf);
	if (!(value instanceof Map)) return value;
	return Object.fromEntries([...value].map(([key, entry]) => [key, plainOf(entry)]));
}

function numberOrDigits(source: string): number | string {
	const number = Number(source);
	const isExact = /^-?\d+$/.test(source)
		? Number.isSafeInteger(number)
		: plainNumber(String(number)) === plainNumber(source);
	return isExact ? number : source;
}

/**
 * Writes a JSON number without exponent and trailing zeros: `1.10` → `1.1`, `100.00` → `100`, `1E+2` → `100`.
 * A number whose exponent no JavaScript number can have stays as it is.
 */
export function plainNumber(source: string): string {
	const [, sign = '', whole = '', fraction = '', exponent = '0'] =
		/^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? [];
	const shift = Number(exponent);
	if (whole === '' || Math.abs(shift) > 400) return source;
	const digits = `${'0'.repeat(Math.max(0, -shift))}${whole}${fraction}${'0'.repeat(Math.max(0, shift))}`;
	const point = whole.length + Math.max(0, -shift) + shift;
	const left = digits.slice(0, point).replace(/^0+(?=\d)/, '');
	// Looking behind keeps the time linear; otherwise a million zeros block the event loop before anything is verified.
	const right = digits.slice(point).replace(/(?<!0)0+$/, '');
	const plain = right === '' ? left : `${left}.${right}`;
	return plain === '0' ? plain : `${sign}${plain}`;
}

/** True for what JSON writes in braces: not for null, lists and texts. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Compares two values of {@link parseExactJson} by content; the order of keys does not count. */
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
