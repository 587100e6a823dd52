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

const PASTE_ONCE =
	"Paste the <b>Production URL</b> once: into the credential's <b>Default Notify URL</b>, or TokenPay's console.";

const TO_TEST =
	'<b>To test:</b> click Execute step, then create a tiny payout whose <b>Notify URL</b> is the <b>Test URL</b>. Once it has landed, TokenPay sends its notification.';

const FOR_REAL = `<br><br><b>For real:</b> publish the workflow. ${PASTE_ONCE} TokenPay must be able to reach it over the internet with https; executions show up under Executions.`;

export class TokenPayTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'TokenPay Trigger',
		name: 'tokenPayTrigger',
		icon: { light: 'file:../../icons/tokenpay.svg', dark: 'file:../../icons/tokenpay.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		// The nodes panel shows the trigger and the actions as one entry, with this description.
		description: 'Send crypto payouts, create orders, and start workflows when they have landed or were paid',
		eventTriggerDescription: "Waiting for TokenPay's notification at the Test URL",
		activationMessage:
			"Your workflow now waits for TokenPay's notifications. Paste its Production URL once: into 'Default Notify URL' of the credential, or into TokenPay's console.",
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
			executionsHelp: { inactive: `${TO_TEST}${FOR_REAL}`, active: `${TO_TEST}${FOR_REAL}` },
			activationHint: `Then publish the workflow. ${PASTE_ONCE}`,
		},
		properties: [
			{
				displayName: 'Paste the <b>Production URL</b> once, into the credential above.',
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
