import type { INodeProperties } from 'n8n-workflow';
import { belowOnly, columnsOnly, mappingModeField } from '../../../../core/run/mappingMode';
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
		"Take each item's own columns, such as 'out_trade_no' or 'Payout Number', 'to_address' and 'amount'",
	),
	columnsOnly({
		displayName:
			"Columns are found by name, whatever the capitals, spaces, _ and -: <b>out_trade_no</b> (or 'Payout Number'), <b>to_address</b>, <b>amount</b>, and where they are there <b>chain</b>, <b>currency</b>, <b>attach</b>, <b>description</b>, <b>notify_url</b>. What stands below counts for items without their own.",
		name: 'columnsNotice',
		type: 'notice',
		default: '',
		displayOptions: { show },
	}),
	belowOnly({
		displayName: 'Payout Number',
		name: 'outTradeNo',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. row-1',
		description:
			"Your own unique number for this payout, taken from the record that asks for it, such as an invoice number or a sheet's row ID (out_trade_no). It is what keeps a payout from being made twice: the same number is never paid again. Never invent a new one to try again; an AI model must take it from the request's record.",
		displayOptions: { show },
		routing: { send: { type: 'body', property: 'out_trade_no' } },
	}),
	...chainAndCurrencyFields(show, { chain: 'The blockchain to pay on', currency: 'The currency to pay in' }),
	belowOnly({
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 15.5',
		description:
			"Amount in decimal units as text, such as 15.5 for 15.5 USDT. TokenPay does not document what it counts payouts in: make a tiny payout first, and see 'Payout Amount Unit' in the credential.",
		displayOptions: { show },
		routing: { send: { type: 'body', property: 'amount' } },
	}),
	belowOnly(
		toAddressField(
			show,
			'Wallet address of the payee on this chain; check digits are verified on TRON, Ethereum and BSC',
		),
	),
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
