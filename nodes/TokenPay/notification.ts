import { createHash } from 'node:crypto';
import { equalInConstantTime } from '../../core/values/constantTime';
import { isObject, parseExactJson } from '../../core/values/exactJson';
import type { AgeLimit, Refused, VerifiedEvent } from '../../core/notifications/webhook';
import { textOf } from '../../core/values/text';
import type { TokenPayCredential } from './credential';
import { present } from './present';
import { MOST_AHEAD, decryptResource, signatureHeaders, verifySignedMessage } from './signing';

/** What a notification means: the state of the decrypted detail, and the kind that stands beside it. */
export type NotificationEvent = 'payout.success' | 'order.success' | 'other';

/** What a notification is about, as far as it says so. */
export type Kind = 'payout' | 'order';

/** A genuine notification. */
export interface Notification extends VerifiedEvent<NotificationEvent> {
	kind: Kind | undefined;
}

/** By `original_type`. Chinese pages call a payout `payanother`, the English ones `payout`. */
const KINDS: ReadonlyMap<unknown, Kind> = new Map([
	['payanother', 'payout'],
	['payout', 'payout'],
	['transaction', 'order'],
]);

/** The times of a detail that cannot lie ahead of the notification; `expire_time` can. */
const OTHER_TIMES = ['block_time', 'close_time', 'create_time'];

/**
 * Reads a notification: verifies the signature over what was received, requires it to be for this
 * application and merchant and not too old, and decrypts the detail (TokenPay API, sections 3, 4).
 *
 * Only the sealed detail is protected as a whole. With ECB, what stands before it can be the head of another genuine
 * notification, so the age and the name are taken from the detail, and the kind and `notified_at` are what the head says.
 *
 * @param headers the HTTP headers as received
 * @param rawBody the body's bytes as received
 * @param maximumAge milliseconds, 0 for no limit; it holds for the header's timestamp, for the body's `create_time` and
 * for the latest thing that the detail tells of; a detail without any time is refused
 * @param now Unix time in milliseconds
 */
export function readNotification(
	credential: Pick<TokenPayCredential, 'appId' | 'mchId' | 'appSecret'> &
		Partial<Pick<TokenPayCredential, 'environment'>>,
	headers: Record<string, unknown>,
	rawBody: Buffer,
	{ maximumAge, now }: AgeLimit,
): Notification | Refused {
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

	const kind = KINDS.get(isObject(body['resource']) ? body['resource']['original_type'] : undefined);
	const named = kindNamedBy(body['event_type']);
	if (kind !== undefined && named !== undefined && kind !== named) return { refused: 'named in two ways' };

	const detail = decryptResource(credential.appSecret, body['resource']);
	if (detail === undefined) return { refused: 'cannot be decrypted' };
	const happenedAt = timeOf(detail, now);
	if (maximumAge > 0 && happenedAt === undefined) return { refused: 'no time in its detail' };
	if (maximumAge > 0 && now - (happenedAt ?? 0) > maximumAge) return { refused: 'too old' };
	const event = kind !== undefined && detail['trade_state'] === 'SUCCESS' ? (`${kind}.success` as const) : 'other';
	const id = notificationId(detail);
	return {
		kind,
		event,
		id,
		item: {
			...present(detail, credential.environment),
			event,
			event_type: body['event_type'],
			notified_at: new Date(createdAt).toISOString(),
			notification_id: id,
		},
	};
}

/** The kind that an event's name says; other sources expect more names than the documentation has. */
function kindNamedBy(eventType: unknown): Kind | undefined {
	const [family = ''] = textOf(eventType).toUpperCase().split('.');
	if (family === 'PAYPAYANOTHER' || family === 'PAYPAYOUT') return 'payout';
	return family === 'SUCCESS' || family.startsWith('TRANSACTION') ? 'order' : undefined;
}

/**
 * When the latest thing happened that a detail tells of, in Unix milliseconds: the payment, or where that has no time,
 * the latest of the others. A time ahead of the clock tells nothing about the past.
 */
function timeOf(detail: Record<string, unknown>, now: number): number | undefined {
	const past = (name: string) => {
		const time = unixTime(detail[name]);
		return time !== undefined && time - now <= MOST_AHEAD ? time : undefined;
	};
	const others = OTHER_TIMES.map(past).filter((time) => time !== undefined);
	return past('pay_time') ?? (others.length > 0 ? Math.max(...others) : undefined);
}

/** Unix time in milliseconds; given in milliseconds or, told by the digits, in seconds; 0 means not set. */
function unixTime(value: unknown): number | undefined {
	const time = Number(textOf(value));
	if (!(time > 0)) return undefined;
	return time < 1e11 ? time * 1000 : time;
}

/** What names a transaction and does not change as long as the same thing is announced. */
const NAMING = ['transaction_id', 'out_trade_no', 'trade_state', 'chain', 'to_address', 'amount'];

/**
 * A name that is the same each time the same thing is announced, since the platform sends none: 32 hex characters over
 * sealed content alone. The kind is not sealed; the platform's numbers tell payouts from orders. What names no
 * transaction is told apart by its whole content.
 */
function notificationId(detail: Record<string, unknown>): string {
	const isNumber = (value: unknown) => typeof value === 'string' && value !== '';
	const isNamed = isNumber(detail['transaction_id']) || isNumber(detail['out_trade_no']);
	const content = isNamed ? NAMING.map((name) => detail[name] ?? null) : detail;
	return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}
