import type { DaxPaySettings } from './settings';

/** An amount in fen. 3.0 writes it as yuan with two decimals. */
export class Fen {
	constructor(readonly fen: number) {}

	toYuan(): string {
		const digits = String(this.fen).padStart(3, '0');
		return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
	}
}

type Entry = [key: string, value: unknown];

/**
 * Serializes JSON with amounts in the version's format: `15.50` on 3.0, `1550` on Open.
 * @param how whether nulls are written, and whether keys are sorted ignoring case
 */
export function toJson(
	value: unknown,
	{ apiVersion }: DaxPaySettings,
	how: { nulls: boolean; sorted?: boolean } = { nulls: true },
): string {
	const write = (one: unknown): string => {
		if (one instanceof Fen) return apiVersion === 'open' ? String(one.fen) : one.toYuan();
		if (Array.isArray(one)) return `[${one.map(write).join(',')}]`;
		if (typeof one !== 'object' || one === null) return one === undefined ? 'null' : JSON.stringify(one);
		const entries = Object.entries(one).filter(([, entry]) => entry !== undefined && (how.nulls || entry !== null));
		if (how.sorted) entries.sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
		return `{${entries.map(([key, entry]: Entry) => `${JSON.stringify(key)}:${write(entry)}`).join(',')}}`;
	};
	return write(value);
}
