import type { INodeProperties } from 'n8n-workflow';
import { normalizeDecimal } from '../../../../core/values/decimal';
import { checkAmount } from '../../../../core/values/amount';
import { outputParameters, shapeOutput } from '../../../../core/run/outputFields';
import { checkCode, checkReference, checkOptional, combine, wholeNumber } from '../../../../core/values/fieldChecks';
import { shown } from '../../../../core/values/sentences';
import { baseUrlOf } from '../../credential';
import { textOf, trimSpaces } from '../../../../core/values/text';
import { addressIssue } from '../../address';
import { chosenNotifyUrl } from '../../notifyUrl';
import { CREATED_ORDER } from '../../outputFields';
import { createOrder } from '../../createOrder';
import type { Operation } from '../../operation';
import { chainField, currencyField } from '../chainAndCurrency';
import { commonFields } from '../commonFields';

const showOnlyForOrderCreate = { resource: ['order'], operation: ['create'] };

const DEFAULT_EXPIRY = 3600;

const notes = commonFields('order');

export const fields: INodeProperties[] = [
	{
		displayName: 'Order Number',
		name: 'outTradeNo',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. order-1001',
		description: 'Your own unique number for this order (out_trade_no)',
		displayOptions: { show: showOnlyForOrderCreate },
		routing: { send: { type: 'body', property: 'out_trade_no' } },
	},
	chainField(showOnlyForOrderCreate, 'The blockchain to be paid on'),
	currencyField(showOnlyForOrderCreate, 'The currency to be paid in'),
	{
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 15.5',
		description: 'Amount in decimal units as text, such as 15.5 for 15.5 USDT',
		displayOptions: { show: showOnlyForOrderCreate },
		routing: { send: { type: 'body', property: 'amount' } },
	},
	{
		displayName: 'Expires After (Seconds)',
		name: 'expireSeconds',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULT_EXPIRY,
		description: 'How long the order can be paid, in seconds',
		displayOptions: { show: showOnlyForOrderCreate },
		routing: { send: { type: 'body', property: 'expire_second' } },
	},
	...outputParameters(showOnlyForOrderCreate, CREATED_ORDER),
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show: showOnlyForOrderCreate },
		options: [
			notes.attach,
			notes.description,
			{
				displayName: 'Locale',
				name: 'locale',
				type: 'options',
				options: [
					{ name: 'Chinese', value: 'zh_cn' },
					{ name: 'English', value: 'en' },
				],
				default: 'en',
				description: 'Language of the payment page',
				routing: { send: { type: 'body', property: 'locale' } },
			},
			notes.notifyUrl,
			{
				displayName: 'Order Type',
				name: 'orderType',
				type: 'options',
				options: [
					{
						name: 'Merchant Order',
						value: 'merchant_order',
						description: "The payer pays to your own wallet, named in 'To Address', which TokenPay watches",
					},
					{
						name: 'Platform Order',
						value: 'platform_order',
						description: 'The payer pays to TokenPay, which adds the amount to your balance',
					},
				],
				default: 'platform_order',
				description: 'Where the payment goes',
				routing: { send: { type: 'body', property: 'order_type' } },
			},
			{
				displayName: 'Return URL',
				name: 'returnUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://shop.example.com/thanks',
				description: 'Where the payer is sent after paying',
				routing: { send: { type: 'body', property: 'return_url' } },
			},
			{
				displayName: 'To Address',
				name: 'toAddress',
				type: 'string',
				default: '',
				placeholder: 'e.g. TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
				description: 'Wallet address that the order is to be paid to; needed for a Merchant Order',
				routing: { send: { type: 'body', property: 'to_address' } },
			},
		],
	},
];

const OPTIONAL = {
	attach: 'Attach',
	description: 'Description',
	locale: 'Locale',
	notifyUrl: 'Notify URL',
	orderType: 'Order Type',
	returnUrl: 'Return URL',
	toAddress: 'To Address',
};

export const operation: Operation = {
	movesMoney: false,
	check(values, { credential, routes }) {
		const checked = combine({
			outTradeNo: checkReference('Order Number', values['outTradeNo']),
			amount: checkAmount(values['amount']),
			chain: checkCode('Chain', values['chain']),
			currency: checkCode('Currency', values['currency']),
		});
		const problems = 'problems' in checked ? checked.problems : [];
		const expireSeconds = wholeNumber(values['expireSeconds']);
		if (expireSeconds === undefined) {
			problems.push("'Expires After (Seconds)' must be a whole number above 0.");
		}
		const optional = checkOptional(values, OPTIONAL);
		problems.push(...optional.problems);
		const { orderType, toAddress: given } = optional.texts;
		const toAddress = given === undefined ? undefined : trimSpaces(given);
		const notify = chosenNotifyUrl(optional.texts['notifyUrl'], credential);
		if ('problem' in notify) problems.push(notify.problem);
		problems.push(...recipientProblems(orderType, toAddress, textOf(values['chain'])));
		if (!('values' in checked) || problems.length > 0) return { problems };

		// An order's amount is a JSON number, so it must be one that a number holds exactly.
		const { outTradeNo, amount, chain, currency } = checked.values;
		const amountDecimal = normalizeDecimal(amount);
		if (amountDecimal === undefined || String(Number(amount)) !== amountDecimal) {
			return { problems: [`'Amount' ${shown(amount)} has more digits than an order can carry. Shorten the amount.`] };
		}
		const notifyUrl = 'url' in notify ? notify.url : undefined;
		const request = routes(
			'order',
			'create',
		)({ ...checked.values, amount: Number(amount), expireSeconds, ...optional.texts, toAddress, notifyUrl });
		const readable = { out_trade_no: outTradeNo, amount_decimal: amountDecimal, currency_symbol: currency, chain };
		const host = baseUrlOf(credential) ?? '';
		return {
			send: async (client) =>
				shapeOutput(await createOrder(client, request, { readable, host }), values, CREATED_ORDER),
		};
	},
};

/** What is wrong with where an order's payment goes: to the platform, or to a wallet of the merchant's own. */
function recipientProblems(orderType = 'platform_order', toAddress: string | undefined, chain: string): string[] {
	if (orderType !== 'platform_order' && orderType !== 'merchant_order') {
		return ["'Order Type' must be platform_order or merchant_order."];
	}
	if (toAddress === undefined) {
		return orderType === 'platform_order' ? [] : ["A Merchant Order needs your wallet's address in 'To Address'."];
	}
	const wrong = addressIssue(chain, toAddress);
	return wrong === undefined ? [] : [wrong];
}
