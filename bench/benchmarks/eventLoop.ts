import path from 'node:path';
import { askProbe } from '../../core/tools/n8n/askProbe';
import type { N8nServer } from '../../core/tools/n8n/server';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../../sandbox/server';
import { benchmarkOf, type Benchmark } from './benchmark';
import { withFreshServer, type Installed } from './servers';
import { rotated } from './statistics';
import { Sender, type Way } from './workflows';

const WAYS = ['minimal', 'tokenPay', 'columns'] as const satisfies Way[];
type Reading = (typeof WAYS)[number];

/** Of the credential, as it is unless somebody changes it: with more, sending falls into the time of reading. */
const RATE = 5;

/** What a person who works in the editor meanwhile hardly notices. */
const MOST_MS = 50;

/** Benchmark h: for how long at a time n8n can do nothing else while a node reads many items. */
export async function measureEventLoop(
	installed: Installed,
	{ items, rounds }: { items: number[]; rounds: number },
	log: (line: string) => void,
): Promise<Benchmark[]> {
	const longest = new Map<string, number[]>();
	const of = (way: Reading, count: number) => longest.get(`${way} ${count}`) ?? [];
	const sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
	const account = { baseUrl: sandbox.url, ...DEFAULT_APP };
	try {
		const probed = { ...installed, nodeFlags: ['--require', path.join(__dirname, 'eventLoopProbe.cjs')] };
		await withFreshServer(probed, async (server) => {
			const senders = new Map<Reading, Sender>();
			for (const way of WAYS)
				senders.set(way, await Sender.make(server, way, account, RATE, undefined, 'stopWorkflow'));
			// Whatever n8n loads or compiles with a first execution is not the items'.
			for (const sender of senders.values()) await sender.send(10);
			for (const count of items) {
				for (let round = 0; round < rounds; round += 1) {
					for (const way of rotated(WAYS, round)) {
						const sender = senders.get(way);
						if (sender)
							longest.set(`${way} ${count}`, [...of(way, count), await longestDelay(server, sandbox, sender, count)]);
					}
					log(`  h: ${count} items, round ${round + 1} of ${rounds}`);
				}
			}
		});
	} finally {
		await sandbox.close();
	}

	const write = (value: number) => `${value.toFixed(0)} ms`;
	return items.flatMap((count) => {
		const name = (what: string) => `n8n's longest event-loop delay while ${count} items are read${what}`;
		const marked = (way: Reading, what: string) =>
			benchmarkOf(
				{ group: 'h', name: name(`${what} ÷ ${MOST_MS} ms`), mark: { atMost: 1 } },
				of(way, count),
				of(way, count).map(() => MOST_MS),
				write,
			);
		return [
			marked('tokenPay', ' by expressions'),
			marked('columns', ' by their columns'),
			benchmarkOf(
				{ group: 'h', name: name(' by expressions ÷ minimal declarative node') },
				of('tokenPay', count),
				of('minimal', count),
				write,
			),
		];
	});
}

/** As the probe tells it. */
interface Delay {
	/** Unix time in milliseconds. */
	until: number;
	/** How late the event loop came, in milliseconds. */
	late: number;
}

/** The longest delay between the moment at which the node began and the first request, in milliseconds. */
async function longestDelay(server: N8nServer, sandbox: Sandbox, sender: Sender, count: number): Promise<number> {
	sandbox.reset();
	const first = sandbox.waitFor(({ requests }) => requests.length > 0, 20 * 60_000).then(() => Date.now());
	sandbox.addFault({ kind: 'code', code: 20002, path: '*', times: -1 });
	const sendingFrom = await sender.sendInVain(count);
	const until = await first;
	const delays = await askProbe<Delay[]>(server, 'Event loop');
	const within = delays.filter(({ until: end }) => end > sendingFrom && end <= until);
	return Math.max(0, ...within.map(({ late }) => late));
}
