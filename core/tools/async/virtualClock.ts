import type { Clock } from '../../requests/clock';
import { Scheduler, settle } from './scheduler';

/** A clock that moves only when somebody sleeps and is woken. */
export class VirtualClock implements Clock {
	private readonly scheduler = new Scheduler();

	readonly now = () => this.scheduler.time;

	readonly sleep = async (milliseconds: number, signal?: AbortSignal) =>
		await new Promise<void>((resolve, reject) => {
			signal?.addEventListener('abort', () => reject(new Error('Stopped')), { once: true });
			this.scheduler.schedule(this.now() + milliseconds, resolve);
		});

	/** Wakes all sleepers up to a time, in their order. */
	async advanceTo(until: number): Promise<void> {
		for (;;) {
			await settle();
			if (this.scheduler.nextAt > until) break;
			this.wakeNext();
		}
		this.scheduler.time = Math.max(this.scheduler.time, until);
		await settle();
	}

	/** Moves on without waking anybody, as in a process that is busy with something else. */
	stall(until: number): void {
		this.scheduler.time = Math.max(this.scheduler.time, until);
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
		if (!this.scheduler.runNext()) throw new Error('Everybody waits, and nobody sleeps');
	}
}
