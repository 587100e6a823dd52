import type { ApiClient } from '../requests/apiClient';
import type { Routes, Values } from './description';
import type { Failure } from './failure';

/** What becomes of one item: the json of one item or of several, or why there is none. */
export type ItemOutcome = SingleOutcome | { list: Array<Record<string, unknown>> };

/** What comes to exactly one item, or none. */
export type SingleOutcome = { json: Record<string, unknown> } | { failure: Failure };

/** An item that passed its checks and can be sent. */
export interface PreparedItem<Plan = unknown> {
	/** What the item pays, where money moves. */
	payment?: { number: string; content: unknown };
	/** What the operation needs to know of the item where it looks at all of them together. */
	plan?: Plan;
	send(client: ApiClient): Promise<ItemOutcome>;
}

/** An item after its checks: ready, wrong (with every problem on its own), or the same payment as another item's. */
export type CheckedItem<Plan = unknown> =
	| PreparedItem<Plan>
	| { failure: Failure; problems: string[] }
	/** The place of the first item with the same number and content. */
	| { repeats: number };

/** What is wrong with an item. */
export interface Problems {
	/** For each field, a sentence about what is wrong with it (beginning with its name in single quotes), then what to do. */
	problems: string[];
	/** Where it is not a field that is wrong. */
	reason?: 'credential' | 'input' | 'limit';
}

/** What was found about items that pass their own checks, by looking at all of them. */
export interface Together {
	/** Why items are not to be sent, by their places. */
	failures: Map<number, Failure>;
	/** What is worth knowing about the run as a whole, in sentences. */
	notes: string[];
}

/** What is said about items that are not sent: something about each, in their order, or one thing about all. */
export type Report = { outcomes: ItemOutcome[] } | { forAll: Record<string, unknown> };

/** What an operation's check works with, the same for all items of a run. */
export interface CheckContext<Credential, Facts = unknown> {
	credential: Credential;
	/** The requests of the node's operations, as its description states them. */
	routes: Routes;
	/** Whether a model decides what the items say. */
	isTool: boolean;
	/** What `prepare` found out. */
	facts: Facts;
}

/**
 * What an operation does, apart from its fields in the panel. No n8n types.
 *
 * @typeParam Credential the platform's credential, read
 * @typeParam Facts what has to be known about the account before items can be checked
 * @typeParam Plan what has to be known of each item where all are looked at together
 */
export interface Operation<Credential, Facts = unknown, Plan = unknown> {
	/** True where items are all sent or none, when the node stops on errors, and where every failure tells its outcome. */
	movesMoney: boolean;
	/** Asks the platform for what the checks need, once for a run, before anything else is sent. */
	prepare?(client: ApiClient, context: CheckContext<Credential>): Promise<{ facts: Facts } | { failure: Failure }>;
	/** Checks one item without sending anything. */
	check(values: Values, context: CheckContext<Credential, Facts>): PreparedItem<Plan> | Problems;
	/**
	 * Looks at all items together before the first is sent; what it asks the platform must have no effect.
	 *
	 * @param items in their order; `undefined` for those that are not to be sent anyway
	 */
	checkTogether?(
		items: Array<PreparedItem<Plan> | undefined>,
		client: ApiClient,
		context: CheckContext<Credential, Facts>,
	): Promise<Together>;
	/** Says in sentences what became of a run, once every item has ended; `items` are in their order. */
	sumUp?(items: Array<{ checked: CheckedItem<Plan>; outcome: ItemOutcome }>): string[];
	/** Where it is there, nothing is sent: it says what would become of the items. */
	report?(
		items: Array<{ values: Values; checked: CheckedItem<Plan> }>,
		client: ApiClient,
		context: CheckContext<Credential, Facts>,
	): Promise<Report>;
}
