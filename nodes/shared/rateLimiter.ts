import type { Clock } from './sharedState';

/**
 * Room kept between two requests beyond the exact interval: arrivals shift by some milliseconds on
 * the way, and a server that counts a sliding second would refuse a request that comes early.
 */
const MARGIN = 1.03;

/**
 * Milliseconds from one request to the next. Limits count whole requests: at 2.5 a second, three would fall
 * into some seconds, and two processes that share 5 would send six; so it is 2 then.
 */
const interval = (requestsPerSecond: number) =>
	(1000 / (requestsPerSecond >= 1 ? Math.floor(requestsPerSecond) : requestsPerSecond)) * MARGIN;

interface Waiting {
	requestsPerSecond: number;
	stillWanted: (() => boolean) | undefined;
	release: (myTurn: boolean) => void;
}

/**
 * Lets requests through one after the other, evenly spaced. All who use one application share one
 * pacer, so that several executions together keep to the limit.
 */
export class RateLimiter {
	private readonly urgent: Waiting[] = [];

	private readonly ordinary: Waiting[] = [];

	private notBefore = 0;

	private running = false;

	constructor(private readonly clock: Clock) {}

	/**
	 * Waits for this caller's turn. Urgent callers (look-ups that decide about money already sent)
	 * come before ordinary ones; apart from that the order of the calls holds.
	 *
	 * @param requestsPerSecond the limit to keep to; fractions are allowed, and above 1 rounded down
	 * @param signal when it fires, the caller leaves the queue at once, without using up a turn
	 * @param stillWanted asked when the turn comes; a caller that says no gives the turn to the next
	 * @returns `true` when it is the caller's turn, `false` when it was ended by the signal or not wanted any more
	 */
	async acquire(
		requestsPerSecond: number,
		signal?: AbortSignal,
		isUrgent = false,
		stillWanted?: () => boolean,
	): Promise<boolean> {
		if (signal?.aborted) return false;
		const queue = isUrgent ? this.urgent : this.ordinary;
		return await new Promise<boolean>((resolve) => {
			const leave = () => {
				const place = queue.indexOf(waiting);
				if (place !== -1) queue.splice(place, 1);
				resolve(false);
			};
			const waiting: Waiting = {
				requestsPerSecond,
				stillWanted,
				release: (myTurn) => {
					signal?.removeEventListener('abort', leave);
					resolve(myTurn);
				},
			};
			queue.push(waiting);
			signal?.addEventListener('abort', leave, { once: true });
			if (!this.running) void this.run();
		});
	}

	/** Holds everybody back for some milliseconds, after the platform said "too many requests". */
	pauseFor(milliseconds: number): void {
		this.notBefore = Math.max(this.notBefore, this.clock.now() + milliseconds);
	}

	private async run(): Promise<void> {
		this.running = true;
		while (this.urgent.length + this.ordinary.length > 0) {
			const wait = this.notBefore - this.clock.now();
			if (wait > 0) {
				await this.clock.sleep(wait);
				continue;
			}
			const next = this.urgent.shift() ?? this.ordinary.shift();
			if (!next) break;
			if (next.stillWanted?.() === false) {
				next.release(false);
				continue;
			}
			this.notBefore = this.clock.now() + interval(next.requestsPerSecond);
			next.release(true);
		}
		this.running = false;
	}
}
