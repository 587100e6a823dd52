import { Delivery, type Attempt } from '../core/sandbox/delivery';
import type { Timers } from '../core/sandbox/timers';
import { buildNotification, type NotifyVariation, type OutgoingNotification } from './notificationBuilder';
import type { SandboxSettings } from './settings';
import type { Transaction } from './transaction';

export type { Attempt } from '../core/sandbox/delivery';

/** A notification, its attempts and its state. */
export interface NotificationState {
	id: string;
	transaction_id: string;
	out_trade_no: string;
	kind: Transaction['kind'];
	url: string;
	event_type: string;
	variation: NotifyVariation;
	state: 'pending' | 'delivered' | 'given up';
	attempts: Attempt[];
	/** When the next attempt is due (ISO 8601); null if none is scheduled. */
	next_at: string | null;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Delay before each of the ten attempts, counted from the previous one. */
export const SCHEDULE_MS = [
	0,
	15 * SECOND,
	30 * SECOND,
	3 * MINUTE,
	10 * MINUTE,
	20 * MINUTE,
	30 * MINUTE,
	60 * MINUTE,
	3 * HOUR,
	6 * HOUR,
];

const ACKNOWLEDGEMENT = 'success';

/** Sends notifications and keeps a record of every attempt. */
export class Notifier {
	readonly sent: NotificationState[] = [];
	private readonly delivery = new Delivery();

	constructor(
		private readonly settings: SandboxSettings,
		private readonly timers: Timers,
		private readonly onChange: () => void,
	) {}

	/** Notifies of a success on the documented schedule, until acknowledged. Does nothing without a notify_url. */
	schedule(transaction: Transaction): void {
		if (!transaction.notify_url) return;
		const notification = buildNotification(transaction, this.settings);
		this.scheduleAttempt(this.record(transaction, notification, 'plain'), transaction, notification, 0);
	}

	/**
	 * Sends one notification now, once ('twice': two times), without retries.
	 * @returns its record, once the receiver has responded
	 * @throws Error if the transaction has no notify_url
	 */
	async send(transaction: Transaction, variation: NotifyVariation = 'plain'): Promise<NotificationState> {
		if (!transaction.notify_url) throw new Error(`${transaction.kind} ${transaction.transaction_id} has no notify_url`);
		const notification = buildNotification(transaction, this.settings, variation);
		const record = this.record(transaction, notification, variation);
		let accepted = await this.attempt(record, transaction, notification);
		if (variation === 'twice') accepted = await this.attempt(record, transaction, notification);
		this.finish(record, transaction, accepted);
		return record;
	}

	/** Aborts attempts in flight; nothing can be sent afterwards. Scheduled attempts are cancelled with their timers. */
	stop(): void {
		this.delivery.stop();
	}

	private record(
		transaction: Transaction,
		notification: OutgoingNotification,
		variation: NotifyVariation,
	): NotificationState {
		const record: NotificationState = {
			id: `n${this.sent.length + 1}`,
			transaction_id: transaction.transaction_id,
			out_trade_no: transaction.out_trade_no,
			kind: transaction.kind,
			url: transaction.notify_url,
			event_type: notification.eventType,
			variation,
			state: 'pending',
			attempts: [],
			next_at: null,
		};
		this.sent.push(record);
		this.onChange();
		return record;
	}

	private scheduleAttempt(
		record: NotificationState,
		transaction: Transaction,
		notification: OutgoingNotification,
		turn: number,
	): void {
		const wait = (SCHEDULE_MS[turn] ?? 0) * this.settings.timeScale;
		record.next_at = new Date(Date.now() + wait).toISOString();
		this.timers.after(wait, () => {
			record.next_at = null;
			void this.attempt(record, transaction, notification).then((accepted) => {
				if (this.delivery.isStopped) return;
				if (accepted || turn + 1 === SCHEDULE_MS.length) this.finish(record, transaction, accepted);
				else this.scheduleAttempt(record, transaction, notification, turn + 1);
				this.onChange();
			});
		});
		this.onChange();
	}

	private finish(record: NotificationState, transaction: Transaction, accepted: boolean): void {
		record.state = accepted ? 'delivered' : 'given up';
		if (accepted) transaction.notify_status = 1;
		this.onChange();
	}

	private async attempt(
		record: NotificationState,
		transaction: Transaction,
		notification: OutgoingNotification,
	): Promise<boolean> {
		transaction.notify_num += 1;
		const attempt = await this.delivery.post(record.url, notification.body, notification.headers());
		record.attempts.push(attempt);
		this.onChange();
		return (
			attempt.status !== null && attempt.status >= 200 && attempt.status < 300 && attempt.response === ACKNOWLEDGEMENT
		);
	}
}
