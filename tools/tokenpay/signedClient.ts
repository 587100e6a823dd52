import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type HttpResponse, send } from '../../core/tools/testing/send';

/** A TokenPay application's credentials. */
export interface App {
	appId: string;
	mchId: string;
	appSecret: string;
}

/** What the tests read from a response's `data`; which of it is there depends on the request. */
export interface Data {
	transaction_id: string;
	trade_state: string;
	amount: number;
	pay_time: number;
	currency: { code: string };
	prepay_id: string;
	payment_url: string;
	name: string;
	[index: number]: unknown;
}

/** The response's body. */
export interface Envelope {
	code?: number;
	msg?: string;
	request_id?: string;
	/** Really absent from some responses: a test that reads it then fails, as it should. */
	data: Data;
}

export type SignedResponse = HttpResponse<Envelope>;

/** What to do otherwise than a right client would. */
export interface Tweak {
	appId?: string;
	mchId?: string;
	secret?: string;
	timestamp?: string;
	nonce?: string;
	signature?: string;
	/** The whole Authorization header; '' leaves it out. */
	authorization?: string;
	/** Text to sign in place of the body that is sent. */
	signedBody?: string;
}

/** Encrypts as the documentation signs; written apart from both the node's and the sandbox's code. */
export function ecbSign(text: string, secret: string): string {
	const cipher = createCipheriv('aes-256-ecb', secret, null);
	return cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
}

/** The text that a signature was made from. @throws Error when it was made with another secret */
export function ecbOpen(signature: string, secret: string): string {
	const decipher = createDecipheriv('aes-256-ecb', secret, null);
	return decipher.update(signature, 'base64', 'utf8') + decipher.final('utf8');
}

/** The plaintext of a notification's resource. */
export function openResource(resource: { ciphertext: string; nonce: string }, secret: string): string {
	const sealed = Buffer.from(resource.ciphertext, 'base64');
	const decipher = createDecipheriv('aes-256-gcm', secret, resource.nonce);
	decipher.setAuthTag(sealed.subarray(-16));
	return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8');
}

/**
 * A client that signs its requests as documented.
 *
 * @param baseUrl without a slash at the end
 */
export function signedClient(baseUrl: string, app: App) {
	async function postText(path: string, body: string, tweak: Tweak = {}): Promise<SignedResponse> {
		const { appId = app.appId, mchId = app.mchId, secret = app.appSecret } = tweak;
		const timestamp = tweak.timestamp ?? String(Date.now());
		const nonce = tweak.nonce ?? randomBytes(16).toString('hex');
		const signature = tweak.signature ?? ecbSign([path, timestamp, nonce, tweak.signedBody ?? body].join('\n'), secret);
		const authorization =
			tweak.authorization ??
			`TTPAY-AES-256-ECB app_id=${appId},mch_id=${mchId},nonce_str=${nonce},timestamp=${timestamp},signature=${signature}`;
		const headers: Record<string, string> = { 'Content-Type': 'application/json' };
		if (authorization) headers.Authorization = authorization;
		return send<Envelope>(`${baseUrl}${path}`, 'POST', headers, body);
	}
	return {
		/** Sends these very bytes. */
		postText,
		/** Sends the fields as JSON, with app_id and mch_id added. */
		post: async (path: string, fields: object, tweak?: Tweak) =>
			postText(path, JSON.stringify({ app_id: app.appId, mch_id: app.mchId, ...fields }), tweak),
	};
}
