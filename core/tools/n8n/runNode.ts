import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { ExecuteContext, SupplyDataContext, WebhookContext } from 'n8n-core';
import {
	Workflow,
	createEmptyRunExecutionData,
	type IDataObject,
	type IExecuteData,
	type IExecuteFunctions,
	type INode,
	type INodeParameters,
	type INodeType,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { execute } from '../../run/execute';
import type { Platform } from '../../run/run';
import type { Clock } from '../../requests/clock';
import { SharedState } from '../../run/sharedState';

/** The fields of a credential, decrypted. */
export type Credential = Record<string, unknown>;

/** What a node returns for an item; `json.error` says why it failed. */
export interface Item {
	json: IDataObject;
	pairedItem?: unknown;
	error?: unknown;
}

/** The class of a credential, as far as it signs requests. */
export interface CredentialType {
	authenticate: unknown;
}

/** A platform, whatever its credential holds. */
export type AnyPlatform = Platform<never>;

/** n8n's credentials helper with one credential in it: it decrypts nothing and authenticates for real. */
function credentialsHelper(credential: Credential, type: CredentialType): object {
	const authenticate = type.authenticate as (data: Credential, options: object) => Promise<object>;
	return {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		preAuthentication: async () => undefined,
		authenticate: async (data: Credential, _type: string, options: object) => await authenticate(data, options),
		getDecrypted: async () => credential,
	};
}

function additionalData(
	credential: Credential,
	type: CredentialType,
	extra: object = {},
): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper: credentialsHelper(credential, type),
		executeData: undefined,
		restApiUrl: '',
		webhookBaseUrl: 'http://127.0.0.1/webhook',
		webhookTestBaseUrl: 'http://127.0.0.1/webhook-test',
		instanceBaseUrl: 'http://127.0.0.1',
		hooks: undefined,
		variables: {},
		...extra,
	} as unknown as IWorkflowExecuteAdditionalData;
}

function workflowOf(node: INode, nodeType: INodeType, id = 'test', staticData?: IDataObject): Workflow {
	const nodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	return new Workflow({
		id,
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes,
		...(staticData && { staticData }),
	});
}

/** A node, what it is run with, and how. */
export interface RunOptions {
	nodeType: INodeType;
	credentialType: CredentialType;
	/** What the node runs, where it gets a clock. */
	platform?: AnyPlatform;
	credential: Credential;
	parameters: INodeParameters;
	/** Input rows; each becomes one item. */
	rows: IDataObject[];
	onError?: INode['onError'];
	signal?: AbortSignal;
	node?: Partial<INode>;
	/** Runs the node the way n8n runs a tool of an MCP server or of an older agent. */
	asTool?: boolean;
	/** Takes the hints that n8n would show beside the output. */
	hints?: string[];
	/** Time as the node sees it; runs by the same clock share what the runs of one process share. Default: real time. */
	clock?: Clock;
}

const statesByClock = new WeakMap<Clock, SharedState>();

/** The node, with a clock in place of real time. */
function byClock(clock: Clock, { nodeType, platform }: RunOptions): Pick<INodeType, 'execute'> {
	if (!platform) throw new Error(`${nodeType.description.name} takes no clock without its platform`);
	const shared = statesByClock.get(clock) ?? new SharedState(clock);
	statesByClock.set(clock, shared);
	return { execute: execute(nodeType.description, platform, shared) };
}

/** The node type that n8n makes of a node for use as a tool: the same code under another name. */
export function asToolType(nodeType: INodeType): INodeType {
	const description = { ...nodeType.description, name: `${nodeType.description.name}Tool` };
	return Object.create(nodeType, { description: { value: description } }) as INodeType;
}

/**
 * Runs a node the way n8n's engine does, through n8n-core's real contexts and HTTP layer.
 *
 * @returns the items of its first output
 * @throws what the node throws
 */
