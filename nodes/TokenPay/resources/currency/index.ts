import type { INodeProperties } from 'n8n-workflow';
import { get, operationField } from '../../../../core/run/description';
import * as getAll from './getAll';

export const operations = { getAll: getAll.operation };

export const description: INodeProperties[] = [
	operationField('currency', 'getAll', [
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many currencies',
			description: 'List the currencies that the platform supports, with their chains and limits',
			routing: get('/v1/currency/index'),
		},
	]),
	...getAll.fields,
];
