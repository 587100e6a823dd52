import type { Transaction } from './transaction';
import { buildNotification, type SignedNotification, type NotifyVariation } from './notificationBuilder';
import { Delivery, type Attempt } from './delivery';
import type { SandboxSettings } from './settings';
import type { Timers } from './timers';

export type { Attempt } from './delivery';

/** A notification and what became of it. */
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
	/** When the next attempt is due (ISO 8601). */
	next_at: string | null;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Delay before each of the ten attempts, counted from the one before. */
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
	private readonly mail = new Delivery();

	constructor(
		private readonly settings: SandboxSettings,
		private readonly timers: Timers,
		private readonly onChange: () => void,
	) {}

	/** Notifies of a success by the documented schedule, until acknowledged. Does nothing without a notify_url. */
	schedule(deal: Transaction): void {
		if (!deal.notify_url) return;
		const letter = buildNotification(deal, this.settings);
		this.later(this.record(deal, letter, 'plain'), deal, letter, 0);
	}

	/**
	 * Sends one notification now, once ('twice': two times), with no retries.
	 * @returns its record, when the answer is in
	 * @throws Error if the deal has no notify_url
	 */
	async send(deal: Transaction, variation: NotifyVariation = 'plain'): Promise<NotificationState> {
		if (!deal.notify_url) throw new Error(`${deal.kind} ${deal.transaction_id} has no notify_url`);
		const letter = buildNotification(deal, this.settings, variation);
		const record = this.record(deal, letter, variation);
		let accepted = await this.attempt(record, deal, letter);
		if (variation === 'twice') accepted = await this.attempt(record, deal, letter);
		this.finish(record, deal, accepted);
		return record;
	}

	/** Ends attempts under way; nothing can be sent afterwards. Scheduled ones end with their timers. */
	stop(): void {
		this.mail.stop();
	}

	private record(deal: Transaction, letter: SignedNotification, variation: NotifyVariation): NotificationState {
		const record: NotificationState = {
			id: `n${this.sent.length + 1}`,
			transaction_id: deal.transaction_id,
			out_trade_no: deal.out_trade_no,
			kind: deal.kind,
			url: deal.notify_url,
			event_type: letter.eventType,
			variation,
			state: 'pending',
			attempts: [],
			next_at: null,
		};
		this.sent.push(record);
		this.onChange();
		return record;
	}

	private later(record: NotificationState, deal: Transaction, letter: SignedNotification, turn: number): void {
		const wait = (SCHEDULE_MS[turn] ?? 0) * this.settings.timeScale;
		record.next_at = new Date(Date.now() + wait).toISOString();
		this.timers.after(wait, () => {
			record.next_at = null;
			void this.attempt(record, deal, letter).then((accepted) => {
				if (this.mail.isStopped) return;
				if (accepted || turn + 1 === SCHEDULE_MS.length) this.finish(record, deal, accepted);
				else this.later(record, deal, letter, turn + 1);
				this.onChange();
			});
		});
		this.onChange();
	}

	private finish(record: NotificationState, deal: Transaction, accepted: boolean): void {
		record.state = accepted ? 'delivered' : 'given up';
		if (accepted) deal.notify_status = 1;
		this.onChange();
	}

	private async attempt(record: NotificationState, deal: Transaction, letter: SignedNotification): Promise<boolean> {
		deal.notify_num += 1;
		const attempt = await this.mail.post(record.url, letter.body, letter.headers());
		record.attempts.push(attempt);
		this.onChange();
		return (
			attempt.status !== null && attempt.status >= 200 && attempt.status < 300 && attempt.answer === ACKNOWLEDGEMENT
		);
	}
}
