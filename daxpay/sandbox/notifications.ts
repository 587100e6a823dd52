import { Delivery, type Attempt } from '../../core/sandbox/delivery';
import type { Timers } from '../../core/sandbox/timers';
import { buildNotification, type NotifyVariation } from './notificationBuilder';
import type { DaxPaySettings, Keys } from './settings';
import type { Transaction } from './transaction';

/** A notification, its attempts and its state. */
export interface NotificationState {
	id: string;
	no: string;
	bizNo: string;
	kind: Transaction['kind'];
	url: string;
	variation: NotifyVariation;
	state: 'pending' | 'delivered' | 'given up';
	attempts: Attempt[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Delay before each of the 16 attempts, counted from the previous one: about 24 hours in total. */
const SCHEDULE_MS = [
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

/** Sends notifications and keeps a record of every attempt. */
export class Notifier {
	readonly sent: NotificationState[] = [];
	private readonly delivery = new Delivery();

	constructor(
		private readonly settings: DaxPaySettings,
		private readonly keys: Keys,
		private readonly timers: Timers,
		private readonly onChange: () => void,
	) {}

	/** Notifies of a final state on the schedule, until acknowledged. Does nothing without a notifyUrl. */
	schedule(transaction: Transaction): void {
		if (transaction.notifyUrl)
			this.scheduleAttempt(
				this.record(transaction, 'plain'),
				buildNotification(transaction, this.settings, this.keys),
				0,
			);
	}

	/**
	 * Sends one notification now, once ('twice': two times), without retries.
	 * @returns its record, once the receiver has responded
	 * @throws Error if the transaction has no notifyUrl
	 */
	async send(transaction: Transaction, variation: NotifyVariation = 'plain'): Promise<NotificationState> {
		if (!transaction.notifyUrl) throw new Error(`${transaction.kind} ${transaction.no} has no notifyUrl`);
		const record = this.record(transaction, variation);
		const body = buildNotification(transaction, this.settings, this.keys, variation);
		if (variation === 'twice') await this.attempt(record, body);
		record.state = (await this.attempt(record, body)) ? 'delivered' : 'given up';
		this.onChange();
		return record;
	}

	/** Aborts attempts in flight; nothing can be sent afterwards. Scheduled attempts are cancelled with their timers. */
	stop(): void {
		this.delivery.stop();
	}

	private record({ no, bizNo, kind, notifyUrl }: Transaction, variation: NotifyVariation): NotificationState {
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

	private scheduleAttempt(record: NotificationState, body: string, turn: number): void {
		this.timers.after((SCHEDULE_MS[turn] ?? 0) * this.settings.timeScale, () => {
			void this.attempt(record, body).then((accepted) => {
				if (this.delivery.isStopped) return;
				if (accepted || turn + 1 === SCHEDULE_MS.length) record.state = accepted ? 'delivered' : 'given up';
				else this.scheduleAttempt(record, body, turn + 1);
				this.onChange();
			});
		});
	}

	private async attempt(record: NotificationState, body: string): Promise<boolean> {
		const attempt = await this.delivery.post(record.url, body);
		record.attempts.push(attempt);
		this.onChange();
		const { status, response } = attempt;
		// 3.0 checks only the body, Open the status as well.
		return (
			response === ACKNOWLEDGEMENT &&
			(this.settings.apiVersion !== 'open' || (status !== null && status >= 200 && status < 300))
		);
	}
}
