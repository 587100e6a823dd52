import type { INodeProperties } from 'n8n-workflow';
import { switchOf } from '../values/fieldChecks';
import { type FieldOrder, arrangeFields, pickFields } from '../values/fieldOrder';
import type { Values } from './description';
import type { ItemOutcome } from './operation';

/** The fields of an operation's output, by what they are for. */
export interface OutputFields {
	/** What names the thing. An AI tool that chooses fields gets these in any case. */
	ids: readonly string[];
	/** What Simplify keeps, the most used first: ten at once at most, apart from flags that are there only when true. */
	simple: FieldOrder;
	/** What else the platform documents, or is made from it. */
	more: readonly string[];
}

/** The Simplify switch, in n8n's words. */
export const simplifySwitch: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The parameters that shorten an output: Simplify, and in its place for an AI tool Output (n8n's UX guidelines). */
export function outputParameters(
	show: { resource: string[]; operation: string[] },
	{ ids, simple, more }: OutputFields,
): INodeProperties[] {
	const choice = [...new Set([...simple.flat(), ...more])].filter((name) => !ids.includes(name)).sort();
	return [
		{ ...simplifySwitch, displayOptions: { show, hide: { '@tool': [true] } } },
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			options: [
				{ name: 'Simplified', value: 'simplified', description: 'The ten most useful fields at most' },
				{ name: 'Raw', value: 'raw', description: 'All fields' },
				{ name: 'Selected Fields', value: 'selectedFields', description: 'Only the fields that you choose' },
			],
			default: 'simplified',
			description: 'What the AI model gets to read',
			displayOptions: { show: { ...show, '@tool': [true] } },
		},
		{
			displayName: 'Fields',
			name: 'fields',
			type: 'multiOptions',
			options: choice.map((name) => ({ name, value: name })),
			default: [],
			description: `Which fields the AI model gets to read, beside ${ids.join(' and ')}`,
			displayOptions: { show: { ...show, '@tool': [true], output: ['selectedFields'] } },
		},
	];
}

/**
 * Brings an outcome into the form that the parameters ask for. It never fails, since money may have moved.
 *
 * @param outcome with all fields; a failure stays as it is
 * @param values of the item: `output` and `fields` where the node is a tool, `simplify` elsewhere
 */
export function shapeOutput<Outcome extends ItemOutcome>(
	outcome: Outcome,
	values: Values,
	fields: OutputFields,
): Outcome {
	const shape = (json: Record<string, unknown>) => shapedBy(values, fields, json);
	if ('json' in outcome) return { ...outcome, json: shape(outcome.json) };
	return 'list' in outcome ? { ...outcome, list: outcome.list.map(shape) } : outcome;
}

function shapedBy(
	{ simplify, output, fields: chosen }: Values,
	{ ids, simple }: OutputFields,
	json: Record<string, unknown>,
): Record<string, unknown> {
	if (output === 'raw' || (output === undefined && switchOf(simplify, true) === false)) {
		return arrangeFields(json, simple);
	}
	if (output !== 'selectedFields') return pickFields(json, simple);
	const wanted = namesIn(chosen);
	return pickFields(json, [...ids, ...simple.flat().filter((name) => wanted.includes(name)), ...wanted]);
}

/** Names as n8n stores a choice of several, or as a model writes them: `amount_decimal, chain`. */
function namesIn(chosen: unknown): string[] {
	if (typeof chosen === 'string') return chosen.split(',').map((name) => name.trim());
	return Array.isArray(chosen) ? chosen.filter((name) => typeof name === 'string') : [];
}
