import type { ApiClient, Result } from './retry';
import type { Failure } from './failure';

/** What the node's fields of one row say, by the API's names. */
export type Fields = Record<string, unknown>;

/** Reads a parameter of the node for this row, with what counts when it is not set. */
export type Setting = (name: string, fallback: unknown) => unknown;

/** A row that passed its checks and can be sent. */
export interface Checked {
	send(ports: ApiClient): Promise<Result>;
}

/**
 * What an operation does, apart from its fields in the panel. No n8n types.
 *
 * @typeParam Credential the platform's credential, read
 */
export interface Operation<Credential> {
	/** True where rows are all sent or none, when the node is told to stop on an error. */
	allOrNone: boolean;
	/**
	 * Checks one row without sending anything.
	 *
	 * @param fields what the node's fields filled in, by the API's names
	 * @param setting reads a parameter that is not sent, such as `simplify`
	 */
	check(fields: Fields, credential: Credential, setting: Setting): Checked | { failure: Failure };
}

/**
 * Names of a row that are filled in, as they go into `details` and messages.
 *
 * @param naming the fields that name what a row is about, the best name first
 */
export function namesIn(fields: Fields, naming: readonly string[]): Record<string, string> {
	const names: Record<string, string> = {};
	for (const name of naming) {
		const value = fields[name];
		if (typeof value === 'string' || typeof value === 'number') names[name] = String(value);
	}
	return names;
}
