import type { INodeProperties } from 'n8n-workflow';
import { type LookUpName, chosenNumber, lookUpFields } from '../../../core/run/lookUpFields';
import { outputParameters } from '../../../core/run/outputFields';
import { lookUp } from '../lookUp';
import type { Operation } from '../operation';
import { ORDER, PAYOUT } from '../outputFields';
import { detailOutput } from './detailOutput';

/** The numbers of an order or a payout. @param source where TokenPay's number of it comes from */
const namesOf = (what: 'order' | 'payout', source: string): [LookUpName, LookUpName] => [
	{
		name: 'outTradeNo',
		apiName: 'out_trade_no',
		label: what === 'order' ? 'Order Number' : 'Payout Number',
		description: `Your own number of the ${what}, as given when it was created (out_trade_no)`,
		placeholder: 'e.g. row-1',
	},
	{
		name: 'transactionId',
		apiName: 'transaction_id',
		label: 'Transaction ID',
		description: `TokenPay's own number of the ${what}, ${source}`,
		placeholder: 'e.g. e98b3029477f4bdcb971797a9d9e09ce',
	},
];

/**
 * Looking an order or a payout up by either of its numbers.
 *
 * @param source where TokenPay's number of it comes from
 * @param others operations that ask for the same numbers
 * @returns the operation's fields, and the operation, whose result is the detail with `request_id`; and the numbers
 */
export function lookUpOperation(what: 'order' | 'payout', source: string, others: string[] = []) {
	const show = { resource: [what], operation: ['get'] };
	const names = namesOf(what, source);
	const output = what === 'payout' ? PAYOUT : ORDER;
	const fields: INodeProperties[] = [
		...lookUpFields({ ...show, operation: ['get', ...others] }, what, names),
		...outputParameters(show, output),
	];
	const operation: Operation = {
		movesMoney: false,
		check(values, { credential, routes }) {
			const { name, number } = chosenNumber(values, names);
			if ('problem' in number) return { problems: [number.problem] };
			const request = routes(what, 'get')({ [name]: number.text });
			return {
				async send(client) {
					const seen = await lookUp(client, request, false);
					if (seen.found !== 'detail') return { failure: seen.failure };
					const json = { ...seen.detail, ...(seen.requestId && { request_id: seen.requestId }) };
					return detailOutput({ json }, values, output, credential);
				},
			};
		},
	};
	return { fields, operation, names };
}
