import { checkCode, combine } from '../../../../core/values/fieldChecks';
import { sendIdempotent, asList, noData } from '../../client';
import { withDecimalBalance } from '../../present';
import type { Operation } from '../../operation';
import { chainField, currencyField } from '../chainAndCurrency';

const showOnlyForBalanceGet = { resource: ['balance'], operation: ['get'] };

export const fields = [
	chainField(showOnlyForBalanceGet, 'The blockchain of the balance'),
	currencyField(showOnlyForBalanceGet, 'The currency of the balance'),
];

export const operation: Operation = {
	movesMoney: false,
	check({ chain, currency }, { routes }) {
		const checked = combine({ chain: checkCode('Chain', chain), currency: checkCode('Currency', currency) });
		if ('problems' in checked) return checked;
		const request = routes('balance', 'get')(checked.values);
		return {
			async send(client) {
				const response = await sendIdempotent(client, request);
				if ('failure' in response) return response;
				const balances = asList(response.data);
				if (balances.length === 0) return noData('a balance', response.requestId);
				return { list: balances.map((balance) => ({ ...withDecimalBalance(balance), ...response.requestId })) };
			},
		};
	},
};
