import type { INodeProperties } from 'n8n-workflow';
import { outputParameters, shapeOutput } from '../../../../../core/run/outputFields';
import { forModels, listHint, numberForModels, toolNotice } from '../../../../../core/run/panel';
import { withResult } from '../../../../../core/run/result';
import { checkCode, checkReference } from '../../../../../core/values/fieldChecks';
import type { Operation } from '../../operation';
import { CREATED_TRANSFER } from '../../outputFields';
import { toPayOnce } from '../../payOnce';
import { channelField } from '../channel';
import { amountField, checkAdditional, checkYuan, notifyUrlField, textField } from '../moneyFields';

const showOnlyForTransferCreate = { resource: ['transfer'], operation: ['create'] };

/** What is said beside the output where there is a list. */
export const hints = [listHint(showOnlyForTransferCreate, 'transfer')];

export const fields: INodeProperties[] = [
	toolNotice(showOnlyForTransferCreate),
	...forModels(
		{
			displayName: 'Transfer Number',
			name: 'bizTransferNo',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. row-1',
			description:
				'Your own number for this transfer, such as an invoice number: the same number is never paid twice (bizTransferNo)',
			displayOptions: { show: showOnlyForTransferCreate },
			routing: { send: { type: 'body', property: 'bizTransferNo' } },
		},
		numberForModels('transfer'),
	),
	channelField({ show: showOnlyForTransferCreate }, 'Who pays', true),
	amountField(showOnlyForTransferCreate),
	{
		displayName: 'Payee Type',
		name: 'payeeType',
		type: 'options',
		options: [
			{ name: 'Login Name', value: 'login_name', description: "The payee's mail address or phone number" },
			{ name: 'Open ID', value: 'open_id', description: 'The open ID of 3.0, and of Alipay on Open' },
			{ name: 'Open ID (WeChat on Open)', value: 'openid', description: 'The open ID as WeChat on Open names it' },
			{ name: 'User ID', value: 'user_id', description: "The payee's number at the channel" },
		],
		default: 'login_name',
		description: "What 'Payee Account' is",
		displayOptions: { show: showOnlyForTransferCreate },
		routing: { send: { type: 'body', property: 'payeeType' } },
	},
	{
		displayName: 'Payee Account',
		name: 'payeeAccount',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. someone@example.com',
		description: 'Account of the payee at the channel',
		displayOptions: { show: showOnlyForTransferCreate },
		routing: { send: { type: 'body', property: 'payeeAccount' } },
	},
	{
		displayName: 'Channel Merchant Number',
		name: 'channelMchNo',
		type: 'string',
		default: '',
		placeholder: 'e.g. 1900000001',
		description:
			"Your merchant number at the channel (channelMchNo). Open needs it; for 3.0 leave it empty, it isn't sent.",
		displayOptions: { show: showOnlyForTransferCreate },
		routing: { send: { type: 'body', property: 'channelMchNo' } },
	},
	...outputParameters(showOnlyForTransferCreate, CREATED_TRANSFER),
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show: showOnlyForTransferCreate },
		options: [
			textField('Attach', 'attach', 'Text of your own that comes back with the notification'),
			notifyUrlField,
			textField('Payee Name', 'payeeName', 'Name of the payee, which the channel may check'),
			textField('Reason', 'reason', 'What the transfer is for'),
			textField('Title', 'title', 'Title that the payee sees'),
		],
	},
];

const OPTIONAL = {
	attach: 'Attach',
	notifyUrl: 'Notify URL',
	payeeName: 'Payee Name',
	reason: 'Reason',
	title: 'Title',
};

export const operation: Operation = {
	movesMoney: true,
	check(values, { credential, routes }) {
		const isOpen = credential.apiVersion === 'open';
		const number = checkReference('Transfer Number', values['bizTransferNo']);
		const channel = checkCode('Channel', values['channel']);
		const amount = checkYuan(values['amount'], credential);
		const payeeType = checkCode('Payee Type', values['payeeType']);
		const payeeAccount = checkCode('Payee Account', values['payeeAccount']);
		const channelMchNo = isOpen ? checkCode('Channel Merchant Number', values['channelMchNo']) : { text: '' };
		const additional = checkAdditional(values, OPTIONAL, credential);

		const all = [number, channel, amount, payeeType, payeeAccount, channelMchNo];
		const problems = all.flatMap((checked) => ('problem' in checked ? [checked.problem] : []));
		problems.push(...additional.problems);
		if (problems.length > 0 || !('text' in amount)) return { problems };

		const text = (checked: (typeof all)[number]) => ('text' in checked ? checked.text : '');
		const bizTransferNo = text(number);
		const compared = { channel: text(channel), payeeType: text(payeeType), payeeAccount: text(payeeAccount) };
		const movement = {
			create: {
				...routes(
					'transfer',
					'create',
				)({
					bizTransferNo,
					...compared,
					amount: amount.toSend,
					...(isOpen && { channelMchNo: text(channelMchNo) }),
					...additional.texts,
				}),
				movesMoney: true,
			},
			// Open knows the number of a transfer only together with its channel.
			query: routes('transfer', 'get')({ bizTransferNo, ...(isOpen && { channel: compared.channel }) }),
			numberField: 'bizTransferNo',
			number: bizTransferNo,
			amount: amount.text,
			compared,
		} as const;
		return toPayOnce(movement, credential, (made) => shapeOutput(withResult(made), values, CREATED_TRANSFER));
	},
};
