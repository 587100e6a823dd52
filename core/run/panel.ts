import type { INodeProperties, NodeHint } from 'n8n-workflow';

type Show = { resource: string[]; operation: string[] };

/**
 * What is to be known about lists where money moves. It is said beside the output, before a run, and only where there
 * is more than one item; n8n shows hints as HTML.
 *
 * @param noun what moves money, such as `payout`
 */
export const listHint = ({ resource: [resource], operation: [operation] }: Show, noun: string): NodeHint => ({
	message: `A list: open Settings and set <b>On Error</b> to <b>Continue (using error output)</b>, so that every ${noun} ends on its own and keeps its result. With <b>Stop Workflow</b>, nothing is sent unless every row passes its checks.`,
	displayCondition: `={{ $parameter["resource"] === "${resource}" && $parameter["operation"] === "${operation}" && $input.all().length > 1 }}`,
	whenToDisplay: 'beforeExecution',
	location: 'outputPane',
});

/** What whoever gives a tool to a model must know. */
export const toolNotice = (show: Show): INodeProperties => ({
	displayName: 'Put a human approval first; let no model invent a number.',
	name: 'toolNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { ...show, '@tool': [true] } },
});

/** A field that tells a model more than a person: the same field twice, once in a workflow and once in a tool. */
export const forModels = (property: INodeProperties, description: string): INodeProperties[] => {
	const { show, hide } = property.displayOptions ?? {};
	return [
		{ ...property, displayOptions: { ...(show && { show }), hide: { ...hide, '@tool': [true] } } },
		{ ...property, description, displayOptions: { show: { ...show, '@tool': [true] }, ...(hide && { hide }) } },
	];
};

/**
 * What a model must know about the number that keeps a payment from being made twice.
 *
 * @param noun what moves money, such as `payout`
 */
export const numberForModels = (noun: string): string =>
	`The number in the record that asks for this ${noun}, such as an invoice number. Take it from there, and never invent one, not even to try again: with another number it is paid twice.`;
