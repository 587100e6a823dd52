import { type ApiClient, type SingleResult, sendWithRetry } from '../shared/retry';
import type { Failure } from '../shared/failure';
import { closedOrNot } from '../shared/outcome';
import { textOf } from '../shared/text';
import { failureOf } from './response';
import { CODES, HARMLESS_TO_REPEAT } from './codes';
import { lookUp, lookUpAfterLoss, traced } from './lookUp';

/** States of a payment that nobody can pay any more because it was closed or reversed. */
const CLOSED = ['close', 'cancel'];

/**
 * Closes a payment. Closing twice does no harm, so after a lost answer, or when its state does not allow closing,
 * it is looked up and its state decides.
 *
 * @param name `{ orderNo }` or `{ bizOrderNo }`
 * @param useCancel reverses the payment where the channel can; always sent, because the server always signs it
 * @returns `{ success: true, <name>, traceId }`, with `already_closed` where the look-up said so
 */
export async function close(
	ports: ApiClient,
	paths: { close: string; queryPayment: string },
	name: Record<string, string>,
	useCancel: boolean,
): Promise<SingleResult> {
	const call = { path: paths.close, fields: { ...name, useCancel } };
	const answer = await sendWithRetry(ports, call, { retryOn: HARMLESS_TO_REPEAT });
	if (answer.kind === 'success') return { json: { success: true, ...name, ...traced(answer.requestId) } };
	if (answer.kind === 'refusal' && answer.code !== CODES.stateForbids) return { failure: answer.failure };
	if (answer.kind === 'lost' && (answer.neverSent || !answer.mayLookUp)) return { failure: answer.failure };

	const seen =
		answer.kind === 'refusal'
			? await lookUp(ports, paths.queryPayment, name, true)
			: await lookUpAfterLoss(ports, paths.queryPayment, name);
	if (seen?.found !== 'detail') return { failure: closedOrNot(answer.failure) };
	const state = (textOf(seen.detail['status']) || 'unknown').toLowerCase();
	if (CLOSED.includes(state)) {
		return { json: { success: true, ...name, already_closed: true, status: state, ...traced(seen.requestId) } };
	}
	const details: Failure['details'] = { ...answer.failure.details, status: state };
	return { failure: failureOf('notClosed', details, `its state is ${state} (${answer.failure.error})`) };
}
