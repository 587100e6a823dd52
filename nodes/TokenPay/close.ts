import { type ApiClient, type SingleResult, sendWithRetry } from '../shared/retry';
import type { Failure } from '../shared/failure';
import { closedOrNot } from '../shared/outcome';
import { textOf } from '../shared/text';
import { failureOf } from './response';
import { CODES, HARMLESS_TO_REPEAT } from './codes';
import { lookUpAfterLoss } from './lookUp';

/**
 * Closes an order or a payout. Closing twice does no harm, so after a lost answer or "operation
 * failed" its state is looked up and decides.
 *
 * @param paths where to close and where to look up
 * @param idField the field that names it when closing: `transaction_id` or `payanother_id`
 * @param id the platform's number of it
 * @returns `{ success: true, <idField>, request_id }`, with `already_closed` where the look-up said so
 */
export async function close(
	ports: ApiClient,
	paths: { close: string; query: string },
	idField: 'transaction_id' | 'payanother_id',
	id: string,
): Promise<SingleResult> {
	const answer = await sendWithRetry(
		ports,
		{ path: paths.close, fields: { [idField]: id } },
		{ retryOn: HARMLESS_TO_REPEAT },
	);
	if (answer.kind === 'success') {
		return { json: { success: true, [idField]: id, ...(answer.requestId && { request_id: answer.requestId }) } };
	}
	if (answer.kind === 'refusal' && answer.code !== CODES.operationFailed) return { failure: answer.failure };
	if (answer.kind === 'lost' && (answer.neverSent || !answer.mayLookUp)) return { failure: answer.failure };

	const seen = await lookUpAfterLoss(ports, paths.query, { transaction_id: id });
	if (seen?.found !== 'detail') return { failure: closedOrNot(answer.failure) };
	const state = textOf(seen.detail['trade_state']) || 'unknown';
	if (state.toUpperCase() === 'CLOSED') {
		const requested = seen.requestId === undefined ? {} : { request_id: seen.requestId };
		return { json: { success: true, [idField]: id, already_closed: true, ...requested } };
	}
	const details: Failure['details'] = { ...answer.failure.details, trade_state: state };
	return { failure: failureOf('notClosed', details, `its state is ${state} (${answer.failure.error})`) };
}
