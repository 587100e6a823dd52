import { AdaptiveWindow, type Turn } from './adaptiveWindow';
import type { Clock } from './clock';
import { SpareTurns } from './spareTurns';

interface Waiting {
	since: number;
	requestsPerSecond: number;
	stillWanted: (() => boolean) | undefined;
	release: (turn: Turn | undefined) => void;
}

/**
 * Lets requests through one after the other. All who use one application in this process share one limiter; how fast,
 * its window decides.
 */
export class RateLimiter {
	private readonly urgent: Waiting[] = [];

	private readonly ordinary: Waiting[] = [];

	private running = false;

	private readonly window: AdaptiveWindow;

	/** When a caller had the latest turn, spare turns apart. */
	private lastTurn = -Infinity;

	/** Turns behind all others. */
	readonly spare: SpareTurns;

	constructor(
		private readonly clock: Clock,
		random: () => number = Math.random,
	) {
		this.window = new AdaptiveWindow(clock, random);
		this.spare = new SpareTurns(
			clock,
			{
				isWaiting: () => this.urgent.length + this.ordinary.length > 0,
				lastTurn: () => this.lastTurn,
				nextTurn: (requestsPerSecond) => this.window.nextTurn(requestsPerSecond),
				take: (requestsPerSecond) => this.window.take(requestsPerSecond),
				takeNext: async (requestsPerSecond) => (await this.acquire(requestsPerSecond, undefined, true)) as Turn,
			},
			random,
		);
	}

	/**
	 * Waits for this caller's turn. Urgent callers (look-ups that decide about money already sent, and requests that
	 * were refused) come before ordinary ones; apart from that the order of the calls holds.
	 *
	 * @param requestsPerSecond the most that is sent; fractions are allowed
	 * @param signal when it fires, the caller leaves the queue at once, without using up a turn
	 * @param stillWanted asked when the turn comes; a caller that says no gives the turn to the next
	 * @returns the turn, or `undefined` when the caller was ended by the signal or is not wanted any more
	 */
	async acquire(
		requestsPerSecond: number,
		signal?: AbortSignal,
		isUrgent = false,
		stillWanted?: () => boolean,
	): Promise<Turn | undefined> {
		if (signal?.aborted) return undefined;
		const queue = isUrgent ? this.urgent : this.ordinary;
		return await new Promise((resolve) => {
			const leave = () => {
				const place = queue.indexOf(waiting);
				if (place !== -1) queue.splice(place, 1);
				resolve(undefined);
			};
			const waiting: Waiting = {
				since: this.clock.now(),
				requestsPerSecond,
				stillWanted,
				release: (turn) => {
					signal?.removeEventListener('abort', leave);
					resolve(turn);
				},
			};
			queue.push(waiting);
			signal?.addEventListener('abort', leave, { once: true });
			if (!this.running) void this.run();
		});
	}

	private async run(): Promise<void> {
		this.running = true;
		for (;;) {
			const next = this.urgent[0] ?? this.ordinary[0];
			if (!next) break;
			const wait = this.window.nextTurn(next.requestsPerSecond) - this.clock.now();
			if (wait > 0) {
				await this.clock.sleep(wait);
				continue;
			}
			(this.urgent.length > 0 ? this.urgent : this.ordinary).shift();
			const { requestsPerSecond, since, stillWanted, release } = next;
			if (stillWanted?.() === false) {
				release(undefined);
				continue;
			}
			this.lastTurn = this.clock.now();
			release(this.window.take(requestsPerSecond, since));
		}
		this.running = false;
	}
}
