import { Script } from 'node:vm';
import {
	NodeHelpers,
	isResourceLocatorValue,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import type { N8nWorkflow } from '../n8n/types';
import { FILL_IN } from '../n8n/workflows';

/** What an example says where a person must fill something in; nothing else may be missing. */
export const PLACEHOLDER = 'REPLACE_ME';

/** What a server knows: its `/types/nodes.json` and the names in its `/types/credentials.json`. */
export interface KnownTypes {
	nodes: INodeTypeDescription[];
	credentials: string[];
}

type Node = N8nWorkflow['nodes'][number] & { typeVersion: number; position: [number, number]; onError?: string };
type Connections = Record<string, Record<string, Array<Array<{ node: string; type: string; index: number }> | null>>>;

/** Of a workflow, in pixels: n8n opens it at 60 % of its size in a window of 1440 pixels. */
const MOST_WIDTH = 2000;

/** Of a note. */
const MOST_WORDS = 30;

const STICKY_NOTE = 'n8n-nodes-base.stickyNote';

/** The square that the editor draws for a node, in pixels. */
const NODE_SIZE = 100;

/**
 * Looks for whatever would greet a person who imports a workflow with a red mark, or keep it from running:
 * unknown nodes, parameters and values, empty required fields, broken expressions and connections, and
 * notes that cover something.
 *
 * @returns one line for each problem; nothing when all is well
 */
export function problemsOf(workflow: N8nWorkflow, known: KnownTypes): string[] {
	const nodes = workflow.nodes as Node[];
	const problems = nodes.flatMap((node) =>
		problemsOfNode(node, known, nodes).map((problem) => `${node.name}: ${problem}`),
	);
	return [
		...problems,
		...problemsOfNotes(nodes),
		...problemsOfPlaceholders(nodes),
		...problemsOfNames(nodes),
		...problemsOfConnections(workflow, known),
		...problemsOfLayout(nodes),
	];
}

function describe({ type, typeVersion }: Node, { nodes }: KnownTypes): INodeTypeDescription | undefined {
	return nodes.find(({ name, version }) => name === type && [version].flat().includes(typeVersion));
}

function problemsOfNode(node: Node, known: KnownTypes, nodes: Node[]): string[] {
	const description = describe(node, known);
	if (description === undefined) return [`the server has no node ${node.type} of version ${node.typeVersion}`];
	const asNode = node as unknown as INode;
	// With its defaults, since what is shown depends on them.
	const whole =
		NodeHelpers.getNodeParameters(
			description.properties,
			structuredClone(node.parameters) as INodeParameters,
			true,
			false,
			asNode,
			description,
		) ?? {};
	const scope = { node: asNode, description, whole };
	return [
		...problemsOfFields(node.parameters, description.properties, '', scope),
		...Object.entries(
			NodeHelpers.getNodeParametersIssues(description.properties, { ...asNode, parameters: whole }, description)
				?.parameters ?? {},
		).flatMap(([name, issues]) => [issues].flat().map((issue) => `${name}: ${issue}`)),
		...problemsOfCredentials(node, description, whole, known),
		...textsIn(node.parameters).flatMap((text) => problemsOfText(text, nodes)),
		...(typeof node.parameters.jsCode === 'string'
			? problemsOfCode(`(async () => {${node.parameters.jsCode}\n})`, 'its code')
			: []),
	];
}

interface Scope {
	node: INode;
	description: INodeTypeDescription;
	whole: INodeParameters;
}

/** Names and values of one level of parameters, and of the levels below it. */
function problemsOfFields(
	values: Record<string, unknown>,
	properties: INodeProperties[],
	path: string,
	scope: Scope,
): string[] {
	return Object.entries(values).flatMap(([name, value]) => {
		const at = path === '' ? name : `${path}.${name}`;
		const property = properties.find(
			(one) =>
				one.name === name && NodeHelpers.displayParameterPath(scope.whole, one, path, scope.node, scope.description),
		);
		if (property === undefined)
			return [
				`${at} is ${properties.some((one) => one.name === name) ? 'not shown with these settings' : 'not known'}`,
			];
		return problemsOfValue(value, property, at, path, scope);
	});
}

function problemsOfValue(value: unknown, property: INodeProperties, at: string, path: string, scope: Scope): string[] {
	if (typeof value === 'string' && value.startsWith('='))
		return property.noDataExpression ? [`${at} takes no expression`] : [];
	const isDynamic =
		property.typeOptions?.loadOptionsMethod !== undefined || property.typeOptions?.loadOptions !== undefined;
	switch (property.type) {
		case 'options':
		case 'multiOptions': {
			const offered = (property.options ?? []).map((one) => (one as INodePropertyOptions).value);
			const wrong = isDynamic ? [] : [value].flat().filter((one) => !offered.includes(one as string));
			return wrong.map((one) => `${at} does not offer ${JSON.stringify(one)}`);
		}
		case 'boolean':
		case 'number':
		case 'string':
			return typeof value === property.type ? [] : [`${at} is not a ${property.type}`];
		case 'resourceLocator': {
			if (!isResourceLocatorValue(value)) return [`${at} is no resource locator`];
			return property.modes?.some(({ name }) => name === value.mode) ? [] : [`${at} has no mode ${value.mode}`];
		}
		case 'collection':
			return problemsOfFields(value as Record<string, unknown>, property.options as INodeProperties[], at, scope);
		case 'fixedCollection':
			return Object.entries(value as Record<string, unknown>).flatMap(([name, entries]) => {
				const group = (property.options as INodePropertyCollection[]).find((one) => one.name === name);
				if (group === undefined) return [`${at}.${name} is not known`];
				const many = property.typeOptions?.multipleValues === true;
				if (many !== Array.isArray(entries)) return [`${at}.${name} must ${many ? '' : 'not '}be a list`];
				return [entries]
					.flat()
					.flatMap((entry, index) =>
						problemsOfFields(
							entry as Record<string, unknown>,
							group.values,
							`${at}.${name}${many ? `[${index}]` : ''}`,
							scope,
						),
					);
			});
		default:
			return path === '' && value === undefined ? [`${at} is not set`] : [];
	}
}

function problemsOfCredentials(
	node: Node,
	description: INodeTypeDescription,
	whole: INodeParameters,
	known: KnownTypes,
): string[] {
	const shown = (description.credentials ?? []).filter((one) =>
		NodeHelpers.displayParameter(whole, one, node as unknown as INode, description),
	);
	const { credentials = {}, parameters } = node;
	const chosen = [parameters.nodeCredentialType, parameters.genericAuthType].filter((name) => typeof name === 'string');
	const fitting = [...shown.map(({ name }) => name), ...chosen];
	const given = Object.entries(credentials);
	return [
		...given.flatMap(([name, { id }]) => [
			...(fitting.includes(name) ? [] : [`it takes no credential ${name}`]),
			...(known.credentials.includes(name) ? [] : [`the server has no credential ${name}`]),
			...(id === PLACEHOLDER ? [] : [`the credential ${name} is somebody's own`]),
		]),
		...((shown.some(({ required }) => required) || chosen.length > 0) && given.length === 0
			? ['its credential is missing']
			: []),
	];
}

/** Every text under a value, whatever the depth. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function problemsOfText(text: string, nodes: Node[]): string[] {
	const missing = [...text.matchAll(/\$\('((?:[^'\\]|\\.)*)'\)/g)]
		.map((match) => match[1] ?? '')
		.filter((name) => !nodes.some((node) => node.name === name));
	const parts = text.startsWith('=')
		? [...text.matchAll(/\{\{([\s\S]*?)\}\}(?!\})/g)].map((match) => match[1] ?? '')
		: [];
	return [
		...missing.map((name) => `it refers to a node "${name}" that is not there`),
		...parts.flatMap((part) => problemsOfCode(`(${part}\n)`, `the expression {{${part}}}`)),
	];
}

function problemsOfCode(code: string, what: string): string[] {
	try {
		new Script(code);
		return [];
	} catch (error) {
		return [`${what} is broken: ${(error as Error).message}`];
	}
}

/** n8n opens a workflow so that all of it can be seen: only headings can be read then, and only few words fit. */
function problemsOfNotes(nodes: Node[]): string[] {
	return nodes
		.filter(({ type }) => type === STICKY_NOTE)
		.flatMap(({ name, parameters }) => {
			const content = String(parameters.content);
			const words = content.split(/\s+/).filter((word) => /\w/.test(word)).length;
			return [
				...(words > MOST_WORDS ? [`${name}: a note of ${words} words, where at most ${MOST_WORDS} are read`] : []),
				...(/^(?!##? )/m.test(content) ? [`${name}: a line of a note that is no heading is too small`] : []),
			];
		});
}

/** Whatever is to be filled in stands in one node, besides credentials, which no other node can hold. */
function problemsOfPlaceholders(nodes: Node[]): string[] {
	return nodes
		.filter(({ name, type, parameters }) => name !== FILL_IN && type !== STICKY_NOTE && holdsPlaceholder(parameters))
		.map(({ name }) => `${name}: ${PLACEHOLDER} stands here, and not in "${FILL_IN}"`);
}

const holdsPlaceholder = (value: unknown) => textsIn(value).some((text) => text.includes(PLACEHOLDER));

function problemsOfNames(nodes: Node[]): string[] {
	const names = nodes.map(({ name }) => name);
	return [
		...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `two nodes have the name "${name}"`),
		...names.filter((name) => !/^[\x20-\x7e]+$/.test(name)).map((name) => `"${name}" is not English`),
	];
}

function problemsOfConnections(workflow: N8nWorkflow, known: KnownTypes): string[] {
	const nodes = workflow.nodes as Node[];
	const problems: string[] = [];
	const reached = new Set<string>();
	const leaving = new Set<string>();
	for (const [from, byType] of Object.entries(workflow.connections as Connections)) {
		const source = nodes.find(({ name }) => name === from);
		const description = source && describe(source, known);
		if (source === undefined) problems.push(`a connection leaves "${from}", which is not there`);
		for (const [type, outputs] of Object.entries(byType)) {
			leaving.add(`${from} ${type}`);
			if (source && description) problems.push(...problemsOfOutputs(source, description, type, outputs.length));
			for (const { node: to, type: into } of outputs.flatMap((links) => links ?? [])) {
				reached.add(to);
				const target = nodes.find(({ name }) => name === to);
				const inputs = target && describe(target, known)?.inputs;
				if (target === undefined) problems.push(`a connection leads from "${from}" to "${to}", which is not there`);
				else if (
					Array.isArray(inputs) &&
					!inputs.some((input) => (typeof input === 'string' ? input : input.type) === into)
				)
					problems.push(`"${to}" has no input ${into}`);
			}
		}
	}
	for (const node of nodes) {
		const description = describe(node, known);
		if (node.type === STICKY_NOTE || description === undefined || description.group.includes('trigger')) continue;
		const isPart =
			Array.isArray(description.outputs) &&
			description.outputs.every((output) => (typeof output === 'string' ? output : output.type) !== 'main') &&
			description.outputs.length > 0;
		const isConnected = isPart
			? [...leaving].some((one) => one.startsWith(`${node.name} ai_`))
			: reached.has(node.name);
		if (!isConnected) problems.push(`"${node.name}" is connected to nothing`);
	}
	return problems;
}

function problemsOfOutputs(source: Node, { outputs }: INodeTypeDescription, type: string, used: number): string[] {
	if (!Array.isArray(outputs)) return [];
	const regular = outputs.filter((output) => (typeof output === 'string' ? output : output.type) === type).length;
	const there = regular + (type === 'main' && source.onError === 'continueErrorOutput' ? 1 : 0);
	return used > there ? [`"${source.name}" has ${there} outputs ${type}, and ${used} are connected`] : [];
}

function problemsOfLayout(nodes: Node[]): string[] {
	const boxes = nodes.map(({ name, type, position: [x, y], parameters: { width, height } }) => {
		const isNote = type === STICKY_NOTE;
		return {
			name,
			isNote,
			x,
			y,
			right: x + (isNote ? Number(width) : NODE_SIZE),
			bottom: y + (isNote ? Number(height) : NODE_SIZE),
		};
	});
	const problems = boxes.some(({ isNote }) => isNote) ? [] : ['no note explains it'];
	const width = Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ x }) => x));
	if (width > MOST_WIDTH) problems.push(`${width} pixels wide, so n8n opens it too small to read`);
	for (const [index, a] of boxes.entries()) {
		for (const b of boxes.slice(index + 1)) {
			if (a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom)
				problems.push(`"${a.name}" and "${b.name}" cover each other`);
		}
	}
	return problems;
}
