import type { INodeProperties } from 'n8n-workflow';
import { post } from '../../../shared/description';
import * as get from './get';

export const operations = { get: get.operation };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['balance'] } },
		options: [
			{
				name: 'Get',
				value: 'get',
				action: 'Get balance',
				description: 'Look up how much of a currency is left to pay out',
				routing: post('/v1/merchant/balance'),
			},
		],
		default: 'get',
	},
	...get.fields,
];
