import type { ApiClient } from '../requests/apiClient';
import { checkItems } from '../run/checkItems';
import type { Values } from '../run/description';
import type { CheckedItem, Operation } from '../run/operation';
import { PAYMENT, type PlainCredential, plainRun } from '../tools/testing/plainPlatform';

const CLIENT = {} as ApiClient;

const UNPAID = { outcome: 'unpaid', nothing_sent: true };

type Changes = Parameters<typeof plainRun>[1] & { client?: ApiClient | undefined };

async function check(rows: Values[], { client = CLIENT, ...changes }: Changes = {}) {
	const { items, run, breaths } = plainRun(rows, changes);
	const checked = await checkItems(items, run, client);
	return { ...checked, breaths: breaths() };
}

/** An item in short: `ready`, the place that it repeats, or what is said of it. */
const inShort = (item: CheckedItem) => {
	if ('repeats' in item) return item.repeats;
	return 'problems' in item ? item.problems.join(' ') : 'ready';
};
const failureIn = (item: CheckedItem | undefined) => (item && 'failure' in item ? item.failure : undefined);

const payment = (changes: Partial<Operation<PlainCredential>>): Operation<PlainCredential> => ({
	...PAYMENT,
	...changes,
});
const refused = { error: 'The account is closed', advice: 'Open it.', details: { reason: 'closed' } };

describe('items before they are sent', () => {
	it('are checked one by one, and n8n gets its chance before each', async () => {
		const { items, notes, breaths } = await check([{ number: 'a' }, { number: 'b' }]);
		expect(items.map(inShort)).toEqual(['ready', 'ready']);
		expect(notes).toEqual([]);
		expect(breaths).toBe(2);
	});

	it('say what is wrong with them, each by itself', async () => {
		const { items } = await check([
			{ number: 'a', problem: "'To' is empty. Fill it in." },
			{ number: 'b' },
			{ number: 'c', unreadable: "'To' cannot be read. Correct the expression." },
			{ number: 'd', breaks: 'x is not a function' },
		]);
		expect(items.map(inShort)).toEqual([
			"'To' is empty. Fill it in.",
			'ready',
			"'To' cannot be read. Correct the expression.",
			'This row cannot be checked: "x is not a function".',
		]);
		expect(failureIn(items[0])).toEqual({
			error: "'To' is empty",
			advice: 'Fill it in.',
			details: { reason: 'input', ...UNPAID },
		});
	});

	it('say nothing of money where none moves', async () => {
		const { items } = await check([{ problem: 'No.' }], { operation: payment({ movesMoney: false }) });
		expect(failureIn(items[0])?.details).toEqual({ reason: 'input' });
	});

	it('say it where it is not a field that is wrong', async () => {
		const operation = payment({ check: () => ({ problems: ['Too much.'], reason: 'limit' }) });
		const { items } = await check([{}], { operation });
		expect(failureIn(items[0])?.details).toEqual({ reason: 'limit', ...UNPAID });
	});
});

describe('items of a credential that cannot be used', () => {
	it('are all wrong, and none is looked at', async () => {
		const looked: Values[] = [];
		const operation = payment({
			check(values) {
				looked.push(values);
				return { problems: [] };
			},
		});
		const { items, notes } = await check([{ number: 'a' }, { number: 'b' }], {
			...{ credential: { issue: "'App ID' is empty. Fill it in." }, operation },
		});
		expect(items.map(inShort)).toEqual(["'App ID' in the credential is empty. Fill it in.", items.map(inShort)[0]]);
		expect(failureIn(items[1])?.details).toEqual({ reason: 'credential', ...UNPAID });
		expect([notes, looked]).toEqual([[], []]);
	});
});

