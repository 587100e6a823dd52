import type { Turn } from './adaptiveWindow';
import type { Clock } from './clock';

/** So many intervals after a turn of others they are taken to be at work, so that the next of theirs finds room. */
const QUIET = 5;

/** However busy others are, one turn in so many is taken. */
const SHARE = 40;

/** A second, as the platform counts, and a little more; in milliseconds. */
const SECOND = 1030;

/** Intervals between turns where the limit is too low to leave others one of each second. */
const SPARSE = 3;

/**
 * How long none is taken after "too many requests", in milliseconds: others use the application elsewhere. Each turn
 * that goes well makes the pause before the next four times shorter.
 */
const AFTER_REFUSAL = 60_000;

/** Those who come first. */
interface Others {
	/** Whether somebody waits for a turn. */
	isWaiting(): boolean;
	/** When somebody had the latest. */
	lastTurn(): number;
	/** When the next is possible. */
	nextTurn(requestsPerSecond: number): number;
	/** Takes a turn now that others are not spaced from. */
	take(requestsPerSecond: number): Turn;
	/** Takes one of the next turns. */
	takeNext(requestsPerSecond: number): Promise<Turn>;
}

interface Waiting {
	requestsPerSecond: number;
	since: number;
	until: number;
	stillWanted: (() => boolean) | undefined;
	release: (turn: Turn | undefined) => void;
}

/**
 * Turns that nobody else needs, for requests that can wait. They hardly slow others down: none is taken while others
 * wait or have just had a turn, one turn of each second stays free for them, and where others use the application in
 * another process, which only "too many requests" tells, next to none is taken.
 */
export class SpareTurns {
	private readonly waiting: Waiting[] = [];

	private running = false;

	/** Ends the sleep until it is time to look again. */
	private alarm = new AbortController();

	/** When that is. */
	private wakesAt = Infinity;

	private lastTurn = -Infinity;

	/** Turns are spaced by chance, up to half as far again, lest it be always others who are refused. */
	private spread = 1;

	/** Before the next turn, in milliseconds; next to nothing when all is well. */
	private pause = 0;

	constructor(
		private readonly clock: Clock,
		private readonly others: Others,
		private readonly random: () => number,
	) {}

	/**
	 * Waits for a turn, in the order of the calls.
	 *
	 * @param until by the clock; a caller who has no turn by then leaves
	 * @param signal when it fires, the caller leaves at once
	 * @param stillWanted asked when the turn comes
	 * @returns the turn, or `undefined` when the caller left or is not wanted any more
	 */
	async acquire(
		requestsPerSecond: number,
		until: number,
		signal: AbortSignal | undefined,
		stillWanted: (() => boolean) | undefined,
	): Promise<Turn | undefined> {
		if (signal?.aborted || until <= this.clock.now()) return undefined;
		return await new Promise((resolve) => {
			const leave = () => this.leave(waiting);
			const waiting: Waiting = {
				requestsPerSecond,
				since: this.clock.now(),
				until,
				stillWanted,
				release: (turn) => {
					signal?.removeEventListener('abort', leave);
					resolve(turn);
				},
			};
			this.waiting.push(waiting);
			signal?.addEventListener('abort', leave, { once: true });
			if (!this.running) void this.run();
			else if (until < this.wakesAt) this.alarm.abort();
		});
	}

	private leave(waiting: Waiting): void {
		const place = this.waiting.indexOf(waiting);
		if (place !== -1) this.waiting.splice(place, 1);
		waiting.release(undefined);
		if (this.waiting.length === 0) this.alarm.abort();
	}

	private async run(): Promise<void> {
		this.running = true;
		for (;;) {
			const now = this.clock.now();
			for (const late of this.waiting.filter(({ until }) => until <= now)) this.leave(late);
			const [next] = this.waiting;
			if (!next) break;
			const at = this.nextTurn(next);
			if (at > now) {
				this.wakesAt = Math.min(at, ...this.waiting.map(({ until }) => until));
				this.alarm = new AbortController();
				await this.clock.sleep(this.wakesAt - now, this.alarm.signal).catch(() => undefined);
				continue;
			}
			this.waiting.shift();
			next.release(next.stillWanted?.() === false ? undefined : await this.take(next));
		}
		this.running = false;
	}

	/** When a turn is possible, or when to look again: others may come meanwhile. */
	private nextTurn({ requestsPerSecond, since }: Waiting): number {
		const interval = 1000 / requestsPerSecond;
		const size = Math.ceil(requestsPerSecond);
		const spacing = size > 1 ? SECOND / (size - 1) : interval * SPARSE;
		const quietFrom = this.others.isWaiting() ? this.clock.now() : this.others.lastTurn();
		const unneeded = Math.max(quietFrom + interval * QUIET, this.lastTurn + spacing * this.spread);
		const due = Math.max(this.lastTurn, since) + interval * SHARE;
		const soonest = Math.max(Math.min(unneeded, due), this.lastTurn + this.pause);
		return this.others.isWaiting() ? soonest : Math.max(soonest, this.others.nextTurn(requestsPerSecond));
	}

	private async take({ requestsPerSecond }: Waiting): Promise<Turn> {
		this.lastTurn = this.clock.now();
		this.spread = 1 + this.random() / 2;
		const turn = this.others.isWaiting()
			? await this.others.takeNext(requestsPerSecond)
			: this.others.take(requestsPerSecond);
		return {
			accepted: () => {
				this.pause /= 4;
				this.alarm.abort();
				turn.accepted();
			},
			refused: () => {
				this.pause = AFTER_REFUSAL;
				turn.refused();
			},
		};
	}
}
