import type { INodeProperties } from 'n8n-workflow';
import { close } from '../../close';
import type { Operation } from '../../operation';
import { pathsOf } from '../../paths';
import { namedPayment, paymentFields } from '../paymentFields';

export const fields: INodeProperties[] = [
	...paymentFields('close'),
	{
		displayName: 'Use Cancel',
		name: 'useCancel',
		type: 'boolean',
		default: false,
		description: 'Whether to reverse the payment instead of closing it, where the channel can',
		displayOptions: { show: { resource: ['payment'], operation: ['close'] } },
		routing: { send: { type: 'body', property: 'useCancel' } },
	},
];

export const operation: Operation = {
	allOrNone: false,
	check(given, { apiVersion }) {
		const named = namedPayment(given);
		if ('failure' in named) return named;
		const useCancel = given['useCancel'] === true || given['useCancel'] === 'true';
		return { send: async (ports) => await close(ports, pathsOf(apiVersion), named.payment, useCancel) };
	},
};
