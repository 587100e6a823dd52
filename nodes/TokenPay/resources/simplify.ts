import type { INodeProperties } from 'n8n-workflow';
import type { Values } from '../../../core/run/description';
import type { SingleOutcome } from '../../../core/run/operation';
import { switchOf } from '../../../core/values/fieldChecks';
import { simplify, present } from '../present';

/** The Simplify switch of an operation that returns a detail. */
export function simplifyField(show: { resource: string[]; operation: string[] }): INodeProperties {
	return {
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
		displayOptions: { show },
	};
}

/** Makes an outcome readable, and short where the Simplify switch is on. */
export function simplifyOutput(outcome: SingleOutcome, values: Values): SingleOutcome {
	if (!('json' in outcome)) return outcome;
	const readable = present(outcome.json);
	return { json: switchOf(values['simplify'], true) === false ? readable : simplify(readable) };
}
