import { NodeApiError, sleep, type IDataObject, type INode, type INodeExecutionData } from 'n8n-workflow';
import { AllOrNone, type RowEnd, type RunReport } from './allOrNone';
import type { ApiResponse, LostResponse, RawResponse } from './response';
import type { ApiRequest, ApiClient, Result } from './retry';
import type { Failure, FailureMaker } from './failure';
import { type Checked, type Fields, type Operation, type Setting, namesIn } from './operation';
import { RateLimiter } from './rateLimiter';
import { type TransportFailure, classifyTransportError } from './transport';

/** What one platform does in its own way when a row of its node runs. */
export interface Platform<Credential> {
	readCredential: (stored: Record<string, unknown>) => Credential;
	/** What is wrong with the credential, in words that never hold a secret. */
	credentialIssue(credential: Credential): string | undefined;
	/** How fast to send (requests a second), and with whom the pace is shared. */
	pace(credential: Credential): { sharedBy: string; requestsPerSecond: number };
	/** The operation that the node's parameters name; throws when there is none. */
	operationOf(resource: string, operation: string): Operation<Credential>;
	/** The fields that name what a row is about, the best name first. */
	naming: readonly string[];
	readResponse(raw: RawResponse, credential: Credential): ApiResponse;
	noResponse(failure: TransportFailure): LostResponse;
	notSent(why: 'notSent' | 'stoppedBefore'): LostResponse;
	failureOf: FailureMaker<'credential' | 'input' | 'unknown'>;
}

type Words = Pick<Platform<never>, 'notSent' | 'failureOf'>;

/** One row of a node, as it comes from n8n. */
export interface Row {
	/** What all rows of a run share, and a repetition by Retry On Fail too. */
	run: object;
	/** The row's place, from 0 on, among how many. */
	index: number;
	count: number;
	resource: string;
	operation: string;
	/** What the fields of the row say, by the API's names. */
	fields: Fields;
	/** Why a field cannot be read, if one cannot. */
	unreadable?: string;
	/** Where the operation's own call goes. */
	path: string;
	setting: Setting;
	node: INode;
	continueOnFail: boolean;
	/** Fires when somebody stops the execution. */
	signal: AbortSignal | undefined;
	getCredential(): Promise<Record<string, unknown>>;
	/** Signs and sends one request; throws when there is no answer. */
	request(call: Required<ApiRequest>): Promise<RawResponse>;
}

/** Runs one row; n8n's items come out, one for most operations. */
export type RowRunner = (row: Row) => Promise<INodeExecutionData[]>;

/** One pacer for each application, shared by all executions of this process. */
const pacers = new Map<string, RateLimiter>();

/** What the rows of one run share, under the run's execute data, which is the same object for all. */
interface Run<Credential> {
	credential: Promise<Credential>;
	allOrNone?: AllOrNone<Failure>;
}

/**
 * Makes what runs one row of a platform's node: checks, waits for its turn, sends, understands, looks up
 * after a lost answer.
 *
 * @returns a function that throws NodeApiError when the node is to stop on errors; otherwise a
 * failed row is an item
 */
