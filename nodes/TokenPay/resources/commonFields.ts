import type { INodeProperties } from 'n8n-workflow';

/** Additional fields that payouts and orders share. */
export function commonFields(
	what: 'order' | 'payout',
): Record<'attach' | 'description' | 'notifyUrl', INodeProperties> {
	const landed = what === 'order' ? 'the order was paid' : 'the payout has landed';
	return {
		attach: {
			displayName: 'Attach',
			name: 'attach',
			type: 'string',
			default: '',
			description: 'Text of your own that comes back with the notification',
			routing: { send: { type: 'body', property: 'attach' } },
		},
		description: {
			displayName: 'Description',
			name: 'description',
			type: 'string',
			default: '',
			description: `What the ${what} is for`,
			routing: { send: { type: 'body', property: 'description' } },
		},
		notifyUrl: {
			displayName: 'Notify URL',
			name: 'notifyUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/…',
			description: `Where TokenPay announces that ${landed}: the Production URL of a TokenPay Trigger, if not the credential's 'Default Notify URL'`,
			routing: { send: { type: 'body', property: 'notify_url' } },
		},
	};
}
