import path from 'node:path';
import { printTable } from '../../core/tools/table';
import { bundleWorker } from './bundle';
import { simulateSeeds } from './crew';
import { DEFECTS, type Defect } from './defects';
import type { Totals } from './totals';

/** How long each defect is looked for, in milliseconds. */
const LONGEST = 60_000;

/** Plants defects, one at a time, and tells the seeds that find them; `false` when one is not found. */
export async function prove(folder: string, workers: number): Promise<boolean> {
	const rows: string[][] = [];
	let good = true;
	for (const defect of DEFECTS) {
		const { found, seconds, totals } = await lookFor(defect, folder, workers);
		good &&= found !== undefined;
		const seed = found ? String(found.seed) : 'NOT FOUND';
		rows.push([defect.name, defect.shows, seed, String(totals.payouts), seconds.toFixed(1)]);
		console.log(
			`${defect.name}: ${found ? `seed ${found.seed}, ${found.what}: ${found.text}` : `NOT FOUND${otherwise(totals)}`}`,
		);
	}
	printTable(['planted defect', 'found as', 'seed', 'payouts until then', 'seconds'], rows);
	return good;
}

const otherwise = ({ complaints: [first] }: Totals) =>
	first ? `, but seed ${first.seed} ${first.what}: ${first.text}` : '';

async function lookFor(defect: Defect, folder: string, workers: number) {
	const bundle = path.join(folder, 'defective.cjs');
	await bundleWorker(bundle, defect);
	const started = performance.now();
	const spent = () => performance.now() - started;
	const isFound = ({ complaints }: Totals) => complaints.find(({ what }) => what === defect.shows);
	const totals = await simulateSeeds({
		bundle,
		workers,
		from: 1,
		isEnough: (sofar) => isFound(sofar) !== undefined || spent() > LONGEST,
		goesOn: true,
	});
	return { found: isFound(totals), totals, seconds: spent() / 1000 };
}
