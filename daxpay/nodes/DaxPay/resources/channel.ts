import type { INodeProperties } from 'n8n-workflow';

/** The channel of a transfer: chosen among those that the server's version documents, or typed. */
export const channelField = (
	displayOptions: NonNullable<INodeProperties['displayOptions']>,
	description: string,
	required: boolean,
): INodeProperties => ({
	displayName: 'Channel',
	name: 'channel',
	type: 'resourceLocator',
	required,
	default: { mode: 'list', value: '' },
	description,
	// The editor shows plain text, which older workflows hold, as text.
	modes: [
		{ displayName: 'Name', name: 'name', type: 'string', placeholder: 'e.g. ali_pay' },
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchChannels', searchable: true },
		},
	],
	displayOptions,
	routing: { send: { type: 'body', property: 'channel' } },
});
