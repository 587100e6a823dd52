/** A number as it was written, so that no digit of it is lost. */
export class Digits {
	constructor(readonly source: string) {}
}

/** JSON as it was received: numbers keep their digits, objects the order of their keys. */
export type Received = string | boolean | null | Digits | Received[] | ReceivedObject;
export type ReceivedObject = Map<string, Received>;

const TOKEN =
	/[\t\n\r ]*([{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

const DEEPEST = 32;

/**
 * Parses JSON text for verifying a signature over it. DaxPay's signatures cover the text of numbers and the
 * order of keys, which `JSON.parse` gives up.
 *
 * Refuses what is no JSON, and objects that name a key twice (also in other capitals, since 3.0 signs in
 * capitals): which of the two counts would be anybody's choice.
 *
 * @returns `undefined` when the text is refused
 */
export function parseReceived(text: string): Received | undefined {
	const reader = new Reader(text);
	try {
		const value = reader.value(0);
		return reader.isAtEnd() ? value : undefined;
	} catch {
		return undefined;
	}
}

class Reader {
	private position = 0;

	constructor(private readonly text: string) {}

	isAtEnd(): boolean {
		return /^[\t\n\r ]*$/.test(this.text.slice(this.position));
	}

	value(depth: number): Received {
		const token = this.next();
		if (depth > DEEPEST) throw new SyntaxError('nested too deeply');
		if (token === '{') return this.object(depth);
		if (token === '[') return this.list(depth);
		if (token.startsWith('"')) return JSON.parse(token) as string;
		if (token === 'true' || token === 'false') return token === 'true';
		if (token === 'null') return null;
		if (/^[-\d]/.test(token)) return new Digits(token);
		throw new SyntaxError('no value');
	}

	private object(depth: number): ReceivedObject {
		const object: ReceivedObject = new Map();
		const known = new Set<string>();
		if (this.peek() === '}') {
			this.next();
			return object;
		}
		for (;;) {
			const token = this.next();
			if (!token.startsWith('"') || this.next() !== ':') throw new SyntaxError('no key');
			const key = JSON.parse(token) as string;
			if (known.has(key.toUpperCase())) throw new SyntaxError('a key twice');
			known.add(key.toUpperCase());
			object.set(key, this.value(depth + 1));
			const separator = this.next();
			if (separator === '}') return object;
			if (separator !== ',') throw new SyntaxError('no comma');
		}
	}

	private list(depth: number): Received[] {
		const list: Received[] = [];
		if (this.peek() === ']') {
			this.next();
			return list;
		}
		for (;;) {
			list.push(this.value(depth + 1));
			const separator = this.next();
			if (separator === ']') return list;
			if (separator !== ',') throw new SyntaxError('no comma');
		}
	}

	private peek(): string {
		const before = this.position;
		const token = this.next();
		this.position = before;
		return token;
	}

	private next(): string {
		TOKEN.lastIndex = this.position;
		const match = TOKEN.exec(this.text);
		if (!match) throw new SyntaxError('not JSON');
		this.position = TOKEN.lastIndex;
		return match[1] as string;
	}
}

/**
 * Ordinary values for items: a number becomes a JavaScript number where that is exact, otherwise its digits as text.
 */
export function plainOf(received: Received): unknown {
	if (received instanceof Digits) {
		const number = Number(received.source);
		return plainNumber(String(number)) === plainNumber(received.source) ? number : received.source;
	}
	if (Array.isArray(received)) return received.map(plainOf);
	if (received instanceof Map) {
		return Object.fromEntries(
			[...received].filter(([key]) => key !== '__proto__').map(([key, value]) => [key, plainOf(value)]),
		);
	}
	return received;
}

/**
 * A number's text without exponent and trailing zeros: `1.10` → `1.1`, `100.00` → `100`, `1E+2` → `100`.
 * An exponent beyond what a JavaScript number has is left as it is.
 */
export function plainNumber(source: string): string {
	const [, sign = '', whole = '', fraction = '', exponent = '0'] =
		/^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? [];
	const shift = Number(exponent);
	if (whole === '' || Math.abs(shift) > 400) return source;
	const digits = `${'0'.repeat(Math.max(0, -shift))}${whole}${fraction}${'0'.repeat(Math.max(0, shift))}`;
	const point = whole.length + Math.max(0, -shift) + shift;
	const left = digits.slice(0, point).replace(/^0+(?=\d)/, '') || '0';
	const right = digits.slice(point).replace(/0+$/, '');
	const plain = right === '' ? left : `${left}.${right}`;
	return plain === '0' ? plain : `${sign}${plain}`;
}
