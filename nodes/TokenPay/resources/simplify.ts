import type { INodeProperties } from 'n8n-workflow';
import type { SingleResult } from '../../shared/retry';
import type { Setting } from '../../shared/operation';
import { simplify, present } from '../present';

/** The Simplify switch of an operation that answers a detail. */
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

/** Makes an operation's result readable, and short where the Simplify switch is on. */
export function simplifyOutput(result: SingleResult, setting: Setting): SingleResult {
	if (!('json' in result)) return result;
	const readable = present(result.json);
	return { json: setting('simplify', true) === false ? readable : simplify(readable) };
}
