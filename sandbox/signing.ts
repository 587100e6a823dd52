import { createCipheriv, createDecipheriv } from 'node:crypto';
import { randomHex } from '../core/sandbox/random';

/** The five fields of the Authorization header of a signed request. */
export interface Authorization {
	appId: string;
	mchId: string;
	nonce: string;
	/** As sent: digits, which should be milliseconds. */
	timestamp: string;
	/** Base64. */
	signature: string;
}

/** A valid key that belongs to nobody, for signatures that must not verify. */
export const WRONG_SECRET = 'not-the-secret-but-also-32-bytes';

const HEADER =
	/^TTPAY-AES-256-ECB app_id=([^,\s]+),mch_id=([^,\s]+),nonce_str=([^,\s]{32}),timestamp=(\d+),signature=([A-Za-z0-9+/]+={0,2})$/;

/**
 * Parses a request's Authorization header: one space after the scheme, none after the commas, the signature last.
 * @returns undefined if the header has any other form
 */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
	const match = HEADER.exec(header ?? '');
	if (!match) return undefined;
	const [, appId = '', mchId = '', nonce = '', timestamp = '', signature = ''] = match;
	return { appId, mchId, nonce, timestamp, signature };
}

/**
 * Signs a string: AES-256-ECB with PKCS#7 padding, base64.
 * @param secret app secret; its 32 UTF-8 bytes are the key
 */
function sign(text: string, secret: string): string {
	const cipher = createCipheriv('aes-256-ecb', Buffer.from(secret, 'utf8'), null);
	return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/**
 * Decrypts a signature. Verifying by decryption shares no code with a client that signs.
 * @returns the signed bytes, or undefined if the signature does not decrypt
 */
export function decryptSignature(signature: string, secret: string): Buffer | undefined {
	const bytes = Buffer.from(signature, 'base64');
	// Node's decoder ignores invalid characters; only canonical base64 survives a round trip.
	if (bytes.toString('base64') !== signature) return undefined;
	try {
		const decipher = createDecipheriv('aes-256-ecb', Buffer.from(secret, 'utf8'), null);
		return Buffer.concat([decipher.update(bytes), decipher.final()]);
	} catch {
		return undefined;
	}
}

/**
 * What a request's signature must decrypt to.
 * @param path with query, as received
 * @param body the exact bytes received
 */
export function requestSigningInput(path: string, auth: Authorization, body: Buffer): Buffer {
	return Buffer.concat([Buffer.from(`${path}\n${auth.timestamp}\n${auth.nonce}\n`, 'utf8'), body]);
}

/**
 * The headers that sign a response or a notification.
 * @param content the third line that is signed: a body, or a response's `data`
 * @param at Unix time in milliseconds
 */
export function signatureHeaders(content: string, secret: string, at = Date.now()): Record<string, string> {
	const nonce = randomHex(16);
	return {
		'TTPay-Timestamp': String(at),
		'TTPay-Nonce': nonce,
		'TTPay-Signature': sign(`${at}\n${nonce}\n${content}`, secret),
	};
}

/**
 * Encrypts a notification's resource: AES-256-GCM, a 16-byte tag after the ciphertext, no associated data.
 * @param plaintext JSON
 * @param nonce its UTF-8 bytes are the IV
 * @returns base64
 */
export function sealResource(plaintext: string, nonce: string, secret: string): string {
	const cipher = createCipheriv('aes-256-gcm', Buffer.from(secret, 'utf8'), Buffer.from(nonce, 'utf8'));
	return Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}
