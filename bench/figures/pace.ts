import { DEFAULT_APP, startSandbox } from '../../sandbox/server';
import { inLanes } from '../safety/rows';
import { figureOf, type Figure } from './figure';
import { withFreshServer, type Installed } from './servers';
import { Sender } from './workflows';

/** The documented limit, in requests a second. */
const LIMIT = 5;

/** "Too many requests". */
const TOO_MANY = 11001;

/**
 * Figure a: how long N payouts take against what the limit allows. Rounds run at the same time, each with an
 * application of its own and so with a pace of its own.
 *
 * @throws Error when a payout was not made, or the limit was broken on the way
 */
export async function measurePace(
	installed: Installed,
	{ payouts, rounds }: { payouts: number[]; rounds: number },
	log: (line: string) => void,
): Promise<Figure[]> {
	return await withFreshServer(installed, async (server) => {
		const figures: Figure[] = [];
		for (const count of payouts) {
			const seconds = await inLanes(
				rounds,
				Array.from({ length: rounds }, (_, round) => async () => {
					const sandbox = await startSandbox({ requestsPerSecond: LIMIT, payoutDelayMs: -1 });
					try {
						const account = { baseUrl: sandbox.url, ...DEFAULT_APP };
						const sender = await Sender.make(server, 'tokenPay', account, LIMIT, `pace-${count}-${round}`);
						const cost = await sender.send(count);
						const { moneySent, requests } = sandbox.state();
						const refused = requests.filter(({ code }) => code === TOO_MANY).length;
						if (moneySent.length !== count) throw new Error(`${moneySent.length} of ${count} payouts were made`);
						if (refused > 0) throw new Error(`${refused} requests were over the limit`);
						return cost.seconds;
					} finally {
						await sandbox.close();
					}
				}),
			);
			const ideal = seconds.map(() => count / LIMIT);
			const about = {
				group: 'a',
				name: `Time for ${count} payouts ÷ ${count} / 5 s, none refused`,
				mark: { atMost: 1.05 },
			};
			figures.push(figureOf(about, seconds, ideal, (value) => `${value.toFixed(1)} s`));
			log(`  a: ${count} payouts, ${rounds} rounds at once`);
		}
		return figures;
	});
}