export function rowRunner<Credential>(gateway: Platform<Credential>): RowRunner {
	const runs = new WeakMap<object, Run<Credential>>();

	/** What this row shares with the others; the first row of a run starts afresh, so that a repetition reads a changed credential. */
	function runOf(row: Row, operation: Operation<Credential>): Run<Credential> {
		let run = runs.get(row.run);
		if (!run || row.index === 0 || run.allOrNone?.isOver(row.index)) {
			run = { credential: row.getCredential().then(gateway.readCredential) };
			if (operation.allOrNone && !row.continueOnFail) run.allOrNone = new AllOrNone(row.count);
			runs.set(row.run, run);
		}
		return run;
	}

	return async function runRow(row) {
		const { resource, fields, index } = row;
		const operation = gateway.operationOf(resource, row.operation);
		const names = namesIn(fields, gateway.naming);
		const label = Object.values(names)[0] || `row ${index + 1}`;
		const run = runOf(row, operation);
		const credential = await run.credential;
		const checked = checkRow(gateway, row, operation, credential);

		const ports = portsOf(gateway, row, credential);
		const result = run.allOrNone
			? await sendAllOrNone(run.allOrNone, index, label, checked, guarded(ports, row, run.allOrNone), gateway)
			: 'failure' in checked
				? checked
				: await sendRow(checked, ports, gateway);
		if (result === undefined) return [];
		const pairedItem = { item: index };
		if ('json' in result) return [{ json: result.json as IDataObject, pairedItem }];
		if ('list' in result) return result.list.map((json) => ({ json: json as IDataObject, pairedItem }));

		const failure: Failure = {
			error: `${resource.charAt(0).toUpperCase()}${resource.slice(1)} ${label}: ${result.failure.error}`,
			advice: result.failure.advice,
			details: { ...names, ...result.failure.details },
		};
		if (!row.continueOnFail) throw errorOf(row, failure);
		return [errorItem(failure, pairedItem, row.node.onError === 'continueErrorOutput')];
	};
}

/**
 * The item of a row that failed. n8n adds its row's fields where it leads it to the error output.
 *
 * From 2.35.3 on, n8n knows it by these three keys. Before, it would take it for a success; it looks at `error` beside
 * `json`, too, but then drops all of `json` but the message. Not enumerable, it is looked at and left behind.
 */
function errorItem({ error, advice, details }: Failure, pairedItem: { item: number }, toErrorOutput: boolean) {
	const item: INodeExecutionData = {
		json: { error, message: advice, details },
		pairedItem,
	};
	if (toErrorOutput) Object.defineProperty(item, 'error', { value: { message: `${error}. ${advice}` } });
	return item;
}

/**
 * Checks one row. Whatever goes wrong becomes a failure of this row: a row that broke off here would
 * leave the others of its run waiting for it.
 */
function checkRow<Credential>(
	gateway: Platform<Credential>,
	{ fields, unreadable, setting }: Row,
	operation: Operation<Credential>,
	credential: Credential,
): Checked | { failure: Failure } {
	// Where money moves, a failure always says what became of it.
	const nothingSent: Failure['details'] = operation.allOrNone ? { outcome: 'unpaid', nothing_sent: true } : {};
	const wrong = gateway.credentialIssue(credential);
	if (wrong) return { failure: gateway.failureOf('credential', nothingSent, wrong) };
	if (unreadable !== undefined) return { failure: gateway.failureOf('input', nothingSent, unreadable) };
	try {
		return operation.check(fields, credential, setting);
	} catch (error) {
		const { message } = error as Error;
		return { failure: gateway.failureOf('input', nothingSent, message) };
	}
}

function portsOf<Credential>(gateway: Platform<Credential>, row: Row, credential: Credential): ApiClient {
	const { signal } = row;
	const { sharedBy, requestsPerSecond } = gateway.pace(credential);
	const pacer = pacers.get(sharedBy) ?? new RateLimiter(sleep);
	pacers.set(sharedBy, pacer);

	return {
		async send({ path, method = 'POST', fields }, urgent, mayGo): Promise<ApiResponse> {
			if (!(await pacer.acquire(requestsPerSecond, signal, urgent, mayGo))) {
				return gateway.notSent(signal?.aborted ? 'stoppedBefore' : 'notSent');
			}
			try {
				return gateway.readResponse(await row.request({ path, method, fields }), credential);
			} catch (error) {
				return gateway.noResponse(classifyTransportError(error));
			}
		},
		async pause(milliseconds) {
			try {
				await sleep(milliseconds, signal);
				return !signal?.aborted;
			} catch {
				return false;
			}
		},
		pauseFor: (milliseconds) => pacer.pauseFor(milliseconds),
		random: Math.random,
		now: () => new Date(),
	};
}

/**
 * Ports that send an operation's own call only while no other row of the run has failed or is in
 * doubt: whatever went wrong with one row may go wrong with all that follow.
 */
