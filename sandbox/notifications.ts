import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios from 'axios';
import type { Deal } from './deals';
import { writeLetter, type Letter, type NotifyVariation } from './letters';
import type { SandboxSettings } from './settings';
import type { Timers } from './timers';

/** One POST of a notification. */
export interface Attempt {
	/** ISO 8601. */
	at: string;
	/** HTTP status; null if there was no answer. */
	status: number | null;
	/** The answer's body, cut at 200 characters. */
	answer: string;
	error: string | null;
}

/** A notification and what became of it. */
export interface NotificationState {
	id: string;
	transaction_id: string;
	out_trade_no: string;
	kind: Deal['kind'];
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
export const SCHEDULE_MS = [0, 15 * SECOND, 30 * SECOND, 3 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 60 * MINUTE, 3 * HOUR, 6 * HOUR];

const ACKNOWLEDGEMENT = 'success';
const ATTEMPT_TIMEOUT_MS = 10_000;

/** Sends notifications and keeps a record of every attempt. */
export class Notifier {
	readonly sent: NotificationState[] = [];
	private readonly abort = new AbortController();
	// Connections are not kept, so that a receiver's server can close at once.
	private readonly agents = { httpAgent: new HttpAgent({ keepAlive: false }), httpsAgent: new HttpsAgent({ keepAlive: false }) };

	constructor(
		private readonly settings: SandboxSettings,
		private readonly timers: Timers,
		private readonly onChange: () => void,
	) {}

	/** Notifies of a success by the documented schedule, until acknowledged. Does nothing without a notify_url. */
	schedule(deal: Deal): void {
		if (!deal.notify_url) return;
		const letter = writeLetter(deal, this.settings);
		this.later(this.record(deal, letter, 'plain'), deal, letter, 0);
	}

	/**
	 * Sends one notification now, once ('twice': two times), with no retries.
	 * @returns its record, when the answer is in
	 * @throws Error if the deal has no notify_url
	 */
	async send(deal: Deal, variation: NotifyVariation = 'plain'): Promise<NotificationState> {
		if (!deal.notify_url) throw new Error(`${deal.kind} ${deal.transaction_id} has no notify_url`);
		const letter = writeLetter(deal, this.settings, variation);
		const record = this.record(deal, letter, variation);
		let accepted = await this.attempt(record, deal, letter);
		if (variation === 'twice') accepted = await this.attempt(record, deal, letter);
		this.finish(record, deal, accepted);
		return record;
	}

	/** Ends attempts under way; nothing can be sent afterwards. Scheduled ones end with their timers. */
	stop(): void {
		this.abort.abort();
	}

	private record(deal: Deal, letter: Letter, variation: NotifyVariation): NotificationState {
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

	private later(record: NotificationState, deal: Deal, letter: Letter, turn: number): void {
		const wait = (SCHEDULE_MS[turn] ?? 0) * this.settings.timeScale;
		record.next_at = new Date(Date.now() + wait).toISOString();
		this.timers.after(wait, () => {
			record.next_at = null;
			void this.attempt(record, deal, letter).then((accepted) => {
				if (this.abort.signal.aborted) return;
				if (accepted || turn + 1 === SCHEDULE_MS.length) this.finish(record, deal, accepted);
				else this.later(record, deal, letter, turn + 1);
				this.onChange();
			});
		});
		this.onChange();
	}

	private finish(record: NotificationState, deal: Deal, accepted: boolean): void {
		record.state = accepted ? 'delivered' : 'given up';
		if (accepted) deal.notify_status = 1;
		this.onChange();
	}

	private async attempt(record: NotificationState, deal: Deal, letter: Letter): Promise<boolean> {
		deal.notify_num += 1;
		const attempt: Attempt = { at: new Date().toISOString(), status: null, answer: '', error: null };
		try {
			const response = await axios.post<string>(record.url, letter.body, {
				...this.agents,
				headers: { 'Content-Type': 'application/json', ...letter.headers() },
				timeout: ATTEMPT_TIMEOUT_MS,
				signal: this.abort.signal,
				proxy: false,
				maxRedirects: 0,
				maxContentLength: 1024 * 1024,
				// The signature covers these bytes.
				transformRequest: (data: unknown) => data,
				responseType: 'text',
				// axios would otherwise parse a JSON-looking answer, and trim it.
				transformResponse: (data: unknown) => data,
				validateStatus: () => true,
			});
			attempt.status = response.status;
			attempt.answer = String(response.data).slice(0, 200);
			return response.status >= 200 && response.status < 300 && response.data === ACKNOWLEDGEMENT;
		} catch (error) {
			attempt.error = error instanceof Error ? error.message || error.name : String(error);
			return false;
		} finally {
			record.attempts.push(attempt);
			this.onChange();
		}
	}
}
