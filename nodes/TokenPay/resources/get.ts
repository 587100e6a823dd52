import type { INodeProperties } from 'n8n-workflow';
import { checkReference } from '../../shared/fieldChecks';
import { lookUp } from '../lookUp';
import { type Operation, badInput } from '../operation';
import { simplifyOutput, simplifyField } from './simplify';

const ownNumberOf = (what: 'order' | 'payout') => (what === 'order' ? 'Order Number' : 'Payout Number');

/**
 * The fields of an operation that looks something up by either of its two numbers.
 *
 * @param show when they are shown
 * @param what its name in texts
 * @param source where TokenPay's number of it comes from
 */
export function lookUpFields(
	show: { resource: string[]; operation: string[] },
	what: 'order' | 'payout',
	source: string,
): INodeProperties[] {
	const ownNumber = ownNumberOf(what);
	return [
		{
			displayName: 'Look Up By',
			name: 'lookUpBy',
			type: 'options',
			options: [
				{ name: ownNumber, value: 'outTradeNo', description: `Your own number of the ${what}` },
				{ name: 'Transaction ID', value: 'transactionId', description: `TokenPay's number of the ${what}` },
			],
			default: 'transactionId',
			description: `Which number of the ${what} you have`,
			displayOptions: { show },
		},
		{
			displayName: ownNumber,
			name: 'outTradeNo',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. row-1',
			description: `Your own number of the ${what}, as given when it was created (out_trade_no)`,
			displayOptions: { show: { ...show, lookUpBy: ['outTradeNo'] } },
			routing: { send: { type: 'body', property: 'out_trade_no' } },
		},
		{
			displayName: 'Transaction ID',
			name: 'transactionId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. e98b3029477f4bdcb971797a9d9e09ce',
			description: `TokenPay's own number of the ${what}, ${source}`,
			displayOptions: { show: { ...show, lookUpBy: ['transactionId'] } },
			routing: { send: { type: 'body', property: 'transaction_id' } },
		},
		simplifyField(show),
	];
}

/** An operation that answers the detail of what it looks up, with `request_id`. */
export function lookUpOperation(resource: 'order' | 'payout'): Operation {
	return {
		movesMoney: false,
		check(values, { routes }) {
			const byOwnNumber = values['lookUpBy'] === 'outTradeNo';
			const name = byOwnNumber ? 'outTradeNo' : 'transactionId';
			const number = checkReference(byOwnNumber ? ownNumberOf(resource) : 'Transaction ID', values[name]);
			if ('problem' in number) return badInput([number.problem]);
			const request = routes(resource, 'get')({ [name]: number.text });
			return {
				async send(client) {
					const seen = await lookUp(client, request, false);
					if (seen.found !== 'detail') return { failure: seen.failure };
					const json = { ...seen.detail, ...(seen.requestId && { request_id: seen.requestId }) };
					return simplifyOutput({ json }, values);
				},
			};
		},
	};
}
