import { parentPort, workerData } from 'node:worker_threads';
import { patchGlobals } from './patchedGlobals';
import { simulate } from './simulation';
import { type Complaint, NOTHING, type Totals, add } from './totals';

/** Seeds to simulate, or one whose story is to be told. */
export type Task = { from: number; count: number } | { story: number };

/** Every seed that is a multiple of this is simulated twice. */
const REPEATED = 100;

async function simulateOne(seed: number): Promise<Totals> {
	const { findings, digest, ...counts } = await simulate(seed);
	const complaints: Complaint[] = findings.wrong.map((wrong) => ({ seed, ...wrong }));
	const isRepeated = seed % REPEATED === 0;
	if (isRepeated && (await simulate(seed)).digest !== digest)
		complaints.push({ seed, what: 'not the same again', text: 'a second simulation went another way' });
	return { ...counts, seeds: 1, repeated: Number(isRepeated), apart: Object.fromEntries(findings.apart), complaints };
}

async function work(task: Task): Promise<Totals | string[]> {
	if ('story' in task) {
		const lines: string[] = [];
		const { findings } = await simulate(task.story, (line) => lines.push(line));
		return [...lines, ...findings.wrong.map(({ what, text }) => `WRONG  ${what}: ${text}`)];
	}
	// The seed under way, so that one that never ends can be named.
	const current = workerData as Int32Array;
	let totals = NOTHING;
	for (let seed = task.from; seed < task.from + task.count; seed += 1) {
		Atomics.store(current, 0, seed);
		totals = add(totals, await simulateOne(seed));
	}
	return totals;
}

patchGlobals();
parentPort?.on('message', (task: Task) => {
	void work(task).then((result) => parentPort?.postMessage(result));
});
