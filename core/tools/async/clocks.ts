import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../requests/clock';

/** High enough that no pause is felt, and low enough that timers, which count whole milliseconds, keep the pace. */
const SPEED = 50;

/** Runs 50 times faster than real time: every pause and the pace are kept in relation to each other. */
export const fastClock: Clock = {
	now: () => performance.now() * SPEED,
	sleep: async (milliseconds, signal) =>
		await setTimeout(milliseconds / SPEED, undefined, signal === undefined ? {} : { signal }),
};

/** Stands still: whoever sleeps is woken by a signal alone. */
export const stoppedClock = (): Clock => ({
	now: () => 0,
	sleep: async (_milliseconds, signal) =>
		await new Promise((_resolve, reject) => {
			signal?.addEventListener('abort', () => reject(new Error('Stopped')), { once: true });
		}),
});
