import type { INodeProperties } from 'n8n-workflow';
import { outputParameters, shapeOutput } from '../../../../../core/run/outputFields';
import { forModels, listHint, numberForModels, toolNotice } from '../../../../../core/run/panel';
import { withResult } from '../../../../../core/run/result';
import { checkReference } from '../../../../../core/values/fieldChecks';
import type { Operation } from '../../operation';
import { CREATED_REFUND } from '../../outputFields';
import { toPayOnce } from '../../payOnce';
import { type LookUpNames, chosenNumber, lookUpFields } from '../../../../../core/run/lookUpFields';
import { BIZ_ORDER_NO, ORDER_NO } from '../paymentFields';
import { amountField, checkAdditional, checkYuan, notifyUrlField, textField } from '../moneyFields';

const showOnlyForRefundCreate = { resource: ['refund'], operation: ['create'] };

const NAMES: LookUpNames = [
	BIZ_ORDER_NO,
	{ ...ORDER_NO, description: "DaxPay's own number of the payment (orderNo; on Open its tradeNo)" },
];

/** What is said beside the output where there is a list. */
export const hints = [listHint(showOnlyForRefundCreate, 'refund')];

export const fields: INodeProperties[] = [
	toolNotice(showOnlyForRefundCreate),
	...forModels(
		{
			displayName: 'Refund Number',
			name: 'bizRefundNo',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. refund-1001',
			description:
				'Your own number for this refund, such as an invoice number: the same number is never refunded twice (bizRefundNo)',
			displayOptions: { show: showOnlyForRefundCreate },
			routing: { send: { type: 'body', property: 'bizRefundNo' } },
		},
		numberForModels('refund'),
	),
	amountField(showOnlyForRefundCreate),
	...lookUpFields(showOnlyForRefundCreate, 'payment', NAMES),
	...outputParameters(showOnlyForRefundCreate, CREATED_REFUND),
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show: showOnlyForRefundCreate },
		options: [
			textField('Attach', 'attach', 'Text of your own that comes back with the notification'),
			notifyUrlField,
			textField('Reason', 'reason', 'What the refund is for'),
		],
	},
];

export const operation: Operation = {
	movesMoney: true,
	check(values, { credential, routes }) {
		const number = checkReference('Refund Number', values['bizRefundNo']);
		const amount = checkYuan(values['amount'], credential);
		const payment = chosenNumber(values, NAMES);
		const additional = checkAdditional(
			values,
			{ attach: 'Attach', notifyUrl: 'Notify URL', reason: 'Reason' },
			credential,
		);
		const problems = [number, amount, payment.number].flatMap((checked) =>
			'problem' in checked ? [checked.problem] : [],
		);
		problems.push(...additional.problems);
		if ('problem' in number || 'problem' in amount || 'problem' in payment.number || problems.length > 0) {
			return { problems };
		}

		const create = routes(
			'refund',
			'create',
		)({
			bizRefundNo: number.text,
			amount: amount.toSend,
			...additional.texts,
		});
		// Open has another name for the payment's own number here.
		const name = credential.apiVersion === 'open' && payment.name === 'orderNo' ? 'tradeNo' : payment.name;
		const paid = { [name]: payment.number.text };
		const movement = {
			create: { ...create, fields: { ...create.fields, ...paid }, movesMoney: true },
			query: routes('refund', 'get')({ bizRefundNo: number.text }),
			numberField: 'bizRefundNo',
			number: number.text,
			amount: amount.text,
			compared: paid,
		} as const;
		return toPayOnce(movement, credential, (made) => shapeOutput(withResult(made), values, CREATED_REFUND));
	},
};
