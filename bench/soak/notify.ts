import type { OutgoingNotification } from '../../sandbox/notificationBuilder';
import { seededRandom } from '../../core/sandbox/random';
import { ACKNOWLEDGEMENT, eventName, notificationOf, post } from '../../tools/notifications/deliveries';

const SHARE_REPEATED = 0.2;
/** How far back a repetition may reach, in events; the trigger remembers 1,000. */
const REPEATED_WITHIN = 400;
const SHARE_ABORTED = 0.05;
const PAUSE_AFTER_FAILURE_MS = 500;
/** More under way at once would only wait in n8n. */
const MOST_UNDER_WAY = 20;
const PATIENCE_MS = 120_000;

/** How notifications are sent, and for how long. */
export interface Traffic {
	url: string;
	perSecond: number;
	/** When the last one is sent, as `Date.now()` tells it. */
	until: number;
	seed: number;
}

/** What was sent. */
export interface Sent {
	events: number;
	/** First ones and repetitions, each sent until it is acknowledged. */
	deliveries: number;
	attempts: number;
	aborted: number;
	/** The names of the events acknowledged at least once. */
	acknowledged: Set<string>;
	/** Deliveries that nobody acknowledged, not even after the end. */
	unanswered: number;
}

/** Sends notifications at a steady rate, some of them again and some broken off, each until it is acknowledged. */
export async function keepNotifying({ url, perSecond, until, seed }: Traffic): Promise<Sent> {
	const random = seededRandom(seed);
	const notifications: OutgoingNotification[] = [];
	const underWay = new Set<Promise<void>>();
	const sent: Sent = { events: 0, deliveries: 0, attempts: 0, aborted: 0, acknowledged: new Set(), unanswered: 0 };

	const deliver = async (event: number): Promise<void> => {
		const notification = notifications[event];
		if (notification === undefined) return;
		sent.deliveries += 1;
		while (Date.now() < until + PATIENCE_MS) {
			const abortAfter = random() < SHARE_ABORTED ? 1 + random() * 60 : undefined;
			sent.attempts += 1;
			if (abortAfter !== undefined) sent.aborted += 1;
			if ((await post(url, notification, abortAfter)) === ACKNOWLEDGEMENT) {
				sent.acknowledged.add(eventName(event));
				return;
			}
			await pause(PAUSE_AFTER_FAILURE_MS);
		}
		sent.unanswered += 1;
	};

	let due = Date.now();
	while (Date.now() < until) {
		const repeats = notifications.length > 0 && random() < SHARE_REPEATED;
		const back = Math.min(notifications.length, REPEATED_WITHIN);
		const event = repeats ? notifications.length - 1 - Math.floor(random() * back) : notifications.length;
		if (!repeats) notifications.push(notificationOf(eventName(event)));
		const delivery: Promise<void> = deliver(event).finally(() => underWay.delete(delivery));
		underWay.add(delivery);
		if (underWay.size >= MOST_UNDER_WAY) await Promise.race(underWay);
		// What n8n could not take in time is not sent all at once afterwards.
		due = Math.max(due + 1000 / perSecond, Date.now() - 1000);
		await pause(due - Date.now());
	}
	await Promise.all(underWay);
	return { ...sent, events: notifications.length };
}

async function pause(milliseconds: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}
