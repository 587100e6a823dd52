import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import type { N8nServer } from '../../core/tools/n8n/server';
import { DEFAULT_APP, startSandbox } from '../../sandbox/server';
import { concurrently } from '../../core/tools/async/concurrently';
import { benchmarkOf, type Benchmark } from './benchmark';
import type { Order } from './payer';
import { withFreshServer, type Installed } from './servers';
import { type Cost, Sender } from './workflows';

/** The documented limit, in requests a second. */
const LIMIT = 5;

/** "Too many requests". */
const TOO_MANY = 11001;

/** Payouts that two processes share in one list each. */
const SHARED = 500;

/** Lists that share one application. */
const LISTS = 3;

/** Milliseconds between looks at an execution: n8n works for each, and a person looks rarely. */
const LOOK_EVERY = 2000;

const inSeconds = (value: number) => `${value.toFixed(1)} s`;

/**
 * Benchmark a: how long N payouts take against what the limit allows, one list after the other; and how long lists of
 * one application take that are started at once, against the same lists one after the other.
 *
 * @throws Error when a payout was not made
 */
export async function measurePace(
	installed: Installed,
	{ payouts, listed, rounds }: { payouts: number[]; listed: number; rounds: number },
	log: (line: string) => void,
): Promise<Benchmark[]> {
	return await withFreshServer(installed, async (server) => {
		const alone: Benchmark[] = [];
		for (const count of payouts) {
			const took: number[] = [];
			for (let round = 0; round < rounds; round++) {
				const [cost] = await payLists(server, { count, lists: 1, prefix: `alone-${count}-${round}` }, log);
				took.push(cost?.seconds ?? NaN);
			}
			const about = {
				group: 'a',
				name: `Time for ${count} payouts ÷ ${count} / 5 s, none left refused`,
				mark: { atMost: count <= 50 ? 1.06 : 1.04 },
			};
			const floor = took.map(() => count / LIMIT);
			alone.push(benchmarkOf(about, took, floor, inSeconds));
		}

		const [atOnce, inTurn]: [number[], number[]] = [[], []];
		for (let round = 0; round < rounds; round++) {
			const some = { count: listed, lists: LISTS };
			const together = await payLists(server, { ...some, prefix: `at-once-${round}`, atOnce: true }, log);
			atOnce.push(Math.max(...together.map(({ to }) => to)) - Math.min(...together.map(({ from }) => from)));
			const single = await payLists(server, { ...some, prefix: `in-turn-${round}` }, log);
			inTurn.push(single.reduce((sum, { from, to }) => sum + to - from, 0));
		}
		const name = `Time for ${LISTS} lists of ${listed} payouts at once ÷ one after the other`;
		const about = { group: 'a', name, mark: { atMost: 1 } };
		return [...alone, benchmarkOf(about, atOnce, inTurn, (milliseconds) => inSeconds(milliseconds / 1000))];
	});
}

/** Lists of as many payouts each. */
interface Lists {
	count: number;
	lists: number;
	/** Begins the payout numbers; different each time. */
	prefix: string;
	/** Otherwise one after the other. */
	atOnce?: boolean;
}

/** Pays lists at the documented pace, all of one application that nothing else uses. */
async function payLists(
	server: N8nServer,
	{ count, lists, prefix, atOnce = false }: Lists,
	log: (line: string) => void,
): Promise<Cost[]> {
	const sandbox = await startSandbox({ requestsPerSecond: LIMIT, payoutDelayMs: -1 });
	const account = { baseUrl: sandbox.url, ...DEFAULT_APP };
	try {
		const tasks: Array<() => Promise<Cost>> = [];
		for (let list = 0; list < lists; list++) {
			const sender = await Sender.make(server, 'tokenPay', account, LIMIT, `${prefix}-${list}`);
			tasks.push(async () => await sender.send(count, LOOK_EVERY));
		}
		const costs = await concurrently(atOnce ? lists : 1, tasks);
		const { moneySent, requests } = sandbox.state();
		if (moneySent.length !== count * lists)
			throw new Error(`${moneySent.length} of ${count * lists} payouts were made`);
		const refused = requests.filter(({ code }) => code === TOO_MANY).length;
		const took = costs.map(({ seconds }) => `${seconds.toFixed(2)} s`).join(', ');
		const load = os.loadavg()[0]?.toFixed(1);
		log(`  a: ${prefix}: ${took}; ${refused} of ${requests.length} were told to wait; load average ${load}`);
		return costs;
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
		inSeconds,
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
