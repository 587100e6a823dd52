import { outputParameters, shapeOutput } from '../../../../core/run/outputFields';
import { checkCode, combine } from '../../../../core/values/fieldChecks';
import { sendIdempotent, asList, noData } from '../../client';
import { BALANCE } from '../../outputFields';
import { withDecimalBalance } from '../../present';
import type { Operation } from '../../operation';
import { chainField, currencyField } from '../chainAndCurrency';

const showOnlyForBalanceGet = { resource: ['balance'], operation: ['get'] };

export const fields = [
	chainField(showOnlyForBalanceGet, 'The blockchain of the balance'),
	currencyField(showOnlyForBalanceGet, 'The currency of the balance'),
	...outputParameters(showOnlyForBalanceGet, BALANCE),
];

export const operation: Operation = {
	movesMoney: false,
	check(values, { routes }) {
		const checked = combine({
			chain: checkCode('Chain', values['chain']),
			currency: checkCode('Currency', values['currency']),
		});
		if ('problems' in checked) return checked;
		const request = routes('balance', 'get')(checked.values);
		return {
			async send(client) {
				const response = await sendIdempotent(client, request);
				if ('failure' in response) return response;
				const balances = asList(response.data);
				if (balances.length === 0) return noData('a balance', response.requestId);
				// Only a response with data shows whether its signature covers more than that.
				const about = { ...response.requestId, ...response.signature() };
				const list = balances.map((balance) => ({ ...withDecimalBalance(balance), ...about }));
				return shapeOutput({ list }, values, BALANCE);
			},
		};
	},
};
