import type { Execution } from './execution';
import { isComplete } from './account';
import { NO_FAULTS } from './faults';
import type { Findings, Wrong } from './findings';
import { type Payout, stateAt } from './records';
import type { Scenario } from './scenario';

/** How much longer than its maximum a wait may take for its last look-up, apart from time-outs; in milliseconds. */
const LAST_LOOK = 20_000;

const MINUTE = 60_000;

/**
 * Finds waits that say something untrue, do not end, or pay. Where nothing can go wrong, a payout that landed in time
 * must be seen.
 */
export function judgeWaiting(
	execution: Execution,
	payouts: ReadonlyMap<string, Payout[]>,
	{ network, stalls, faults, account, processes }: Scenario,
	findings: Findings,
): void {
	const { name, job, landings, runs, stoppedAt } = execution;
	const [run] = runs;
	if (job.operation === 'create' || run === undefined) return;
	if (run.attempts.some(({ firstPaymentAt }) => firstPaymentAt !== undefined))
		findings.complain('paid twice', `${name} paid, although it was to wait`);
	if (!landings || run.endedAt === undefined) return;
	const stalled = stalls.reduce((sum, { lasts }) => sum + lasts, 0);
	const until = run.startedAt + (job.maximumWait ?? 0) * MINUTE;
	if (run.endedAt > until + LAST_LOOK + network.timeout + stalled)
		findings.complain('hangs', `${name} ended ${Math.round(run.endedAt - until)} ms after its time was out`);
	const isUndisturbed =
		faults === NO_FAULTS && !account.limit && processes === 1 && stalled === 0 && stoppedAt === undefined;
	// So long that each payout gets a turn behind those that are paid meanwhile.
	const seesAll =
		isUndisturbed && isComplete(account.spelling) && isComplete(account.laterSpelling) && landings.length < 13;
	const mustSee = seesAll && job.maximumWait === 30;
	for (const landing of landings) {
		const made = payouts.get(landing.row.number) ?? [];
		const hasLandedBy = (time: number) => made.some((payout) => isSuccess(stateAt(payout, time).name));
		const complain = (what: Wrong) =>
			findings.complain(what, `${landing.row.number} by ${name}: ${String(landing.words ?? landing.landed)}`);
		if (landing.landed === true) {
			if (!hasLandedBy(run.endedAt)) complain('reported landed but has not');
		} else if (landing.landed === false) {
			if (mustSee && made.length === 1 && hasLandedBy(until)) complain('reported not landed but has');
		} else if (landing.outcome !== 'unknown') complain('without a clear report');
	}
}

const isSuccess = (state: string) => state.trim().toUpperCase() === 'SUCCESS';
