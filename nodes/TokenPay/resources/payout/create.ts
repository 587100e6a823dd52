import type { INodeProperties } from 'n8n-workflow';
import { normalizeDecimal } from '../../../../core/values/decimal';
import { outputParameters } from '../../../../core/run/outputFields';
import { withResult } from '../../../../core/run/result';
import { switchOf } from '../../../../core/values/fieldChecks';
import { type Payment, createPayout } from '../../payOnce';
import type { Operation } from '../../operation';
import { CREATED_PAYOUT } from '../../outputFields';
import { type Currency, loadCurrencies, toSmallestUnit } from '../../currencies';
import { chainOf, currencyOf } from '../../names';
import { type PayoutRequest, checkPayout } from '../../payoutRequest';
import { chainField, currencyField } from '../chainAndCurrency';
import { commonFields } from '../commonFields';
import { detailOutput } from '../detailOutput';

const showOnlyForPayoutCreate = { resource: ['payout'], operation: ['create'] };

const notes = commonFields('payout');

export const fields: INodeProperties[] = [
	{
		displayName:
			'Paying several people? Open Settings and set <b>On Error</b> to <b>Continue (using error output)</b>: every row then ends on its own and keeps its result. With <b>Stop Workflow</b>, nothing is sent unless every row passes its checks. <b>Retry On Fail</b> is safe here: a number that was paid already is recognized and not paid again.',
		name: 'onErrorNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: showOnlyForPayoutCreate },
	},
	{
		displayName:
			'The payout number must come from the record that asks for the payment, never from the model: with an invented number, a repeated request pays twice. Put a human approval before this tool.',
		name: 'toolNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...showOnlyForPayoutCreate, '@tool': [true] } },
	},
	{
		displayName: 'Payout Number',
		name: 'outTradeNo',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. row-1',
		description:
			"Your own unique number for this payout, taken from the record that asks for it, such as an invoice number or a sheet's row ID (out_trade_no). It is what keeps a payout from being made twice: the same number is never paid again. Never invent a new one to try again; an AI model must take it from the request's record.",
		displayOptions: { show: showOnlyForPayoutCreate },
		routing: { send: { type: 'body', property: 'out_trade_no' } },
	},
	chainField(showOnlyForPayoutCreate, 'The blockchain to pay on'),
	currencyField(showOnlyForPayoutCreate, 'The currency to pay in'),
	{
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 15.5',
		description:
			"Amount in decimal units as text, such as 15.5 for 15.5 USDT. TokenPay does not document what it counts payouts in: make a tiny payout first, and see 'Payout Amount Unit' in the credential.",
		displayOptions: { show: showOnlyForPayoutCreate },
		routing: { send: { type: 'body', property: 'amount' } },
	},
	{
		displayName: 'To Address',
		name: 'toAddress',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
		description: 'Wallet address of the payee on this chain; check digits are verified on TRON, Ethereum and BSC',
		displayOptions: { show: showOnlyForPayoutCreate },
		routing: { send: { type: 'body', property: 'to_address' } },
	},
	...outputParameters(showOnlyForPayoutCreate, CREATED_PAYOUT),
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show: showOnlyForPayoutCreate },
		options: [notes.attach, notes.description, notes.notifyUrl],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: showOnlyForPayoutCreate },
		options: [
			{
				displayName: 'Look Up First',
				name: 'lookUpFirst',
				type: 'boolean',
				default: false,
				description:
					'Whether to look every number up before paying. Only needed if TokenPay accepts a used number on your account (send the smallest amount twice under one number to find out). It costs a second request for each row, and cannot help when two n8n processes send the same number at the same moment.',
			},
		],
	},
];

/** What the checks need to know: the currencies' decimals, where amounts go out in the smallest unit. */
interface Facts {
	currencies: Currency[];
}

export const operation: Operation<Facts> = {
	movesMoney: true,
	async prepare(client, { credential, routes }) {
		if (credential.payoutAmountUnit === 'decimal') return { facts: { currencies: [] } };
		const loaded = await loadCurrencies(client, routes('currency', 'getAll')({}));
		return 'failure' in loaded ? loaded : { facts: loaded };
	},
	check(values, { credential, routes, facts }) {
		const checked = checkPayout(values, credential);
		const lookUpFirst = switchOf(values['lookUpFirst'], false);
		const problems = 'problems' in checked ? checked.problems : [];
		if (lookUpFirst === undefined) problems.push("'Look Up First' must be true or false.");
		if ('problems' in checked) return checked;
		const payout = checked.request;
		const amount =
			credential.payoutAmountUnit === 'smallest' ? toSmallestUnit(payout, facts.currencies) : { text: payout.amount };
		if ('problem' in amount) problems.push(amount.problem);
		if (lookUpFirst === undefined || 'problem' in amount) return { problems };

		const create = routes('payout', 'create')({ ...payout, amount: amount.text });
		const payment: Payment = {
			payout,
			create: { ...create, movesMoney: true },
			query: routes('payout', 'get')({ outTradeNo: payout.outTradeNo }),
		};
		return {
			payment: { number: payout.outTradeNo, content: contentOf(payout) },
			send: async (client) => {
				const made = withResult(await createPayout(payment, client, { lookUpFirst }));
				return detailOutput(made, values, CREATED_PAYOUT, credential);
			},
		};
	},
};

/** What makes two payouts under one number the same, however it is spelled. */
const contentOf = ({ chain, currency, amount, toAddress, ...rest }: PayoutRequest) => ({
	...rest,
	chain: chainOf(chain),
	currency: currencyOf(currency),
	amount: normalizeDecimal(amount),
	toAddress: toAddress.startsWith('0x') ? toAddress.toLowerCase() : toAddress,
});
