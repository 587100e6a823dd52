import type { INodeProperties } from 'n8n-workflow';
import { close } from '../../close';
import type { Operation } from '../../operation';
import { namedPayment, paymentFields } from '../paymentFields';

export const fields: INodeProperties[] = [
	...paymentFields('close'),
	{
		displayName: 'Give Back If Paid Meanwhile',
		name: 'useCancel',
		type: 'boolean',
		default: false,
		description:
			'Whether a buyer who pays at this very moment gets the money back, where the channel can do that; what is recorded as paid needs a refund',
		displayOptions: { show: { resource: ['payment'], operation: ['close'] } },
		routing: { send: { type: 'body', property: 'useCancel' } },
	},
];

export const operation: Operation = {
	movesMoney: false,
	check(values, { routes }) {
		const named = namedPayment(values);
		if ('problems' in named) return named;
		const useCancel = values['useCancel'] === true || values['useCancel'] === 'true';
		const requests = {
			// Always sent, because the server always signs it.
			close: routes('payment', 'close')({ ...named.payment, useCancel }),
			query: routes('payment', 'get')(named.payment),
		};
		return { send: async (client) => named.explained(await close(client, requests)) };
	},
};
