import type { ApiClient, ApiRequest } from '../../../core/requests/apiClient';
import type { SingleOutcome } from '../../../core/run/operation';
import { sendWithRetry } from '../../../core/requests/retry';
import type { Failure } from '../../../core/run/failure';
import { closedOrNot } from '../../../core/run/outcome';
import { shortened } from '../../../core/values/sentences';
import { textOf } from '../../../core/values/text';
import { failureOf } from './response';
import { CODES, HARMLESS_TO_REPEAT } from './codes';
import { lookUp, lookUpAfterLoss, traced } from './lookUp';

/** States of a payment that nobody can pay any more because it was closed or reversed. */
const CLOSED = ['close', 'cancel'];

/**
 * Closes a payment. Closing twice does no harm, so after a lost response, or when its state does not allow closing,
 * it is looked up and its state decides.
 *
 * @param requests that close it and look it up; what names it is returned too
 * @returns `{ success: true, <name>, traceId }`, with `already_closed` where the look-up said so
 */
export async function close(
	client: ApiClient,
	requests: { close: ApiRequest; query: ApiRequest },
): Promise<SingleOutcome> {
	const name = requests.query.fields;
	const response = await sendWithRetry(client, requests.close, { retryOn: HARMLESS_TO_REPEAT });
	if (response.kind === 'success') return { json: { success: true, ...name, ...traced(response.requestId) } };
	if (response.kind === 'refusal' && response.code !== CODES.stateForbids) return { failure: response.failure };
	if (response.kind === 'lost' && (response.neverSent || !response.mayLookUp)) return { failure: response.failure };

	const seen =
		response.kind === 'refusal'
			? await lookUp(client, requests.query, true)
			: await lookUpAfterLoss(client, requests.query);
	if (seen?.found !== 'detail') return { failure: closedOrNot(response.failure) };
	const state = (textOf(seen.detail['status']) || 'unknown').toLowerCase();
	if (CLOSED.includes(state)) {
		return { json: { success: true, ...name, already_closed: true, status: state, ...traced(seen.requestId) } };
	}
	const details: Failure['details'] = { ...response.failure.details, status: state };
	return { failure: failureOf('notClosed', details, `its state is ${shortened(state, 20)}`) };
}
