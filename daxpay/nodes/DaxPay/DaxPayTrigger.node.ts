import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { triggerOptions, webhookMethods } from '../../../core/notifications/trigger';
import { receiveNotification } from '../../../core/notifications/webhook';
import { simplifySwitch } from '../../../core/run/outputFields';
import { readCredential } from './credential';
import { testCredential } from './credentialTest';
import { readNotification } from './notification';
import { NOTIFICATION } from './outputFields';

/** The text that DaxPay takes for "received"; anything else makes it send again. */
const ACKNOWLEDGEMENT = 'SUCCESS';

/** DaxPay repeats for 24 hours, so the last repetition is a little older than that. */
const DEFAULT_MAXIMUM_AGE = 36;

const PASTE_ONCE =
	"Paste the <b>Production URL</b> once: into the credential's <b>Default Notify URL</b>, or DaxPay's console.";

const TO_TEST =
	'<b>To test:</b> click Execute step, then make a small transfer whose <b>Notify URL</b> is the <b>Test URL</b>. Once it has ended, DaxPay sends its notification.';

const FOR_REAL = `<br><br><b>For real:</b> publish the workflow. ${PASTE_ONCE} In the console it is a subscription, which announces payments too. DaxPay 3.0 announces no failed transfers: look those up with Get transfer.`;

export class DaxPayTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'DaxPay Trigger',
		name: 'daxPayTrigger',
		icon: { light: 'file:../../icons/daxpay.svg', dark: 'file:../../icons/daxpay.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		// The nodes panel shows the trigger and the actions as one entry, with this description.
		description: 'Close payments, refund and transfer, and start workflows when DaxPay announces what became of them',
		eventTriggerDescription: "Waiting for DaxPay's notification at the Test URL",
		activationMessage:
			"Your workflow now waits for DaxPay's notifications. Paste its Production URL once: into 'Default Notify URL' of the credential, or as a subscription into DaxPay's console.",
		defaults: { name: 'DaxPay Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'daxPayApi', required: true, testedBy: 'testDaxPayCredential' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'webhook',
				// n8n responds with this text once the execution is stored or queued.
				responseMode: 'onReceived',
				responseData: ACKNOWLEDGEMENT,
			},
		],
		triggerPanel: {
			header: 'Receive notifications from DaxPay',
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
					{ name: 'Other', value: 'other', description: 'Anything else that DaxPay announces' },
					{ name: 'Payment Closed', value: 'payment.close', description: 'A payment was closed or reversed' },
					{ name: 'Payment Failed', value: 'payment.fail' },
					{ name: 'Payment Succeeded', value: 'payment.success' },
					{ name: 'Refund Closed', value: 'refund.close' },
					{ name: 'Refund Failed', value: 'refund.fail' },
					{ name: 'Refund Succeeded', value: 'refund.success' },
					{ name: 'Transfer Closed', value: 'transfer.close' },
					{ name: 'Transfer Failed', value: 'transfer.fail' },
					{ name: 'Transfer Succeeded', value: 'transfer.success' },
				],
				default: ['payment.success'],
				description: 'Which notifications start the workflow; all others are acknowledged and ignored',
			},
			simplifySwitch,
			triggerOptions('DaxPay', DEFAULT_MAXIMUM_AGE, '24 hours'),
		],
	};

	methods = { credentialTest: { testDaxPayCredential: testCredential } };

	webhookMethods = webhookMethods;

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveNotification(this, {
			credentialName: 'daxPayApi',
			readCredential,
			read: readNotification,
			simpleFields: () => NOTIFICATION,
			acknowledgement: ACKNOWLEDGEMENT,
			defaultMaximumAge: DEFAULT_MAXIMUM_AGE,
		});
	}
}
