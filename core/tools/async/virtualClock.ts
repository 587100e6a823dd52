import type { Clock } from '../../requests/clock';

/** Lets everything that is ready run. */
export const settle = async () => await new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that moves only when somebody sleeps and is woken. */
export class VirtualClock implements Clock {
	private time = 0;

	/** By the time at which they wake, the first last. */
	private readonly sleepers: Array<{ until: number; wake: () => void }> = [];

	readonly now = () => this.time;

	readonly sleep = async (milliseconds: number, signal?: AbortSignal) =>
		await new Promise<void>((resolve, reject) => {
			signal?.addEventListener('abort', () => reject(new Error('Stopped')), { once: true });
			const sleeper = { until: this.time + milliseconds, wake: resolve };
			const place = this.sleepers.findLastIndex(({ until }) => until > sleeper.until) + 1;
			this.sleepers.splice(place, 0, sleeper);
		});

	/** Wakes all sleepers up to a time, in their order. */
	async advanceTo(until: number): Promise<void> {
		for (;;) {
			await settle();
			if ((this.sleepers.at(-1)?.until ?? Infinity) > until) break;
			this.wakeNext();
		}
		this.time = Math.max(this.time, until);
		await settle();
	}

	/** Moves on without waking anybody, as in a process that is busy with something else. */
	stall(until: number): void {
		this.time = Math.max(this.time, until);
	}

	/** Wakes sleepers until something is done. */
	async advanceUntilDone(work: Promise<unknown>): Promise<void> {
		const state = { isDone: false };
		void work.finally(() => (state.isDone = true));
		for (;;) {
			await settle();
			if (state.isDone) return;
			this.wakeNext();
		}
	}

	private wakeNext(): void {
		const next = this.sleepers.pop();
		if (!next) throw new Error('Everybody waits, and nobody sleeps');
		this.time = Math.max(this.time, next.until);
		next.wake();
	}
}
