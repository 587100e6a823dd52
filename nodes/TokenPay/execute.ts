import {
	NodeApiError,
	sleep,
	type IDataObject,
	type DeclarativeRestApiSettings,
	type IExecutePaginationFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';
import { AllOrNone, type RowEnd, type RunReport } from '../shared/allOrNone';
import { Pacer } from '../shared/pacing';
import { classifyTransportError } from '../shared/transport';
import { type Answer, type Failure, type RawAnswer, noAnswer, notSent, problem, readAnswer } from './answers';
import { type TokenPayCredential, baseUrlOf, credentialProblem, readCredential } from './environment';
import type { Ports, Result } from './exchange';
import { type Checked, type Fields, type Operation, namesOf } from './operation';
import { operationOf } from './resources';

const CREDENTIAL = 'tokenPayApi';

/** What n8n sets when the user sets no Timeout under Options, in milliseconds. */
const N8N_DEFAULT_TIMEOUT = 300_000;

/** How long an answer may take unless the user sets a Timeout, in milliseconds. */
const TIMEOUT = 30_000;

/** One pacer for each application, shared by all executions of this process. */
const pacers = new Map<string, Pacer>();

/** What the rows of one run share, under the run's execute data, which is the same object for all. */
interface Run {
	credential: Promise<TokenPayCredential>;
	allOrNone?: AllOrNone<Failure>;
}
const runs = new WeakMap<object, Run>();

type RequestData = DeclarativeRestApiSettings.ResultOptions;

/**
 * Runs one row of the node, in the place where n8n lets a declarative node decide when and how
 * often a request is made: checks, waits for its turn, sends, understands, looks up after a lost
 * answer.
 *
 * @throws NodeApiError when the node is to stop on errors; otherwise a failed row is an item
 */
export async function executeRow(
	this: IExecutePaginationFunctions,
	requestData: RequestData,
): Promise<INodeExecutionData[]> {
	const resource = this.getNodeParameter('resource') as string;
	const operation = operationOf(resource, this.getNodeParameter('operation') as string);
	const { body, qs } = requestData.options;
	const fields: Fields = { ...qs, ...(body as Fields) };
	const run = runOf(this, operation);
	const credential = await run.credential;
	const checked = checkRow(this, operation, fields, credential);

	const ports = portsOf(this, requestData, credential);
	const result = run.allOrNone
		? await sendAllOrNone(run.allOrNone, this.getItemIndex(), labelOf(this, fields), checked, guarded(ports, requestData, run.allOrNone))
		: 'failure' in checked
			? checked
			: await sendRow(checked, ports);
	if (result === undefined) return [];
	const pairedItem = { item: this.getItemIndex() };
	if ('json' in result) return [{ json: result.json as IDataObject, pairedItem }];
	if ('list' in result) return result.list.map((json) => ({ json: json as IDataObject, pairedItem }));

	const failure: Failure = {
		error: `${resource.charAt(0).toUpperCase()}${resource.slice(1)} ${labelOf(this, fields)}: ${result.failure.error}`,
		advice: result.failure.advice,
		details: { ...namesOf(fields), ...result.failure.details },
	};
	if (!this.continueOnFail()) throw errorOf(this.getNode(), failure);
	// Exactly these keys: n8n leads such an item to the error output and adds its row's fields.
	const { error, advice: message, details } = failure;
	return [{ json: { error, message, details: details as IDataObject }, pairedItem }];
}

/**
 * Checks one row. Whatever goes wrong becomes a failure of this row: a row that broke off here would
 * leave the others of its run waiting for it.
 */
function checkRow(
	context: IExecutePaginationFunctions,
	operation: Operation,
	fields: Fields,
	credential: TokenPayCredential,
): Checked | { failure: Failure } {
	const wrong = credentialProblem(credential);
	if (wrong) return { failure: problem('credential', {}, wrong) };
	try {
		return operation.check(fields, credential, (name, fallback) => context.getNodeParameter(name, fallback));
	} catch (error) {
		const { message } = error as Error;
		return { failure: problem('input', {}, message) };
	}
}

function runOf(context: IExecutePaginationFunctions, operation: Operation): Run {
	const key = context.getExecuteData();
	const rowIndex = context.getItemIndex();
	let run = runs.get(key);
	// The first row of a run starts afresh, so that a repetition reads a changed credential.
	if (!run || rowIndex === 0 || run.allOrNone?.isOver(rowIndex)) {
		run = { credential: context.getCredentials(CREDENTIAL).then(readCredential) };
		if (operation.allOrNone && !context.continueOnFail()) run.allOrNone = new AllOrNone(rowCount(context));
		runs.set(key, run);
	}
	return run;
}

/** How many rows n8n starts in this run; Execute Once and a call as a tool make it fewer than came in. */
function rowCount(context: IExecutePaginationFunctions): number {
	const { inputData } = context as unknown as { inputData?: Record<string, INodeExecutionData[][]> };
	const data = inputData ?? context.getExecuteData().data;
	const rows = (data.main ?? data.ai_tool)?.[0]?.length ?? 1;
	return context.getNode().executeOnce ? 1 : rows;
}

function portsOf(
	context: IExecutePaginationFunctions,
	requestData: RequestData,
	credential: TokenPayCredential,
): Ports {
	const signal = context.getExecutionCancelSignal();
	const pacerKey = `${baseUrlOf(credential)} ${credential.appId}`;
	const pacer = pacers.get(pacerKey) ?? new Pacer(sleep);
	pacers.set(pacerKey, pacer);
	const appSecret = credential.verifyResponses ? credential.appSecret : undefined;

	return {
		async send({ path, method = 'POST', fields }, urgent, mayGo): Promise<Answer> {
			if (!(await pacer.turn(credential.requestsPerSecond, signal, urgent, mayGo))) {
				return notSent(signal?.aborted ? 'stoppedBefore' : 'notSent');
			}
			const carried = method === 'GET' ? { qs: fields as IDataObject, body: {} } : { qs: {}, body: fields as IDataObject };
			const options = { ...requestData.options, method, url: path, ...carried };
			if (options.timeout === N8N_DEFAULT_TIMEOUT && !userSetTimeout(context.getNode())) options.timeout = TIMEOUT;
			try {
				const [item] = await context.makeRoutingRequest({ ...requestData, options });
				return readAnswer(item?.json as unknown as RawAnswer, appSecret);
			} catch (error) {
				return noAnswer(classifyTransportError(error));
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
		holdBack: (milliseconds) => pacer.holdBack(milliseconds),
		random: Math.random,
		now: () => new Date(),
	};
}

function userSetTimeout({ parameters }: INode): boolean {
	return (parameters.requestOptions as IDataObject | undefined)?.timeout !== undefined;
}

/** Ports that send an operation's own call only while no other row of the run has failed. */
function guarded(ports: Ports, { options }: RequestData, all: AllOrNone<Failure>): Ports {
	const send: Ports['send'] = async (call, urgent) =>
		await ports.send(call, urgent, call.path === options.url ? () => all.maySend : undefined);
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
	ports: Ports,
): Promise<Result | undefined> {
	await all.arrive(row, label, 'failure' in checked ? checked.failure : undefined);
	const result =
		'failure' in checked
			? checked
			: all.maySend
				? await sendRow(checked, ports)
				: { failure: notSent('notSent').failure };
	const end = endOf(result);
	if ('failure' in result && end !== 'not sent') all.fail(row, result.failure);
	const report = await all.end(row, end);
	if (report === undefined) return result;
	return report.first.row === row ? { failure: failureOfRun(report) } : undefined;
}

/** Sends one row; what nobody foresaw may have happened after sending, so it is unknown. */
async function sendRow(checked: Checked, ports: Ports): Promise<Result> {
	try {
		return await checked.send(ports);
	} catch (error) {
		const { message } = error as Error;
		return { failure: problem('unknown', { outcome: 'unknown' }, message) };
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

/** How a row is called in messages. */
function labelOf(context: IExecutePaginationFunctions, fields: Fields): string {
	return Object.values(namesOf(fields))[0] || `row ${context.getItemIndex() + 1}`;
}

/**
 * The error that ends the node. n8n rewrites messages that hold certain words or come with certain
 * codes, so it is made from an empty object and gets its words afterwards.
 */
function errorOf(node: INode, { error, advice, details }: Failure): NodeApiError {
	const message = `${error}. ${advice}`;
	const status = details.http_status ?? details.code;
	const nodeError = new NodeApiError(node, {}, { message, description: advice, httpCode: String(status ?? 'none') });
	nodeError.message = message;
	nodeError.description = [advice, JSON.stringify(details)].join('\n');
	return nodeError;
}
