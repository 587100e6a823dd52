import type { TokenPayAccount } from '../../tools/tokenpay/account';
import { benchmarkOf, type Benchmark } from './benchmark';
import { withFreshServer, type Installed } from './servers';
import { median, rotated } from './statistics';
import { Sender, type Cost, type Way } from './workflows';

const WAYS: Way[] = ['nothing', 'minimal', 'tokenPay', 'columns', 'by hand'];

/** What sending costs, in every way, round by round. */
type Rounds = Record<Way, Cost[]>;

/** Benchmark b: what an item costs in time and processor time, against the minimal node and against what people build by hand. */
export async function measureItems(
	installed: Installed,
	account: TokenPayAccount,
	{ items, rounds }: { items: number; rounds: number },
	log: (line: string) => void,
): Promise<Benchmark[]> {
	const costs = await withFreshServer(installed, async (server) => {
		const senders = new Map<Way, Sender>();
		for (const way of WAYS) senders.set(way, await Sender.make(server, way, account));
		const all: Rounds = { nothing: [], minimal: [], tokenPay: [], columns: [], 'by hand': [] };
		// The first round warms n8n up and is not counted.
		for (let round = 0; round <= rounds; round += 1) {
			for (const way of rotated(WAYS, round)) {
				const cost = await senders.get(way)?.send(items);
				if (cost?.sent !== items) throw new Error(`${way}: ${cost?.sent} of ${items} rows were sent`);
				if (round > 0) all[way].push(cost);
			}
			log(`  b: round ${round} of ${rounds}`);
		}
		return all;
	});
	return compare(costs, items);
}

function compare(costs: Rounds, items: number): Benchmark[] {
	const perItem = (way: Way, of: (cost: Cost) => number) => costs[way].map((cost) => (of(cost) / items) * 1000);
	const idle = median(perItem('nothing', ({ cpu }) => cpu));
	const seconds = (way: Way) => perItem(way, (cost) => cost.seconds);
	const cpu = (way: Way) => perItem(way, (cost) => cost.cpu).map((value) => value - idle);
	const write = (value: number) => `${value.toFixed(2)} ms`;
	const byHand = 'Code node that signs + HTTP Request node';
	const pairs: Array<{ ours: Way; way: Way; against: string; mark?: NonNullable<Benchmark['mark']> }> = [
		{ ours: 'tokenPay', way: 'minimal', against: 'minimal declarative node', mark: { atMost: 0.4 } },
		{ ours: 'tokenPay', way: 'by hand', against: byHand, mark: { atMost: 1.5 } },
		{ ours: 'columns', way: 'by hand', against: byHand, mark: { atMost: 1 } },
	];
	return pairs.flatMap(({ ours, way, against, ...mark }) => {
		const what = `${ours === 'columns' ? 'an item mapped automatically' : 'an item'} ÷ ${against}, ${items} items`;
		return [
			benchmarkOf({ group: 'b', name: `Time ${what}`, ...mark }, seconds(ours), seconds(way), write),
			benchmarkOf({ group: 'b', name: `CPU ${what}`, ...mark }, cpu(ours), cpu(way), write),
		];
	});
}
