import {
	NodeHelpers,
	type INode,
	type INodeProperties,
	type INodePropertyOptions,
	type INodePropertyRouting,
	type INodeTypeDescription,
} from 'n8n-workflow';
import type { ApiRequest } from '../requests/apiClient';
import type { SentField } from './columns';

/** What the node's parameters say for one item, by the parameters' names; fields of collections stand beside the others. */
export type Values = Record<string, unknown>;

/** Makes the request of an operation from values by parameter name; values that are `undefined` are left out. */
export type ApiRoute = (values: Values) => ApiRequest;

/** The route of an operation. */
export type Routes = (resource: string, operation: string) => ApiRoute;

/** The part of a description that routes are read from. */
type Described = Pick<INodeTypeDescription, 'properties'>;

/** A parameter of the node that counts for what it does. */
export interface Parameter {
	/** Such as `additionalFields.notifyUrl`. */
	path: string;
	name: string;
	label: string;
	/** Resource locators hold their value beside a mode. */
	isLocator: boolean;
}

/** Sends an operation's fields as a signed POST. @param constants fields that are the same in every request */
export const post = (url: string, constants?: Record<string, string>): INodePropertyRouting => ({
	request: { method: 'POST', url, ...(constants && { body: constants }) },
});

/** Sends an operation's fields as an unsigned GET. */
export const get = (url: string): INodePropertyRouting => ({ request: { method: 'GET', url } });

/** The list of a resource's operations, in alphabetical order, and the one that is chosen at first. */
export const operationField = (resource: string, chosen: string, options: INodePropertyOptions[]): INodeProperties => ({
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: [resource] } },
	options,
	default: chosen,
});

/**
 * Reads from a node's description where requests go and what parameters are called in the API. The description is the
 * only place that says so.
 */
export function routesOf({ properties }: Described): Routes {
	return (resource, operation) => {
		const { request } = optionOf(properties, resource, operation)?.routing ?? {};
		if (!request?.url) throw new Error(`No request is described for ${operation}: ${resource}.`);
		const names = apiNames(properties, resource, operation);
		return (values) => {
			const fields: Record<string, unknown> = { ...(request.body as object | undefined) };
			for (const [name, value] of Object.entries(values)) {
				const apiName = names[name];
				if (apiName === undefined) throw new Error(`${operation}: ${resource} has no field ${name}.`);
				if (value !== undefined) fields[apiName] = value;
			}
			return { path: request.url as string, method: request.method === 'GET' ? 'GET' : 'POST', fields };
		};
	};
}

/** What an operation's parameters are called in the API, by their names. */
export function apiNames(properties: INodeProperties[], resource: string, operation: string): Record<string, string> {
	return Object.fromEntries(sentFields(properties, resource, operation).map(({ name, apiName }) => [name, apiName]));
}

/** The fields of an operation that go into its request, each once. */
export function sentFields(properties: INodeProperties[], resource: string, operation: string): SentField[] {
	const isOfOperation = ({ displayOptions }: INodeProperties) =>
		displayOptions?.show?.['resource']?.includes(resource) && displayOptions.show['operation']?.includes(operation);
	const fields = properties
		.filter(isOfOperation)
		.flatMap((property) => (property.type === 'collection' ? (property.options as INodeProperties[]) : [property]));
	const byName = new Map<string, SentField>();
	for (const { name, displayName, required = false, routing } of fields) {
		const apiName = routing?.send?.property;
		if (apiName === undefined) continue;
		const isRequired = required || byName.get(name)?.isRequired === true;
		byName.set(name, { name, label: displayName, apiName, isRequired });
	}
	return [...byName.values()];
}

/** The entry of an operation in the panel's list, which names its request. */
function optionOf(
	properties: INodeProperties[],
	resource: string,
	operation: string,
): INodePropertyOptions | undefined {
	const list = properties.find(
		({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.['resource']?.includes(resource),
	);
	return (list?.options as INodePropertyOptions[] | undefined)?.find(({ value }) => value === operation);
}

/** A node's description under the name that it has for n8n, which tells by it whether the node is a tool. */
export const descriptionFor = ({ type }: INode, description: INodeTypeDescription): INodeTypeDescription =>
	type.endsWith('Tool') ? { ...description, name: `${description.name}Tool` } : description;

/**
 * The parameters that are shown for what a node does; of a collection, those that were added. n8n's own (`resource`,
 * `operation`, request options) and notices are left out.
 */
export function shownParameters(description: INodeTypeDescription, node: INode): Parameter[] {
	const isShown = (property: INodeProperties) =>
		NodeHelpers.displayParameter(node.parameters, property, node, description);
	const own = description.properties.filter(
		({ type, name, isNodeSetting }) => type !== 'notice' && !['resource', 'operation'].includes(name) && !isNodeSetting,
	);
	return own.filter(isShown).flatMap((property) => {
		if (property.type !== 'collection') return [parameter(property, property.name)];
		const added = Object.keys((node.parameters[property.name] ?? {}) as object);
		return (property.options as INodeProperties[])
			.filter((option) => added.includes(option.name) && isShown(option))
			.map((option) => parameter(option, `${property.name}.${option.name}`));
	});
}

const parameter = ({ name, displayName, type }: INodeProperties, path: string): Parameter => ({
	path,
	name,
	label: displayName,
	isLocator: type === 'resourceLocator',
});
