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

export class DaxPayTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'DaxPay Trigger',
		name: 'daxPayTrigger',
		icon: { light: 'file:../../icons/daxpay.svg', dark: 'file:../../icons/daxpay.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description: 'Starts the workflow when DaxPay announces what became of a payment, a refund or a transfer',
		eventTriggerDescription: 'Waiting for DaxPay to call the test URL',
		activationMessage:
			"Your workflow now listens. Give its Production URL to DaxPay: as 'Notify URL' of a payment, refund or transfer, or as the address of a subscription in its console.",
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
			executionsHelp: {
				inactive:
					'<b>To test:</b> click Listen for test event, then make a small payment whose <b>Notify URL</b> is the <b>Test URL</b> above.<br><br><b>For real:</b> publish the workflow and give the <b>Production URL</b> to DaxPay.',
				active:
					'<b>To test:</b> click Listen for test event, then make a small payment whose <b>Notify URL</b> is the <b>Test URL</b> above.<br><br><b>For real:</b> this workflow is published. Give the <b>Production URL</b> to DaxPay; executions show up under Executions.',
			},
			activationHint: 'Once you have tested, publish the workflow and give the Production URL to DaxPay.',
		},
		properties: [
			{
				displayName:
					'Give the <b>Production URL</b> to DaxPay, as <b>Notify URL</b> or as a subscription in its console. DaxPay 3.0 does not announce transfers that failed: look those up with Get transfer.',
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
