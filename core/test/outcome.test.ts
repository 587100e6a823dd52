import type { ApiClient } from '../requests/apiClient';
import type { Failure } from '../run/failure';
import type { LookUp } from '../run/lookUp';
import { closedOrNot, failed, outcomeUnknown } from '../run/outcome';

const cause: Failure = {
	error: 'The connection broke',
	more: [' (ECONNRESET, after 3 s)', ' (ECONNRESET)'],
	advice: 'Run again.',
	details: { reason: 'cut', request_id: 'r', outcome: 'unpaid' },
};

describe('an outcome', () => {
	it.each(['unpaid', 'unknown'] as const)('says %s beside all that is known, whatever was said before', (outcome) => {
		expect(failed(cause, outcome)).toEqual({
			failure: { ...cause, details: { reason: 'cut', request_id: 'r', outcome } },
		});
	});

	it('of closing that nobody knows names the cause, and keeps its details', () => {
		const { error, more, advice, details } = closedOrNot(cause);
		expect(error).toContain('not known');
		expect(more).toEqual([': The connection broke']);
		expect(advice).toContain('closing twice does no harm');
		expect(details).toBe(cause.details);
	});
});

describe('an outcome that nobody knows', () => {
	const client = { now: () => new Date('2024-01-02T03:04:05Z') } as Partial<ApiClient> as ApiClient;
	const entry = { message: 'NOBODY KNOWS', advice: 'Run again with the same number.', moneyMayHaveMoved: true };
	const told = (seen: LookUp | undefined, from: Failure = cause) => {
		const outcome = outcomeUnknown({ platform: 'Pay', unknown: entry }, client, from, seen);
		if (!('failure' in outcome)) throw new Error('It is a failure');
		return outcome.failure;
	};
	const unclear = { mayRepeat: true, refused: false, neverSent: false };

	it('says so first, then why in as many words as there is room for, and when', () => {
		expect(told(undefined)).toMatchObject({
			error: 'NOBODY KNOWS',
			more: [
				': The connection broke (ECONNRESET, after 3 s)',
				': The connection broke (ECONNRESET)',
				': The connection broke',
			],
			advice: 'Run again with the same number.',
			details: {
				...{ reason: 'cut', request_id: 'r', outcome: 'unknown' },
				...{ cause: 'The connection broke (ECONNRESET, after 3 s)', at: '2024-01-02T03:04:05.000Z' },
			},
		});
		const plain = { error: cause.error, advice: cause.advice, details: cause.details };
		expect(told(undefined, plain)).toMatchObject({
			more: [': The connection broke'],
			details: { cause: 'The connection broke' },
		});
	});

	it.each<[string, LookUp | undefined, boolean | null, RegExp]>([
		['was not looked up', undefined, null, /^It was not looked up$/],
		['was not there', { found: 'nothing', failure: cause }, false, /^Pay did not have it, .* still be processed$/],
		[
			'could not be looked up',
			{ found: 'unclear', failure: { ...cause, error: 'No answer' }, ...unclear },
			null,
			/did not help: No answer$/,
		],
		['was there, but tells nothing', { found: 'detail', detail: {}, requestId: undefined }, null, /did not help$/],
	])('says that it %s', (_what, seen, found, words) => {
		const { details } = told(seen);
		expect(details['found_when_looked_up']).toBe(found);
		expect(details['looked_up']).toMatch(words);
	});
});
