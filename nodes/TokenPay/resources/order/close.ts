import type { INodeProperties } from 'n8n-workflow';
import { checkReference } from '../../../../core/values/fieldChecks';
import { close } from '../../close';
import type { Operation } from '../../operation';

const showOnlyForOrderClose = { resource: ['order'], operation: ['close'] };

export const fields: INodeProperties[] = [
	{
		displayName: 'Transaction ID',
		name: 'transactionId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. e98b3029477f4bdcb971797a9d9e09ce',
		description:
			"TokenPay's own number of the order, as Get order answers it in transaction_id. A closed order is not final: a payment that arrives later can be entered in TokenPay's console, and the order then turns SUCCESS with the amount that really arrived.",
		displayOptions: { show: showOnlyForOrderClose },
		routing: { send: { type: 'body', property: 'transaction_id' } },
	},
];

export const operation: Operation = {
	movesMoney: false,
	check({ transactionId }, { routes }) {
		const id = checkReference('Transaction ID', transactionId);
		if ('problem' in id) return { problems: [id.problem] };
		const requests = {
			close: routes('order', 'close')({ transactionId: id.text }),
			query: routes('order', 'get')({ transactionId: id.text }),
		};
		return { send: async (client) => await close(client, requests) };
	},
};
