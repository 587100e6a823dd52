import { checkCode, combine } from '../../../shared/fieldChecks';
import { sendIdempotent, asList, noData } from '../../client';
import { withDecimalBalance } from '../../present';
import { type Operation, badInput } from '../../operation';
import { chainField, currencyField } from '../chainAndCurrency';

const showOnlyForBalanceGet = { resource: ['balance'], operation: ['get'] };

export const PATH = '/v1/merchant/balance';

export const fields = [
	chainField(showOnlyForBalanceGet, 'The blockchain of the balance'),
	currencyField(showOnlyForBalanceGet, 'The currency of the balance'),
];

export const operation: Operation = {
	allOrNone: false,
	check({ chain, currency }) {
		const checked = combine({ chain: checkCode('Chain', chain), currency: checkCode('Currency', currency) });
		if ('problems' in checked) return badInput(checked.problems);
		return {
			async send(ports) {
				const answer = await sendIdempotent(ports, { path: PATH, fields: checked.values });
				if ('failure' in answer) return answer;
				const balances = asList(answer.data);
				if (balances.length === 0) return noData('a balance', answer.requestId);
				return { list: balances.map((balance) => ({ ...withDecimalBalance(balance), ...answer.requestId })) };
			},
		};
	},
};
