import type { Clock } from './clock';

/** Milliseconds that a second is longer here than the platform counts: a request may be faster than any before it. */
const MARGIN = 5;

/** The most, in milliseconds, that it is longer still since some requests are faster than others. */
const MOST_SPREAD = 25;

/** The same for the first requests, when connections are made and other lists are still being read. */
const MOST_SPREAD_AT_FIRST = 200;
const FIRST = 10;

const LONGEST_SECOND = 1000 + MARGIN + MOST_SPREAD_AT_FIRST;

/** How long turns stay fewer after a refusal before one more is tried, in milliseconds: doubled by every refusal. */
const FIRST_RECOVERY = 500;
const SLOWEST_RECOVERY = 6000;

/** How long one more turn has to go well before the next is tried, in milliseconds. */
const PROVEN = 1500;

/** How many responses tell how long one takes. */
const RECENT = 25;

/** Refused all the time, a process sends one request in two seconds. */
const FEWEST_TURNS = 0.5;

/** Says what became of a request. */
export interface Turn {
	/** The platform took it. */
	accepted(): void;
	/** The platform said "too many requests". */
	refused(): void;
}

/** A request whose turn has come, in milliseconds. */
interface Sent {
	at: number;
	/** How long its response took, once there is one. */
	took?: number;
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
	/** Turns that were not refused, the latest last; those that left the window are forgotten, but for one. */
	private readonly sent: Sent[] = [];

	/** How long the latest responses took. The first is made up, since at first nobody knows how fast one may be. */
	private readonly durations = [0];

	/** Of the latest responses: the middle, and the least. */
	private usual = 0;

	private fastest = 0;

	/** Turns are spaced evenly from here on: about when the latest was. */
	private spacedFrom = -Infinity;

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
		return Math.max(this.notBefore, this.spacedFrom + 1000 / requestsPerSecond, this.leaves(size));
	}

	/**
	 * Takes a turn now.
	 *
	 * @param since when its caller asked for it; without, the next turn need not be an interval away from this one, where the rate is a whole number
	 */
	take(requestsPerSecond: number, since?: number): Turn {
		const turn: Sent = { at: this.clock.now() };
		while (this.sent.length > 1 && this.arrival(this.sent[0] ?? turn) <= turn.at - LONGEST_SECOND) this.sent.shift();
		this.sent.push(turn);
		this.most = Math.max(this.most, mostTurns(requestsPerSecond));
		const interval = 1000 / requestsPerSecond;
		// A turn that came late does not make those after it late as well, where the window keeps the rate by itself.
		const late = this.size === Infinity && Number.isInteger(requestsPerSecond) ? interval / 2 : 0;
		// A rate that is no whole number is kept by the intervals alone.
		if (since !== undefined || !Number.isInteger(requestsPerSecond)) {
			this.spacedFrom = Math.max(this.spacedFrom + interval, since ?? turn.at, this.notBefore, turn.at - late);
		}
		return {
			accepted: () => {
				turn.took = this.clock.now() - turn.at;
				this.learn(turn.took);
				this.prove();
			},
			refused: () => {
				const place = this.sent.indexOf(turn);
				if (place !== -1) this.sent.splice(place, 1);
				this.shrink();
			},
		};
	}

	/** When one more turn than so many fits into the window. */
	private leaves(size: number): number {
		const many = Math.ceil(size);
		if (this.sent.length < many) return -Infinity;
		const arrivals = this.sent.map((sent) => this.arrival(sent)).sort((a, b) => b - a);
		return (arrivals[many - 1] ?? -Infinity) + this.lengthOf(size);
	}

	/**
	 * When a request arrived, as far as can be told: one whose response took longer than usual may have left or arrived
	 * that much later, and the one that follows it in the window would come too early.
	 */
	private arrival({ at, took = 0 }: Sent): number {
		return at + Math.max(0, took - this.usual);
	}

	/** Milliseconds in which that many turns fit. A request may be faster than usual, and so come early. */
	private lengthOf(size: number): number {
		const most = this.durations.length > FIRST ? MOST_SPREAD : MOST_SPREAD_AT_FIRST;
		return (1000 + MARGIN + Math.min(this.usual - this.fastest, most)) / Math.min(size, 1);
	}

	private learn(took: number): void {
		this.durations.push(took);
		if (this.durations.length > RECENT) this.durations.shift();
		const sorted = [...this.durations].sort((a, b) => a - b);
		this.fastest = sorted[0] ?? took;
		this.usual = sorted[sorted.length >> 1] ?? took;
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
		this.notBefore = now + (this.lengthOf(this.size) / Math.max(this.size, 1)) * (0.5 + this.random());
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
