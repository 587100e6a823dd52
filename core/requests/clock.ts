/** Time as runs see it; tests bring their own. */
export interface Clock {
	/** Milliseconds that never step back. */
	now: () => number;
	/** Waits for milliseconds; rejects when the signal fires. */
	sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}
