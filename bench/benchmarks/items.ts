import type { TokenPayAccount } from '../../tools/tokenpay/account';
import { benchmarkOf, type Benchmark } from './benchmark';
import { withFreshServer, type Installed } from './servers';
import { median, rotated } from './statistics';
import { Sender, type Cost, type Way } from './workflows';

const WAYS: Way[] = ['nothing', 'minimal', 'tokenPay', 'by hand'];

/** What sending costs, in all four ways, round by round. */
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
		const all: Rounds = { nothing: [], minimal: [], tokenPay: [], 'by hand': [] };
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
	return (['minimal', 'by hand'] as const).flatMap((way) => {
		const against = way === 'minimal' ? 'minimal declarative node' : 'Code node that signs + HTTP Request node';
		const mark = way === 'minimal' ? { mark: { atMost: 1.1 } } : {};
		return [
			benchmarkOf(
				{ group: 'b', name: `Time an item ÷ ${against}, ${items} items`, ...mark },
				seconds('tokenPay'),
				seconds(way),
				write,
			),
			benchmarkOf(
				{ group: 'b', name: `CPU an item ÷ ${against}, ${items} items`, ...mark },
				cpu('tokenPay'),
				cpu(way),
				write,
			),
		];
	});
}
