import type { Fault, Sandbox } from '../../sandbox/server';
import { seededRandom } from '../../core/sandbox/random';
import { forever, storm } from '../safety/spreadsheet';

const LONGEST_MS = 25_000;

/** What may be wrong with the platform for a while; each gets a number to start its chances from. */
const PHASES: Array<(seed: number) => Fault[]> = [
	() => [],
	(seed) => storm(0.15, seed),
	(seed) => storm(0.5, seed),
	(seed) => [
		forever('code', 0.4, { path: '*', code: 11001, seed }),
		forever('cut after', 0.2, { path: '*', seed: seed + 1 }),
	],
	(seed) => [
		forever('slow', 0.3, { path: '*', seed }),
		forever('500 before', 0.1, { path: '*', seed: seed + 1 }),
		forever('garbage after', 0.1, { path: '*', seed: seed + 2 }),
	],
];

/**
 * Changes what goes wrong every few seconds, and lets nothing go wrong in the end.
 *
 * @param until as `Date.now()` tells it
 * @returns how often faults were changed
 */
export async function keepChanging(sandbox: Sandbox, until: number, seed: number): Promise<number> {
	const random = seededRandom(seed);
	const longest = Math.min(LONGEST_MS, (until - Date.now()) / 6);
	let changes = 0;
	try {
		while (Date.now() < until) {
			sandbox.clearFaults();
			const phase = PHASES[Math.floor(random() * PHASES.length)];
			for (const fault of phase?.(Math.floor(random() * 1e6)) ?? []) sandbox.addFault(fault);
			changes += 1;
			const lasts = longest * (0.3 + 0.7 * random());
			await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(lasts, until - Date.now()))));
		}
		return changes;
	} finally {
		sandbox.clearFaults();
	}
}
