import { randomBytes } from 'node:crypto';
import { Delivery, type Attempt } from '../delivery';
import type { Timers } from '../timers';
import { detailOf } from './api';
import type { LedgerEntry } from './ledger';
import type { DaxPaySettings, Keys } from './settings';
import { Fen, clock, jsonOf, signed } from './signing';

/**
 * How a notice departs from the plain one.
 * - twice: sent two times in a row
 * - altered: its status changed after signing
 * - unsigned: without `sign`
 * - wrong secret: signed by somebody else
 * - received order: signed over the keys inside `data` as they are sent, not sorted
 * - subscribed: with `noticeType`, as a subscription has it
 * - old: 48 hours ago
 * - other merchant: rightly signed, but for another merchant
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

export interface NotificationState {
	id: string;
	no: string;
	bizNo: string;
	kind: LedgerEntry['kind'];
	url: string;
	variation: NotifyVariation;
	state: 'pending' | 'delivered' | 'given up';
	attempts: Attempt[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Delay before each of the 16 sends, counted from the one before: about 24 hours in all. */
const NOTICE_SCHEDULE_MS = [
	0,
	15 * SECOND,
	15 * SECOND,
	30 * SECOND,
	3 * MINUTE,
	10 * MINUTE,
	20 * MINUTE,
	30 * MINUTE,
	30 * MINUTE,
	30 * MINUTE,
	HOUR,
	3 * HOUR,
	3 * HOUR,
	3 * HOUR,
	6 * HOUR,
	6 * HOUR,
];

const ACKNOWLEDGEMENT = 'SUCCESS';
const TYPES = { payment: 'pay', refund: 'refund', transfer: 'transfer' } as const;

/** Writes an entry's notice as it is now. */
export function buildNotification(
	entry: LedgerEntry,
	settings: DaxPaySettings,
	keys: Keys,
	variation: NotifyVariation = 'plain',
): string {
	const isOpen = settings.apiVersion === 'open';
	const detail = detailOf(entry, settings);
	const data = isOpen ? flattened(detail) : detail;
	const type = TYPES[entry.kind];
	const message: Record<string, unknown> = {
		code: 0,
		msg: 'success',
		data,
		resTime: clock(Date.now() - (variation === 'old' ? 48 * HOUR : 0), settings),
		...(isOpen
			? {
					reqId: randomBytes(8).toString('hex'),
					event: `${type}.${entry.status}`,
					eventId: `${entry.no}-${entry.status}`,
				}
			: { traceId: randomBytes(6).toString('hex') }),
		...(settings.apiVersion !== 'v3Beta' && { mchNo: variation === 'other merchant' ? 'M1' : settings.mchNo }),
		appId: settings.appId,
		...(variation === 'subscribed' && !isOpen && { noticeType: type }),
	};
	const foreign = variation === 'wrong secret';
	const sign = signed(
		message,
		foreign ? { ...settings, secret: 'somebody-else' } : settings,
		foreign ? { ...keys, platform: keys.merchant } : keys,
		variation !== 'received order',
	);
	if (variation === 'altered')
		(message.data as Record<string, unknown>).status = entry.status === 'success' ? 'fail' : 'success';
	return jsonOf(variation === 'unsigned' ? message : { ...message, sign }, settings);
}

/** Notices of Open carry every value as text. */
function flattened(detail: Record<string, unknown>): Record<string, string> {
	const entries = Object.entries(detail).filter(([, value]) => value !== null);
	return Object.fromEntries(
		entries.map(([key, value]) => [key, value instanceof Fen ? String(value.fen) : String(value)]),
	);
}

/** Sends notices and keeps a record of every attempt. */
export class Notifier {
	readonly sent: NotificationState[] = [];
	private readonly mail = new Delivery();

	constructor(
		private readonly settings: DaxPaySettings,
		private readonly keys: Keys,
		private readonly timers: Timers,
		private readonly onChange: () => void,
	) {}

	/** Announces an entry by the schedule, until acknowledged. Does nothing without an address. */
	schedule(entry: LedgerEntry): void {
		if (entry.notifyUrl) this.later(this.record(entry, 'plain'), buildNotification(entry, this.settings, this.keys), 0);
	}

	/** Sends one notice now, with no repetition. */
	async send(entry: LedgerEntry, variation: NotifyVariation = 'plain'): Promise<NotificationState> {
		if (!entry.notifyUrl) throw new Error(`${entry.kind} ${entry.no} has no notifyUrl`);
		const record = this.record(entry, variation);
		const body = buildNotification(entry, this.settings, this.keys, variation);
		if (variation === 'twice') await this.attempt(record, body);
		record.state = (await this.attempt(record, body)) ? 'delivered' : 'given up';
		this.onChange();
		return record;
	}

	stop(): void {
		this.mail.stop();
	}

	private record({ no, bizNo, kind, notifyUrl }: LedgerEntry, variation: NotifyVariation): NotificationState {
		const record: NotificationState = {
			id: `n${this.sent.length + 1}`,
			no,
			bizNo,
			kind,
			url: notifyUrl,
			variation,
			state: 'pending',
			attempts: [],
		};
		this.sent.push(record);
		this.onChange();
		return record;
	}

	private later(record: NotificationState, body: string, turn: number): void {
		this.timers.after((NOTICE_SCHEDULE_MS[turn] ?? 0) * this.settings.timeScale, () => {
			void this.attempt(record, body).then((accepted) => {
				if (this.mail.isStopped) return;
				if (accepted || turn + 1 === NOTICE_SCHEDULE_MS.length) record.state = accepted ? 'delivered' : 'given up';
				else this.later(record, body, turn + 1);
				this.onChange();
			});
		});
	}

	private async attempt(record: NotificationState, body: string): Promise<boolean> {
		const attempt = await this.mail.post(record.url, body);
		record.attempts.push(attempt);
		this.onChange();
		const { status, answer } = attempt;
		// 3.0 looks at the text alone, Open at the status too.
		return (
			answer === ACKNOWLEDGEMENT &&
			(this.settings.apiVersion !== 'open' || (status !== null && status >= 200 && status < 300))
		);
	}
}
