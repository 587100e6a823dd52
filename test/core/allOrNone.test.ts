import { AllOrNone, type RowEnd } from '../../nodes/shared/allOrNone';

const settle = async () => await new Promise<void>((resolve) => setImmediate(resolve));

describe('rows that are all sent or none', () => {
	it('wait until the last of them has been checked', async () => {
		const all = new AllOrNone<string>(3);
		const passed: number[] = [];
		const arrive = (row: number) => void all.arrive(row, `row-${row}`).then(() => passed.push(row));
		arrive(0);
		arrive(2);
		await settle();
		expect(passed).toEqual([]);
		arrive(1);
		await settle();
		expect(passed.sort()).toEqual([0, 1, 2]);
		expect(all.maySend).toBe(true);
	});

	it('may not be sent when one of them cannot pass its checks', async () => {
		const all = new AllOrNone<string>(2);
		await Promise.all([all.arrive(0, 'a'), all.arrive(1, 'b', 'bad')]);
		expect(all.maySend).toBe(false);
		const reports = await Promise.all([all.end(0, 'not sent'), all.end(1, 'failed')]);
		const expected = {
			first: { row: 1, label: 'b', failure: 'bad' },
			labels: { paid: [], failed: ['b'], unknown: [], 'not sent': ['a'] },
		};
		expect(reports).toEqual([expected, expected]);
	});

	it('stop being sent once one failed, and report the failure that came first in time', async () => {
		const all = new AllOrNone<string>(4);
		await Promise.all([3, 1, 0, 2].map(async (row) => await all.arrive(row, `row-${row}`)));
		expect(all.maySend).toBe(true);
		all.fail(2, 'second row in time');
		all.fail(0, 'later');
		expect(all.maySend).toBe(false);
		const ends: RowEnd[] = ['unknown', 'paid', 'failed', 'not sent'];
		const [report] = await Promise.all(ends.map(async (end, row) => await all.end(row, end)));
		expect(report).toEqual({
			first: { row: 2, label: 'row-2', failure: 'second row in time' },
			labels: { paid: ['row-1'], failed: ['row-2'], unknown: ['row-0'], 'not sent': ['row-3'] },
		});
	});

	it('report their numbers in the order of the rows', async () => {
		const all = new AllOrNone<string>(12);
		const rows = Array.from({ length: 12 }, (_, row) => row).reverse();
		await Promise.all(rows.map(async (row) => await all.arrive(row, String(row), row === 5 ? 'bad' : undefined)));
		const reports = await Promise.all(rows.map(async (row) => await all.end(row, 'failed')));
		expect(reports[0]?.labels.failed).toEqual(Array.from({ length: 12 }, (_, row) => String(row)));
	});

	it('report nothing when all were paid', async () => {
		const all = new AllOrNone<string>(2);
		await Promise.all([all.arrive(0, 'a'), all.arrive(1, 'b')]);
		expect(await Promise.all([all.end(0, 'paid'), all.end(1, 'paid')])).toEqual([undefined, undefined]);
	});

	it('end together', async () => {
		const all = new AllOrNone<string>(2);
		await Promise.all([all.arrive(0, 'a'), all.arrive(1, 'b')]);
		let hasEnded = false;
		const first = all.end(0, 'paid').then(() => (hasEnded = true));
		await settle();
		expect(hasEnded).toBe(false);
		await all.end(1, 'paid');
		await first;
		expect(hasEnded).toBe(true);
	});

	it('are over for a row that comes again, and for all once every row ended', async () => {
		const all = new AllOrNone<string>(2);
		expect(all.isOver(0)).toBe(false);
		const arrived = all.arrive(0, 'a');
		expect([all.isOver(0), all.isOver(1)]).toEqual([true, false]);
		await Promise.all([arrived, all.arrive(1, 'b')]);
		await Promise.all([all.end(0, 'paid'), all.end(1, 'paid')]);
		expect(all.isOver(7)).toBe(true);
	});

	it('need not wait when there is only one', async () => {
		const all = new AllOrNone<string>(1);
		await all.arrive(0, 'a');
		expect(await all.end(0, 'paid')).toBeUndefined();
	});
});

describe('a row in doubt', () => {
	it('keeps the others from sending until it has ended', async () => {
		const all = new AllOrNone<string>(2);
		await Promise.all([all.arrive(0, 'a'), all.arrive(1, 'b')]);
		all.doubt(0);
		expect([all.mayGo(0), all.mayGo(1)]).toEqual([true, false]);
		let goesOn = false;
		const waiting = all.withoutDoubt(1).then(() => (goesOn = true));
		await settle();
		expect(goesOn).toBe(false);
		const ended = all.end(0, 'paid');
		await waiting;
		expect(all.mayGo(1)).toBe(true);
		await Promise.all([ended, all.end(1, 'paid')]);
	});

	it('never waits for another one in doubt', async () => {
		const all = new AllOrNone<string>(2);
		await Promise.all([all.arrive(0, 'a'), all.arrive(1, 'b')]);
		all.doubt(0);
		all.doubt(1);
		await Promise.all([all.withoutDoubt(0), all.withoutDoubt(1)]);
		expect([all.mayGo(0), all.mayGo(1)]).toEqual([true, true]);
	});

	it('does not keep the others waiting when it failed: they may not go any more', async () => {
		const all = new AllOrNone<string>(2);
		await Promise.all([all.arrive(0, 'a'), all.arrive(1, 'b')]);
		all.doubt(0);
		const waiting = all.withoutDoubt(1);
		all.fail(0, 'refused');
		void all.end(0, 'failed');
		await waiting;
		expect([all.maySend, all.mayGo(1)]).toEqual([false, false]);
	});
});
