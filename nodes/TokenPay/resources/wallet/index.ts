import type { INodeProperties } from 'n8n-workflow';
import { get as getFrom, post, operationField } from '../../../../core/run/description';
import * as create from './create';
import * as remove from './delete';
import * as get from './get';
import * as update from './update';

export const operations = {
	create: create.operation,
	delete: remove.operation,
	get: get.operation,
	update: update.operation,
};

export const description: INodeProperties[] = [
	operationField('wallet', 'get', [
		{
			name: 'Create',
			value: 'create',
			action: 'Create wallet',
			description: 'Register a wallet, so that TokenPay announces coins that arrive in it',
			routing: post('/v1/wallet/insert'),
		},
		{
			name: 'Delete',
			value: 'delete',
			action: 'Delete wallet',
			description: 'Remove a wallet from TokenPay; the coins in it are not touched',
			routing: post('/v1/wallet/delete'),
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get wallet',
			description: 'Look up a registered wallet',
			routing: getFrom('/v1/wallet/query'),
		},
		{
			name: 'Update',
			value: 'update',
			action: 'Update wallet',
			description: 'Change the name of a registered wallet',
			routing: post('/v1/wallet/update'),
		},
	]),
	...create.fields,
	...remove.fields,
	...get.fields,
	...update.fields,
];
