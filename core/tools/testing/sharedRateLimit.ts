import { SharedState } from '../../run/sharedState';
import { VirtualClock } from '../async/virtualClock';

/**
 * Tests with whom a platform's credentials share their rate limit.
 *
 * @param rateLimit of a credential with these changes
 * @param wrong changes that make the credential's secret another one, which is the text "wrong"
 */
export function testSharedRateLimit(rateLimit: (changes: object) => { sharedBy: string }, wrong: object): void {
	test('two credentials of one application do not delay each other when one has another secret', async () => {
		const clock = new VirtualClock();
		const shared = new SharedState(clock);
		const limiter = (changes: object) => shared.limiterOf(rateLimit(changes).sharedBy);
		for (let index = 0; index < 3; index++) void limiter(wrong).acquire(0.1);
		const times: number[] = [];
		for (let index = 0; index < 5; index++)
			void limiter({})
				.acquire(5)
				.then(() => times.push(clock.now()));
		await clock.advanceTo(2000);
		expect(times).toEqual([0, 200, 400, 600, 800]);
	});

	test('two credentials of one application share a limit when both have the same one, whatever else differs', () => {
		expect(rateLimit({ requestsPerSecond: 1, verifyResponses: true }).sharedBy).toBe(rateLimit({}).sharedBy);
	});

	test('a rate limit does not show the secret', () => {
		expect(rateLimit(wrong).sharedBy).not.toContain('wrong');
	});
}
