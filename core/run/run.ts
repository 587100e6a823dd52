import { type ApiClient, type ApiRequest, apiClient } from '../requests/apiClient';
import type { Routes, Values } from './description';
import type { Failure, FailureMaker } from './failure';
import { checkItems } from './checkItems';
import type { CheckedItem, ItemOutcome, Operation, Problems, Report } from './operation';
import type { ApiResponse, LostResponse, RawResponse } from '../requests/response';
import type { SharedState } from './sharedState';
import { asRepeated } from './repeatedNumbers';
import { StopOnFailure, failureOfRun, wasNotSent } from './stopOnFailure';
import type { TransportFailure } from '../requests/transport';
import { shown } from '../values/sentences';

/** What one platform does in its own way when its node runs. */
export interface Platform<Credential> {
	/** The credential's name in n8n. */
	credentialName: string;
	readCredential: (stored: Record<string, unknown>) => Credential;
	/** What is wrong with the credential, in words that never hold a secret. */
	credentialIssue(credential: Credential): string | undefined;
	/** How fast to send (requests a second), with whom the limit is shared, and the codes that say "too many requests". */
	rateLimit(credential: Credential): { sharedBy: string; requestsPerSecond: number; tooMany: readonly number[] };
	/** Every operation, by the values of the parameters `resource` and `operation`. */
	operations: Record<string, Record<string, Operation<Credential>>>;
	/** The parameters that name what an item is about, the best name first. */
	naming: readonly string[];
	readResponse(raw: RawResponse, credential: Credential): ApiResponse;
	noResponse: (failure: TransportFailure) => LostResponse;
	notSent: (why: 'notSent' | 'stoppedBefore') => LostResponse;
	failureOf: FailureMaker<NonNullable<Problems['reason']> | 'newer' | 'unknown'>;
	/** The package that the platform's node is in. */
	package: { name: string; version: string };
}

/** One item of a run, read. */
export interface Item {
	/** How messages name it, such as the payout's number. */
	label: string;
	values: Values;
	/** Why a parameter cannot be read, if one cannot. */
	unreadable?: string;
	/** Signs and sends one request; throws when there is no response. */
	transmit: (request: ApiRequest) => Promise<RawResponse>;
}

/** What all items of a run have in common. */
export interface Run<Credential> {
	platform: Platform<Credential>;
	operation: Operation<Credential>;
	routes: Routes;
	credential: Credential;
	/** True where the first failure ends the run; false where every item ends on its own. */
	stopOnFailure: boolean;
	/** True where a model decides what the items say. */
	isTool: boolean;
	/** Fires when somebody stops the execution. */
	signal: AbortSignal | undefined;
	shared: SharedState;
	/** Lets n8n do other work once in a while; called before each item. */
	breathe(): Promise<void>;
}

/**
 * What became of all items, in their order, or what is said about all of them at once; or the failure that ended the
 * run, and the item it belongs to.
 */
export type RunOutcome =
	/** `notes`: what is worth knowing about the run as a whole, in sentences; shown beside the output. */
	(Report & { notes: string[] }) | { stoppedBy: number; failure: Failure };

/**
 * Checks all items, each alone and against the others, then sends them at the application's rate. Where the first
 * failure ends the run, nothing is sent unless every item passes its checks, and no payment starts once one has failed.
 */
