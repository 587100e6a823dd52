import type { Clock } from './clock';

/** A second, as the platform counts, and a little more: requests shift on the way, and one that comes early is refused. */
const MARGIN = 25;
const WINDOW = 1000 + MARGIN;

/** How long turns stay fewer after a refusal before one more is tried, in milliseconds: doubled by every refusal. */
const FIRST_RECOVERY = 500;
const SLOWEST_RECOVERY = 6000;

/** How long one more turn has to go well before the next is tried, in milliseconds. */
const PROVEN = 1500;

/** How many responses tell how long one usually takes. */
const RECENT = 9;

/** Refused all the time, a process sends one request in two seconds. */
const FEWEST_TURNS = 0.5;

/** Says what became of a request. */
export interface Turn {
	/** The platform took it. */
	accepted(): void;
	/** The platform said "too many requests". */
	refused(): void;
}

/**
 * Finds out how many requests a second an application can send, and says when the next may go.
 *
 * Other processes may use the same application, and only refusals tell of them. So this is a sliding window whose size
 * adapts, as TCP's congestion window does: every refusal takes one turn a second away, and one more is tried after a
 * while (additive increase), later each time it fails (exponential backoff). Where processes share a limit, half of
 * what they send is refused in the first second; then each has the turns that were not.
 *
 * A window, rather than even spacing at a lower rate, since a turn that was accepted is free again a second later:
 * whoever keeps to such turns is not refused. Processes that space evenly at 2.5 a second still meet in some seconds
 * as six requests, over and over, if their intervals are the same.
 */
export class AdaptiveWindow {
	/** Times of turns that were not refused, the latest last; those that left the window are forgotten, but for one. */
	private readonly turns: number[] = [];

	/** How long the latest responses took, in milliseconds. */
	private readonly durations: number[] = [];

	private lastTurn = -Infinity;

	private notBefore = -Infinity;

	/** How many turns fit into the window; below 1, the window is longer. Infinite where only callers' rates count. */
	private size = Infinity;

	/** Of all callers so far. */
	private most = 1;

	/** Doubled before it is used. */
	private recovery = FIRST_RECOVERY / 2;

	private growAt = Infinity;

	/** When one more turn was tried that has not proven itself yet. */
	private grownAt = Infinity;

	constructor(
		private readonly clock: Clock,
		private readonly random: () => number = Math.random,
	) {}

	/** When the next turn is. */
	nextTurn(requestsPerSecond: number): number {
		this.grow();
		const size = Math.min(this.size, mostTurns(requestsPerSecond));
		const leaving = this.turns.at(-Math.ceil(size)) ?? -Infinity;
		return Math.max(this.notBefore, this.lastTurn + 1000 / requestsPerSecond, leaving + lengthOf(size));
	}

	/** Takes a turn now. */
	take(requestsPerSecond: number): Turn {
		const at = this.clock.now();
		while (this.turns.length > 1 && (this.turns[0] ?? at) <= at - WINDOW) this.turns.shift();
		this.turns.push(at);
		this.lastTurn = at;
		this.most = Math.max(this.most, mostTurns(requestsPerSecond));
		return {
			accepted: () => {
				this.arrivedLate(at);
				this.prove();
			},
			refused: () => {
				const place = this.turns.lastIndexOf(at);
				if (place !== -1) this.turns.splice(place, 1);
				this.shrink();
			},
		};
	}

	/**
	 * Counts a turn from when its request arrived, as far as can be told: one whose response took longer than usual may
	 * have left or arrived that much later, and the one that follows it in the window would come too early.
	 */
	private arrivedLate(at: number): void {
		const duration = this.clock.now() - at;
		this.durations.push(duration);
		if (this.durations.length > RECENT) this.durations.shift();
		const usual = [...this.durations].sort((a, b) => a - b)[this.durations.length >> 1] ?? duration;
		const late = duration - usual - MARGIN;
		const place = this.turns.lastIndexOf(at);
		if (late <= 0 || place === -1) return;
		this.turns[place] = at + late;
		this.turns.sort((a, b) => a - b);
	}

	/** Takes one turn away for a while, and pauses for about an interval. */
	private shrink(): void {
		const now = this.clock.now();
		const size = Math.min(this.size, this.most);
		this.size = size > 1 ? size - 1 : FEWEST_TURNS;
		this.recovery = Math.min(this.recovery * 2, SLOWEST_RECOVERY);
		this.growAt = now + this.recovery * (0.75 + this.random() / 2);
		this.grownAt = Infinity;
		// With jitter, so that processes that met once do not meet again and again.
		this.notBefore = now + (lengthOf(this.size) / Math.max(this.size, 1)) * (0.5 + this.random());
	}

	/** Tries one more turn when it is time, up to the callers' rates. */
	private grow(): void {
		const now = this.clock.now();
		for (; this.growAt <= now; this.growAt += this.recovery) {
			this.size = Math.floor(this.size) + 1;
			this.grownAt = now;
			if (this.size >= this.most) {
				this.size = Infinity;
				this.growAt = Infinity;
			}
		}
	}

	/** Goes on growing without delay where one more turn has gone well for a while. */
	private prove(): void {
		const now = this.clock.now();
		if (now - this.grownAt < PROVEN) return;
		this.grownAt = Infinity;
		this.recovery = FIRST_RECOVERY / 2;
		this.growAt = Math.min(this.growAt, now + PROVEN);
	}
}

/** How many whole requests a second may hold. */
const mostTurns = (requestsPerSecond: number) => Math.max(1, Math.ceil(requestsPerSecond));

/** Milliseconds in which that many turns fit. */
const lengthOf = (size: number) => WINDOW / Math.min(size, 1);
