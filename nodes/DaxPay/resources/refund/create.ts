import type { INodeProperties } from 'n8n-workflow';
import { checkReference } from '../../../shared/fieldChecks';
import { type Operation, badInput } from '../../operation';
import { pathsOf } from '../../paths';
import { payOnce } from '../../payOnce';
import { BIZ_ORDER_NO, ORDER_NO, chosenNumber, lookUpFields } from '../lookUpFields';
import {
	amountField,
	checkAdditional,
	checkYuan,
	notifyUrlField,
	onErrorNotice,
	textField,
	toolNotice,
} from '../moneyFields';

const showOnlyForRefundCreate = { resource: ['refund'], operation: ['create'] };

const NAMES: Parameters<typeof lookUpFields>[2] = [
	{ ...ORDER_NO, description: "DaxPay's own number of the payment (orderNo; on Open its tradeNo)" },
	BIZ_ORDER_NO,
];

export const fields: INodeProperties[] = [
	onErrorNotice(showOnlyForRefundCreate, 'refund'),
	toolNotice(showOnlyForRefundCreate, 'refund'),
	{
		displayName: 'Refund Number',
		name: 'bizRefundNo',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. refund-1001',
		description:
			"Your own unique number for this refund, taken from the record that asks for it (bizRefundNo). It keeps a refund from being made twice; never invent a new one to try again. An AI model must take it from the request's record.",
		displayOptions: { show: showOnlyForRefundCreate },
		routing: { send: { type: 'body', property: 'bizRefundNo' } },
	},
	amountField(showOnlyForRefundCreate),
	...lookUpFields(showOnlyForRefundCreate, 'payment', NAMES),
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show: showOnlyForRefundCreate },
		options: [
			textField('Attach', 'attach', 'Text of your own that comes back with the notice'),
			notifyUrlField,
			textField('Reason', 'reason', 'What the refund is for'),
		],
	},
];

export const operation: Operation = {
	allOrNone: true,
	check(given, credential) {
		const number = checkReference('Refund Number', given['bizRefundNo']);
		const amount = checkYuan(given['amount'], credential);
		const payment = chosenNumber(given, NAMES);
		const additional = checkAdditional(given, { attach: 'Attach', notifyUrl: 'Notify URL', reason: 'Reason' });
		const problems = [number, amount, payment.number].flatMap((checked) =>
			'problem' in checked ? [checked.problem] : [],
		);
		problems.push(...additional.problems);
		if ('problem' in number || 'problem' in amount || 'problem' in payment.number || problems.length > 0) {
			return badInput(problems, { outcome: 'unpaid', nothing_sent: true });
		}

		const { apiVersion } = credential;
		const paths = pathsOf(apiVersion);
		// Open names the payment's own number otherwise here.
		const name = apiVersion === 'open' && payment.name === 'orderNo' ? 'tradeNo' : payment.name;
		const paid = { [name]: payment.number.text };
		const bizRefundNo = number.text;
		return {
			send: async (ports) =>
				await payOnce(
					{
						path: paths.refund,
						fields: { bizRefundNo, amount: amount.toSend, ...paid, ...additional.texts },
						queryPath: paths.queryRefund,
						query: { bizRefundNo },
						numberField: 'bizRefundNo',
						number: bizRefundNo,
						amount: amount.text,
						compared: paid,
					},
					ports,
					credential,
				),
		};
	},
};
