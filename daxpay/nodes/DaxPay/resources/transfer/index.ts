import type { INodeProperties } from 'n8n-workflow';
import { post, operationField } from '../../../../../core/run/description';
import * as create from './create';
import * as get from './get';

export const operations = { create: create.operation, get: get.operation };

export const { hints } = create;

export const description: INodeProperties[] = [
	operationField('transfer', 'create', [
		{
			name: 'Create',
			value: 'create',
			action: 'Create transfer',
			description: 'Pay an account at a channel, at most once for each transfer number',
			routing: post('/unipay/transfer'),
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get transfer',
			description: 'Look up the state and the detail of a transfer',
			routing: post('/unipay/query/transferOrder'),
		},
	]),
	...create.fields,
	...get.fields,
];
