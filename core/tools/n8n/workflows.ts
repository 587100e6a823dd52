import type { N8nWorkflow } from './types';

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
