import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NodePackage } from '../project';
import type { N8nApi } from './api';
import type { N8nWorkflow } from './types';

/** Credentials in a server, by their types. */
export type Credentials = Record<string, { id: string; name: string }>;

/**
 * A node of a workflow by its name.
 *
 * @throws Error when there is none
 */
export function nodeOf(workflow: N8nWorkflow, name: string): N8nWorkflow['nodes'][number] {
	const node = workflow.nodes.find((one) => one.name === name);
	if (node === undefined) throw new Error(`The workflow "${workflow.name}" has no node "${name}"`);
	return node;
}

/** Connections that lead from each node to the next. */
export function inOneLine(nodes: N8nWorkflow['nodes']): N8nWorkflow['connections'] {
	return Object.fromEntries(
		nodes
			.slice(0, -1)
			.map(({ name }, index) => [name, { main: [[{ node: nodes[index + 1]?.name, type: 'main', index: 0 }]] }]),
	);
}

/** An example of a package, as a person imports it. */
export async function readExample({ folder }: NodePackage, file: string): Promise<N8nWorkflow> {
	return JSON.parse(await readFile(path.join(folder, 'examples', file), 'utf8')) as N8nWorkflow;
}

/** The node of an example that holds whatever a person fills in. */
export const FILL_IN = 'Fill in here';

/**
 * Fills an example in as a person does, in its one node for that.
 *
 * @throws Error for a name that is not there
 */
export function fillIn(workflow: N8nWorkflow, values: Record<string, string | number>): void {
	const { assignments } = nodeOf(workflow, FILL_IN).parameters.assignments as {
		assignments: Array<{ name: string; value: unknown }>;
	};
	for (const [name, value] of Object.entries(values)) {
		const field = assignments.find((one) => one.name === name);
		if (field === undefined) throw new Error(`"${FILL_IN}" of "${workflow.name}" has no ${name}`);
		field.value = value;
	}
}

/** Points every node of a workflow that uses credentials at these. */
export function useCredentials(workflow: N8nWorkflow, given: Credentials): void {
	for (const { credentials = {} } of workflow.nodes) {
		for (const type of Object.keys(credentials)) {
			const credential = given[type];
			if (credential !== undefined) credentials[type] = credential;
		}
	}
}

/** Puts a workflow into a server, with its credentials filled in. @returns its id */
export async function importWorkflow(
	server: N8nApi,
	workflow: N8nWorkflow,
	credentials: Credentials = {},
): Promise<string> {
	useCredentials(workflow, credentials);
	return await server.importWorkflow(workflow);
}

/** A published workflow that starts with a request. */
export interface PublishedTrigger {
	id: string;
	/** The trigger's Production URL. */
	url: string;
}

/**
 * Gives a trigger its Production URL, as the editor does when a workflow is imported.
 *
 * @param name of a node that starts with a request: a webhook or a form
 * @returns the URL
 */
export function addressTrigger(server: N8nApi, workflow: N8nWorkflow, name: string): string {
	const trigger = nodeOf(workflow, name);
	const webhookId = randomUUID();
	trigger.webhookId = webhookId;
	const isForm = trigger.type === 'n8n-nodes-base.formTrigger';
	return isForm ? `${server.url}/form/${webhookId}` : `${server.url}/webhook/${webhookId}/webhook`;
}

/** Puts a workflow that starts with a request into a server, with its credentials filled in, and publishes it. */
export async function publishTrigger(
	server: N8nApi,
	workflow: N8nWorkflow,
	trigger: string,
	credentials: Credentials = {},
): Promise<PublishedTrigger> {
	const url = addressTrigger(server, workflow, trigger);
	const id = await importWorkflow(server, workflow, credentials);
	await server.publish(id);
	return { id, url };
}
