/** What of n8n's request options a deadline is made from. */
interface Timed {
	/** Milliseconds. */
	timeout?: number | undefined;
	abortSignal?: unknown;
}

/** So that n8n's own timeout, which says more, comes first where nothing arrives at all; in milliseconds. */
const GRACE = 500;

/** What timers can wait for; beyond it they fire at once. In milliseconds. */
const LONGEST = 2 ** 31 - 1;

/**
 * Gives a request an absolute deadline: its timeout, and a little more. n8n's own timeout starts afresh with every byte that arrives, so a
 * response that trickles would never end.
 *
 * @returns the options with a signal that fires at the deadline, or when the signal they had fires
 */
export function withDeadline<T extends Timed>(options: T): T {
	if (!options.timeout) return options;
	const deadline = AbortSignal.timeout(Math.min(options.timeout + GRACE, LONGEST));
	const stopped = options.abortSignal instanceof AbortSignal ? options.abortSignal : undefined;
	return { ...options, abortSignal: stopped ? AbortSignal.any([stopped, deadline]) : deadline };
}
