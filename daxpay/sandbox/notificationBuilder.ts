import { randomHex } from '../../core/sandbox/random';
import { Fen, toJson } from './json';
import type { DaxPaySettings, Keys } from './settings';
import { signMessage } from './signing';
import { formatTime } from './time';
import { detailOf, type Transaction } from './transaction';

/**
 * How a notification differs from a plain one.
 * - twice: sent twice in a row
 * - altered: status changed after signing
 * - unsigned: without `sign`
 * - wrong secret: signed with another secret or key
 * - received order: signed over `data` with its keys in the order sent, not sorted
 * - subscribed: with `noticeType`, as in a subscription
 * - old: dated 48 hours ago
 * - other merchant: correctly signed, but for another merchant
 */
export const NOTIFY_VARIATIONS = [
	'plain',
	'twice',
	'altered',
	'unsigned',
	'wrong secret',
	'received order',
	'subscribed',
	'old',
	'other merchant',
] as const;
export type NotifyVariation = (typeof NOTIFY_VARIATIONS)[number];

const TWO_DAYS_MS = 48 * 3600 * 1000;
const TYPES = { payment: 'pay', refund: 'refund', transfer: 'transfer' } as const;

/** Builds the JSON text of a notification from a transaction's current state. */
export function buildNotification(
	transaction: Transaction,
	settings: DaxPaySettings,
	keys: Keys,
	variation: NotifyVariation = 'plain',
): string {
	const isOpen = settings.apiVersion === 'open';
	const detail = detailOf(transaction, settings);
	const data = isOpen ? valuesAsText(detail) : detail;
	const type = TYPES[transaction.kind];
	const message: Record<string, unknown> = {
		code: 0,
		msg: 'success',
		data,
		resTime: formatTime(Date.now() - (variation === 'old' ? TWO_DAYS_MS : 0), settings),
		...(isOpen
			? {
					reqId: randomHex(8),
					event: `${type}.${transaction.status}`,
					eventId: `${transaction.no}-${transaction.status}`,
				}
			: { traceId: randomHex(6) }),
		...(settings.apiVersion !== 'v3Beta' && { mchNo: variation === 'other merchant' ? 'M1' : settings.mchNo }),
		appId: settings.appId,
		...(variation === 'subscribed' && !isOpen && { noticeType: type }),
	};
	const foreign = variation === 'wrong secret';
	const sign = signMessage(
		message,
		foreign ? { ...settings, secret: 'somebody-else' } : settings,
		foreign ? { ...keys, platform: keys.merchant } : keys,
		variation !== 'received order',
	);
	if (variation === 'altered')
		(message.data as Record<string, unknown>).status = transaction.status === 'success' ? 'fail' : 'success';
	return toJson(variation === 'unsigned' ? message : { ...message, sign }, settings);
}

/** Notifications of Open have strings for all values. */
function valuesAsText(detail: Record<string, unknown>): Record<string, string> {
	const entries = Object.entries(detail).filter(([, value]) => value !== null);
	return Object.fromEntries(
		entries.map(([key, value]) => [key, value instanceof Fen ? String(value.fen) : String(value)]),
	);
}
