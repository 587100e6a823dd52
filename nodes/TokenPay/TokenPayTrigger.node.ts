import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { triggerOptions, webhookMethods } from '../../core/notifications/trigger';
import { receiveNotification } from '../../core/notifications/webhook';
import { simplifySwitch } from '../../core/run/outputFields';
import { testCredential } from './credentialTest';
import { confirmNotification } from './confirm';
import { readCredential } from './credential';
import { readNotification } from './notification';
import { notificationFields } from './outputFields';

export class TokenPayTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'TokenPay Trigger',
		name: 'tokenPayTrigger',
		icon: { light: 'file:../../icons/tokenpay.svg', dark: 'file:../../icons/tokenpay.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description: 'Starts the workflow when TokenPay announces that a payout has landed or an order was paid',
		eventTriggerDescription: 'Waiting for TokenPay to call the test URL',
		activationMessage:
			"Your workflow now listens. Give its Production URL as 'Notify URL' when you create payouts or orders.",
		defaults: { name: 'TokenPay Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'tokenPayApi', required: true, testedBy: 'testTokenPayCredential' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'webhook',
				// n8n responds with this text once the execution is stored or queued; TokenPay takes
				// exactly this for "received" and repeats the notification otherwise.
				responseMode: 'onReceived',
				responseData: 'success',
			},
		],
		triggerPanel: {
			header: 'Receive notifications from TokenPay',
			executionsHelp: {
				inactive:
					'<b>To test:</b> click Listen for test event, then create a tiny payout whose <b>Notify URL</b> is the <b>Test URL</b> above.<br><br><b>For real:</b> publish the workflow and give the <b>Production URL</b> as <b>Notify URL</b> of your payouts (Create payout, <b>Additional Fields</b>). TokenPay must be able to reach it over the internet with https.',
				active:
					'<b>To test:</b> click Listen for test event, then create a tiny payout whose <b>Notify URL</b> is the <b>Test URL</b> above.<br><br><b>For real:</b> this workflow is published. Give the <b>Production URL</b> as <b>Notify URL</b> of your payouts (Create payout, <b>Additional Fields</b>); executions show up under Executions.',
			},
			activationHint:
				"Once you have tested, publish the workflow and give the Production URL as 'Notify URL' of your payouts.",
		},
		properties: [
			{
				displayName:
					"Copy the <b>Production URL</b> into <b>Notify URL</b> of Create payout. The <b>Test URL</b> works only while you listen for a test event. Or set the Production URL once in TokenPay's console (application list, Operate, Edit); which one counts where both are set is not documented.",
				name: 'urlNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: [
					{
						name: 'Order Paid',
						value: 'order.success',
						description: 'An order was paid, or coins arrived in a wallet',
					},
					{ name: 'Other Notification', value: 'other', description: 'Anything else that TokenPay announces' },
					{ name: 'Payout Landed', value: 'payout.success', description: 'A payout has arrived' },
				],
				default: ['payout.success'],
				description: 'Which notifications start the workflow; all others are acknowledged and ignored',
			},
			simplifySwitch,
			triggerOptions('TokenPay', 24, 'about 11 hours', [
				{
					displayName: 'Confirm With TokenPay',
					name: 'confirm',
					type: 'boolean',
					default: false,
					description:
						'Whether to look the payout or order up before the workflow starts, and start it only where TokenPay says the same; this costs one request for each notification',
				},
			]),
		],
	};

	methods = { credentialTest: { testTokenPayCredential: testCredential } };

	webhookMethods = webhookMethods;

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveNotification(this, {
			credentialName: 'tokenPayApi',
			readCredential,
			read: readNotification,
			confirm: confirmNotification,
			simpleFields: ({ event }) => notificationFields(event),
			acknowledgement: 'success',
			defaultMaximumAge: 24,
		});
	}
}
