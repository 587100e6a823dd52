import fc from 'fast-check';
import { type Failure, failuresFrom, sharedErrors, waysToSay } from '../run/failure';
import { MOST_CHARACTERS, inFull, tell } from '../run/message';
import { failureOfProblems, inCredential } from '../run/problems';

const ERRORS = sharedErrors({ platform: 'Pay', address: "'URL'", access: '', payment: 'payout', unverified: 'Check.' });
const failureOf = failuresFrom(ERRORS);

const payout = (label: string) => ({ noun: 'payout', label });

/** Numbers `INV-1` and so on, from one place to another. */
const numbers = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => `INV-${from + index}`);

const NOTHING_SENT = { outcome: 'unpaid', nothing_sent: true } as const;

const wrong = (...problems: string[]) => failureOfProblems(failureOf('input', NOTHING_SENT), problems);

const refused: Failure = {
	error: 'The balance is too low',
	more: [' (Pay code 20002: "not enough")', ' (Pay code 20002)'],
	advice: 'Top up.',
	details: { code: 20002, outcome: 'unpaid' },
};

describe('one item', () => {
	it.each<[string, Failure, string]>([
		['was not sent', wrong("'Amount' is empty. Fill it in."), "Payout INV-1 was not sent: 'Amount' is empty"],
		['was not made', refused, 'Payout INV-1 was not made: The balance is too low (Pay code 20002: "not enough")'],
		[
			'may have been made',
			failureOf('unknown', { outcome: 'unknown' }, 'Pay did not answer in time'),
			'Payout INV-1: OUTCOME UNKNOWN, it may or may not have been made: Pay did not answer in time',
		],
		['moves no money', failureOf('dns'), 'Payout INV-1: The host was not found'],
		[
			'got an HTTP status',
			failureOf('serverError', { http_status: 502 }),
			'Payout INV-1: Pay could not process the request (HTTP 502)',
		],
	])('that %s is named, with what happened', (_what, failure, message) => {
		expect(tell(failure, payout('INV-1'))).toEqual({ message, advice: failure.advice });
	});

	it('says as much as there is room for', () => {
		const failure = failureOf(
			'different',
			{},
			waysToSay(['amount (asked for 1, Pay has 2)', `chain (${'x'.repeat(80)})`]),
		);
		expect(tell(failure, payout('INV-1')).message).toBe(
			"Payout INV-1: The number belongs to a different payout: 'amount', 'chain'",
		);
		expect(inFull(failure)).toContain(`'chain' (${'x'.repeat(80)}). Compare the two`);
	});

	it('keeps its reason where there is no room for it', () => {
		const why = 'x'.repeat(100);
		const failure = failureOf('notLookedUp', {}, why);
		expect(tell(failure, payout('INV-1')).message).not.toContain('x');
		expect(failure.details).toEqual({ reason: 'notLookedUp', explanation: why });
	});
});

describe('several fields of one item', () => {
	const three = [
		"'Amount' is empty. Fill it in.",
		"'Chain' contains a space. Remove it.",
		"'Currency' is empty. Fill it in.",
	];

	it('are named with all that is to be done, where they are few', () => {
		expect(tell(wrong(...three.slice(0, 2)), payout('INV-1'))).toEqual({
			message: "Payout INV-1 was not sent: 'Amount' is empty; 'Chain' contains a space",
			advice: 'Fill it in. Remove it.',
		});
	});

	it('are counted where there is no room, and all are in the details', () => {
		const failure = wrong(...three, `'Attach' ${'x'.repeat(80)}.`);
		expect(tell(failure, payout('INV-1'))).toEqual({
			message: "Payout INV-1 was not sent: 'Amount' is empty; 3 more fields are not right",
			advice: ERRORS.input.advice,
		});
		expect(failure.details.problems).toEqual([...three, `'Attach' ${'x'.repeat(80)}.`]);
	});

	it('of the credential say where they are', () => {
		expect(inCredential("'App ID' is empty.")).toBe("'App ID' in the credential is empty.");
		expect(inCredential('This Node.js is too old.')).toBe('This Node.js is too old.');
	});
});

