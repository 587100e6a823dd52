import type { INodeProperties } from 'n8n-workflow';
import { belowOnly, columnsOnly, mappingModeField } from '../../../../core/run/mappingMode';
import { forModels, numberForModels } from '../../../../core/run/panel';
import { chainAndCurrencyFields } from '../chainAndCurrency';
import { commonFields } from '../commonFields';
import { toAddressField } from '../toAddress';

/** Where a list of payouts is paid or previewed. */
const show = { resource: ['payout'], operation: ['create', 'preview'] };

const notes = commonFields('payout');

/** What Create and Preview say about a payout. */
export const payoutFields: INodeProperties[] = [
	mappingModeField(
		show,
		"Take each item's own columns, by the API's names or those of the fields here, whatever the capitals, spaces, _ and -",
	),
	columnsOnly({
		displayName: 'Columns found by name: <b>out_trade_no</b>, <b>to_address</b>, <b>amount</b> …',
		name: 'columnsNotice',
		type: 'notice',
		default: '',
		displayOptions: { show },
	}),
	...forModels(
		belowOnly({
			displayName: 'Payout Number',
			name: 'outTradeNo',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. row-1',
			description:
				'Your own number for this payout, such as an invoice number: the same number is never paid twice (out_trade_no)',
			displayOptions: { show },
			routing: { send: { type: 'body', property: 'out_trade_no' } },
		}),
		numberForModels('payout'),
	),
	...chainAndCurrencyFields(show, { chain: 'The blockchain to pay on', currency: 'The currency to pay in' }),
	belowOnly({
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 15.5',
		description:
			"In decimal units, such as 15.5 for 15.5 USDT. Make a tiny payout first: 'Payout Amount Unit' in the credential may have to be changed.",
		displayOptions: { show },
		routing: { send: { type: 'body', property: 'amount' } },
	}),
	belowOnly(toAddressField(show, 'Wallet address of the payee; check digits are verified on TRON, Ethereum and BSC')),
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show },
		options: [notes.attach, notes.description, notes.notifyUrl],
	},
];

/** Options about a whole list, by their names. */
export const listOptions = {
	checkBalance: {
		displayName: 'Check Balance First',
		name: 'checkBalance',
		type: 'boolean',
		default: false,
		description:
			'Whether to send nothing at all unless the balance covers the whole list, in each currency on each chain. Fees are not counted, since TokenPay does not document what pays them.',
	},
	samePayeeTwice: {
		displayName: 'Same Payee Twice',
		name: 'samePayeeTwice',
		type: 'options',
		options: [
			{ name: 'Allow', value: 'allow', description: 'Say nothing' },
			{ name: 'Refuse', value: 'refuse', description: 'Pay none of them' },
			{ name: 'Warn', value: 'warn', description: 'Pay, and say so in a hint beside the output' },
		],
		default: 'warn',
		description:
			'What to do where a list pays the same amount of the same currency to the same address under different numbers',
	},
} as const satisfies Record<string, INodeProperties>;
