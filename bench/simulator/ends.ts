import type { Execution } from './execution';
import type { Findings } from './findings';
import type { NetworkPlan } from './network';

/** Timers and other work of a busy process, in milliseconds. */
const SLACK = 400;

/** Finds executions that went on after somebody stopped them, and payments that went out although the run had failed. */
export function judgeEnd(execution: Execution, network: NetworkPlan, findings: Findings): void {
	const { name, runs, stoppedAt } = execution;
	const endedAt = runs.at(-1)?.endedAt;
	if (stoppedAt !== undefined && endedAt !== undefined) {
		const most = (network.endsWhenStopped ? 0 : network.timeout) + SLACK;
		if (endedAt - stoppedAt > most)
			findings.complain('hangs', `${name} ended ${Math.round(endedAt - stoppedAt)} ms after it was stopped`);
	}
	if (execution.job.stopOnFailure && stoppedAt === undefined) judgeFailure(execution, findings);
}

function judgeFailure({ name, rows, runs }: Execution, findings: Findings): void {
	const last = runs.at(-1);
	if (last?.endedAt === undefined) return;
	const paying = last.attempts.filter(({ firstPaymentAt }) => firstPaymentAt !== undefined);
	if (paying.length > 0 && rows.some(({ isBad }) => isBad))
		findings.complain('sent after a failure', `${name} paid ${paying.length} rows although a row fails its checks`);
	const { failedAt = Infinity } = last;
	for (const { row, firstPaymentAt = -Infinity } of paying) {
		if (firstPaymentAt > failedAt)
			findings.complain(
				'sent after a failure',
				`${row.number} by ${last.name} at ${Math.round(firstPaymentAt)} ms, after a failure at ${Math.round(failedAt)} ms`,
			);
	}
}
