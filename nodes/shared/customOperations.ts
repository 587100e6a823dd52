import {
	NodeHelpers,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
	type INode,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import type { RawResponse } from './response';
import { allowedDomains, readRequestOptions, type RequestOptions } from './requestOptions';
import type { Row, RowRunner } from './row';
import { textOf } from './text';

/** A field of the node that is sent, by the parameter's path and the API's name. */
interface SentField {
	parameter: string;
	label: string;
	property: string;
	isLocator: boolean;
}

type CustomOperation = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/** How long rows may be read without letting n8n do anything else, in milliseconds. */
const LONGEST_HOLD = 15;

/**
 * What n8n calls for each operation of a node in a workflow, in place of its own way of running a declarative
 * node. Both read the same description; but n8n's way evaluates the expression of every field of that name in
 * any operation, four times each, which took nine tenths of a row's time, and holds n8n up until all rows are read.
 *
 * @param description the node's, whose fields say by `routing.send` what they are called in the API
 * @param operations by the values of the parameters `resource` and `operation`
 */
export function customOperations(
	description: INodeTypeDescription,
	operations: Record<string, Record<string, unknown>>,
	runRow: RowRunner,
): Record<string, Record<string, CustomOperation>> {
	const run: CustomOperation = async function () {
		return [await runRows(this, description, runRow)];
	};
	return mapValues(operations, (ofResource) => mapValues(ofResource, () => run));
}

async function runRows(
	context: IExecuteFunctions,
	description: INodeTypeDescription,
	runRow: RowRunner,
): Promise<INodeExecutionData[]> {
	const rows = await readRows(context, description);
	const ends = await Promise.allSettled(rows.map(runRow));
	return ends.flatMap((end, index) => {
		if (end.status === 'fulfilled') return end.value;
		if (!context.continueOnFail()) throw end.reason;
		const { message } = end.reason as Error;
		return [{ json: { error: message }, pairedItem: { item: index } }];
	});
}

async function readRows(context: IExecuteFunctions, description: INodeTypeDescription): Promise<Row[]> {
	const credentialName = description.credentials?.[0]?.name ?? '';
	// Ends the node before anything is read, when there is no credential.
	const stored = await context.getCredentials(credentialName, 0);
	const defaults = requestDefaults(description, stored);
	const node = context.getNode();
	const { resource, operation } = node.parameters as { resource: string; operation: string };
	const count = context.getInputData().length;
	const fields = sentFields(description, node);
	const shared = {
		run: context.getExecuteData(),
		count,
		resource,
		operation,
		path: pathOf(description, resource, operation),
		node,
		continueOnFail: context.continueOnFail(),
		signal: context.getExecutionCancelSignal(),
		getCredential: async () => await context.getCredentials(credentialName, 0),
	};

	const rows: Row[] = [];
	let since = performance.now();
	for (let index = 0; index < count; index += 1) {
		if (performance.now() - since > LONGEST_HOLD) {
			await sleep(0);
			since = performance.now();
		}
		const read = readRow(context, fields, index);
		rows.push({
			...shared,
			...read,
			index,
			setting: (name, fallback) => context.getNodeParameter(name, index, fallback),
			request: async (call) => await request(context, credentialName, { ...defaults, ...read.options }, call),
		});
	}
	return rows;
}

interface ReadRow extends Pick<Row, 'fields' | 'unreadable'> {
	options: Partial<IHttpRequestOptions>;
}

/** Reads what a row says; what cannot be read is left out, and the first of it is named. */
function readRow(context: IExecuteFunctions, fields: SentField[], index: number): ReadRow {
	const row: ReadRow = { fields: {}, options: {} };
	const attempt = (label: string, read: () => void) => {
		try {
			read();
		} catch (error) {
			const { message } = error as Error;
			row.unreadable ??= `${label} cannot be read: ${message}`;
		}
	};
	for (const { parameter, label, property, isLocator } of fields) {
		attempt(label, () => {
			row.fields[property] = context.getNodeParameter(parameter, index, undefined, { extractValue: isLocator });
		});
	}
	attempt('Options', () => {
		row.options = readRequestOptions(context.getNodeParameter('requestOptions', index, {}) as RequestOptions);
	});
	return row;
}

/** The fields that are shown for what the node does, and sent. */
function sentFields(description: INodeTypeDescription, node: INode): SentField[] {
	const isShown = (property: INodeProperties) =>
		NodeHelpers.displayParameter(node.parameters, property, node, description);
	return description.properties.filter(isShown).flatMap((property) => {
		if (property.type !== 'collection') return sentField(property, property.name);
		const given = Object.keys((node.parameters[property.name] ?? {}) as object);
		return (property.options as INodeProperties[])
			.filter((option) => given.includes(option.name) && isShown(option))
			.flatMap((option) => sentField(option, `${property.name}.${option.name}`));
	});
}

function sentField({ displayName, type, routing }: INodeProperties, parameter: string): SentField[] {
	const property = routing?.send?.property;
	if (property === undefined) return [];
	return [{ parameter, label: displayName, property, isLocator: type === 'resourceLocator' }];
}

/** Where the call of an operation goes, as the operation's entry in the panel's list says. */
function pathOf({ properties }: INodeTypeDescription, resource: string, operation: string): string {
	const list = properties.find(
		({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.['resource']?.includes(resource),
	);
	const entry = (list?.options as INodePropertyOptions[]).find(({ value }) => value === operation);
	return String(entry?.routing?.request?.url);
}

/** What all requests of a run have in common. */
function requestDefaults(description: INodeTypeDescription, stored: IDataObject): Partial<IHttpRequestOptions> {
	const defaults = description.requestDefaults as Partial<IHttpRequestOptions>;
	const domains = allowedDomains(stored, String(defaults.baseURL));
	return { ...defaults, ...(domains !== undefined && { allowedDomains: domains }) };
}

/** Signs and sends one request through n8n, which knows the credential and the instance's own rules. */
async function request(
	context: IExecuteFunctions,
	credentialName: string,
	options: Partial<IHttpRequestOptions>,
	{ path, method, fields }: Parameters<Row['request']>[0],
): Promise<RawResponse> {
	const carried = method === 'GET' ? { qs: fields as IDataObject } : { body: fields as IDataObject };
	const answer = (await context.helpers.httpRequestWithAuthentication.call(context, credentialName, {
		...options,
		...carried,
		method,
		url: path,
		headers: {},
		returnFullResponse: true,
	})) as IN8nHttpFullResponse;
	return { statusCode: answer.statusCode, headers: answer.headers, body: textOf(answer.body) };
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
	return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
