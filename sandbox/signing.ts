import { createCipheriv, createDecipheriv } from 'node:crypto';
import { randomHex } from './common/random';

/** The five fields of the Authorization header of a signed request. */
export interface Authorization {
	appId: string;
	mchId: string;
	nonce: string;
	/** As sent: digits, meant as milliseconds. */
	timestamp: string;
	/** Base64. */
	signature: string;
}

/** Fits as a key, and is nobody's: for signatures that must not verify. */
export const WRONG_SECRET = 'not-the-secret-but-also-32-bytes';

const HEADER =
	/^TTPAY-AES-256-ECB app_id=([^,\s]+),mch_id=([^,\s]+),nonce_str=([^,\s]{32}),timestamp=(\d+),signature=([A-Za-z0-9+/]+={0,2})$/;

/**
 * Reads a request's Authorization header: one space after the scheme, none after the commas, the signature last.
 * @returns undefined if anything departs from that form
 */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
	const match = HEADER.exec(header ?? '');
	if (!match) return undefined;
	const [, appId = '', mchId = '', nonce = '', timestamp = '', signature = ''] = match;
	return { appId, mchId, nonce, timestamp, signature };
}

/**
 * Signs a text: AES-256-ECB with PKCS#7 padding, base64.
 * @param secret app secret; its 32 UTF-8 bytes are the key
 */
export function sign(text: string, secret: string): string {
	const cipher = createCipheriv('aes-256-ecb', Buffer.from(secret, 'utf8'), null);
	return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/**
 * Undoes `sign`. Requests are checked this way round, by decrypting, so that the check shares no code with a signer.
 * @returns the signed bytes, or undefined if the signature does not decrypt
 */
export function decryptSignature(signature: string, secret: string): Buffer | undefined {
	const bytes = Buffer.from(signature, 'base64');
	// Node's decoder skips what is not base64; only the canonical text comes out the same again.
	if (bytes.toString('base64') !== signature) return undefined;
	try {
		const decipher = createDecipheriv('aes-256-ecb', Buffer.from(secret, 'utf8'), null);
		return Buffer.concat([decipher.update(bytes), decipher.final()]);
	} catch {
		return undefined;
	}
}

/** What a request's signature must decrypt to: path with query, timestamp, nonce and body, joined by LF. */
export function requestSigningInput(path: string, auth: Authorization, body: Buffer): Buffer {
	return Buffer.concat([Buffer.from(`${path}\n${auth.timestamp}\n${auth.nonce}\n`, 'utf8'), body]);
}

/**
 * The headers that sign an answer or a notification.
 * @param content the signed third part: a body, or an answer's `data`
 * @param at milliseconds
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
 * Encrypts a notification's resource: AES-256-GCM, the tag of 16 bytes after the ciphertext, no associated data.
 * @param plaintext JSON
 * @param nonce its UTF-8 bytes are the IV
 * @returns base64
 */
export function sealResource(plaintext: string, nonce: string, secret: string): string {
	const cipher = createCipheriv('aes-256-gcm', Buffer.from(secret, 'utf8'), Buffer.from(nonce, 'utf8'));
	return Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}