export async function runItems<Credential>(items: Item[], run: Run<Credential>): Promise<RunOutcome> {
	const stop = new StopOnFailure();
	const endsAnywhere = run.stopOnFailure && !run.operation.movesMoney;
	const signal = endsAnywhere ? stop.signalWith(run.signal) : run.signal;
	const clients = clientsOf(items, { ...run, signal });
	const { items: checked, notes, report } = await checkItems(items, run, clients[0]);
	if (report) return { ...report, notes };
	const { sharedBy } = run.platform.rateLimit(run.credential);
	const sending: Array<Promise<ItemOutcome>> = [];
	const send = async (item: CheckedItem, client: ApiClient): Promise<ItemOutcome> => {
		if (!('repeats' in item)) return await sendItem(item, client, run, sharedBy);
		const first = (await sending[item.repeats]) as ItemOutcome;
		return 'json' in first ? { json: asRepeated(first.json) } : first;
	};
	const ended = (outcomes: ItemOutcome[]): RunOutcome => {
		const all = checked.map((item, at) => ({ checked: item, outcome: outcomes[at] as ItemOutcome }));
		return { outcomes, notes: [...(run.operation.sumUp?.(all) ?? []), ...notes] };
	};
	if (!run.stopOnFailure) {
		for (const [at, item] of checked.entries()) {
			await run.breathe();
			sending.push(send(item, clients[at] as ApiClient));
		}
		return ended(await Promise.all(sending));
	}

	if (checked.some((item) => 'failure' in item)) {
		const { failure } = run.platform.notSent('notSent');
		const outcomes = checked.map((item) => ('failure' in item ? item : { failure }));
		return stoppedBy(items, outcomes, run) ?? ended(outcomes);
	}
	for (const [at, item] of checked.entries()) {
		await run.breathe();
		const client = stop.guard(clients[at] as ApiClient, at);
		sending.push(send(item, client).then((outcome) => stop.end(at, outcome)));
	}
	const outcomes = await Promise.all(sending);
	return stoppedBy(items, outcomes, run, stop.failed) ?? ended(outcomes);
}

/** A client for each item; they share the application's rate. */
function clientsOf<Credential>(items: Item[], { platform, credential, signal, shared }: Run<Credential>): ApiClient[] {
	const { sharedBy, ...rate } = platform.rateLimit(credential);
	const limiter = shared.limiterOf(sharedBy);
	const { clock } = shared;
	const { noResponse, notSent } = platform;
	const readResponse = (raw: RawResponse) => platform.readResponse(raw, credential);
	return items.map(({ transmit }) =>
		apiClient({ limiter, ...rate, signal, clock, transmit, readResponse, noResponse, notSent }),
	);
}

/**
 * Sends one item. A number is in one pair of hands from its first request to its outcome: whoever pays the same number
 * at the same time in this process waits, and then finds it paid.
 *
 * @param sharedBy what numbers are held under, beside themselves: the application
 */
async function sendItem<Credential>(
	item: Exclude<CheckedItem, { repeats: number }>,
	client: ApiClient,
	{ platform, shared, signal }: Run<Credential>,
	sharedBy: string,
): Promise<ItemOutcome> {
	if ('failure' in item) return { failure: item.failure };
	const release = item.payment && (await shared.holdNumber(`${sharedBy} ${item.payment.number}`, signal));
	if (item.payment && !release) {
		const { failure } = platform.notSent('stoppedBefore');
		return { failure: { ...failure, details: { ...failure.details, outcome: 'unpaid', nothing_sent: true } } };
	}
	try {
		return await item.send(client);
	} catch (error) {
		// What nobody foresaw may have happened after sending, so it is unknown.
		return { failure: platform.failureOf('unknown', { outcome: 'unknown' }, shown((error as Error).message, 40)) };
	} finally {
		release?.();
	}
}

/**
 * The failure that ended the run, if one did; where money moves it tells what became of every item.
 *
 * @param failed places of the items that failed, in the order of time; without, all of them did
 */
function stoppedBy<Credential>(
	items: Item[],
	outcomes: ItemOutcome[],
	{ operation }: Run<Credential>,
	failed = [...outcomes.keys()],
): RunOutcome | undefined {
	// An item that was only not sent speaks for the run where there is nothing else to say.
	const first = failed.find((at) => !wasNotSent(outcomes[at])) ?? failed[0];
	if (first === undefined) return undefined;
	const { failure } = outcomes[first] as { failure: Failure };
	const labels = items.map(({ label }) => label);
	return { stoppedBy: first, failure: operation.movesMoney ? failureOfRun(failure, outcomes, labels) : failure };
}
