interface Watcher {
	check: () => void;
	cancel: () => void;
}

const DEFAULT_TIMEOUT_MS = 5000;

/** Those who wait for a sandbox to get somewhere. */
export class Watchers<State> {
	private readonly watchers = new Set<Watcher>();
	private checking = false;

	constructor(private readonly snapshot: () => State) {}

	/** Looks at the new state once for all changes of this turn, since a copy of the state costs time. */
	changed(): void {
		if (this.checking || this.watchers.size === 0) return;
		this.checking = true;
		setImmediate(() => {
			this.checking = false;
			for (const watcher of [...this.watchers]) watcher.check();
		});
	}

	/** Resolves with the first state that fits, at once or after a later change; rejects after `timeoutMs`. */
	async waitFor(fits: (state: State) => boolean, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<State> {
		return new Promise((resolve, reject) => {
			const end = (outcome: () => void) => {
				clearTimeout(timer);
				this.watchers.delete(watcher);
				outcome();
			};
			const timer = setTimeout(
				() => end(() => reject(new Error(`The sandbox did not get there within ${timeoutMs} ms: ${fits.toString()}`))),
				timeoutMs,
			);
			const watcher: Watcher = {
				check: () => {
					const state = this.snapshot();
					if (fits(state)) end(() => resolve(state));
				},
				cancel: () => end(() => reject(new Error('The sandbox was closed'))),
			};
			this.watchers.add(watcher);
			watcher.check();
		});
	}

	cancel(): void {
		for (const watcher of [...this.watchers]) watcher.cancel();
	}
}
