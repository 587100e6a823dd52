import { waitFor } from '../../core/tools/async/waitFor';
import { submitForm } from '../../core/tools/n8n/form';
import { outputsOf } from '../../core/tools/n8n/outputsOf';
import type { N8nServer } from '../../core/tools/n8n/server';
import { type Credentials, type PublishedTrigger, publishTrigger, readExample } from '../../core/tools/n8n/workflows';
import { TOKENPAY } from '../../core/tools/project';

export const THREE_NODES_FILE = 'pay-out-a-csv-in-three-nodes.json';

/**
 * Puts the example "Pay out a CSV in three nodes" into a server, published.
 *
 * @param credentials TokenPay's, and the name and password of the page (`httpBasicAuth`)
 */
export async function installThreeNodes(server: N8nServer, credentials: Credentials): Promise<PublishedTrigger> {
	return await publishTrigger(server, await readExample(TOKENPAY, THREE_NODES_FILE), 'Upload', credentials);
}

/**
 * Uploads a file, as a person does on the page.
 *
 * @param authorization of the page, by `basicAuthorization`
 * @returns for each row its result, or how certain it is that it was not paid
 * @throws Error when the workflow fails
 */
export async function uploadToThreeNodes(
	server: N8nServer,
	{ id, url }: PublishedTrigger,
	csv: string,
	authorization: string,
): Promise<string[]> {
	const before = (await server.executions(id)).length;
	const { status } = await submitForm(url, [new Blob([csv], { type: 'text/csv' })], authorization);
	if (status !== 200) throw new Error(`The page answered with HTTP ${status}`);
	const started = await waitFor('the execution', async () => {
		const all = await server.executions(id);
		return all.length > before ? all[0] : undefined;
	});
	const execution = await server.finished(started.id);
	if (execution.status !== 'success')
		throw new Error(`Three nodes: ${execution.data.resultData.error?.message ?? execution.status}`);
	return outputsOf(execution, 'Pay out').map((row) => {
		const { result, details } = row as { result?: string; details?: { outcome?: string } };
		return result ?? details?.outcome ?? 'nothing';
	});
}
