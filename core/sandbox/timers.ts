// setTimeout fires at once if the delay does not fit into 31 bits.
const LONGEST_MS = 2 ** 31 - 1;

/** Timers that do not keep the process alive and can be cancelled together. */
export class Timers {
	private readonly pending = new Map<NodeJS.Timeout, (() => void) | undefined>();

	/**
	 * Runs a function after a delay.
	 * @param ms milliseconds, at most about 24 days
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

	/** Resolves after `ms` milliseconds; rejects if `clear` comes first. */
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
