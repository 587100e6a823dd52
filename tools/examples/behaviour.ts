import type { N8nServer } from '../../core/tools/n8n/server';
import { type Credentials, type PublishedTrigger, publishTrigger, readExample } from '../../core/tools/n8n/workflows';
import { TOKENPAY } from '../../core/tools/project';

export const BEHAVIOUR_FILE = 'find-out-how-your-account-behaves.json';

/**
 * Puts the example "Find out how your account behaves" into a server, published.
 *
 * @param credentials TokenPay's, and the name and password of the page (`httpBasicAuth`)
 */
export async function installBehaviour(server: N8nServer, credentials: Credentials): Promise<PublishedTrigger> {
	return await publishTrigger(server, await readExample(TOKENPAY, BEHAVIOUR_FILE), 'Your own account', credentials);
}