function guarded(ports: ApiClient, { path, index }: Row, all: AllOrNone<Failure>): ApiClient {
	const send: ApiClient['send'] = async (call, urgent) => {
		if (call.path !== path) return await ports.send(call, urgent);
		for (;;) {
			await all.withoutDoubt(index);
			const answer = await ports.send(call, urgent, () => all.mayGo(index));
			const wasHeldBack = answer.kind === 'lost' && answer.failure.details.reason === 'notSent' && all.maySend;
			if (wasHeldBack) continue;
			if (answer.kind === 'refusal' || (answer.kind === 'lost' && !answer.neverSent)) all.doubt(index);
			return answer;
		}
	};
	return { ...ports, send };
}

/**
 * Sends one row of a run that is to stop on errors: only when all rows have passed their checks and
 * none has failed yet. Every row waits for the end, because n8n drops the results of all rows when
 * one throws, so that the error can tell what became of the others.
 *
 * @returns the row's result; nothing where the row that failed first speaks for all
 */
async function sendAllOrNone(
	all: AllOrNone<Failure>,
	row: number,
	label: string,
	checked: Checked | { failure: Failure },
	ports: ApiClient,
	gateway: Words,
): Promise<Result | undefined> {
	await all.arrive(row, label, 'failure' in checked ? checked.failure : undefined);
	const result =
		'failure' in checked
			? checked
			: all.maySend
				? await sendRow(checked, ports, gateway)
				: { failure: gateway.notSent('notSent').failure };
	const end = endOf(result);
	if ('failure' in result && end !== 'not sent') all.fail(row, result.failure);
	const report = await all.end(row, end);
	if (report === undefined) return result;
	return report.first.row === row ? { failure: failureOfRun(report) } : undefined;
}

/** Sends one row; what nobody foresaw may have happened after sending, so it is unknown. */
async function sendRow(checked: Checked, ports: ApiClient, { failureOf }: Words): Promise<Result> {
	try {
		return await checked.send(ports);
	} catch (error) {
		const { message } = error as Error;
		return { failure: failureOf('unknown', { outcome: 'unknown' }, message) };
	}
}

function endOf(result: Result): RowEnd {
	if (!('failure' in result)) return 'paid';
	const { reason, outcome } = result.failure.details;
	if (reason === 'notSent' || reason === 'stoppedBefore') return 'not sent';
	return outcome === 'unknown' ? 'unknown' : 'failed';
}

/** The failure that came first, with what became of every number of the run. */
function failureOfRun({ first, labels }: RunReport<Failure>): Failure {
	const ends = Object.entries(labels).filter(([, numbers]) => numbers.length > 0);
	const only = labels.paid.length + labels['not sent'].length + labels.unknown.length === 0;
	if (only && labels.failed.length === 1) return first.failure;
	const counts = ends.map(([end, numbers]) => `${numbers.length} ${end}`).join(', ');
	const lists = ends.map(([end, numbers]) => `${end}: ${numbers.join(', ')}`).join('; ');
	return {
		error: `${first.failure.error} (of this run: ${counts})`,
		advice: `${first.failure.advice} Numbers by what became of them: ${lists}. Run again with the same numbers: those already paid are recognized and not paid again.`,
		details: { ...first.failure.details, ...labels },
	};
}

/**
 * The error that ends the node. n8n rewrites messages that hold certain words or come with certain
 * codes, so it is made from an empty object and gets its words afterwards.
 */
function errorOf({ node, index }: Row, { error, advice, details }: Failure): NodeApiError {
	const message = `${error}. ${advice}`;
	const status = details.http_status ?? details.code;
	const nodeError = new NodeApiError(
		node,
		{},
		{
			message,
			description: advice,
			httpCode: String(status ?? 'none'),
			itemIndex: index,
		},
	);
	nodeError.message = message;
	nodeError.description = [advice, JSON.stringify(details)].join('\n');
	return nodeError;
}
