import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { N8nServer } from '../../core/tools/n8n/server';
import { DEFAULT_APP, startSandbox } from '../../sandbox/server';
import { concurrently } from '../../core/tools/async/concurrently';
import { benchmarkOf, type Benchmark } from './benchmark';
import type { Order } from './payer';
import { withFreshServer, type Installed } from './servers';
import { Sender } from './workflows';

/** The documented limit, in requests a second. */
const LIMIT = 5;

/** "Too many requests". */
const TOO_MANY = 11001;

/** Payouts that two processes share in one list each. */
const SHARED = 500;

/**
 * Benchmark a: how long N payouts take against what the limit allows. Rounds run at the same time, each with an
 * application of its own and so with a pace of its own.
 *
 * @throws Error when a payout was not made
 */
export async function measurePace(
	installed: Installed,
	{ payouts, rounds }: { payouts: number[]; rounds: number },
	log: (line: string) => void,
): Promise<Benchmark[]> {
	return await withFreshServer(installed, async (server) => {
		const seconds = new Map<number, number[]>();
		for (const count of payouts) {
			const lists = Array.from({ length: rounds }, (_, round) => async () => {
				return await paySlowly(server, count, `pace-${count}-${round}`, log);
			});
			seconds.set(count, await concurrently(rounds, lists));
			log(`  a: ${count} payouts, ${rounds} lists at once`);
		}
		return payouts.map((count) => {
			const about = {
				group: 'a',
				name: `Time for ${count} payouts ÷ ${count} / 5 s, none left refused`,
				mark: { atMost: count <= 50 ? 1.06 : 1.04 },
			};
			const took = seconds.get(count) ?? [];
			return benchmarkOf(
				about,
				took,
				took.map(() => count / LIMIT),
				(value) => `${value.toFixed(1)} s`,
			);
		});
	});
}

/** Pays that many at the documented pace. @returns seconds */
async function paySlowly(
	server: N8nServer,
	count: number,
	prefix: string,
	log: (line: string) => void,
): Promise<number> {
	const sandbox = await startSandbox({ requestsPerSecond: LIMIT, payoutDelayMs: -1 });
	try {
		const sender = await Sender.make(server, 'tokenPay', { baseUrl: sandbox.url, ...DEFAULT_APP }, LIMIT, prefix);
		const cost = await sender.send(count);
		const { moneySent, requests } = sandbox.state();
		const refused = requests.filter(({ code }) => code === TOO_MANY).length;
		if (moneySent.length !== count) throw new Error(`${moneySent.length} of ${count} payouts were made`);
		if (refused > 0) log(`  a: ${refused} of ${count} were told to wait, and sent again`);
		return cost.seconds;
	} finally {
		await sandbox.close();
	}
}

/**
 * Benchmark a, with two processes that share one application at the default rate, as two workers do: how long all
 * payouts take against what the limit allows.
 *
 * @throws Error when a payout was not made
 */
export async function measureSharedPace(
	{ rounds }: { rounds: number },
	log: (line: string) => void,
): Promise<Benchmark> {
	const took: number[] = [];
	for (let round = 0; round < rounds; round++) took.push(await payTogether(log));
	const about = {
		group: 'a',
		name: `Time for ${SHARED} payouts by two processes ÷ ${SHARED} / 5 s, none left refused`,
		mark: { atMost: 1.15 },
	};
	return benchmarkOf(
		about,
		took,
		took.map(() => SHARED / LIMIT),
		(value) => `${value.toFixed(1)} s`,
	);
}

/** @returns seconds until both processes are done */
async function payTogether(log: (line: string) => void): Promise<number> {
	const sandbox = await startSandbox({ requestsPerSecond: LIMIT, payoutDelayMs: -1 });
	const processes = [0, 1].map(() => fork(path.join(__dirname, 'payer.ts')));
	try {
		await Promise.all(processes.map(nextMessage));
		const started = performance.now();
		const unpaid = await Promise.all(
			processes.map(async (one, index) => {
				one.send({ baseUrl: sandbox.url, count: SHARED / 2, prefix: `shared-${index}` } satisfies Order);
				return Number(await nextMessage(one));
			}),
		);
		const seconds = (performance.now() - started) / 1000;
		const { moneySent, requests } = sandbox.state();
		const refused = requests.filter(({ code }) => code === TOO_MANY).length;
		if (moneySent.length !== SHARED || unpaid.some((count) => count > 0))
			throw new Error(`${moneySent.length} of ${SHARED} payouts were made; left unpaid: ${unpaid.join(', ')}`);
		log(`  a: two processes: ${refused} of ${requests.length} requests were told to wait, and sent again`);
		return seconds;
	} finally {
		for (const one of processes) one.kill();
		await sandbox.close();
	}
}

/** The next message of a process. */
async function nextMessage(one: ChildProcess): Promise<unknown> {
	const received: unknown[] = await once(one, 'message');
	return received[0];
}
