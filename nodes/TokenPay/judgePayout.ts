import { type Failure, waysToSay } from '../../core/run/failure';
import { shortened, shown } from '../../core/values/sentences';
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
		const failure = failureOf(name, { ...details, differences: different }, waysToSay(different));
		const whatIsThere = name === 'different' ? originOf(detail) : '';
		return { failure: { ...failure, advice: `${failure.advice}${whatIsThere}` } };
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

/** Whether a payout was created clearly before this run began. */
export function wasThereBefore(detail: Record<string, unknown>, startedAt: number): boolean {
	const createdAt = createdAtOf(detail);
	return createdAt > 0 && createdAt < startedAt - CLEARLY_BEFORE;
}

/** In Unix milliseconds; the platform's are in milliseconds, or in seconds by their digits. 0 where it says nothing. */
function createdAtOf({ create_time }: Record<string, unknown>): number {
	const time = Number(textOf(create_time)) || 0;
	return time < 1e11 ? time * 1000 : time;
}

/** When and for what the payout was made that has the number: by this a person recognizes it. */
function originOf(detail: Record<string, unknown>): string {
	const createdAt = createdAtOf(detail);
	const description = textOf(detail['description']);
	const known = [
		createdAt > 0 && createdAt < 8.64e15
			? `made on ${new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
			: '',
		description === '' ? '' : `described as ${shown(description, 80)}`,
	].filter((part) => part !== '');
	return known.length === 0 ? '' : ` The one that TokenPay has was ${known.join(' and ')}.`;
}
