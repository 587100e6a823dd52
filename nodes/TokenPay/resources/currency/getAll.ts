import type { INodeProperties } from 'n8n-workflow';
import { outputParameters, shapeOutput } from '../../../../core/run/outputFields';
import { switchOf, wholeNumber } from '../../../../core/values/fieldChecks';
import { sendIdempotent, asList, noData } from '../../client';
import type { Operation } from '../../operation';
import { CURRENCY } from '../../outputFields';

const showOnlyForCurrencyGetAll = { resource: ['currency'], operation: ['getAll'] };

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
	...outputParameters(showOnlyForCurrencyGetAll, CURRENCY),
];

export const operation: Operation = {
	movesMoney: false,
	check(values, { routes }) {
		const limit = switchOf(values['returnAll'], false) ? Infinity : wholeNumber(values['limit']);
		if (limit === undefined) return { problems: ["'Limit' must be a whole number of at least 1."] };
		const request = routes('currency', 'getAll')({});
		return {
			async send(client) {
				const response = await sendIdempotent(client, request);
				if ('failure' in response) return response;
				if (!Array.isArray(response.data)) return noData('a list of currencies', response.requestId);
				return shapeOutput({ list: asList(response.data).slice(0, limit) }, values, CURRENCY);
			},
		};
	},
};
