import { type Failure, waysToSay } from '../../core/run/failure';
import { shortened } from '../../core/values/sentences';
import { textOf } from '../../core/values/text';
import { comparePayout } from './comparePayout';
import type { PayoutRequest } from './payoutRequest';
import { meaningOf } from './payoutState';
import { failureOf } from './response';

/** A payout created this long before it was sent was not created by this run, whatever the clocks say; in milliseconds. */
const CLEARLY_BEFORE = 5 * 60_000;

/** Why something the platform says of a payout does not prove that it was made as asked for. */
type Doubt = { failure: Failure; isIncomparable?: true };

/**
 * Names why what the platform says of a payout does not prove that it is the one asked for, and alive.
 *
 * @param isComplete whether it must hold everything that is compared, as a look-up's detail does
 * @param needsState whether it must name a state
 */
export function doubtAbout(
	payout: PayoutRequest,
	detail: Record<string, unknown>,
	details: Failure['details'],
	{ isComplete, needsState }: { isComplete: boolean; needsState: boolean },
): Doubt | undefined {
	const { different, missing, inOtherUnit } = comparePayout(payout, detail);
	const incomparable = isComplete ? missing : missing.filter((name) => name === 'decimals');
	if (different.length > 0) {
		const name = inOtherUnit && different.length === 1 ? 'otherUnit' : 'different';
		return { failure: failureOf(name, { ...details, differences: different }, waysToSay(different)) };
	}
	if (incomparable.length > 0) {
		const what = [`its detail cannot be compared by ${incomparable.join(', ')}`, 'its detail cannot be compared'];
		return { failure: failureOf('unreadable', details, what), isIncomparable: true };
	}
	if (!needsState) return undefined;
	const state = textOf(detail['trade_state']);
	const meaning = meaningOf(state);
	if (meaning === 'alive') return undefined;
	const what = `its state is ${state ? shortened(state, 20) : 'not named'}`;
	return { failure: failureOf(meaning === 'over' ? 'closed' : 'state', { ...details, trade_state: state }, what) };
}

/** Whether a payout was created clearly before this run began; times are in milliseconds, or in seconds by their digits. */
export function wasThereBefore({ create_time }: Record<string, unknown>, startedAt: number): boolean {
	const time = Number(textOf(create_time));
	const milliseconds = time < 1e11 ? time * 1000 : time;
	return milliseconds > 0 && milliseconds < startedAt - CLEARLY_BEFORE;
}
