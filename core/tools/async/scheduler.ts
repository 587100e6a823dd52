/** Whatever waits for something; once it is dead, nothing happens to it any more. */
export interface Owner {
	isAlive: boolean;
	/** Until then it does nothing, and does all of it at once afterwards; in milliseconds. */
	standsStillUntil?: number;
}

interface Event {
	/** In milliseconds. */
	at: number;
	/** Decides among events of one time. */
	tie: number;
	run: () => void;
	owner: Owner | undefined;
}

/** Lets everything that is ready run. */
export const settle = async () => await new Promise<void>((resolve) => setImmediate(resolve));

/** Virtual time: it stands still while code runs, and jumps to the next event when somebody asks for it. */
export class Scheduler {
	/** In milliseconds. */
	time = 0;

	/** A binary heap, the next event first. */
	private readonly heap: Event[] = [];

	private scheduled = 0;

	/** @param tieBreak draws the order of events that happen at the same time; as they were scheduled, where there is none */
	constructor(private readonly tieBreak?: () => number) {}

	/** The time of the next event, or Infinity. */
	get nextAt(): number {
		return this.heap[0]?.at ?? Infinity;
	}

	/** Has something happen, in milliseconds of virtual time; at once where that time is over. */
	schedule(at: number, run: () => void, owner?: Owner): void {
		this.scheduled += 1;
		const event = { at: Math.max(at, this.time), tie: this.tieBreak?.() ?? this.scheduled, run, owner };
		const { heap } = this;
		let place = heap.length;
		while (place > 0) {
			const above = (place - 1) >> 1;
			const parent = heap[above] as Event;
			if (isBefore(parent, event)) break;
			heap[place] = parent;
			place = above;
		}
		heap[place] = event;
	}

	/** Lets the next event happen; `false` when there is none. */
	runNext(): boolean {
		const next = this.heap[0];
		if (!next) return false;
		this.removeFirst();
		this.time = Math.max(this.time, next.at);
		const { owner } = next;
		if (owner?.isAlive === false) return true;
		const { standsStillUntil = 0 } = owner ?? {};
		if (standsStillUntil > this.time) this.schedule(standsStillUntil, next.run, owner);
		else next.run();
		return true;
	}

	private removeFirst(): void {
		const { heap } = this;
		const last = heap.pop() as Event;
		if (heap.length === 0) return;
		let place = 0;
		for (;;) {
			let below = 2 * place + 1;
			if (below >= heap.length) break;
			if (below + 1 < heap.length && isBefore(heap[below + 1] as Event, heap[below] as Event)) below += 1;
			if (isBefore(last, heap[below] as Event)) break;
			heap[place] = heap[below] as Event;
			place = below;
		}
		heap[place] = last;
	}
}

const isBefore = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.tie <= b.tie);
