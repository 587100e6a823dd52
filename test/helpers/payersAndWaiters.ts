import { type ApiClient, type ApiRequest, apiClient } from '../../core/requests/apiClient';
import { RateLimiter } from '../../core/requests/rateLimiter';
import { sendWithRetry } from '../../core/requests/retry';
import { seededRandom } from '../../core/sandbox/random';
import { noResponse, notSent, readResponse } from '../../nodes/TokenPay/response';
import { VirtualClock } from '../../core/tools/async/virtualClock';
import { RATE_LIMITS } from '../../tools/tokenpay/rateLimits';

const LIMIT = 5;
const TOO_MANY = 11001;

const PAY: ApiRequest = { method: 'POST', path: '/pay', fields: {}, movesMoney: true };
const LOOK_UP: ApiRequest = { method: 'POST', path: '/query', fields: {} };

/** What pays while others wait. */
export interface Scene {
	/** Under way, and waited for. */
	awaited: number;
	/** To be paid. */
	payouts: number;
	/** Between one payment and the next, in milliseconds, as where a loop pays; without, all are to be paid at once. */
	pause?: number;
	/** Whether another process waits than the one that pays. */
	elsewhere?: boolean;
	requestsPerSecond?: number;
	limit?: keyof typeof RATE_LIMITS;
	seed?: number;
}

/**
 * Pays while others wait, on a virtual clock, with a platform that takes five requests a second.
 *
 * @returns how long paying took in milliseconds, how many were paid, and how many look-ups there were meanwhile
 */
export async function payWhileWaiting(scene: Scene): Promise<{ took: number; paid: number; lookUps: number }> {
	const { awaited, payouts, pause, elsewhere = false, requestsPerSecond = 5, seed = 1 } = scene;
	const random = seededRandom(seed);
	const clock = new VirtualClock();
	const takes = RATE_LIMITS[scene.limit ?? 'sliding second'](LIMIT);
	const phase = random() * 1000;
	let lookUps = 0;
	const startProcess = (): ApiClient => {
		const transmit = async ({ path }: ApiRequest) => {
			if (path === LOOK_UP.path) lookUps += 1;
			await clock.sleep(15 + random() * 10);
			const isTaken = takes(phase + clock.now());
			await clock.sleep(15 + random() * 10);
			return { statusCode: 200, headers: {}, body: JSON.stringify({ code: isTaken ? 0 : TOO_MANY }) };
		};
		const limiter = new RateLimiter(clock, random);
		const connection = { limiter, requestsPerSecond, signal: undefined, clock, transmit, tooMany: [TOO_MANY] };
		return apiClient({ ...connection, readResponse, noResponse, notSent });
	};
	const payer = startProcess();
	keepLookingUp(elsewhere ? startProcess() : payer, awaited);
	// By then they wait for their turns all the time.
	await clock.advanceTo(20_000);
	const before = { at: clock.now(), lookUps };
	const paying = pay(payer, payouts, pause);
	await clock.advanceUntilDone(paying);
	return { took: clock.now() - before.at, paid: await paying, lookUps: lookUps - before.lookUps };
}

/** Pays a list as a run does: all at once, or with a pause after each, as a loop does. @returns how many were paid */
async function pay(client: ApiClient, payouts: number, pause?: number): Promise<number> {
	let paid = 0;
	const payOne = async () => {
		const response = await sendWithRetry(client, PAY, { retryOn: [TOO_MANY] });
		if (response.kind === 'success') paid += 1;
	};
	if (pause === undefined) await Promise.all(Array.from({ length: payouts }, payOne));
	else {
		for (let made = 0; made < payouts; made += 1) {
			await payOne();
			await client.pause(pause);
		}
	}
	return paid;
}

/** Looks so many payouts up again and again with spare turns, each a minute after the last time at the latest. */
function keepLookingUp(client: ApiClient, payouts: number): void {
	for (let index = 0; index < payouts; index += 1) {
		void (async () => {
			for (let pause = 5000; ; pause = Math.min(pause * 1.5, 60_000)) {
				await client.send(LOOK_UP, { spareUntil: Infinity });
				await client.pause(pause);
			}
		})();
	}
}
