import type { INodeProperties } from 'n8n-workflow';

/** The payee of a payout: an address, typed or chosen from the credential's Allowed Recipients. */
export const toAddressField = (
	show: { resource: string[]; operation: string[] },
	description: string,
): INodeProperties => ({
	displayName: 'To Address',
	name: 'toAddress',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'address', value: '' },
	description: `${description}. The list shows the 'Allowed Recipients' of the credential.`,
	// The editor shows plain text, which older workflows hold, in the first mode.
	modes: [
		{
			displayName: 'Address',
			name: 'address',
			type: 'string',
			placeholder: 'e.g. TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
		},
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchRecipients', searchable: true },
		},
	],
	displayOptions: { show },
	routing: { send: { type: 'body', property: 'to_address' } },
});
