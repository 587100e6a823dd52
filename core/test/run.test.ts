import type { ApiClient } from '../requests/apiClient';
import type { Values } from '../run/description';
import type { ItemOutcome } from '../run/operation';
import { runItems } from '../run/run';
import { SharedState } from '../run/sharedState';
import { LOOK_UP, PAYMENT, plainRun } from '../tools/testing/plainPlatform';

const rows = (...numbers: string[]): Values[] => numbers.map((number) => ({ number, to: 'x' }));

/** Outcomes in short: the json's result, or why there is none. */
const inShort = (outcome: ItemOutcome) => {
	if ('failure' in outcome) return outcome.failure.details.reason ?? outcome.failure.details.code;
	return 'json' in outcome ? (outcome.json['result'] ?? 'found') : outcome.list;
};

type Options = Parameters<typeof plainRun>[1];

async function end(given: Values[], options: Options = {}) {
	const run = plainRun(given, options);
	const outcome = await run.ended();
	return { ...run, outcome, outcomes: 'outcomes' in outcome ? outcome.outcomes.map(inShort) : undefined };
}

describe('a run that goes on', () => {
	it('of nothing ends with nothing', async () => {
		for (const stopOnFailure of [true, false]) {
			const { outcome, sent } = await end([], { stopOnFailure });
			expect([outcome, sent]).toEqual([{ outcomes: [], notes: [] }, []]);
		}
	});

	it('tells of each item what became of it', async () => {
		const says = ({ number }: Values) => ({ b: 7, c: undefined })[String(number)] ?? (number === 'c' ? undefined : 0);
		const { outcomes } = await end([...rows('a', 'b', 'c'), { problem: 'No.' }], { says });
		expect(outcomes).toEqual(['sent', 7, 'cut', 'input']);
	});

	it('pays a number once that stands there twice, and both say so', async () => {
		const { outcome, sent } = await end(rows('a', 'b', 'a'));
		expect(sent.map(({ number }) => number)).toEqual(['a', 'b']);
		expect(outcome).toMatchObject({
			outcomes: [
				{ json: { number: 'a', result: 'sent' } },
				{ json: { number: 'b', result: 'sent' } },
				{ json: { number: 'a', result: 'sent before', already_existed: true } },
			],
		});
		expect((await end(rows('a', 'a'), { says: () => 7 })).outcomes).toEqual([7, 7]);
	});

	it('sums up once every item has ended', async () => {
		const sumUp = (all: Array<{ outcome: ItemOutcome; checked: object }>) => [
			all.map(({ checked, outcome }) => `${Object.keys(checked).length > 0} ${String(inShort(outcome))}`).join(),
		];
		const { outcome } = await end([...rows('a'), { problem: 'No.' }], { operation: { ...PAYMENT, sumUp } });
		expect(outcome).toMatchObject({ notes: ['true sent,true input'] });
	});
});

describe('a run of an operation that only reports', () => {
	it.each([true, false])('sends nothing, and ends with the report (stops on failure: %p)', async (stopOnFailure) => {
		const report = async () => await Promise.resolve({ forAll: { fine: true } });
		const operation = { ...PAYMENT, report };
		const { outcome, sent } = await end([...rows('a'), { problem: 'No.' }], { operation, stopOnFailure });
		expect(outcome).toEqual({ forAll: { fine: true }, notes: [] });
		expect(sent).toEqual([]);
	});
});

describe('a number that is being paid by another run', () => {
	it('is waited for', async () => {
		const { clock } = plainRun([]);
		const shared = new SharedState(clock);
		const runs = [1, 2].map(() => plainRun(rows('a'), { shared, takes: 1000 }));
		const ends = Promise.all(runs.map(async ({ items, run }) => await runItems(items, run)));
		await clock.advanceUntilDone(ends);
		expect(runs.map(({ sent }) => sent.map(({ at }) => at))).toEqual([[0], [1000]]);
	});

	it('is let go of by whoever is stopped meanwhile, with nothing sent', async () => {
		const stop = new AbortController();
		const { clock } = plainRun([]);
		const shared = new SharedState(clock);
		const first = plainRun(rows('a'), { shared, takes: 1000 });
		const second = plainRun(rows('a'), { shared, signal: stop.signal });
		const ends = [first, second].map(async ({ items, run }) => await runItems(items, run));
		await clock.advanceTo(500);
		stop.abort();
		const outcome = await ends[1];
		expect(outcome).toMatchObject({
			outcomes: [{ failure: { details: { reason: 'stoppedBefore', outcome: 'unpaid', nothing_sent: true } } }],
		});
		await clock.advanceTo(2000);
		expect(await ends[0]).toMatchObject({ outcomes: [{ json: { result: 'sent' } }] });
		expect(second.sent).toEqual([]);
	});
});

