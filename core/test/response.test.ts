import { failureOfRefusal, lostResponses } from '../requests/response';
import { failuresFrom, sharedErrors } from '../run/failure';

const errors = sharedErrors({
	...{ platform: 'Pay', address: "'Base URL'", access: '', payment: 'payment', unverified: 'Check the key.' },
});
const { lost, lostByStatus, noResponse, notSent } = lostResponses(failuresFrom(errors));

const ENTRY = { message: 'The account is closed', advice: 'Open it.', moneyMayHaveMoved: false };

describe('a refusal', () => {
	const refusal = (words: unknown, details = {}) => failureOfRefusal('Pay', 7, ENTRY, words, details);

	it("says what the code means, and then, as far as there is room, the platform's own words and the code", () => {
		expect(refusal(' it is closed \n', { request_id: 'r' })).toEqual({
			error: 'The account is closed',
			more: [' (Pay code 7: "it is closed")', ' (Pay code 7: "it is closed")', ' (Pay code 7)'],
			advice: 'Open it.',
			details: { code: 7, msg: 'it is closed', request_id: 'r' },
		});
	});

	it('shows long words shortened, in two lengths, and keeps them whole in the details', () => {
		const { more = [], details } = refusal('no '.repeat(50));
		const lengths = more.map((way) => way.length);
		expect(lengths[0]).toBeGreaterThan(60);
		expect(lengths[0]).toBeLessThan(90);
		expect(lengths[1]).toBeGreaterThan(20);
		expect(lengths[1]).toBeLessThan(50);
		expect(details['msg']).toBe('no '.repeat(50).trim());
	});

	it.each([undefined, null, 5, {}, '', '  '])('names the code alone where the words are %p', (words) => {
		expect(refusal(words)).toEqual({
			...{ error: 'The account is closed', more: [' (Pay code 7)'], advice: 'Open it.', details: { code: 7 } },
		});
	});
});

describe('a response that nothing is believed of', () => {
	it.each([
		[200, undefined],
		[299, undefined],
		[300, 'redirect'],
		[399, 'redirect'],
		[400, undefined],
		[401, 'unauthorized'],
		[402, undefined],
		[499, undefined],
		[500, 'serverError'],
		[599, 'serverError'],
	])('has a status such as %i: %s', (status, reason) => {
		const response = lostByStatus(status);
		if (reason === undefined) expect(response).toBeUndefined();
		else {
			expect(response).toMatchObject({
				...{ kind: 'lost', neverSent: false, mayLookUp: true },
				failure: { details: { reason, http_status: status } },
			});
		}
	});

	it('may have done what was asked, and is looked up', () => {
		const { failure, ...rest } = lost('unreadable', { a: 1 });
		expect(rest).toEqual({ kind: 'lost', neverSent: false, mayLookUp: true });
		expect(failure.details).toEqual({ reason: 'unreadable', a: 1 });
	});
});

describe('a request without a response', () => {
	it('keeps why, and whether it can have been sent; after a stop nothing is looked up', () => {
		const { failure, ...cut } = noResponse({ kind: 'cut', neverSent: false, reason: 'ECONNRESET' });
		expect(cut).toEqual({ kind: 'lost', neverSent: false, mayLookUp: true });
		expect(failure.details).toEqual({ reason: 'cut', technical_reason: 'ECONNRESET' });
		expect(noResponse({ kind: 'dns', neverSent: true, reason: 'ENOTFOUND' })).toMatchObject({
			...{ neverSent: true, mayLookUp: true },
		});
		expect(noResponse({ kind: 'stopped', neverSent: false, reason: 'none' })).toMatchObject({
			...{ neverSent: false, mayLookUp: false },
		});
	});

	it.each(['notSent', 'stoppedBefore'] as const)('cannot have done anything where it was %s', (why) => {
		expect(notSent(why)).toMatchObject({
			...{ kind: 'lost', neverSent: true, mayLookUp: false, failure: { details: { reason: why } } },
		});
	});
});
