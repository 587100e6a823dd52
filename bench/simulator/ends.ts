import type { Execution } from './execution';
import type { Findings } from './findings';
import type { Row, RunRecord } from './records';
import type { Scenario } from './scenario';

/** Timers and other work of a busy process, in milliseconds. */
const SLACK = 400;

/** Finds executions that went on after somebody stopped them, and payments that went out although the run had failed. */
export function judgeEnd(execution: Execution, { network, stalls }: Scenario, findings: Findings): void {
	const { rows, runs, stoppedAt } = execution;
	const stalled = stalls.reduce((sum, { lasts }) => sum + lasts, 0);
	const most = (network.endsWhenStopped ? 0 : network.timeout) + stalled + SLACK;
	for (const run of runs) {
		const { name, startedAt, endedAt } = run;
		if (stoppedAt === undefined) {
			if (execution.job.stopOnFailure) judgeFailure(run, rows, findings);
		} else if (endedAt !== undefined && startedAt <= stoppedAt && endedAt - stoppedAt > most)
			findings.complain('hangs', `${name} ended ${Math.round(endedAt - stoppedAt)} ms after it was stopped`);
	}
}

function judgeFailure(run: RunRecord, rows: Row[], findings: Findings): void {
	const { name, attempts, failedAt = Infinity } = run;
	const paying = attempts.filter(({ firstPaymentAt }) => firstPaymentAt !== undefined);
	if (paying.length > 0 && rows.some(({ isBad }) => isBad))
		findings.complain('sent after a failure', `${name} paid ${paying.length} rows although a row fails its checks`);
	const doubtful = attempts.filter(({ inDoubtSince }) => inDoubtSince !== undefined);
	for (const { row, firstPaymentAt = -Infinity } of paying) {
		const doubt = doubtful.find(
			({ inDoubtSince = 0, lastHeardAt }) => inDoubtSince < firstPaymentAt && firstPaymentAt < lastHeardAt,
		);
		if (doubt)
			findings.complain(
				'sent after a failure',
				`${row.number} by ${name} at ${Math.round(firstPaymentAt)} ms, while ${doubt.row.number} was in doubt`,
			);
		if (firstPaymentAt > failedAt)
			findings.complain(
				'sent after a failure',
				`${row.number} by ${name} at ${Math.round(firstPaymentAt)} ms, after a failure at ${Math.round(failedAt)} ms`,
			);
	}
}
