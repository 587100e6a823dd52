import type { INodeProperties } from 'n8n-workflow';
import { post, operationField } from '../../../../../core/run/description';
import * as close from './close';
import * as get from './get';
import * as sync from './sync';

export const operations = { close: close.operation, get: get.operation, sync: sync.operation };

export const description: INodeProperties[] = [
	operationField('payment', 'close', [
		{
			name: 'Close',
			value: 'close',
			action: 'Close payment',
			description: 'Close a payment that has not been paid yet',
			routing: post('/unipay/close'),
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get payment',
			description: 'Look up the state and the detail of a payment',
			routing: post('/unipay/query/payOrder'),
		},
		{
			name: 'Sync',
			value: 'sync',
			action: 'Sync payment',
			description: 'Ask the channel for the state of a payment and correct it in DaxPay',
			routing: post('/unipay/sync/order/pay'),
		},
	]),
	...close.fields,
	...get.fields,
	...sync.fields,
];
