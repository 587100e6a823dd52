import type { Clock } from '../../core/requests/clock';
import { SharedState } from '../../core/run/sharedState';
import type { Owner, Scheduler } from '../../core/tools/async/scheduler';
import type { Draw } from './draw';
import type { SentRequest } from './exchange';

let made = 0;

/** A process of n8n, from its start to its crash: whatever it knows and waits for is gone then. */
export class N8nProcess implements Owner {
	isAlive = true;

	/** Its event loop is blocked, or its machine is. */
	standsStillUntil = 0;

	/** The requests that it sent, in their order. */
	readonly sent: SentRequest[] = [];

	/** A name that no other process has. */
	readonly memory = `process ${(made += 1)}`;

	readonly clock: Clock;

	/** What its runs share. */
	readonly shared: SharedState;

	/** @param busy how many timers (0 to 1) fire up to 150 ms late; all can be late by a millisecond or so */
	constructor(
		readonly name: string,
		private readonly scheduler: Scheduler,
		draw: Draw,
		busy: number,
	) {
		const startedAt = scheduler.time;
		this.clock = {
			// Counts from the start, as performance.now() does.
			now: () => scheduler.time - startedAt,
			sleep: async (milliseconds, signal) => {
				const late = draw.random() < busy ? draw.between(0, 150) : draw.between(0, 1.5);
				await this.wait(Math.max(1, Math.trunc(milliseconds)) + late, signal);
			},
		};
		this.shared = new SharedState(this.clock);
	}

	/** Waits as n8n's own sleep does. */
	async wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const stop = () => reject(new Error('Stopped'));
			if (signal?.aborted) return stop();
			signal?.addEventListener('abort', stop, { once: true });
			const wake = () => {
				signal?.removeEventListener('abort', stop);
				resolve();
			};
			this.scheduler.schedule(this.scheduler.time + milliseconds, wake, this);
		});
	}
}
