/** How many identifiers are kept for each trigger; the oldest leave first. */
const MOST_SEEN = 1000;

/** Where n8n keeps what a trigger wants to remember. */
export interface SeenIdsStore {
	seen?: unknown;
}

/**
 * Which notifications a trigger has accepted. n8n's store outlives a restart, but calls that run at
 * the same time overwrite each other's entries in it; so what this process knows is put back with
 * every entry that follows.
 */
export class SeenIds {
	private readonly known = new Map<string, string[]>();

	/** Whether this notification was accepted before, as far as the store or this process knows. */
	has(trigger: string, store: SeenIdsStore, id: string): boolean {
		return this.all(trigger, store).includes(id);
	}

	/** Puts an accepted notification into n8n's store, which n8n keeps only if the execution was stored or queued. */
	store(trigger: string, store: SeenIdsStore, id: string): void {
		store.seen = [...new Set([...this.all(trigger, store), id])].slice(-MOST_SEEN);
	}

	/** Remembers in this process that n8n has stored or queued the execution. */
	confirm(trigger: string, id: string): void {
		this.known.set(trigger, [...(this.known.get(trigger) ?? []), id].slice(-MOST_SEEN));
	}

	private all(trigger: string, { seen }: SeenIdsStore): string[] {
		return [...(Array.isArray(seen) ? (seen as string[]) : []), ...(this.known.get(trigger) ?? [])];
	}
}
