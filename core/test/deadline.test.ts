import { withDeadline } from '../requests/deadline';

/** The signals that were asked for, by their milliseconds; the test lets them fire. */
const timers: Array<{ after: number; fire: () => void }> = [];

beforeEach(() => {
	timers.length = 0;
	jest.spyOn(AbortSignal, 'timeout').mockImplementation((after) => {
		const controller = new AbortController();
		timers.push({ after, fire: () => controller.abort() });
		return controller.signal;
	});
});
afterEach(() => jest.restoreAllMocks());

const afters = () => timers.map(({ after }) => after);

describe('a deadline', () => {
	it("is half a second after n8n's own timeout, which says more", () => {
		const given: { timeout: number; url: string; abortSignal?: AbortSignal } = { timeout: 30_000, url: '/x' };
		const { abortSignal, ...options } = withDeadline(given);
		expect(options).toEqual({ timeout: 30_000, url: '/x' });
		expect(afters()).toEqual([30_500]);
		expect(abortSignal?.aborted).toBe(false);
		timers[0]?.fire();
		expect(abortSignal?.aborted).toBe(true);
	});

	it('is at most what timers can wait for, since beyond they fire at once', () => {
		withDeadline({ timeout: 2 ** 31 - 502 });
		withDeadline({ timeout: 2 ** 31 - 1 });
		expect(afters()).toEqual([2 ** 31 - 2, 2 ** 31 - 1]);
	});

	it.each([{}, { timeout: 0 }, { timeout: undefined }])('is none where there is no timeout: %j', (options) => {
		expect(withDeadline(options)).toBe(options);
		expect(afters()).toEqual([]);
	});

	it('comes beside a signal that was there: whichever fires first ends the request', () => {
		for (const end of ['stop', 'deadline'] as const) {
			const stop = new AbortController();
			const { abortSignal } = withDeadline({ timeout: 1, abortSignal: stop.signal });
			expect(abortSignal.aborted).toBe(false);
			if (end === 'stop') stop.abort();
			else timers.at(-1)?.fire();
			expect(abortSignal.aborted).toBe(true);
		}
	});

	it('takes the place of something that is no signal', () => {
		const { abortSignal } = withDeadline<{ timeout: number; abortSignal?: unknown }>({ timeout: 1, abortSignal: {} });
		timers[0]?.fire();
		expect(abortSignal).toMatchObject({ aborted: true });
	});
});
