// setTimeout fires at once when the delay does not fit 31 bits.
const LONGEST_MS = 2 ** 31 - 1;

/** Timers that keep no process alive and can all be cancelled together. */
export class Timers {
	private readonly pending = new Map<NodeJS.Timeout, (() => void) | undefined>();

	/**
	 * @param ms delay, cut at about 24 days
	 * @param onCancel runs instead of `run` if `clear` comes first
	 */
	after(ms: number, run: () => void, onCancel?: () => void): void {
		const timer = setTimeout(
			() => {
				this.pending.delete(timer);
				run();
			},
			Math.min(ms, LONGEST_MS),
		);
		timer.unref();
		this.pending.set(timer, onCancel);
	}

	/** Resolves after `ms`; rejects if `clear` comes first. */
	async sleep(ms: number): Promise<void> {
		return new Promise((resolve, reject) => this.after(ms, resolve, () => reject(new Error('The sandbox was reset'))));
	}

	clear(): void {
		const cancelled = [...this.pending];
		this.pending.clear();
		for (const [timer, onCancel] of cancelled) {
			clearTimeout(timer);
			onCancel?.();
		}
	}
}
