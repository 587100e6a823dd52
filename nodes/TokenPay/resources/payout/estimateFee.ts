import type { INodeProperties } from 'n8n-workflow';
import { checkCode, combine } from '../../../../core/values/fieldChecks';
import { addressIssue } from '../../address';
import { estimateFee } from '../../estimateFee';
import type { Operation } from '../../operation';
import { chainField, currencyField } from '../chainAndCurrency';
import { toAddressField } from '../toAddress';

const showOnlyForPayoutEstimateFee = { resource: ['payout'], operation: ['estimateFee'] };

export const fields: INodeProperties[] = [
	chainField(showOnlyForPayoutEstimateFee, 'The blockchain to pay on'),
	currencyField(showOnlyForPayoutEstimateFee, 'The currency to pay in'),
	toAddressField(showOnlyForPayoutEstimateFee, 'Wallet address that the payout would go to'),
];

export const operation: Operation = {
	movesMoney: false,
	check(values, { routes }) {
		const checked = combine({
			chain: checkCode('Chain', values['chain']),
			currency: checkCode('Currency', values['currency']),
			toAddress: checkCode('To Address', values['toAddress']),
		});
		if ('problems' in checked) return checked;
		const wrong = addressIssue(checked.values.chain, checked.values.toAddress);
		if (wrong !== undefined) return { problems: [wrong] };
		const request = routes('payout', 'estimateFee')(checked.values);
		return { send: async (client) => await estimateFee(client, request) };
	},
};
