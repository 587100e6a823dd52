import type { INodeProperties } from 'n8n-workflow';
import { checkReference } from '../../../../core/values/fieldChecks';
import { close } from '../../close';
import type { Operation } from '../../operation';

const showOnlyForPayoutClose = { resource: ['payout'], operation: ['close'] };

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
	movesMoney: false,
	check({ payoutId }, { routes }) {
		const id = checkReference('Payout ID', payoutId);
		if ('problem' in id) return { problems: [id.problem] };
		const requests = {
			close: routes('payout', 'close')({ payoutId: id.text }),
			query: routes('payout', 'get')({ transactionId: id.text }),
		};
		return { send: async (client) => await close(client, requests) };
	},
};