export async function runNode(options: RunOptions): Promise<Item[]> {
	const nodeType = options.asTool ? asToolType(options.nodeType) : options.nodeType;
	const credentialName = nodeType.description.credentials?.[0]?.name ?? '';
	const node = {
		id: '1',
		name: 'Node under test',
		// n8n gives a tool a type of its own.
		type: `n8n-nodes-tested.${nodeType.description.name}${options.asTool ? 'Tool' : ''}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: options.parameters,
		credentials: { [credentialName]: { id: '1', name: 'test' } },
		...(options.onError && { onError: options.onError }),
		...options.node,
	} as INode;
	const workflow = workflowOf(node, nodeType);
	const items = options.rows.map((json) => ({ json }));
	const executeData: IExecuteData = { data: { main: [items] }, node, source: null };
	const shared = [
		workflow,
		node,
		additionalData(options.credential, options.credentialType),
		'manual',
		createEmptyRunExecutionData(),
		0,
		items,
	] as const;
	const context = options.asTool
		? new SupplyDataContext(...shared, { ai_tool: [items] }, 'ai_tool', executeData, [], options.signal)
		: new ExecuteContext(...shared, executeData.data, executeData, [], options.signal);
	const runner = options.clock ? byClock(options.clock, options) : nodeType;
	await workflow.expression.acquireIsolate();
	try {
		const output = await runner.execute?.call(context as unknown as IExecuteFunctions);
		options.hints?.push(...context.hints.map(({ message }) => message));
		return (output as Item[][])[0] ?? [];
	} finally {
		await workflow.expression.releaseIsolate();
	}
}

/** What came of a request to a webhook. */
export interface WebhookOutcome {
	result: IWebhookResponseData;
	/** Set when the node responded by itself. */
	status?: number;
	/** Whether a workflow would start. */
	starts: boolean;
}

/** A request to a trigger, and what n8n does around it. */
export interface WebhookCall {
	nodeType: INodeType;
	credentialType: CredentialType;
	/** `undefined`: no credential can be had. */
	credential: Credential | undefined;
	parameters?: INodeParameters;
	headers: Record<string, string>;
	body: Buffer | string;
	/** Shared between requests, it is what n8n remembers for the workflow. */
	staticData?: IDataObject;
	/** In place of `staticData`: n8n's database, from which each request reads a copy, and into which it is saved when n8n saves. */
	database?: Database;
	mode?: 'trigger' | 'manual';
	/** n8n cannot store the execution. */
	storingFails?: boolean;
	/** The sender is gone before the response is out. */
	responseIsLost?: boolean;
	/** Runs each time n8n reads the credential. */
	onCredentialRead?: () => void;
	/** n8n reads the body only when it is asked for. */
	bodyIsReadLate?: boolean;
}

/** What n8n's database holds for a workflow. */
export interface Database {
	staticData: IDataObject | null;
	/** Runs after the execution is stored and before n8n saves; writes through the workflow that n8n made of the same object. */
	meanwhile?: (runner: Workflow) => void;
}

const workflowIds = new WeakMap<object, string>();

/** A workflow is the same as long as what n8n remembers for it is. */
function workflowIdOf(staticData: object): string {
	const id = workflowIds.get(staticData) ?? randomUUID();
	workflowIds.set(staticData, id);
	return id;
}

/** Sends a request to a trigger through n8n-core's real WebhookContext. */
export async function callWebhook(call: WebhookCall): Promise<WebhookOutcome> {
	const { nodeType } = call;
	const credentialName = nodeType.description.credentials?.[0]?.name ?? '';
	const node = {
		id: '1',
		name: 'Trigger under test',
		type: `n8n-nodes-tested.${nodeType.description.name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: call.parameters ?? {},
		credentials: { [credentialName]: { id: '1', name: 'test' } },
	} as INode;
	const read = call.database && structuredClone(call.database.staticData ?? undefined);
	const workflow = workflowOf(node, nodeType, workflowIdOf(call.database ?? call.staticData ?? {}), read);
	if (call.staticData) workflow.staticData = call.staticData;
	const bytes = Buffer.from(call.body);
	const request = Object.assign(Readable.from([bytes]), {
		headers: Object.fromEntries(Object.entries(call.headers).map(([name, value]) => [name.toLowerCase(), value])),
		params: {},
		query: {},
		body: safeParse(bytes),
		...(!call.bodyIsReadLate && { rawBody: bytes }),
		async readRawBody(this: { rawBody?: Buffer }) {
			this.rawBody = bytes;
		},
	});
	let status: number | undefined;
	const response = Object.assign(new EventEmitter(), {
		statusCode: 200,
		status(code: number) {
			status = code;
			return response;
		},
		json: () => response,
		send: () => response,
		end: () => response,
	});
	const data = additionalData(call.credential ?? {}, call.credentialType, {
		httpRequest: request,
		httpResponse: response,
	});
	(data.credentialsHelper as unknown as { getDecrypted: unknown }).getDecrypted = async () => {
		call.onCredentialRead?.();
		if (call.credential === undefined) throw new Error('Credential with ID "1" does not exist');
		return await Promise.resolve(call.credential);
	};
	const context = new WebhookContext(
		workflow,
		node,
		data,
		call.mode ?? 'trigger',
		{ webhookDescription: nodeType.description.webhooks?.[0] } as never,
		[],
		null,
	);
	const result = (await nodeType.webhook?.call(context as never)) as IWebhookResponseData;
	// n8n responds once it has stored or queued the execution, or with an error when it could not.
	if (call.storingFails) response.statusCode = 500;
	else if (call.database) {
		// As n8n 2.41 does it, in this order.
		const runner = result.workflowData && workflowOf(node, nodeType, workflow.id, read);
		if (runner) call.database.meanwhile?.(runner);
		if (workflow.staticData.__dataChanged === true) {
			call.database.staticData = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
			workflow.staticData.__dataChanged = false;
		}
	}
	if (!call.responseIsLost) response.emit('finish');
	return { result, starts: result.workflowData !== undefined, ...(status !== undefined && { status }) };
}

function safeParse(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString('utf8'));
	} catch {
		return {};
	}
}

/** What n8n-core's LoadOptionsContext is made from. */
export function loadOptionsParts(
	{ nodeType, credentialType }: Pick<RunOptions, 'nodeType' | 'credentialType'>,
	credential: Credential,
	parameters: INodeParameters,
) {
	const credentialName = nodeType.description.credentials?.[0]?.name ?? '';
	const node = {
		id: '1',
		name: 'Node under test',
		type: `n8n-nodes-tested.${nodeType.description.name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { [credentialName]: { id: '1', name: 'test' } },
	} as INode;
	const data = additionalData(credential, credentialType, { currentNodeParameters: parameters });
	return { workflow: workflowOf(node, nodeType), node, additionalData: data };
}
