import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import type { SingleOutcome } from '../../core/run/operation';
import { sendWithRetry } from '../../core/requests/retry';
import type { Failure } from '../../core/run/failure';
import { closedOrNot } from '../../core/run/outcome';
import { shortened } from '../../core/values/sentences';
import { textOf } from '../../core/values/text';
import { failureOf } from './response';
import { CODES, HARMLESS_TO_REPEAT } from './codes';
import { lookUpAfterLoss } from './lookUp';

/**
 * Closes an order or a payout. Closing twice does no harm, so after a lost response or "operation
 * failed" its state is looked up and decides.
 *
 * @param requests that close it and look it up
 * @returns `{ success: true, request_id }` and what the look-up names it by, with `already_closed` where that said so
 */
export async function close(
	client: ApiClient,
	requests: { close: ApiRequest; query: ApiRequest },
): Promise<SingleOutcome> {
	const named = requests.query.fields;
	const response = await sendWithRetry(client, requests.close, { retryOn: HARMLESS_TO_REPEAT });
	if (response.kind === 'success') {
		return { json: { success: true, ...named, ...(response.requestId && { request_id: response.requestId }) } };
	}
	if (response.kind === 'refusal' && response.code !== CODES.operationFailed) return { failure: response.failure };
	if (response.kind === 'lost' && (response.neverSent || !response.mayLookUp)) return { failure: response.failure };

	const seen = await lookUpAfterLoss(client, requests.query);
	if (seen?.found !== 'detail') return { failure: closedOrNot(response.failure) };
	const state = textOf(seen.detail['trade_state']) || 'unknown';
	if (state.toUpperCase() === 'CLOSED') {
		const requested = seen.requestId === undefined ? {} : { request_id: seen.requestId };
		return { json: { success: true, ...named, already_closed: true, ...requested } };
	}
	const details: Failure['details'] = { ...response.failure.details, trade_state: state };
	return { failure: failureOf('notClosed', details, `its state is ${shortened(state, 20)}`) };
}
