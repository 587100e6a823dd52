import type { INodeProperties } from 'n8n-workflow';
import { post, operationField } from '../../../../../core/run/description';
import * as create from './create';
import * as get from './get';

export const operations = { create: create.operation, get: get.operation };

export const { hints } = create;

export const description: INodeProperties[] = [
	operationField('refund', 'create', [
		{
			name: 'Create',
			value: 'create',
			action: 'Create refund',
			description: 'Give a payment back in whole or in part, at most once for each refund number',
			routing: post('/unipay/refund'),
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get refund',
			description: 'Look up the state and the detail of a refund',
			routing: post('/unipay/query/refundOrder'),
		},
	]),
	...create.fields,
	...get.fields,
];
