import { sleep } from 'n8n-workflow';
import type { Clock } from '../requests/clock';
import { RateLimiter } from '../requests/rateLimiter';

/** What all runs in one process share. */
export class SharedState {
	/** Numbers under which a payment is being made, each until it is let go. */
	private readonly held = new Map<string, Promise<void>>();

	private readonly limiters = new Map<string, RateLimiter>();

	constructor(readonly clock: Clock) {}

	/**
	 * Waits until nobody else in this process holds a payment's number, and holds it.
	 *
	 * @param key the application and the number
	 * @returns a function that lets the number go; `undefined` when the signal fired while others held it
	 */
	async holdNumber(key: string, signal: AbortSignal | undefined): Promise<(() => void) | undefined> {
		while (this.held.has(key)) {
			if (signal?.aborted) return undefined;
			await Promise.race([this.held.get(key), aborted(signal)]);
		}
		let letGo: () => void = () => undefined;
		this.held.set(key, new Promise<void>((resolve) => (letGo = resolve)));
		return () => {
			this.held.delete(key);
			letGo();
		};
	}

	/** The rate limiter of an application. @param key the same for all who share the platform's limit */
	limiterOf(key: string): RateLimiter {
		const limiter = this.limiters.get(key) ?? new RateLimiter(this.clock);
		this.limiters.set(key, limiter);
		return limiter;
	}
}

/** Resolves when the signal fires; without a signal, never. */
const aborted = async (signal: AbortSignal | undefined): Promise<void> =>
	await new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));

/** Of this process, outside tests. */
export const SHARED = new SharedState({ now: () => performance.now(), sleep });
