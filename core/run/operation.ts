import type { ApiClient } from '../requests/apiClient';
import type { Routes, Values } from './description';
import type { Failure } from './failure';

/** What becomes of one item: the json of one item or of several, or why there is none. */
export type ItemOutcome = SingleOutcome | { list: Array<Record<string, unknown>> };

/** What comes to exactly one item, or none. */
export type SingleOutcome = { json: Record<string, unknown> } | { failure: Failure };

/** An item that passed its checks and can be sent. */
export interface PreparedItem {
	/** What the item pays, where money moves. */
	payment?: { number: string; content: unknown };
	send(client: ApiClient): Promise<ItemOutcome>;
}

/** What is wrong with an item. */
export interface Problems {
	/** For each field, a sentence about what is wrong with it (beginning with its name in single quotes), then what to do. */
	problems: string[];
	/** Where it is not a field that is wrong. */
	reason?: 'limit';
}

/** What an operation's check works with, the same for all items of a run. */
export interface CheckContext<Credential, Facts = unknown> {
	credential: Credential;
	/** The requests of the node's operations, as its description states them. */
	routes: Routes;
	/** What `prepare` found out. */
	facts: Facts;
}

/**
 * What an operation does, apart from its fields in the panel. No n8n types.
 *
 * @typeParam Credential the platform's credential, read
 * @typeParam Facts what has to be known about the account before items can be checked
 */
export interface Operation<Credential, Facts = unknown> {
	/** True where items are all sent or none, when the node stops on errors, and where every failure tells its outcome. */
	movesMoney: boolean;
	/** Asks the platform for what the checks need, once for a run, before anything else is sent. */
	prepare?(client: ApiClient, context: CheckContext<Credential>): Promise<{ facts: Facts } | { failure: Failure }>;
	/** Checks one item without sending anything. */
	check(values: Values, context: CheckContext<Credential, Facts>): PreparedItem | Problems;
}
