import type { INodeProperties } from 'n8n-workflow';
import { checkReference } from '../../../shared/fieldChecks';
import { close } from '../../close';
import { type Operation, badInput } from '../../operation';

const showOnlyForPayoutClose = { resource: ['payout'], operation: ['close'] };

export const PATHS = { close: '/v1/payanother/close', query: '/v1/payanother/query' } as const;

export const fields: INodeProperties[] = [
	{
		displayName: 'Payout ID',
		name: 'payoutId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. e98b3029477f4bdcb971797a9d9e09ce',
		description: "TokenPay's own number of the payout, as Create payout answers it in transaction_id",
		displayOptions: { show: showOnlyForPayoutClose },
		routing: { send: { type: 'body', property: 'payanother_id' } },
	},
];

export const operation: Operation = {
	allOrNone: false,
	check({ payanother_id }) {
		const id = checkReference('Payout ID', payanother_id);
		if ('problem' in id) return badInput([id.problem]);
		return { send: async (ports) => await close(ports, PATHS, 'payanother_id', id.text) };
	},
};
