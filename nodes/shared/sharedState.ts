import { sleep } from 'n8n-workflow';
import { RateLimiter } from './rateLimiter';

/** Time as runs see it; tests bring their own. */
export interface Clock {
	/** Milliseconds that never step back. */
	now: () => number;
	/** Waits for milliseconds; rejects when the signal fires. */
	sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** What all runs in one process share. */
export class SharedState {
	private readonly limiters = new Map<string, RateLimiter>();

	constructor(readonly clock: Clock) {}

	/** The rate limiter of an application. @param key the same for all who share the platform's limit */
	limiterOf(key: string): RateLimiter {
		const limiter = this.limiters.get(key) ?? new RateLimiter(this.clock);
		this.limiters.set(key, limiter);
		return limiter;
	}
}

/** Of this process, outside tests. */
export const SHARED = new SharedState({ now: () => performance.now(), sleep });
