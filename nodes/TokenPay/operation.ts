import type { Failure } from './answers';
import { problem } from './answers';
import type { TokenPayCredential } from './environment';
import type { Ports, Result } from './exchange';

/** What the node's fields of one row say, by the API's names. */
export type Fields = Record<string, unknown>;

/** Reads a parameter of the node for this row, with what counts when it is not set. */
export type Setting = (name: string, fallback: unknown) => unknown;

/** A row that passed its checks and can be sent. */
export interface Checked {
	send(ports: Ports): Promise<Result>;
}

/** What an operation does, apart from its fields in the panel. No n8n types. */
export interface Operation {
	/** True where rows are all sent or none, when the node is told to stop on an error. */
	allOrNone: boolean;
	/**
	 * Checks one row without sending anything.
	 *
	 * @param fields what the node's fields filled in, by the API's names
	 * @param setting reads a parameter that is not sent, such as `simplify`
	 */
	check(fields: Fields, credential: TokenPayCredential, setting: Setting): Checked | { failure: Failure };
}

/** The fields that name what a row is about, for details and messages. */
const NAMING = ['out_trade_no', 'transaction_id', 'payanother_id', 'wallet_address'] as const;

/** Names of a row that are filled in, as they go into `details`. */
export function namesOf(fields: Fields): Record<string, string> {
	const names: Record<string, string> = {};
	for (const name of NAMING) {
		const value = fields[name];
		if (typeof value === 'string' || typeof value === 'number') names[name] = String(value);
	}
	return names;
}

/** A failure of checks, with everything that is wrong in one line. */
export function badInput(problems: string[], details: Failure['details'] = {}): { failure: Failure } {
	return { failure: problem('input', details, problems.join(' ')) };
}
