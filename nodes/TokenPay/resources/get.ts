import type { INodeProperties } from 'n8n-workflow';
import { checkReference } from '../../shared/fieldChecks';
import { lookUp } from '../lookUp';
import { type Operation, badInput } from '../operation';
import { simplifyOutput, simplifyField } from './simplify';

/**
 * The fields of an operation that looks something up by either of its two numbers.
 *
 * @param show when they are shown
 * @param what how it is called in texts
 * @param source where TokenPay's number of it comes from
 */
export function lookUpFields(
	show: { resource: string[]; operation: string[] },
	what: 'order' | 'payout',
	source: string,
): INodeProperties[] {
	const ownNumber = what === 'order' ? 'Order Number' : 'Payout Number';
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

/**
 * An operation that answers the detail of what it looks up, with `request_id`.
 *
 * @param path where to look up
 * @param ownNumber how the merchant's number is called in the panel
 */
export function lookUpOperation(path: string, ownNumber: string): Operation {
	return {
		allOrNone: false,
		check(fields, _credential, setting) {
			const byOwnNumber = 'out_trade_no' in fields;
			const number = byOwnNumber
				? checkReference(ownNumber, fields['out_trade_no'])
				: checkReference('Transaction ID', fields['transaction_id']);
			if ('problem' in number) return badInput([number.problem]);
			const body = { [byOwnNumber ? 'out_trade_no' : 'transaction_id']: number.text };
			return {
				async send(ports) {
					const seen = await lookUp(ports, path, body, false);
					if (seen.found !== 'detail') return { failure: seen.failure };
					const json = { ...seen.detail, ...(seen.requestId && { request_id: seen.requestId }) };
					return simplifyOutput({ json }, setting);
				},
			};
		},
	};
}
