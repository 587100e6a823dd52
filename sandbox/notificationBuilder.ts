import { randomBytes } from 'node:crypto';
import { toJson } from './json';
import type { SandboxSettings } from './settings';
import { sealResource, signatureHeaders, WRONG_SECRET } from './signing';
import { detailOf, type Transaction } from './transaction';

export const NOTIFY_VARIATIONS = [
	'plain',
	'twice',
	'altered',
	'altered body',
	'unsigned',
	'wrong secret',
	'reordered keys',
	'old',
	'english',
] as const;

/**
 * How a notification differs from a plain one.
 * - twice: sent twice in a row
 * - altered: a byte of the ciphertext flipped after signing
 * - altered body: `create_time` changed after signing
 * - unsigned: no TTPay-* headers
 * - wrong secret: encrypted and signed with another secret
 * - reordered keys: signed over the JSON with its keys in another order than sent
 * - old: `create_time` and timestamp 48 hours ago
 * - english: the names of the English documentation, PAYPAYOUT.SUCCESS and payout (orders have the same names in both)
 */
export type NotifyVariation = (typeof NOTIFY_VARIATIONS)[number];

/** A notification ready to be sent; the same for all its attempts. */
export interface OutgoingNotification {
	eventType: string;
	body: string;
	/** New signature headers for each attempt. Whether the platform signs retries again is not published. */
	headers: () => Record<string, string>;
}

const TWO_DAYS_MS = 48 * 3600 * 1000;

/**
 * Builds a transaction's notification: its encrypted detail in the documented envelope.
 * @param transaction its current state is copied; later changes do not show
 */
export function buildNotification(
	transaction: Transaction,
	settings: SandboxSettings,
	variation: NotifyVariation = 'plain',
): OutgoingNotification {
	const secret = variation === 'wrong secret' ? WRONG_SECRET : settings.appSecret;
	const age = variation === 'old' ? TWO_DAYS_MS : 0;
	const names = namesOf(transaction, variation === 'english');
	const nonce = randomBytes(9).toString('base64url');
	const content = {
		app_id: settings.appId,
		mch_id: settings.mchId,
		create_time: beijingTime(Date.now() - age),
		resource_type: 'encrypt-resource',
		event_type: names.event,
		resource: {
			original_type: names.original,
			algorithm: 'AEAD_AES_256_GCM',
			ciphertext: sealResource(toJson(detailOf(transaction)), nonce, secret),
			nonce,
		},
	};
	const signed = toJson(content, variation === 'reordered keys' ? 'reversed' : 'as is');
	if (variation === 'altered') content.resource.ciphertext = flipByte(content.resource.ciphertext);
	if (variation === 'altered body') content.create_time = beijingTime(Date.now() + 1000);
	return {
		eventType: names.event,
		body: toJson(content),
		headers: () => (variation === 'unsigned' ? {} : signatureHeaders(signed, secret, Date.now() - age)),
	};
}

function namesOf(transaction: Transaction, english: boolean): { event: string; original: string } {
	if (transaction.kind === 'order') return { event: 'SUCCESS', original: 'transaction' };
	return english
		? { event: 'PAYPAYOUT.SUCCESS', original: 'payout' }
		: { event: 'PAYPAYANOTHER.SUCCESS', original: 'payanother' };
}

/** RFC 3339 at +08:00 with six fractional digits, as in the documentation's sample. */
function beijingTime(ms: number): string {
	return new Date(ms + 8 * 3600 * 1000).toISOString().replace('Z', '000+08:00');
}

function flipByte(base64: string): string {
	const bytes = Buffer.from(base64, 'base64');
	bytes[0] = (bytes[0] ?? 0) ^ 1;
	return bytes.toString('base64');
}
