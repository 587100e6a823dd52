import type { INodeProperties } from 'n8n-workflow';
import { post, operationField } from '../../../../core/run/description';
import * as close from './close';
import * as create from './create';
import * as get from './get';

export const operations = { close: close.operation, create: create.operation, get: get.operation };

export const description: INodeProperties[] = [
	operationField('order', 'get', [
		{
			name: 'Close',
			value: 'close',
			action: 'Close order',
			description: 'Close an order that nobody has paid; it can still be paid later, and with another amount',
			routing: post('/v1/transaction/close'),
		},
		{
			name: 'Create',
			value: 'create',
			action: 'Create order',
			description: 'Create an order and get the address of its payment page',
			routing: post('/v1/transaction/prepayment', { order_type: 'platform_order' }),
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get order',
			description: 'Look up the state and the detail of an order',
			routing: post('/v1/transaction/query'),
		},
	]),
	...create.fields,
	...close.fields,
	...get.fields,
];
