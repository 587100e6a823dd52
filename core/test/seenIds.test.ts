import { SeenIds, type SeenIdsStore } from '../notifications/seenIds';

describe('what was seen', () => {
	it('is remembered, the last 1,000, and the oldest leaves first', () => {
		const seen = new SeenIds();
		const store: SeenIdsStore = {};
		for (let index = 0; index < 1005; index++) seen.store('trigger', store, `id-${index}`);
		expect(store.seen).toHaveLength(1000);
		expect(['id-4', 'id-5', 'id-1004', 'id'].map((id) => seen.has('trigger', store, id))).toEqual([
			false,
			true,
			true,
			false,
		]);
	});

	it.each([undefined, null, 'id-1', { 0: 'id-1' }, 5])('starts afresh where the store holds %p', (held) => {
		const seen = new SeenIds();
		const store: SeenIdsStore = { seen: held };
		expect(seen.has('trigger', store, 'id-1')).toBe(false);
		seen.store('trigger', store, 'id-1');
		expect(store.seen).toEqual(['id-1']);
	});

	it('survives a store that a request at the same time has overwritten, once n8n has stored the execution', () => {
		const seen = new SeenIds();
		const overwritten: SeenIdsStore = { seen: ['id-2'] };
		seen.store('trigger', {}, 'id-1');
		expect(seen.has('trigger', overwritten, 'id-1')).toBe(false);
		seen.confirm('trigger', 'id-1');
		expect(seen.has('trigger', overwritten, 'id-1')).toBe(true);
		seen.store('trigger', overwritten, 'id-3');
		expect(overwritten.seen).toEqual(['id-2', 'id-1', 'id-3']);
	});

	it('is kept apart for each trigger', () => {
		const seen = new SeenIds();
		seen.confirm('one', 'id-1');
		expect(seen.has('another', {}, 'id-1')).toBe(false);
	});

	it('is bounded in this process as well', () => {
		const seen = new SeenIds();
		for (let index = 0; index < 1005; index++) seen.confirm('trigger', `id-${index}`);
		expect(['id-4', 'id-5'].map((id) => seen.has('trigger', {}, id))).toEqual([false, true]);
	});
});
