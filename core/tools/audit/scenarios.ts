import type { Fault } from '../../sandbox/faults';
import { concurrently } from '../async/concurrently';
import { sum, type Verdict } from './judge';
import type { Line } from './verdicts';

/** One line of the table. */
export interface Scenario<B> {
	name: string;
	batches: B[];
}

/**
 * Runs scenarios through n8n-core's real contexts against sandboxes in this process.
 *
 * @param lanes how many scenarios run at the same time; they mostly wait
 * @param run runs one of a scenario's batches
 */
export async function runScenarios<B>(
	scenarios: Array<Scenario<B>>,
	lanes: number,
	run: (batch: B) => Promise<Verdict>,
): Promise<Line[]> {
	let done = 0;
	return await concurrently(
		lanes,
		scenarios.map(({ name, batches }) => async () => {
			const started = performance.now();
			const verdict = sum(await Promise.all(batches.map(run)));
			const seconds = (performance.now() - started) / 1000;
			done += 1;
			console.log(
				`[${done}/${scenarios.length}] ${name}: ${verdict.rows} rows in ${seconds.toFixed(1)} s${verdict.complaints.length > 0 ? `, ${verdict.complaints.length} complaints` : ''}`,
			);
			return { name, verdict, seconds };
		}),
	);
}

/** Puts the faults of a stage in place of those before; without any, the last ones stay. */
export function useStage(
	sandbox: { clearFaults(): void; addFault(fault: Fault): void },
	faults: Fault[] | undefined,
): void {
	if (faults === undefined) return;
	sandbox.clearFaults();
	for (const fault of faults) sandbox.addFault(fault);
}
