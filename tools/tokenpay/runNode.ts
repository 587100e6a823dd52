import type { INodeParameters } from 'n8n-workflow';
import { TokenPayApi } from '../../credentials/TokenPayApi.credentials';
import { TOKEN_PAY } from '../../nodes/TokenPay/platform';
import { TokenPay } from '../../nodes/TokenPay/TokenPay.node.ts';
import { TokenPayTrigger } from '../../nodes/TokenPay/TokenPayTrigger.node.ts';
import * as n8n from '../../core/tools/n8n/runNode';

export type { Credential, Database, Item, WebhookOutcome } from '../../core/tools/n8n/runNode';

type Own = 'nodeType' | 'credentialType';

/** How the TokenPay node is run; its types can be replaced. */
export type RunOptions = Omit<n8n.RunOptions, Own> & Partial<Pick<n8n.RunOptions, Own>>;

/** A request to the TokenPay trigger; its types can be replaced. */
export type WebhookCall = Omit<n8n.WebhookCall, Own> & Partial<Pick<n8n.WebhookCall, Own>>;

/** What the TokenPay node is run with. */
export const tokenPayNode = () => ({
	nodeType: new TokenPay(),
	credentialType: new TokenPayApi(),
	platform: TOKEN_PAY as n8n.AnyPlatform,
});

/** Runs the TokenPay node through n8n-core's real contexts. */
export const runNode = async (options: RunOptions): Promise<n8n.Item[]> =>
	await n8n.runNode({ ...tokenPayNode(), ...options });

/** Sends a request to the TokenPay trigger; unless told otherwise, it starts for payouts. */
export const callWebhook = async (call: WebhookCall): Promise<n8n.WebhookOutcome> =>
	await n8n.callWebhook({
		nodeType: new TokenPayTrigger(),
		credentialType: new TokenPayApi(),
		...call,
		parameters: { events: ['payout.success'], ...call.parameters },
	});

/** What n8n-core's LoadOptionsContext is made from, for the TokenPay node. */
export const loadOptionsParts = (credential: n8n.Credential, parameters: INodeParameters) =>
	n8n.loadOptionsParts(tokenPayNode(), credential, parameters);
