import { createHash } from 'node:crypto';
import { equalInConstantTime } from '../shared/constantTime';
import { isObject, plainOf } from '../shared/exactJson';
import type { AgeLimit, Refused, VerifiedEvent } from '../shared/webhook';
import { textOf } from '../shared/text';
import { type DaxPayCredential, credentialIssue, timezoneOf } from './credential';
import { type ReceivedObject, parseReceived } from './receivedJson';
import { present } from './present';
import { unixTime } from './time';
import { verifies } from './verification';

type Kind = 'payment' | 'refund' | 'transfer';

/** What a notice means, decided on the state in its data and not on the event's name. */
export type NotificationEvent = `${Kind}.${'success' | 'close' | 'fail'}` | 'other';

/** How far ahead of this machine's clock a notice may be, in milliseconds. */
const MOST_AHEAD = 15 * 60_000;

const ENDS: Readonly<Record<string, 'success' | 'close' | 'fail'>> = {
	success: 'success',
	close: 'close',
	cancel: 'close',
	fail: 'fail',
};

/** How notices name what they are about: `noticeType` of 3.0, and the first half of `event` of Open. */
const KINDS: Readonly<Record<string, Kind>> = { pay: 'payment', refund: 'refund', transfer: 'transfer' };

/**
 * Reads a notice: verifies the signature over the text that was received, and requires it to be for this merchant
 * and application and not too old (DaxPay API, notices).
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
	const notice = parseReceived(rawBody.toString('utf8'));
	if (!(notice instanceof Map)) return { refused: 'not JSON' };
	if (!verifies(notice, credential)) return { refused: 'signature does not match' };
	if (!isMine(notice, credential)) return { refused: 'for another merchant' };

	const noticedAt = unixTime(notice.get('resTime'), timezoneOf(credential));
	if (noticedAt === undefined) return { refused: 'no time' };
	if (maximumAge > 0 && now - noticedAt > maximumAge) return { refused: 'too old' };
	if (noticedAt - now > MOST_AHEAD) return { refused: 'from the future' };

	const data = plainOf(notice.get('data') ?? null);
	if (!isObject(data)) return { refused: 'no data' };
	const kind = kindOf(notice, data);
	const end = ENDS[textOf(data['status']).toLowerCase()];
	const event: NotificationEvent = kind !== undefined && end !== undefined ? `${kind}.${end}` : 'other';
	const id = notificationId(notice, event, data, credential);
	return {
		event,
		id,
		item: {
			...present(data, credential),
			event,
			...(credential.mchNo !== '' && { mchNo: credential.mchNo }),
			...(credential.appId !== '' && { appId: credential.appId }),
			notified_at: new Date(noticedAt).toISOString(),
			notification_id: id,
		},
	};
}

/** A notice must name the merchant and the application of the credential, as far as its version has them. */
function isMine(notice: ReceivedObject, { apiVersion, mchNo, appId }: DaxPayCredential): boolean {
	const same = (name: string, mine: string) => equalInConstantTime(textOf(notice.get(name)), mine);
	if (apiVersion !== 'v3Beta' && !same('mchNo', mchNo)) return false;
	return appId === '' || same('appId', appId);
}

function kindOf(notice: ReceivedObject, data: Record<string, unknown>): Kind | undefined {
	const named = notice.get('event') ?? notice.get('noticeType');
	if (typeof named === 'string') return KINDS[named.split('.')[0]?.toLowerCase() ?? ''];
	if (data['transferNo'] !== undefined) return 'transfer';
	if (data['refundNo'] !== undefined) return 'refund';
	return data['orderNo'] === undefined ? undefined : 'payment';
}

/**
 * A name that is the same each time the same thing is announced: the platform's own where it sends one, otherwise 32
 * hex characters over event and number. What names nothing is told apart by its whole content.
 */
function notificationId(
	notice: ReceivedObject,
	event: NotificationEvent,
	data: Record<string, unknown>,
	{ apiVersion }: DaxPayCredential,
): string {
	const own = notice.get('eventId');
	if (typeof own === 'string' && own !== '') return own;
	const number = data['transferNo'] ?? data['refundNo'] ?? data['orderNo'];
	const content = number === undefined || event === 'other' ? data : [number, data['status']];
	const text = JSON.stringify([event, content]);
	// What a secret signature leaves open must not make a new notice of one that was seen.
	const named = apiVersion === 'open' ? text : text.replace(/["\\]/g, '').toUpperCase();
	return createHash('sha256').update(named).digest('hex').slice(0, 32);
}
