import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { printTable } from '../core/tools/table';
import { runProgram } from '../core/tools/system/runProgram';
import { bundleWorker } from './simulator/bundle';
import { simulateSeeds, tellStory } from './simulator/crew';
import { prove } from './simulator/prove';
import type { Totals } from './simulator/totals';

const HELP = `Simulates runs of the node against a platform that is drawn from a seed, with time and chance drawn from it, too.

  npm run simulate -- [--payouts N] [--from N] [--workers N] [--quick]
  npm run simulate -- --seed N
  npm run simulate -- --prove

  --payouts  how many (default 1,000,000)
  --from     the first seed (default 1); the same seeds always come to the same
  --workers  threads (default 2)
  --quick    60,000 payouts, and the proof: half a minute
  --seed     one seed alone, and its story step by step
  --prove    plants defects in the package's code, one at a time, and fails if one is not found

Fails when a payout is made twice or misreported, something hangs or is sent too fast, and prints the story of the seed.
`;

/** What is simulated when nobody says otherwise. */
const ALL = 1_000_000;
const QUICK = 60_000;

async function main(): Promise<boolean> {
	const { values } = parseArgs({
		options: {
			payouts: { type: 'string' },
			from: { type: 'string', default: '1' },
			workers: { type: 'string', default: '2' },
			seed: { type: 'string' },
			quick: { type: 'boolean', default: false },
			prove: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	const payouts = Number(values.payouts ?? (values.quick ? QUICK : ALL));
	const [from, workers, seed] = [values.from, values.workers, values.seed ?? '0'].map(Number) as [
		number,
		number,
		number,
	];
	const isWrong = [payouts, from, workers, seed].some((number) => !(Number.isInteger(number) && number >= 0));
	// Nothing simulated, or by nobody, would find nothing wrong.
	const isNothing = payouts === 0 || workers === 0;
	if (values.help || isWrong || isNothing) {
		console.log(HELP);
		return values.help;
	}
	const folder = mkdtempSync(path.join(tmpdir(), 'simulate-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	if (values.prove) return await prove(folder, workers);
	const bundle = path.join(folder, 'worker.cjs');
	await bundleWorker(bundle);
	if (values.seed !== undefined) return await tell(bundle, seed);
	const good = await simulateAll(bundle, { payouts, from, workers });
	return good && (!values.quick || (await prove(folder, workers)));
}

async function tell(bundle: string, seed: number): Promise<boolean> {
	const lines = await tellStory(bundle, seed);
	console.log(lines.join('\n'));
	return !lines.some((line) => line.startsWith('WRONG'));
}

async function simulateAll(
	bundle: string,
	{ payouts, from, workers }: { payouts: number; from: number; workers: number },
): Promise<boolean> {
	const started = performance.now();
	const seconds = () => (performance.now() - started) / 1000;
	let shownAt = 0;
	const totals = await simulateSeeds({
		bundle,
		workers,
		from,
		isEnough: (sofar) => sofar.payouts >= payouts,
		onProgress: (sofar) => {
			if (seconds() < shownAt + 5) return;
			shownAt = seconds();
			console.log(`${Math.round(shownAt)} s: ${sofar.payouts} of ${payouts} payouts`);
		},
	});
	report(totals, from, seconds());
	const [first] = totals.complaints;
	if (!first) return true;
	await tell(bundle, first.seed);
	for (const { seed, what, text } of totals.complaints.slice(0, 20))
		console.log(`WRONG  seed ${seed}, ${what}: ${text}`);
	console.log(`\nAgain: npm run simulate -- --seed ${first.seed}`);
	return false;
}

function report(totals: Totals, from: number, seconds: number): void {
	const { seeds, payouts, paid, rows, requests, waited, unknown, repeated, complaints } = totals;
	const counts: Array<[string, number]> = [
		['Payouts asked for', payouts],
		['of them paid', paid],
		['Rows run, each time anew', rows],
		['Requests', requests],
		['Payouts waited for', waited],
		['Reported unknown', unknown],
		['Seeds simulated twice, to see the same', repeated],
		['Wrong', complaints.length],
	];
	console.log(
		`\n${seeds} simulations, seeds ${from} to ${from + seeds - 1}, in ${seconds.toFixed(0)} s: ${Math.round(payouts / seconds)} payouts a second`,
	);
	printTable(['', ''], counts);
	console.log('Counted apart, since no node can prevent it (SECURITY.md, What a payout number promises):');
	printTable(['', ''], Object.entries(totals.apart).toSorted());
}

runProgram(main);
