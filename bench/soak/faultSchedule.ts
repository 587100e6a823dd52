import type { Fault, Sandbox } from '../../sandbox/server';
import { seededRandom } from '../../core/sandbox/random';
import { forever, storm } from '../../core/tools/audit/faults';

const LONGEST_MS = 25_000;

/** What may be wrong with the platform for a while; each gets a number to start its chances from. */
const PHASES: Array<(seed: number) => Fault[]> = [
	() => [],
	(seed) => storm(seed, 0.15),
	(seed) => storm(seed, 0.5),
	(seed) => [
		forever({ kind: 'code', path: '*', probability: 0.4, code: 11001, seed }),
		forever({ kind: 'cut after', path: '*', probability: 0.2, seed: seed + 1 }),
	],
	(seed) => [
		forever({ kind: 'slow', path: '*', probability: 0.3, delayMs: 3000, seed }),
		forever({ kind: '500 before', path: '*', probability: 0.1, seed: seed + 1 }),
		forever({ kind: 'garbage after', path: '*', probability: 0.1, seed: seed + 2 }),
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
