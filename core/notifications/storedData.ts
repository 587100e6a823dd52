import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

/** What of n8n's workflow is used: what it stores for all nodes. */
const workflowOf = (context: IWebhookFunctions) =>
	(context as unknown as { workflow?: { staticData?: IDataObject } }).workflow;

/** Within this time, what n8n has read for other nodes is taken to be as it is stored, in milliseconds. */
const SOON = 1000;

/**
 * Whether what n8n read before the request got here may be saved. Where confirming took its time, the entries of other
 * nodes may be outdated; the identifier is then saved with the next one.
 */
export function isUpToDate(context: IWebhookFunctions, receivedAt: number): boolean {
	const own = `node:${context.getNode().name}`;
	const hasOthers = Object.keys(workflowOf(context)?.staticData ?? {}).some((name) => name !== own);
	return !hasOthers || Date.now() - receivedAt <= SOON;
}

/**
 * Has n8n save what is remembered. n8n (2.41) makes another workflow of the stored object before it stores the execution,
 * which resets the mark that the object has changed, so only the very first change would ever be saved. The object stays
 * n8n's own, with a mark that nobody resets: what others write to it until it is saved is saved, too.
 */
export function keepStored(context: IWebhookFunctions): void {
	const workflow = workflowOf(context);
	if (workflow?.staticData === undefined) return;
	let isChanged: unknown = true;
	workflow.staticData = new Proxy(workflow.staticData, {
		get: (stored, name) => (name === MARK ? isChanged : (Reflect.get(stored, name) as unknown)),
		set(stored, name, value) {
			if (name !== MARK) return Reflect.set(stored, name, value);
			isChanged = value;
			return true;
		},
	});
}

/** By this n8n knows that a stored object has changed. */
const MARK = '__dataChanged';
