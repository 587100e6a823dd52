/** Lets everything that is ready run. */
export const settle = async () => await new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that moves only when it is told to. */
export function virtualClock() {
	let time = 0;
	const sleepers: Array<{ until: number; wake: () => void }> = [];
	return {
		now: () => time,
		sleep: async (milliseconds: number, signal?: AbortSignal) =>
			await new Promise<void>((resolve, reject) => {
				sleepers.push({ until: time + milliseconds, wake: resolve });
				signal?.addEventListener('abort', () => reject(new Error('Stopped')), { once: true });
			}),
		/** Wakes all sleepers up to a time, in their order. */
		async advanceTo(until: number) {
			for (;;) {
				await settle();
				sleepers.sort((a, b) => a.until - b.until);
				if (sleepers.length === 0 || (sleepers[0]?.until ?? 0) > until) break;
				const next = sleepers.shift();
				time = Math.max(time, next?.until ?? 0);
				next?.wake();
			}
			time = Math.max(time, until);
			await settle();
		},
	};
}
