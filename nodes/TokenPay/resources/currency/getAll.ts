import type { INodeProperties } from 'n8n-workflow';
import { wholeNumber } from '../../../shared/fieldChecks';
import { sendIdempotent, asList, noData } from '../../client';
import { type Operation, badInput } from '../../operation';

const showOnlyForCurrencyGetAll = { resource: ['currency'], operation: ['getAll'] };

export const PATH = '/v1/currency/index';

const DEFAULT_LIMIT = 50;

export const fields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		displayOptions: { show: showOnlyForCurrencyGetAll },
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { ...showOnlyForCurrencyGetAll, returnAll: [false] } },
	},
];

export const operation: Operation = {
	allOrNone: false,
	check(_fields, _credential, setting) {
		const limit = setting('returnAll', false) === true ? Infinity : wholeNumber(setting('limit', DEFAULT_LIMIT));
		if (limit === undefined) return badInput(['Limit must be a whole number of at least 1.']);
		return {
			async send(ports) {
				const answer = await sendIdempotent(ports, { method: 'GET', path: PATH, fields: {} });
				if ('failure' in answer) return answer;
				if (!Array.isArray(answer.data)) return noData('a list of currencies', answer.requestId);
				return { list: asList(answer.data).slice(0, limit) };
			},
		};
	},
};
