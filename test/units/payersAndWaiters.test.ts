import { payWhileWaiting, type Scene } from '../helpers/payersAndWaiters';
import type { RATE_LIMITS } from '../../tools/tokenpay/rateLimits';

/** How many times as long paying takes while 500 payouts are waited for. */
async function slowedBy(scene: Omit<Scene, 'awaited'>) {
	const alone = await payWhileWaiting({ ...scene, awaited: 0 });
	const accompanied = await payWhileWaiting({ ...scene, awaited: 500 });
	expect(accompanied.paid).toBe(scene.payouts);
	return { slower: accompanied.took / alone.took, lookUps: accompanied.lookUps };
}

describe('while 500 payouts are waited for, another execution of the process', () => {
	it.each([1, 2.5, 5])('pays a list at %p a second, at most 4 %% slower', async (requestsPerSecond) => {
		const { slower, lookUps } = await slowedBy({ payouts: 250, requestsPerSecond });
		expect(slower).toBeLessThan(1.04);
		expect(lookUps).toBeGreaterThan(0);
	});

	it.each([1, 100, 150, 180, 220, 500, 950, 1000, 1500, 3000])(
		'pays one by one with pauses of %p ms, at most 4 %% slower',
		async (pause) => {
			const { slower } = await slowedBy({ payouts: 60, pause });
			expect(slower).toBeLessThan(1.04);
		},
	);

	it('leaves most turns to those who wait where it needs few', async () => {
		expect((await slowedBy({ payouts: 20, pause: 3000 })).lookUps).toBeGreaterThan(100);
	});
});

// Where what is refused counts as well, a refused look-up costs a payment.
describe.each<[keyof typeof RATE_LIMITS, number]>([
	['sliding second', 1.03],
	['calendar second', 1.03],
	['token bucket', 1.03],
	['sliding second of all requests', 1.08],
])('while 500 payouts are waited for in another process, and the platform counts a %s,', (limit, most) => {
	it(`a list of 400 takes at most ${most} times as long`, async () => {
		const all = await Promise.all(
			[1, 2, 3, 4, 5, 6, 7].map(async (seed) => await slowedBy({ payouts: 400, elsewhere: true, limit, seed })),
		);
		const [slower] = all
			.map((one) => one.slower)
			.sort((a, b) => a - b)
			.slice(3);
		expect(slower).toBeLessThan(most);
	});
});