describe('a run that stops with its first failure', () => {
	it('ends with it, and with what became of every item, where money moves', async () => {
		const { outcome, sent } = await end(rows('a', 'b', 'c'), {
			...{ stopOnFailure: true, says: ({ number }) => (number === 'b' ? 7 : 0) },
		});
		expect(sent.map(({ number }) => number)).toEqual(['a', 'b']);
		expect(outcome).toMatchObject({
			stoppedBy: 1,
			failure: { details: { code: 7, paid: ['a'], failed: ['b'], 'not sent': ['c'] } },
		});
	});

	it('ends with it alone, and wherever the others are, where no money moves', async () => {
		const { outcome, sent, clock } = await end(rows('a', 'b', 'c', 'd', 'e'), {
			...{ operation: LOOK_UP, stopOnFailure: true, takes: 250 },
			...{ says: ({ number }) => (number === 'a' ? 7 : 0) },
		});
		expect(outcome).toMatchObject({ stoppedBy: 0, failure: { details: { code: 7 } } });
		expect(outcome).not.toHaveProperty('failure.details.failed');
		// The first one's response came after the second was sent, before the third's turn.
		expect(sent.map(({ number }) => number)).toEqual(['a', 'b']);
		expect(clock.now()).toBeLessThan(500);
	});

	it('lets payments that are under way end, and pauses of theirs', async () => {
		const slow = {
			...PAYMENT,
			check: (values: Values) => ({
				async send(client: ApiClient) {
					const wasPaused = values['number'] === 'b' || (await client.pause(5000));
					return wasPaused && values['number'] === 'a'
						? { json: { result: 'sent' } }
						: { failure: { error: 'It broke', advice: 'Mend it.', details: {} } };
				},
			}),
		};
		const { outcome } = await end(rows('a', 'b'), { operation: slow, stopOnFailure: true });
		expect(outcome).toMatchObject({ stoppedBy: 1, failure: { details: { paid: ['a'], failed: ['b'] } } });
	});

	it('ends pauses, too, where no money moves', async () => {
		const pausing: typeof LOOK_UP = {
			...LOOK_UP,
			check: (values, context) => {
				const plain = LOOK_UP.check(values, context);
				if (!('send' in plain) || values['number'] === 'a') return plain;
				return { send: async (client) => (await client.pause(60_000), { json: {} }) };
			},
		};
		const { outcome, clock } = await end(rows('a', 'b'), {
			...{ operation: pausing, stopOnFailure: true, says: () => 7 },
		});
		expect(outcome).toMatchObject({ stoppedBy: 0, failure: { details: { code: 7 } } });
		expect(clock.now()).toBeLessThan(1000);
	});

	it('says nothing of a failure where there is none', async () => {
		const { outcomes } = await end(rows('a', 'b', 'a'), { stopOnFailure: true });
		expect(outcomes).toEqual(['sent', 'sent', 'sent before']);
	});

	it('sends nothing where an item is wrong, and ends with the first that is', async () => {
		const given = [...rows('a'), { number: 'b', problem: 'No.' }, { number: 'c', problem: 'No, too.' }, ...rows('a')];
		const { outcome, sent } = await end(given, { stopOnFailure: true });
		expect(sent).toEqual([]);
		expect(outcome).toMatchObject({
			...{ stoppedBy: 1, failure: { error: 'No', details: { reason: 'input' } } },
			...{ failure: { run: { paid: [], failed: ['b', 'c'], unknown: [], 'not sent': ['a', 'a'] } } },
		});
	});

	it('names the one that failed, not one that was only not sent, whichever came first', async () => {
		const stop = new AbortController();
		// Somebody stops the execution before the third is sent, and only then the second one's response comes.
		const { outcome } = await end(rows('a', 'b', 'c'), {
			...{ stopOnFailure: true, signal: stop.signal, takes: 300 },
			says({ number }) {
				if (number === 'a') stop.abort();
				return number === 'b' ? 7 : 0;
			},
		});
		expect(outcome).toMatchObject({
			stoppedBy: 1,
			failure: { details: { code: 7, paid: ['a'], failed: ['b'], 'not sent': ['c'] } },
		});
	});

	it('speaks through one that was not sent where there is nothing else to say', async () => {
		const { outcome } = await end(rows('a', 'b'), { stopOnFailure: true, signal: AbortSignal.abort() });
		expect(outcome).toMatchObject({ stoppedBy: 0, failure: { details: { 'not sent': ['a', 'b'] } } });
	});
});

describe('an item that breaks while it is sent', () => {
	const breaking = {
		...PAYMENT,
		check: () => ({
			payment: { number: 'a', content: '' },
			send: async () => await Promise.reject(new Error('x is not a function')),
		}),
	};

	it('has an outcome that nobody knows, and lets its number go', async () => {
		const { clock } = plainRun([]);
		const shared = new SharedState(clock);
		for (const time of [1, 2]) {
			const { items, run } = plainRun(rows('a'), { operation: breaking, shared });
			const ended = runItems(items, run);
			await clock.advanceTo(time);
			const outcome = await ended;
			expect(outcome).toMatchObject({
				outcomes: [{ failure: { details: { reason: 'unknown', outcome: 'unknown' } } }],
			});
			expect(JSON.stringify(outcome)).toContain('x is not a function');
		}
	});

	it('needs no number to do so', async () => {
		const operation = { ...breaking, check: () => ({ send: breaking.check().send }) };
		expect((await end(rows('a'), { operation })).outcomes).toEqual(['unknown']);
		expect((await end([{ to: 'x' }])).outcomes).toEqual(['sent']);
	});
});
