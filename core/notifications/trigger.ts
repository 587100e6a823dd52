import type { INodeProperties } from 'n8n-workflow';

/** Nothing is registered: a platform learns the address from each Notify URL, or in its console. */
export const webhookMethods = {
	default: {
		checkExists: async () => true,
		create: async () => true,
		delete: async () => true,
	},
};

/**
 * The options of a trigger.
 *
 * @param maximumAge in hours, when nobody sets another
 * @param repeats how long the platform repeats a notification, in words
 * @param own options of this platform alone, which stand first
 */
export const triggerOptions = (
	platform: string,
	maximumAge: number,
	repeats: string,
	own: INodeProperties[] = [],
): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		...own,
		{
			displayName: 'Ignore Repeated',
			name: 'ignoreRepeated',
			type: 'boolean',
			default: true,
			description: `Whether to start the workflow only once when ${platform} sends the same notification several times. The last 1,000 are remembered; two that arrive at the same moment can both pass, with the same notification_id.`,
		},
		{
			displayName: 'Maximum Age (Hours)',
			name: 'maximumAge',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: maximumAge,
			description: `Refuses notifications that are older, so that nobody can send an old one again. ${platform} repeats for ${repeats}. 0 turns the check off.`,
		},
	],
});