describe('a list that stopped', () => {
	const of = (run: Partial<NonNullable<Failure['run']>>, failure: Failure): Failure => ({
		...failure,
		run: { paid: [], failed: [], unknown: [], 'not sent': [], ...run },
	});

	it('before anything was sent says how many are not right, and names the first', () => {
		const digits = `is not a TRON address: its check digits do not match`;
		const run = { failed: ['INV-17'], 'not sent': numbers(18, 216) };
		const before = "1 of 200 payouts is not right, so nothing was sent: 'To Address'";
		const short = of(run, wrong(`'To Address' "TR7" ${digits}. Copy it again.`));
		expect(tell(short, payout('INV-17'))).toEqual({
			message: `${before} "TR7" of INV-17 ${digits}`,
			advice: 'Copy it again.',
		});
		// Without the value where there is no room for it.
		const long = of(run, wrong(`'To Address' "TR7NHQjeKQxGT…gjLj6t" ${digits}. Copy it again.`));
		expect(tell(long, payout('INV-17')).message).toBe(`${before} of INV-17 ${digits}`);
	});

	it('names five at most of those that are not right', () => {
		const failure = of(
			{ failed: numbers(1, 12), 'not sent': numbers(13, 200) },
			wrong("'Amount' is empty. Fill it in."),
		);
		expect(tell(failure, payout('INV-1'))).toEqual({
			message: "12 of 200 payouts are not right, so nothing was sent: 'Amount' of INV-1 is empty",
			advice: 'Fill it in. Also not right: INV-2, INV-3, INV-4, INV-5 and 7 more.',
		});
	});

	it('says so where it is no field of a row', () => {
		const failure = of({ failed: ['row 1', 'row 2'] }, wrong('The same number stands in row 2. Give each its own.'));
		expect(tell(failure, payout('row 1')).message).toBe(
			'2 of 2 payouts are not right, so nothing was sent: row 1: The same number stands in row 2',
		);
	});

	it.each<[string, Failure, string]>([
		[
			'the credential',
			of({ failed: numbers(1, 200) }, failureOfProblems(failureOf('credential', NOTHING_SENT), ["'App ID' is empty."])),
			"None of 200 payouts was sent: 'App ID' is empty",
		],
		[
			'the connection',
			of({ 'not sent': numbers(1, 200) }, failureOf('refused', NOTHING_SENT)),
			'None of 200 payouts was sent: No connection could be made',
		],
	])('for a reason that concerns all, %s, names none', (_what, failure, message) => {
		expect(tell(failure, payout('INV-1'))).toEqual({ message, advice: failure.advice });
	});

	it('half-way counts what became of all, and says that nothing is paid twice', () => {
		const unknown = failureOf('unknown', { outcome: 'unknown' }, 'Pay did not answer in time');
		const run = { paid: numbers(1, 40), unknown: ['INV-41'], 'not sent': numbers(42, 200) };
		expect(tell(of(run, unknown), payout('INV-41'))).toEqual({
			message:
				'Payout INV-41: OUTCOME UNKNOWN, it may or may not have been made: Pay did not answer in time; of 200: paid 40, unknown 1, not sent 159',
			advice: `${ERRORS.unknown.advice} What was paid already is not paid again.`,
		});
		const more = { ...run, unknown: ['INV-41', 'INV-42'], failed: ['INV-43'], 'not sent': numbers(44, 200) };
		const { message, advice } = tell(of(more, refused), payout('INV-43'));
		expect(message).toBe(
			'Payout INV-43 was not made: The balance is too low (Pay code 20002: "not enough"); of 200: paid 40, failed 1, unknown 2, not sent 157',
		);
		expect(advice).toMatch(/ Also unknown: INV-41, INV-42\.$/);
	});
});

test('whatever happens to whatever number, the sentence is short, in one line and begins with what it is about', () => {
	const text = fc.string({ unit: 'grapheme', maxLength: 300 });
	const ends = fc.record({
		...{ paid: fc.array(text), failed: fc.array(text) },
		...{ unknown: fc.array(text), 'not sent': fc.array(text, { minLength: 1 }) },
	});
	const name = fc.constantFrom(...(Object.keys(ERRORS) as Array<keyof typeof ERRORS>));
	fc.assert(
		fc.property(name, text, text, fc.option(ends), fc.boolean(), (key, label, what, run, nothingSent) => {
			const details: Failure['details'] = nothingSent ? { ...NOTHING_SENT } : { outcome: 'unknown' };
			const failure = { ...failureOf(key, details, what), ...(run && { run }) };
			const { message } = tell(failure, payout(label));
			expect(message.length).toBeLessThanOrEqual(MOST_CHARACTERS);
			expect(message).toMatch(/^(Payout |None of |\d+ of \d+ payouts )/);
			expect(message).not.toMatch(/[\n\r]/);
			expect(message.isWellFormed()).toBe(true);
		}),
		{ seed: 1, numRuns: 500 },
	);
});
