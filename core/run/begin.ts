import type { IExecuteFunctions, INode, INodeTypeDescription } from 'n8n-workflow';
import type { Failure } from './failure';
import type { Operation } from './operation';
import type { Platform } from './run';
import { shown } from '../values/sentences';

/** A run that cannot begin sends nothing. */
const NOTHING_SENT: Failure['details'] = { outcome: 'unpaid', nothing_sent: true };

/**
 * The operation that a node is set to; or, of one that was saved with a newer version of the package, why it cannot run.
 * n8n hands such a node over as it is: with parameters that nobody here knows, and with a version of the node whose
 * parameters may mean something else.
 */
export function knownOperation<Credential>(
	{ operations, failureOf, package: { name, version } }: Platform<Credential>,
	description: Pick<INodeTypeDescription, 'version'>,
	node: INode,
): { known: Operation<Credential> } | { failure: Failure } {
	const { resource, operation } = node.parameters;
	const ofResource = own(operations, resource);
	const known = ofResource && own(ofResource, operation);
	const isKnownVersion = [description.version].flat().includes(node.typeVersion);
	if (known && isKnownVersion) return { known };
	const what = known
		? `version ${node.typeVersion} of the node`
		: ofResource
			? `the operation ${shown(operation)} of ${shown(resource)}`
			: `the resource ${shown(resource)}`;
	return {
		failure: {
			error: `${name} ${version} does not know ${what}`,
			advice: `Update the package ${name}: the workflow was saved with a version newer than ${version}.`,
			details: { ...failureOf('newer', NOTHING_SENT).details, package: name, version },
		},
	};
}

const own = <T>(record: Record<string, T>, name: unknown): T | undefined =>
	typeof name === 'string' && Object.hasOwn(record, name) ? record[name] : undefined;

/** The credential as n8n keeps it, or why it cannot be had. */
export async function storedCredential<Credential>(
	context: IExecuteFunctions,
	{ credentialName, failureOf }: Platform<Credential>,
): Promise<{ data: Record<string, unknown> } | { failure: Failure }> {
	const reading = context.getCredentials(credentialName, 0);
	if (!context.continueOnFail()) return { data: await reading };
	try {
		return { data: await reading };
	} catch (error) {
		return { failure: failureOf('credential', NOTHING_SENT, shown((error as Error).message, 80)) };
	}
}
