import { createHash, createHmac, sign as rsaSign, verify as rsaVerify } from 'node:crypto';
import { Fen, toJson } from './json';
import type { DaxPaySettings, Keys } from './settings';

/** The signature made with the shared secret: 3.0 and 3.0 beta. */
function signWithSecret(message: Record<string, unknown>, settings: DaxPaySettings, sorted: boolean): string {
	const { apiVersion, signType, secret } = settings;
	const lines: string[] = [];
	for (const key of Object.keys(message).sort()) {
		const value = message[key];
		if (key === 'sign' || value === null || value === undefined) continue;
		const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
		// A top-level amount loses its trailing zeros, as with BigDecimal.stripTrailingZeros.
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
 * The server's signature of a response or a notification.
 * @param sorted sorts the keys inside objects, as 3.0 does in notifications
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

/**
 * Verifies the merchant's signature of a request.
 * @param known the request's fields that the server knows
 */
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
