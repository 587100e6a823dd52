import type { Account } from './account';
import type { Apart, Findings } from './findings';
import type { Payout } from './records';

/** Finds numbers that were paid more than once, and tells apart what the node cannot prevent. */
export function judgeRepeatedPayments(
	payouts: ReadonlyMap<string, Payout[]>,
	{ usedNumbers }: Account,
	findings: Findings,
): void {
	for (const [number, all] of payouts) {
		const made = all.toSorted((a, b) => a.sentAt - b.sentAt);
		for (let index = 1; index < made.length; index += 1) {
			const later = made[index] as Payout;
			const excuses = made.slice(0, index).map((earlier) => excuseFor(earlier, later));
			const blame = usedNumbers === 'accepted' ? excuses.indexOf(undefined) : 0;
			if (blame === -1) findings.countApart(excuses[0] as Apart);
			else {
				const earlier = made[blame] as Payout;
				findings.complain(
					'paid twice',
					`${number} by ${earlier.by.run.name} at ${Math.round(earlier.madeAt)} ms and by ${later.by.run.name} at ${Math.round(later.madeAt)} ms`,
				);
			}
		}
	}
}

/** Why the node could not know of the earlier payout when it sent the later one, on an account that accepts used numbers. */
function excuseFor(earlier: Payout, later: Payout): Apart | undefined {
	const [before, after] = [earlier.by, later.by];
	if (before === after) {
		// A payout is sent again only after 20004, and never where it was looked up first.
		const isAllowed = earlier.wasRestricted && !after.run.lookUpFirst && isHidden(earlier, later);
		return isAllowed ? 'paid again: made only after the last look-up' : undefined;
	}
	// One list pays a number once, whatever the account does.
	if (before.run === after.run) return undefined;
	if (!after.run.lookUpFirst) {
		// The runs of one process take turns with a number, but only looking it up tells what the other one did.
		return 'paid again: used numbers accepted, without Look Up First';
	}
	if (!isHidden(earlier, later)) return undefined;
	const areTogether = before.lastHeardAt > (after.firstSentAt ?? Infinity);
	if (!areTogether) return 'paid again: made only after the last look-up';
	return before.run.process === after.run.process ? undefined : 'paid again: by two processes at the same moment';
}

/** Whether the later payout's attempt looked the number up before, when the earlier one was not made yet. */
const isHidden = (earlier: Payout, { notThereAt }: Payout) => notThereAt !== undefined && earlier.madeAt >= notThereAt;
