import { seededRandom } from '../../core/sandbox/random';
import { apiClient } from '../../core/requests/apiClient';
import { RateLimiter } from '../../core/requests/rateLimiter';
import { sendWithRetry } from '../../core/requests/retry';
import { noResponse, notSent, readResponse } from '../../nodes/TokenPay/response';
import { VirtualClock } from '../../core/tools/async/virtualClock';
import { RATE_LIMITS, type RateLimitKind } from '../../tools/tokenpay/rateLimits';

const LIMIT = 5;
const TOO_MANY = 11001;

/** One process that shares the limit. */
export interface Sharer {
	requests: number;
	/** Milliseconds after the first. */
	startsAt?: number;
	requestsPerSecond?: number;
}

/** What became of a simulation. */
export interface Simulated {
	/** How long it took against what the limit allows. */
	ratio: number;
	/** Of all requests sent, how many were refused for the moment (0 to 1). */
	refused: number;
	/** Of those to be sent, how many were refused in the end. */
	givenUp: number;
	/** The longest that a request was sent again, in milliseconds. */
	longest: number;
}

/** What the processes send to, and over what. */
export interface Surroundings {
	limit: RateLimitKind;
	/** Milliseconds of a request there and back: the least, and the most. */
	latency: [number, number];
	/** How many requests (0 to 1) leave up to 150 ms late, since their process is busy. */
	busy?: number;
	seed: number;
}

/**
 * Runs processes that send through a rate limiter each, to a platform that limits them together, on a virtual clock.
 */
export async function simulate(
	sharers: Sharer[],
	{ limit, latency, busy = 0, seed }: Surroundings,
): Promise<Simulated> {
	const random = seededRandom(seed);
	const clock = new VirtualClock();
	const takes = RATE_LIMITS[limit](LIMIT);
	const phase = random() * 1000;
	const oneWay = () => (latency[0] + random() * (latency[1] - latency[0])) / 2;
	const counts = { sent: 0, refused: 0, givenUp: 0, longest: 0 };

	const run = async ({ requests, startsAt = 0, requestsPerSecond = LIMIT }: Sharer) => {
		await clock.sleep(startsAt);
		// Timers come late by a millisecond or so.
		const lateClock = { now: clock.now, sleep: async (ms: number) => await clock.sleep(ms + random() * 1.5) };
		const limiter = new RateLimiter(lateClock, random);
		const pay = async () => {
			let first: number | undefined;
			const transmit = async () => {
				first ??= clock.now();
				counts.sent += 1;
				const held = random() < busy ? random() * 150 : 0;
				await clock.sleep(held + oneWay());
				const isTaken = takes(phase + clock.now());
				await clock.sleep(oneWay());
				if (!isTaken) counts.refused += 1;
				return { statusCode: 200, headers: {}, body: JSON.stringify({ code: isTaken ? 0 : TOO_MANY }) };
			};
			const connection = {
				limiter,
				requestsPerSecond,
				signal: undefined,
				clock: lateClock,
				transmit,
				tooMany: [TOO_MANY],
			};
			const client = apiClient({ ...connection, readResponse, noResponse, notSent });
			const response = await sendWithRetry(client, { path: '/', method: 'POST', fields: {} }, { retryOn: [TOO_MANY] });
			if (response.kind !== 'success') counts.givenUp += 1;
			counts.longest = Math.max(counts.longest, clock.now() - (first ?? NaN));
		};
		await Promise.all(Array.from({ length: requests }, pay));
	};
	await clock.advanceUntilDone(Promise.all(sharers.map(run)));
	const total = sharers.reduce((sum, { requests }) => sum + requests, 0);
	const { sent, refused, givenUp, longest } = counts;
	return { ratio: clock.now() / ((total / LIMIT) * 1000), refused: refused / sent, givenUp, longest };
}
