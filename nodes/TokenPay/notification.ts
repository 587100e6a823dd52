import { createHash } from 'node:crypto';
import { equalInConstantTime } from '../shared/constantTime';
import { isObject, parseExactJson } from '../shared/exactJson';
import type { AgeLimit, VerifiedEvent } from '../shared/webhook';
import { textOf } from '../shared/text';
import { present } from './present';
import { decryptResource, signatureHeaders, verifySignedMessage } from './signing';

/** What a notification means, decided on the decrypted detail and not on the event's name. */
export type NotificationEvent = 'payout.success' | 'order.success' | 'other';

/** How far ahead of this machine's clock a notification may be, in milliseconds. */
const MOST_AHEAD = 15 * 60_000;

/** Chinese pages call a payout `payanother`, the English ones `payout`. */
const PAYOUT_TYPES = ['payanother', 'payout'];
const ORDER_TYPES = ['transaction'];

/**
 * Reads a notification: verifies the signature over what was received, requires it to be for this
 * application and merchant and not too old, and decrypts the detail (TokenPay API, sections 3, 4).
 *
 * @param headers the HTTP headers as received
 * @param rawBody the body's bytes as received
 * @param maximumAge milliseconds, 0 for no limit; it holds for the header's timestamp, for the
 * detail's `pay_time` and for the body's `create_time`, since with ECB the header of a fresh message can be put before an old body
 * @param now Unix time in milliseconds
 */
export function readNotification(
	credential: { appId: string; mchId: string; appSecret: string },
	headers: Record<string, unknown>,
	rawBody: Buffer,
	{ maximumAge, now }: AgeLimit,
): VerifiedEvent<NotificationEvent> {
	if (Buffer.byteLength(credential.appSecret, 'utf8') !== 32) return { refused: 'no usable secret' };
	const signed = signatureHeaders(headers);
	if (signed === undefined) return { refused: 'not signed' };
	const text = rawBody.toString('utf8');
	const body = parseExactJson(text);
	if (!isObject(body)) return { refused: 'not JSON' };
	const signedAt = verifySignedMessage(credential.appSecret, signed, [body], text);
	if (signedAt === undefined) return { refused: 'signature does not match' };

	const mine =
		equalInConstantTime(textOf(body['app_id']), credential.appId) &&
		equalInConstantTime(textOf(body['mch_id']), credential.mchId);
	if (!mine || credential.appId === '' || credential.mchId === '') return { refused: 'for another merchant' };

	const createdAt = typeof body['create_time'] === 'string' ? Date.parse(body['create_time']) : NaN;
	if (Number.isNaN(createdAt)) return { refused: 'no time of creation' };
	for (const time of [signedAt, createdAt]) {
		if (maximumAge > 0 && now - time > maximumAge) return { refused: 'too old' };
		if (time - now > MOST_AHEAD) return { refused: 'from the future' };
	}

	const detail = decryptResource(credential.appSecret, body['resource']);
	if (detail === undefined) return { refused: 'cannot be decrypted' };
	// Blocks of a fresh message up to its time of creation can stand before an old resource, too; what
	// the resource itself says cannot be changed.
	const paidAt = paymentTime(detail['pay_time']);
	if (maximumAge > 0 && paidAt !== undefined && now - paidAt > maximumAge) return { refused: 'too old' };
	const event = eventOf(isObject(body['resource']) ? body['resource']['original_type'] : undefined, detail);
	const id = notificationId(event, detail);
	return {
		event,
		id,
		item: {
			...present(detail),
			event,
			event_type: body['event_type'],
			notified_at: new Date(createdAt).toISOString(),
			notification_id: id,
		},
	};
}

/** Unix time in milliseconds; given in milliseconds or, told by the digits, in seconds; 0 means not set. */
function paymentTime(value: unknown): number | undefined {
	const time = Number(textOf(value));
	if (!(time > 0)) return undefined;
	return time < 1e11 ? time * 1000 : time;
}

function eventOf(originalType: unknown, { trade_state }: Record<string, unknown>): NotificationEvent {
	if (trade_state !== 'SUCCESS') return 'other';
	if (PAYOUT_TYPES.includes(textOf(originalType))) return 'payout.success';
	return ORDER_TYPES.includes(textOf(originalType)) ? 'order.success' : 'other';
}

/**
 * A name that is the same each time the same thing is announced, since the platform sends none:
 * 32 hex characters over event, transaction and state. What names no transaction is told apart by
 * its whole content.
 */
function notificationId(event: NotificationEvent, detail: Record<string, unknown>): string {
	const isNumber = (value: unknown) => typeof value === 'string' && value !== '';
	const transaction = [detail['transaction_id'], detail['out_trade_no']].find(isNumber);
	const content = transaction === undefined ? detail : [transaction, detail['trade_state']];
	return createHash('sha256')
		.update(JSON.stringify([event, content]))
		.digest('hex')
		.slice(0, 32);
}
