interface Watcher {
	check: () => void;
	cancel: () => void;
}

const DEFAULT_TIMEOUT_MS = 5000;

/** Lets callers wait until a sandbox reaches some state. */
export class Watchers<State> {
	private readonly watchers = new Set<Watcher>();
	private checking = false;

	constructor(private readonly snapshot: () => State) {}

	/** Checks the state once for all changes in this turn of the event loop, since copying it is slow. */
	changed(): void {
		if (this.checking || this.watchers.size === 0) return;
		this.checking = true;
		setImmediate(() => {
			this.checking = false;
			for (const watcher of [...this.watchers]) watcher.check();
		});
	}

	/** Resolves with the first state for which `predicate` is true, now or later; rejects after `timeoutMs` or on `cancel`. */
	async waitFor(predicate: (state: State) => boolean, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<State> {
		return new Promise((resolve, reject) => {
			const end = (outcome: () => void) => {
				clearTimeout(timer);
				this.watchers.delete(watcher);
				outcome();
			};
			const timer = setTimeout(
				() =>
					end(() =>
						reject(new Error(`The sandbox did not reach that state within ${timeoutMs} ms: ${predicate.toString()}`)),
					),
				timeoutMs,
			);
			const watcher: Watcher = {
				check: () => {
					const state = this.snapshot();
					if (predicate(state)) end(() => resolve(state));
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
