import type { INodeProperties } from 'n8n-workflow';
import { post, operationField } from '../../../../core/run/description';
import * as close from './close';
import * as create from './create';
import * as get from './get';

export const operations = { close: close.operation, create: create.operation, get: get.operation };

export const description: INodeProperties[] = [
	operationField('payout', 'create', [
		{
			name: 'Close',
			value: 'close',
			action: 'Close payout',
			description: 'Close a payout that has not been made yet',
			routing: post('/v1/payanother/close'),
		},
		{
			name: 'Create',
			value: 'create',
			action: 'Create payout',
			description: 'Send cryptocurrency to an address, at most once for each payout number',
			routing: post('/v1/payanother/payment'),
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get payout',
			description: 'Look up the state and the detail of a payout',
			routing: post('/v1/payanother/query'),
		},
	]),
	...create.fields,
	...close.fields,
	...get.fields,
];
