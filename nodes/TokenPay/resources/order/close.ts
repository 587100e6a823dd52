import type { INodeProperties } from 'n8n-workflow';
import { checkReference } from '../../../shared/fieldChecks';
import { close } from '../../close';
import { type Operation, badInput } from '../../operation';

const showOnlyForOrderClose = { resource: ['order'], operation: ['close'] };

export const PATHS = { close: '/v1/transaction/close', query: '/v1/transaction/query' } as const;

export const fields: INodeProperties[] = [
	{
		displayName: 'Transaction ID',
		name: 'transactionId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. e98b3029477f4bdcb971797a9d9e09ce',
		description: "TokenPay's own number of the order, as Get order answers it in transaction_id",
		displayOptions: { show: showOnlyForOrderClose },
		routing: { send: { type: 'body', property: 'transaction_id' } },
	},
];

export const operation: Operation = {
	allOrNone: false,
	check({ transaction_id }) {
		const id = checkReference('Transaction ID', transaction_id);
		if ('problem' in id) return badInput([id.problem]);
		return { send: async (ports) => await close(ports, PATHS, 'transaction_id', id.text) };
	},
};