describe('items of an operation that asks the platform first', () => {
	it('are checked with what it found out', async () => {
		const facts: unknown[] = [];
		const operation = payment({
			async prepare(client, { credential, isTool }) {
				expect(client).toBe(CLIENT);
				expect([credential, isTool]).toEqual([{}, false]);
				return await Promise.resolve({ facts: 'open' });
			},
			check(values, context) {
				facts.push(context.facts);
				expect([context.credential, context.isTool]).toEqual([{}, false]);
				expect(context.routes('payment', 'pay')({})).toMatchObject({ path: '/query' });
				return PAYMENT.check(values, context);
			},
		});
		expect((await check([{ number: 'a' }], { operation })).items.map(inShort)).toEqual(['ready']);
		expect(facts).toEqual(['open']);
	});

	it('are all refused where that fails, and nothing of them was sent', async () => {
		const operation = payment({ prepare: async () => await Promise.resolve({ failure: refused }) });
		const { items, notes } = await check([{ number: 'a' }, { number: 'b' }], { operation });
		expect(items.map(inShort)).toEqual(['The account is closed. Open it.', 'The account is closed. Open it.']);
		expect(failureIn(items[1])).toEqual({ ...refused, details: { reason: 'closed', ...UNPAID } });
		expect(notes).toEqual([]);
	});

	it('are none without items, and nothing is asked', async () => {
		const never = async () => await Promise.reject(new Error('There is nobody to ask'));
		const operation = payment({ prepare: never, checkTogether: never, report: never });
		const { items, run } = plainRun([], { operation });
		expect(await checkItems(items, run, undefined)).toEqual({ items: [], notes: [] });
	});
});

describe('payments of one run under one number', () => {
	it('are one payment where they are the same, and none where they are not', async () => {
		const { items } = await check([
			{ number: 'a', to: 'x' },
			{ number: 'a', to: 'x' },
			{ number: 'b', to: 'x' },
			{ number: 'b', to: 'y' },
		]);
		expect(items.map(inShort)).toEqual([
			'ready',
			0,
			expect.stringContaining('The same number stands in row 4 for a different payment'),
			expect.stringContaining('The same number stands in row 3 for a different payment'),
		]);
		expect(failureIn(items[2])?.details).toEqual({ reason: 'input', ...UNPAID });
	});
});

describe('items that are looked at together', () => {
	const together = (failures: Array<[number, typeof refused]> = []) => {
		const asked: boolean[][] = [];
		const operation = payment({
			async checkTogether(items) {
				asked.push(items.map((item) => item !== undefined));
				return await Promise.resolve({ failures: new Map(failures), notes: ['Look.'] });
			},
		});
		return { asked, operation };
	};
	const rows = [{ number: 'a' }, { number: 'a' }, { problem: 'No.' }, { number: 'b' }];

	it('are those that are to be sent, in their places, and notes come along', async () => {
		const { asked, operation } = together([[3, refused]]);
		const { items, notes } = await check(rows, { operation });
		expect(asked).toEqual([[true, false, false, true]]);
		expect(notes).toEqual(['Look.']);
		expect(items.map(inShort)).toEqual(['ready', 0, 'No.', 'The account is closed. Open it.']);
		expect(failureIn(items[3])?.details).toEqual({ reason: 'closed', ...UNPAID });
	});

	it.each([
		['one is wrong, which ends the run', rows, 0],
		['all are well', [{ number: 'a' }], 1],
	])('are not, in a run that stops on failure, where %s', async (_where, given, times) => {
		const { asked, operation } = together();
		await check(given, { operation, stopOnFailure: true });
		expect(asked).toHaveLength(times);
	});

	it('are, also where one is wrong in a run that stops on failure, of an operation that only reports', async () => {
		const { asked, operation } = together();
		const report: Operation<PlainCredential>['report'] = async (items) =>
			await Promise.resolve({ forAll: { items: items.map(({ values, checked }) => [values, inShort(checked)]) } });
		const changes = { operation: { ...operation, report }, stopOnFailure: true };
		const { report: said } = await check(rows, changes);
		expect(asked).toHaveLength(1);
		expect(said).toEqual({ forAll: { items: rows.map((row, at) => [row, ['ready', 0, 'No.', 'ready'][at]]) } });
	});
});
