/** How many identifiers are kept; the oldest leave first. */
const MOST_SEEN = 1000;

/** Where n8n keeps what a trigger wants to remember. */
export interface SeenStore {
	seen?: unknown;
}

/** Whether this notification was accepted before. */
export function wasSeen(store: SeenStore, id: string): boolean {
	return Array.isArray(store.seen) && store.seen.includes(id);
}

/** Remembers an accepted notification, within bounds. */
export function remember(store: SeenStore, id: string): void {
	const seen = Array.isArray(store.seen) ? store.seen : [];
	store.seen = [...seen, id].slice(-MOST_SEEN);
}
