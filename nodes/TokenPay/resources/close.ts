import type { INodeProperties } from 'n8n-workflow';
import type { ApiClient } from '../../../core/requests/apiClient';
import { chosenNumber, lookUpFields, sayWhichNumber } from '../../../core/run/lookUpFields';
import type { SingleOutcome } from '../../../core/run/operation';
import { textOf } from '../../../core/values/text';
import { close } from '../close';
import { NOTHING_FOUND } from '../codes';
import { lookUp } from '../lookUp';
import type { CheckContext, Operation } from '../operation';
import { failureOf } from '../response';
import { type Numbered, numbersOf } from './numbers';

/**
 * Closing an order or a payout by either of its numbers. TokenPay closes by its own number alone, so the merchant's is
 * looked up first.
 *
 * @param apiName what the request to close calls TokenPay's number
 * @returns the operation's fields, and the operation, whose result names what was closed
 */
export function closeOperation(what: Numbered, apiName: string) {
	const names = numbersOf(what, apiName);
	const fields: INodeProperties[] = lookUpFields({ resource: [what], operation: ['close'] }, what, names);
	const operation: Operation = {
		movesMoney: false,
		check(values, { routes }) {
			const { name, number } = chosenNumber(values, names);
			if ('problem' in number) return { problems: [number.problem] };
			const { text } = number;
			const send = async (client: ApiClient) =>
				name === 'transactionId'
					? await closeById(client, routes, what, text)
					: await closeByNumber(client, routes, what, text);
			return { send: async (client) => sayWhichNumber(await send(client), name, names, NOTHING_FOUND) };
		},
	};
	return { fields, operation };
}

type Routes = CheckContext['routes'];

const closeById = async (client: ApiClient, routes: Routes, what: Numbered, transactionId: string) =>
	await close(client, {
		close: routes(what, 'close')({ transactionId }),
		query: routes(what, 'get')({ transactionId }),
	});

async function closeByNumber(
	client: ApiClient,
	routes: Routes,
	what: Numbered,
	outTradeNo: string,
): Promise<SingleOutcome> {
	const seen = await lookUp(client, routes(what, 'get')({ outTradeNo }), false);
	if (seen.found !== 'detail') return { failure: seen.failure };
	const { out_trade_no: found, transaction_id: id, trade_state: state } = seen.detail;
	const requested = seen.requestId === undefined ? {} : { request_id: seen.requestId };
	const other = textOf(found) === outTradeNo ? undefined : `it does not name this ${what}`;
	const unreadable = other ?? (textOf(id) === '' ? 'it names no transaction_id' : undefined);
	if (unreadable !== undefined) return { failure: failureOf('unreadable', requested, unreadable) };
	const named = { success: true, out_trade_no: outTradeNo };
	if (textOf(state).toUpperCase() === 'CLOSED') {
		return { json: { ...named, transaction_id: textOf(id), already_closed: true, ...requested } };
	}
	const outcome = await closeById(client, routes, what, textOf(id));
	return 'json' in outcome ? { json: { ...named, ...outcome.json } } : outcome;
}
