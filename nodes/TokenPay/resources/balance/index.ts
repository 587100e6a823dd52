import type { INodeProperties } from 'n8n-workflow';
import { post, operationField } from '../../../../core/run/description';
import * as get from './get';

export const operations = { get: get.operation };

export const description: INodeProperties[] = [
	operationField('balance', 'get', [
		{
			name: 'Get',
			value: 'get',
			action: 'Get balance',
			description: 'Look up how much of a currency is left to pay out',
			routing: post('/v1/merchant/balance'),
		},
	]),
	...get.fields,
];
