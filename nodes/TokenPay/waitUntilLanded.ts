import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import type { Failure } from '../../core/run/failure';
import type { LookUp } from '../../core/run/lookUp';
import type { SingleOutcome } from '../../core/run/operation';
import { failed } from '../../core/run/outcome';
import { pickFields } from '../../core/values/fieldOrder';
import { textOf } from '../../core/values/text';
import { HOPELESS } from './codes';
import { lookUpBehind } from './lookUp';
import { PAYOUT } from './outputFields';
import { hasLanded, isOver, meaningOf } from './payoutState';
import { present } from './present';
import { failureOf } from './response';

/** Before a payout is looked up again, in milliseconds; each pause is half as long again as the one before. */
const FIRST_PAUSE = 5000;
const LONGEST_PAUSE = 60_000;

/** How long a payout whose time is out may wait for its last look-up, in milliseconds. */
const LAST_LOOK = 10_000;

type Detail = Record<string, unknown>;

/**
 * Looks a payout up, with pauses that grow from 5 to 60 seconds, until it has landed, is over, or its time is out. The
 * look-ups go behind everything else that the application sends. A look-up without a clear response counts for nothing:
 * the next one follows.
 *
 * @param query looks the payout up
 * @param maximumWait in milliseconds
 * @returns the payout's detail with `landed` and `waited_seconds`; what has not landed in time is no failure. A failure
 * where it is over, where nothing but "there is nothing under this number" or no clear response came, and at once where
 * asking again is pointless. Its `details.outcome` is `unknown`, for a state that is over does not prove that nobody was paid
 */
export async function waitUntilLanded(
	client: ApiClient,
	query: ApiRequest,
	maximumWait: number,
): Promise<SingleOutcome> {
	const startedAt = client.elapsed();
	const until = startedAt + maximumWait;
	const waited = () => ({ waited_seconds: Math.round((client.elapsed() - startedAt) / 1000) });
	const end = (failure: Failure): SingleOutcome =>
		failed({ ...failure, details: { ...failure.details, ...waited() } }, 'unknown');
	let detail: Detail | undefined;
	let unclear: Failure | undefined;

	for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
		const seen = readable(query, await lookUpBehind(client, query, until + LAST_LOOK));
		const isTimeOut = client.elapsed() >= until;
		if (seen.found === 'detail') {
			detail = { ...seen.detail, ...(seen.requestId && { request_id: seen.requestId }) };
			if (hasLanded(stateOf(detail))) return { json: { ...detail, landed: true, ...waited() } };
			if (isOver(stateOf(detail))) return end(overFailure(detail));
		} else if (!isTimeOut && isHopeless(seen)) return end(seen.failure);
		// A request that got no turn tells nothing.
		else if (seen.found === 'nothing' || !seen.neverSent || seen.mayRepeat) unclear = seen.failure;

		if (isTimeOut) {
			if (detail === undefined && unclear) return end(unclear);
			return { json: { ...(detail ?? query.fields), landed: false, ...waited() } };
		}
		if (!(await client.pause(Math.min(pause, until - client.elapsed())))) return end(failureOf('stoppedBefore'));
	}
}

/** A detail of another payout than the one that was asked for tells nothing of it. */
function readable({ fields }: ApiRequest, seen: LookUp): LookUp {
	if (seen.found !== 'detail') return seen;
	const other = Object.entries(fields).find(
		([name, asked]) => textOf(seen.detail[name]) !== '' && textOf(seen.detail[name]) !== asked,
	);
	if (!other) return seen;
	const failure = failureOf('unreadable', {}, `it is about another payout (${textOf(seen.detail[other[0]])})`);
	return { found: 'unclear', failure, mayRepeat: true, refused: false, neverSent: false };
}

/** Whether asking again brings the same, or nothing that can be believed. */
function isHopeless(seen: Exclude<LookUp, { found: 'detail' }>): boolean {
	if (seen.found === 'nothing') return false;
	return !seen.mayRepeat || seen.failure.details.reason === 'domain' || HOPELESS.includes(seen.code ?? NaN);
}

function overFailure(detail: Detail): Failure {
	const state = stateOf(detail);
	const details: Failure['details'] = pickFields(present(detail), [...PAYOUT.simple, 'request_id']);
	return failureOf(meaningOf(state) === 'over' ? 'closed' : 'state', details, `its state is ${state}`);
}

const stateOf = (detail: Detail) => textOf(detail['trade_state']);
