import { createHash } from 'node:crypto';
import { equalInConstantTime } from '../../../core/values/constantTime';
import type { AgeLimit, Refused, VerifiedEvent } from '../../../core/notifications/webhook';
import { textOf } from '../../../core/values/text';
import { type DaxPayCredential, credentialIssue, timezoneOf } from './credential';
import { parseReceived } from './receivedJson';
import { present } from './present';
import { type SignedFields, joined } from './signing';
import { unixTime } from './time';
import { type Reading, readUnambiguously } from './unambiguous';
import { signedFields } from './verification';

type Kind = 'payment' | 'refund' | 'transfer';

/** What a notification means. */
export type NotificationEvent = `${Kind}.${'success' | 'close' | 'fail'}` | 'other';

/** How far ahead of this machine's clock a notification may be, in milliseconds. */
const MOST_AHEAD = 15 * 60_000;

const ENDS = new Map<string, 'success' | 'close' | 'fail'>([
	['success', 'success'],
	['close', 'close'],
	['cancel', 'close'],
	['fail', 'fail'],
]);

/** How notifications name what they are about: `noticeType` of 3.0, and the first half of `event` of Open. */
const KINDS = new Map<string, Kind>([
	['pay', 'payment'],
	['refund', 'refund'],
	['transfer', 'transfer'],
]);

/** What is new each time the same thing is sent. */
const NEW_EACH_TIME = ['resTime', 'reqId', 'traceId', 'nonceStr'];

/**
 * Reads a notification: verifies the signature over the text that was received, and requires that it can be read in one
 * way only, is for this merchant and application and not too old (DaxPay API, notices).
 *
 * @param rawBody the body's bytes as received
 * @param maximumAge milliseconds, 0 for no limit; it holds for the signed `resTime`
 * @param now Unix time in milliseconds
 */
export function readNotification(
	credential: DaxPayCredential,
	_headers: Record<string, unknown>,
	rawBody: Buffer,
	{ maximumAge, now }: AgeLimit,
): VerifiedEvent<NotificationEvent> | Refused {
	if (credentialIssue(credential) !== undefined) return { refused: 'no usable credential' };
	const message = parseReceived(rawBody.toString('utf8'));
	if (!(message instanceof Map)) return { refused: 'not JSON' };
	const fields = signedFields(message, credential);
	if (fields === undefined) return { refused: 'signature does not match' };
	const reading = readUnambiguously(message, fields, credential);
	if ('refused' in reading) return reading;
	const { envelope, data } = reading;
	if (!isMine(envelope, credential)) return { refused: 'for another merchant' };

	const notifiedAt = unixTime(envelope.get('resTime'), timezoneOf(credential));
	if (notifiedAt === undefined) return { refused: 'no time' };
	if (maximumAge > 0 && now - notifiedAt > maximumAge) return { refused: 'too old' };
	if (notifiedAt - now > MOST_AHEAD) return { refused: 'from the future' };

	const event = eventOf(reading, credential);
	if (event === undefined) return { refused: 'a state or a kind in other capitals' };
	const id = notificationId(reading, event, fields, credential);
	return {
		event,
		id,
		item: {
			...present(data, credential),
			event,
			...(credential.mchNo !== '' && { mchNo: credential.mchNo }),
			...(credential.appId !== '' && { appId: credential.appId }),
			notified_at: new Date(notifiedAt).toISOString(),
			notification_id: id,
		},
	};
}

/** A notification must name the merchant and the application of the credential, as far as its version has them. */
function isMine(envelope: Reading['envelope'], { apiVersion, mchNo, appId }: DaxPayCredential): boolean {
	const same = (name: string, mine: string) => equalInConstantTime(envelope.get(name) ?? '', mine);
	if (apiVersion !== 'v3Beta' && !same('mchNo', mchNo)) return false;
	return appId === '' || same('appId', appId);
}

/**
 * What a notification means, decided on the numbers and the state in its data. What it says of itself must agree, and
 * is `other` otherwise.
 *
 * @returns `undefined` where the state or `noticeType` is a documented one in other capitals, which 3.0 signs alike
 */
function eventOf({ envelope, data }: Reading, { apiVersion }: DaxPayCredential): NotificationEvent | undefined {
	const isOpen = apiVersion === 'open';
	const status = textOf(data['status']);
	const announced = envelope.get(isOpen ? 'event' : 'noticeType') ?? '';
	if (!isOpen && (isKnownInOtherCapitals(status) || isKnownInOtherCapitals(announced))) return undefined;

	const kind = kindOf(data);
	const end = ENDS.get(status);
	if (kind === undefined || end === undefined) return 'other';
	if (announced === '') return `${kind}.${end}`;
	const [name = '', state = '', ...more] = isOpen ? announced.split('.') : [announced, status];
	return KINDS.get(name) === kind && ENDS.get(state) === end && more.length === 0 ? `${kind}.${end}` : 'other';
}

function isKnownInOtherCapitals(word: string): boolean {
	const isSame = (known: string) => known !== word && known.toUpperCase() === word.toUpperCase();
	return [...ENDS.keys(), ...KINDS.keys()].some(isSame);
}

function kindOf(data: Record<string, unknown>): Kind | undefined {
	// What was shared among receivers names the payment that it comes from, too.
	if (data['allocNo'] !== undefined) return undefined;
	if (data['transferNo'] !== undefined) return 'transfer';
	if (data['refundNo'] !== undefined) return 'refund';
	return data['orderNo'] === undefined ? undefined : 'payment';
}

/**
 * A name that is the same each time the same thing is announced, and for every message that fits its signature: the
 * platform's own where it sends one, otherwise 32 hex characters over event and number. What is no event is named by
 * the whole text that is signed, apart from what is new each time.
 */
function notificationId(
	{ envelope, data }: Reading,
	event: NotificationEvent,
	fields: SignedFields,
	{ apiVersion }: DaxPayCredential,
): string {
	// Without `event` before it, an eventId could have been part of a text.
	const own = apiVersion === 'open' && envelope.has('event') ? envelope.get('eventId') : undefined;
	if (own !== undefined && own !== '') return own;
	const number = data['transferNo'] ?? data['refundNo'] ?? data['orderNo'];
	const text =
		event === 'other'
			? joined(fields.filter(([name]) => !NEW_EACH_TIME.includes(name)))
			: JSON.stringify([event, [number, data['status']]]);
	// What a secret signature leaves open must not make a new notification of one that was seen.
	const named = apiVersion === 'open' ? text : text.replace(/["\\]/g, '').toUpperCase();
	return createHash('sha256').update(named).digest('hex').slice(0, 32);
}
