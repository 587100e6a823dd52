import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { equalInConstantTime } from '../../core/values/constantTime';
import { equalJson, isObject, parseExactJson } from '../../core/values/exactJson';

const SCHEME = 'TTPAY-AES-256-ECB';

/** The app secret as a key: its 32 UTF-8 bytes, not decoded even where they look like hex. */
function keyOf(appSecret: string): Buffer {
	return Buffer.from(appSecret, 'utf8');
}

/**
 * The signature of a request (TokenPay API, section 2): the lines path, timestamp, nonce and body,
 * encrypted with AES-256-ECB, in base64.
 *
 * @param path from `/v1/` on, with the query where there is one
 * @param timestamp Unix time in milliseconds, 13 digits
 * @param nonce 32 characters without a comma
 * @param body the exact text that is sent
 * @throws when the secret has not 32 bytes
 */
export function signRequest(
	appSecret: string,
	{ path, timestamp, nonce, body }: { path: string; timestamp: string; nonce: string; body: string },
): string {
	return encrypt(appSecret, [path, timestamp, nonce, body].join('\n'));
}

/**
 * The `Authorization` header of a request, with a fresh timestamp and a fresh nonce.
 *
 * @param body the exact text that is sent
 */
export function authorizationHeader(
	{ appId, mchId, appSecret }: { appId: string; mchId: string; appSecret: string },
	path: string,
	body: string,
): string {
	const timestamp = String(Date.now());
	const nonce = randomBytes(16).toString('hex');
	const signature = signRequest(appSecret, { path, timestamp, nonce, body });
	return `${SCHEME} app_id=${appId},mch_id=${mchId},nonce_str=${nonce},timestamp=${timestamp},signature=${signature}`;
}

function encrypt(appSecret: string, text: string): string {
	const cipher = createCipheriv('aes-256-ecb', keyOf(appSecret), null);
	return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** How far ahead of this machine's clock a signed time may be, in milliseconds. */
export const MOST_AHEAD = 15 * 60_000;

/** The headers that sign a response or a notification, by lowercase name. */
export interface SignatureHeaders {
	timestamp: string;
	nonce: string;
	signature: string;
}

/**
 * Picks the signature headers, whatever case their names are in.
 *
 * @returns `undefined` when one is missing, empty or sent as a list
 */
export function signatureHeaders(headers: Record<string, unknown>): SignatureHeaders | undefined {
	const found: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(headers)) found[name.toLowerCase()] = value;
	const timestamp = found['ttpay-timestamp'];
	const nonce = found['ttpay-nonce'];
	const signature = found['ttpay-signature'];
	if (typeof timestamp !== 'string' || typeof nonce !== 'string' || typeof signature !== 'string') {
		return undefined;
	}
	return timestamp && nonce && signature ? { timestamp, nonce, signature } : undefined;
}

/**
 * Verifies a signed message by the tolerant rule (TokenPay API, section 3): the decrypted signature
 * must hold the timestamp header, the nonce header, and JSON equal by value to what was received.
 *
 * @param received values of which one must equal the signed JSON: the body, and for responses `data` too
 * @param receivedText the body's text, which mostly is what was signed, and then needs no comparing by value
 * @returns the time of signing in Unix milliseconds, or `undefined` when anything does not match
 */
export function verifySignedMessage(
	appSecret: string,
	{ timestamp, nonce, signature }: SignatureHeaders,
	received: unknown[],
	receivedText?: string,
): number | undefined {
	const text = decryptSignature(appSecret, signature) ?? '';
	const first = text.indexOf('\n');
	const second = text.indexOf('\n', first + 1);
	if (second === -1) return undefined;
	const sameTime = equalInConstantTime(text.slice(0, first), timestamp);
	const sameNonce = equalInConstantTime(text.slice(first + 1, second), nonce);
	if (!sameTime || !sameNonce) return undefined;
	const signedText = text.slice(second + 1);
	if (signedText !== receivedText) {
		const signed = parseExactJson(signedText);
		if (signed === undefined || !received.some((value) => equalJson(value, signed))) return undefined;
	}
	// Seconds or milliseconds, told apart by the number of digits.
	if (/^\d{10}$/.test(timestamp)) return Number(timestamp) * 1000;
	return /^\d{13}$/.test(timestamp) ? Number(timestamp) : undefined;
}

function decryptSignature(appSecret: string, signature: string): string | undefined {
	const bytes = strictBase64(signature);
	if (bytes === undefined) return undefined;
	try {
		const decipher = createDecipheriv('aes-256-ecb', keyOf(appSecret), null);
		return strictUtf8(Buffer.concat([decipher.update(bytes), decipher.final()]));
	} catch {
		return undefined;
	}
}

/** Decodes base64 that has nothing but base64 in it; Buffer alone skips what it does not know. */
function strictBase64(text: string): Buffer | undefined {
	const bytes = Buffer.from(text, 'base64');
	return bytes.toString('base64') === text ? bytes : undefined;
}

function strictUtf8(bytes: Buffer): string | undefined {
	const text = bytes.toString('utf8');
	return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}

/**
 * Decrypts the `resource` of a notification (TokenPay API, section 4): AES-256-GCM, the nonce's
 * UTF-8 bytes as the IV whatever their number, the 16-byte tag behind the ciphertext.
 *
 * @returns the parsed order or payout detail, or `undefined` when it cannot be authenticated
 */
export function decryptResource(appSecret: string, resource: unknown): Record<string, unknown> | undefined {
	if (!isObject(resource)) return undefined;
	const { ciphertext, nonce, associated_data: associated } = resource;
	if (typeof ciphertext !== 'string' || typeof nonce !== 'string') return undefined;
	const bytes = strictBase64(ciphertext);
	if (bytes === undefined) return undefined;
	try {
		const decipher = createDecipheriv('aes-256-gcm', keyOf(appSecret), Buffer.from(nonce, 'utf8'), {
			authTagLength: 16,
		});
		if (typeof associated === 'string') decipher.setAAD(Buffer.from(associated, 'utf8'));
		decipher.setAuthTag(bytes.subarray(-16));
		const plain = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
		const detail = parseExactJson(plain.toString('utf8'));
		return isObject(detail) ? detail : undefined;
	} catch {
		return undefined;
	}
}
