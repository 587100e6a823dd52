import { startSandbox, DEFAULT_APP } from '../../sandbox/server';
import { benchmarkOf, type Benchmark } from './benchmark';
import { forgetPeak, usageOf } from './processes';
import { withFreshServer, type Installed } from './servers';
import { rotated } from './statistics';
import { Sender, type Way } from './workflows';

const WAYS = ['minimal', 'tokenPay', 'columns', 'by hand'] as const satisfies Way[];
type Sending = (typeof WAYS)[number];

/** What one execution of that many items took in a fresh n8n. */
interface Sample {
	/** The most memory of n8n's processes at a time, in MiB. */
	peak: number;
	/** Of it, what n8n had already at its most before. */
	idle: number;
	/** Seconds. */
	seconds: number;
}

/** Benchmarks e and g: peak memory for many items, and how time and memory grow with their number. */
export async function measureGrowth(
	installed: Installed,
	{ items, rounds }: { items: number[]; rounds: number },
	log: (line: string) => void,
): Promise<Benchmark[]> {
	const samples = new Map<string, Sample[]>();
	const of = (way: Sending, count: number) => samples.get(`${way} ${count}`) ?? [];
	const most = Math.max(...items);
	for (let round = 0; round < rounds; round += 1) {
		for (const count of items) {
			// The baselines are compared at the highest number alone.
			for (const way of rotated(count === most ? WAYS : (['tokenPay'] as const), round)) {
				samples.set(`${way} ${count}`, [...of(way, count), await sample(installed, way, count, log)]);
			}
			log(`  e, g: ${count} items, round ${round + 1} of ${rounds}`);
		}
	}

	const peaks = (way: Sending) => of(way, most).map(({ peak }) => peak);
	const memory = (value: number) => `${value.toFixed(0)} MiB`;
	const benchmarks = [
		benchmarkOf(
			{ group: 'e', name: `Peak memory, ${most} items ÷ minimal declarative node`, mark: { atMost: 1.05 } },
			peaks('tokenPay'),
			peaks('minimal'),
			memory,
		),
		benchmarkOf(
			{ group: 'e', name: `Peak memory, ${most} items ÷ Code node + HTTP Request node` },
			peaks('tokenPay'),
			peaks('by hand'),
			memory,
		),
		benchmarkOf(
			{
				group: 'e',
				name: `Peak memory, ${most} items mapped automatically ÷ Code node + HTTP Request node`,
				mark: { atMost: 1 },
			},
			peaks('columns'),
			peaks('by hand'),
			memory,
		),
	];
	for (const [index, count] of items.entries()) {
		const before = items[index - 1];
		if (before === undefined) continue;
		const perItem = (n: number) => of('tokenPay', n).map(({ seconds }) => (seconds / n) * 1000);
		const milliseconds = (value: number) => `${value.toFixed(2)} ms`;
		benchmarks.push(
			benchmarkOf(
				{ group: 'g', name: `Time an item at ${count} ÷ at ${before} items`, mark: { atMost: 1.1 } },
				perItem(count),
				perItem(before),
				milliseconds,
			),
		);
		const each = (n: number) => of('tokenPay', n).map(({ peak, idle }) => (peak - idle) / n);
		const kibibytes = (value: number) => `${(value * 1024).toFixed(0)} KiB`;
		benchmarks.push(
			benchmarkOf(
				{ group: 'g', name: `Memory an item above idle at ${count} ÷ at ${before} items`, mark: { atMost: 1.1 } },
				each(count),
				each(before),
				kibibytes,
			),
		);
	}
	return benchmarks;
}

async function sample(installed: Installed, way: Sending, count: number, log: (line: string) => void): Promise<Sample> {
	const sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
	try {
		return await withFreshServer(installed, async (server) => {
			const sender = await Sender.make(server, way, { baseUrl: sandbox.url, ...DEFAULT_APP });
			// Whatever n8n loads or compiles with a first execution is not the items'.
			await sender.send(10);
			const { pid } = server;
			if (pid === undefined) throw new Error('n8n does not run');
			forgetPeak(pid);
			const idle = usageOf(pid).peakMemory;
			const { seconds, sent } = await sender.send(count);
			if (sent < count) log(`  e: ${way} sent ${sent} of ${count} rows; the others failed`);
			return { peak: usageOf(pid).peakMemory, idle, seconds };
		});
	} finally {
		await sandbox.close();
	}
}
