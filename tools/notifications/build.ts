import { createCipheriv } from 'node:crypto';
import { ecbSign } from '../tokenpay/signedClient';

// Written apart from the code under test, from the documentation.

export const APP = {
	appId: '8e4b8c2e7c1f4a0d9b1a1cbd3d59e0bd',
	mchId: '12345678',
	appSecret: '0123456789abcdef0123456789abcdef',
};

export const CREDENTIAL = { environment: 'tokenPay', requestsPerSecond: 5, ...APP };

const HOUR = 3_600_000;

/** A notification as it travels. */
export interface SignedNotification {
	headers: Record<string, string>;
	body: Buffer;
}

export interface NotificationOptions {
	/** Unix milliseconds. */
	createdAt?: number;
	signedAt?: number;
	/** The timestamp header's text, where it is not `signedAt` in milliseconds. */
	timestamp?: string;
	nonce?: string;
	secret?: string;
	/** Fields of the body to replace; `undefined` leaves one out. */
	body?: Record<string, unknown>;
	originalType?: string;
	/** By the original type unless it is given. */
	eventType?: string;
	/** The digits of `create_time` after the second; the platform leaves trailing zeros out. */
	fraction?: string;
	/** Fields of the detail to replace. Unless they are given, its times are a minute before, and at, `createdAt`. */
	detail?: Record<string, unknown>;
	/** The plaintext of the resource, where it is not the detail as JSON. */
	plaintext?: string;
	associatedData?: string;
	/** Writes the signed text otherwise than the body that is sent. */
	signedBody?: (body: Record<string, unknown>) => string;
}

/** A paid payout's detail as the documentation shows it. */
export function paidDetail(changes: Record<string, unknown> = {}): Record<string, unknown> {
	return {
		out_trade_no: 'row-1',
		transaction_id: 'e98b3029477f4bdcb971797a9d9e09ce',
		trade_state: 'SUCCESS',
		amount: 15500000,
		decimals: 6,
		chain: 'TRON',
		currency: { code: 'TRON_USDT', currency: 'USDT', chain: 'TRON', decimal: 6 },
		to_address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
		attach: '充值',
		...changes,
	};
}

/** Encrypts a resource: AES-256-GCM, the tag behind the ciphertext, the nonce's bytes as they are. */
export function seal(plaintext: string, nonce: string, secret = APP.appSecret, associatedData = ''): string {
	const cipher = createCipheriv('aes-256-gcm', secret, nonce);
	if (associatedData) cipher.setAAD(Buffer.from(associatedData));
	return Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** RFC 3339 at +08:00. @param fraction digits after the second, six where none are given */
export function beijingTime(milliseconds: number, fraction?: string): string {
	const time = new Date(milliseconds + 8 * HOUR).toISOString();
	if (fraction === undefined) return time.replace('Z', '000+08:00');
	return time.replace(/\.\d+Z$/, `${fraction && '.'}${fraction}+08:00`);
}

/** How the Chinese and the English pages name events. */
const EVENT_TYPES: Record<string, string> = { payanother: 'PAYPAYANOTHER.SUCCESS', payout: 'PAYPAYOUT.SUCCESS' };

/** Writes and signs a genuine notification. */
export function buildNotification(options: NotificationOptions = {}): SignedNotification {
	const { createdAt = Date.now(), secret = APP.appSecret, nonce = 'c5ac7061fccab6bf3e254dcf98995b8c' } = options;
	const timestamp = options.timestamp ?? String(options.signedAt ?? createdAt);
	const sealNonce = 'abcdefghijkl';
	const times = { create_time: createdAt - 60_000, pay_time: createdAt };
	const plaintext = options.plaintext ?? JSON.stringify(paidDetail({ ...times, ...options.detail }));
	const originalType = options.originalType ?? 'payanother';
	const content: Record<string, unknown> = {
		app_id: APP.appId,
		mch_id: APP.mchId,
		create_time: beijingTime(createdAt, options.fraction),
		resource_type: 'encrypt-resource',
		event_type: options.eventType ?? EVENT_TYPES[originalType] ?? 'SUCCESS',
		resource: {
			original_type: originalType,
			algorithm: 'AEAD_AES_256_GCM',
			ciphertext: seal(plaintext, sealNonce, secret, options.associatedData),
			nonce: sealNonce,
			...(options.associatedData !== undefined && { associated_data: options.associatedData }),
		},
		...options.body,
	};
	const body = JSON.stringify(content);
	const signed = options.signedBody?.(content) ?? body;
	return { headers: signatureOf(timestamp, nonce, signed, secret), body: Buffer.from(body) };
}

/** The three headers that sign a content. */
export function signatureOf(timestamp: string, nonce: string, content: string, secret = APP.appSecret) {
	return {
		'TTPay-Timestamp': timestamp,
		'TTPay-Nonce': nonce,
		'TTPay-Signature': ecbSign(`${timestamp}\n${nonce}\n${content}`, secret),
	};
}
