import { createHash, createHmac, sign as rsaSign, verify as rsaVerify } from 'node:crypto';
import type { DaxPaySettings, Keys } from './settings';

/** An amount in fen, which 3.0 writes as yuan with two digits after the point. */
export class Fen {
	constructor(readonly fen: number) {}

	toYuan(): string {
		const digits = String(this.fen).padStart(3, '0');
		return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
	}
}

type Entry = [key: string, value: unknown];

/** Writes JSON with amounts as the version has them: `15.50` on 3.0, `1550` on Open. */
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

/** What a server gets when it signs by a shared secret. */
function signWithSecret(message: Record<string, unknown>, settings: DaxPaySettings, sorted: boolean): string {
	const { apiVersion, signType, secret } = settings;
	const lines: string[] = [];
	for (const key of Object.keys(message).sort()) {
		const value = message[key];
		if (key === 'sign' || value === null || value === undefined) continue;
		const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
		// A top-level amount loses its zeros, as BigDecimal.stripTrailingZeros makes it.
		const amount = value instanceof Fen && String(Number(value.toYuan()));
		lines.push(`${key}=${amount || (isPlain ? String(value) : toJson(value, settings, { nulls: false, sorted }))}`);
	}
	let text = `${lines.join('&').split('"').join('').split('\\').join('')}&key=${secret}`;
	if (apiVersion === 'v3') text = text.toUpperCase();
	if (signType === 'hmacSha256') return createHmac('sha256', secret).update(text).digest('hex');
	const algorithm = signType === 'sm3' && apiVersion === 'v3Beta' ? 'sm3' : 'md5';
	return createHash(algorithm).update(text).digest('hex');
}

function rsaSigningInput(message: Record<string, unknown>): string {
	const flat: Record<string, string> = {};
	const walk = (path: string, value: unknown) => {
		if (value === null || value === undefined) return;
		if (value instanceof Fen) flat[path] = String(value.fen);
		else if (Array.isArray(value)) value.forEach((one, index) => walk(`${path}[${index}]`, one));
		else if (typeof value === 'object') for (const [key, one] of Object.entries(value)) walk(`${path}.${key}`, one);
		else flat[path] = typeof value === 'string' ? value : JSON.stringify(value);
	};
	for (const [key, value] of Object.entries(message)) if (key !== 'sign') walk(key, value);
	return Object.keys(flat)
		.sort()
		.map((key) => `${key}=${flat[key]}`)
		.join('&');
}

/**
 * The signature that the server puts on a message of its own.
 * @param sorted writes the keys inside objects sorted, as 3.0 does in notifications
 */
export function signMessage(
	message: Record<string, unknown>,
	settings: DaxPaySettings,
	keys: Keys,
	sorted = false,
): string {
	if (settings.apiVersion !== 'open') return signWithSecret(message, settings, sorted);
	return rsaSign('sha256', Buffer.from(rsaSigningInput(message)), keys.platform.privateKey).toString('base64');
}

/** Whether a request carries the merchant's signature, over the fields that the server knows. */
export function isSignedByMerchant(
	known: Record<string, unknown>,
	sign: unknown,
	settings: DaxPaySettings,
	keys: Keys,
): boolean {
	if (typeof sign !== 'string') return false;
	if (settings.apiVersion !== 'open') return sign === signWithSecret(known, settings, false);
	return rsaVerify('sha256', Buffer.from(rsaSigningInput(known)), keys.merchant.publicKey, Buffer.from(sign, 'base64'));
}

/** The server's clock as DaxPay writes it. */
export function formatTime(at: number, { apiVersion, timezone }: DaxPaySettings): string {
	return new Date(at).toLocaleString('sv-SE', { timeZone: apiVersion === 'open' ? 'Asia/Shanghai' : timezone });
}
