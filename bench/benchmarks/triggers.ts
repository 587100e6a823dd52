import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { tokenPayCredential } from '../../tools/tokenpay/account';
import type { N8nCredential } from '../../core/tools/n8n/types';
import type { N8nServer } from '../../core/tools/n8n/server';
import { waitFor } from '../../core/tools/async/waitFor';
import { DEFAULT_APP } from '../../sandbox/server';
import { notificationOf } from '../../tools/notifications/deliveries';
import { concurrently } from '../../core/tools/async/concurrently';
import { benchmarkOf, type Benchmark } from './benchmark';
import { withFreshServer, type Installed } from './servers';
import { rotated } from './statistics';

interface Message {
	headers: Record<string, string>;
	body: string;
}

/** A trigger that needs no registration, with what it is sent. */
interface Contestant {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	credential?: N8nCredential;
	message: (number: string) => Message;
}

/** As many callers at once as keep n8n busy. */
const CALLERS = 10;

const SLACK_SECRET = 'bench-signing-secret';

/** As long as one of TokenPay's notifications. */
const FILLER = 'x'.repeat(900);

const CONTESTANTS = {
	tokenPay: {
		name: 'TokenPay Trigger',
		type: 'n8n-nodes-tokenpay.tokenPayTrigger',
		typeVersion: 1,
		parameters: { events: ['payout.success'] },
		credential: tokenPayCredential({ baseUrl: 'http://127.0.0.1:9', ...DEFAULT_APP }),
		message: (number) => {
			const { headers, body } = notificationOf(number);
			return { headers: headers(), body };
		},
	},
	slack: {
		name: 'Slack Trigger',
		type: 'n8n-nodes-base.slackTrigger',
		typeVersion: 1,
		parameters: { trigger: ['any_event'], watchWorkspace: true, options: {} },
		credential: {
			name: 'Slack',
			type: 'slackApi',
			data: { accessToken: 'none', signatureSecret: SLACK_SECRET, allowedHttpRequestDomains: 'all' },
		},
		message: (number) => {
			const body = JSON.stringify({
				type: 'event_callback',
				event: { type: 'message', channel: 'C1', text: number, filler: FILLER },
			});
			const timestamp = String(Math.floor(Date.now() / 1000));
			const signature = createHmac('sha256', SLACK_SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
			return { headers: { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${signature}` }, body };
		},
	},
	chargebee: {
		name: 'Chargebee Trigger',
		type: 'n8n-nodes-base.chargebeeTrigger',
		typeVersion: 1,
		parameters: { events: ['*'] },
		message: (number) => ({
			headers: {},
			body: JSON.stringify({ id: number, event_type: 'payment_succeeded', content: FILLER }),
		}),
	},
	webhook: {
		name: 'Webhook node',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { httpMethod: 'POST', responseMode: 'onReceived', options: {} },
		message: (number) => ({ headers: {}, body: JSON.stringify({ id: number, content: FILLER }) }),
	},
} satisfies Record<string, Contestant>;

type Name = keyof typeof CONTESTANTS;
const NAMES = Object.keys(CONTESTANTS) as Name[];

/** Benchmark c: notifications a second, from the request to the end of the execution, against other triggers of n8n. */
export async function measureTriggers(
	installed: Installed,
	{ requests, rounds }: { requests: number; rounds: number },
	log: (line: string) => void,
): Promise<Benchmark[]> {
	const rates = await withFreshServer(installed, async (server) => {
		const listeners = new Map<Name, Listener>();
		for (const name of NAMES) listeners.set(name, await Listener.publish(server, CONTESTANTS[name]));
		const all: Record<Name, number[]> = { tokenPay: [], slack: [], chargebee: [], webhook: [] };
		// The first round warms n8n up and is not counted.
		for (let round = 0; round <= rounds; round += 1) {
			for (const name of rotated(NAMES, round)) {
				const rate = await listeners.get(name)?.send(requests);
				if (rate !== undefined && round > 0) all[name].push(rate);
			}
			log(`  c: round ${round} of ${rounds}`);
		}
		return all;
	});
	const write = (value: number) => `${value.toFixed(1)} a second`;
	return (['slack', 'chargebee', 'webhook'] as const).map((other) => {
		// The fastest of n8n's own that reads a credential.
		const mark = other === 'slack' ? { mark: { atLeast: 1.15 } } : {};
		return benchmarkOf(
			{ group: 'c', name: `Notifications a second ÷ ${CONTESTANTS[other].name}`, ...mark },
			rates.tokenPay,
			rates[other],
			write,
		);
	});
}

/** A published workflow of one trigger and a node that does nothing. */
class Listener {
	private sent = 0;

	private constructor(
		private readonly url: string,
		private readonly workflowId: string,
		private readonly database: string,
		private readonly contestant: Contestant,
	) {}

	static async publish(server: N8nServer, contestant: Contestant): Promise<Listener> {
		const { name, type, typeVersion, parameters, credential } = contestant;
		const webhookId = randomUUID();
		const isPlain = type === 'n8n-nodes-base.webhook';
		const credentials = credential && {
			[credential.type]: { id: await server.importCredential(credential), name: credential.name },
		};
		const workflowId = await server.importWorkflow({
			name,
			nodes: [
				{
					id: 'trigger',
					name,
					type,
					typeVersion,
					position: [0, 0],
					webhookId,
					parameters: { ...parameters, ...(isPlain && { path: webhookId }) },
					...(credentials && { credentials }),
				},
				{ id: 'done', name: 'Done', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [200, 0], parameters: {} },
			],
			connections: { [name]: { main: [[{ node: 'Done', type: 'main', index: 0 }]] } },
		});
		await server.publish(workflowId);
		const url = `${server.url}/webhook/${webhookId}${isPlain ? '' : '/webhook'}`;
		return new Listener(url, workflowId, path.join(server.folder, '.n8n', 'database.sqlite'), contestant);
	}

	/**
	 * Sends that many different messages and waits until the execution of each is over.
	 *
	 * @returns how many a second
	 */
	async send(count: number): Promise<number> {
		const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
		const messages = Array.from({ length: count }, (_, index) => this.contestant.message(`n-${this.sent + index}`));
		this.sent += count;
		const started = performance.now();
		await concurrently(
			CALLERS,
			messages.map((message) => async () => await post(this.url, message, agent)),
		);
		await waitFor(`${this.sent} executions`, () => this.finished() >= this.sent, { timeoutMs: 120_000, everyMs: 20 });
		agent.destroy();
		return count / ((performance.now() - started) / 1000);
	}

	private finished(): number {
		const database = new DatabaseSync(this.database, { readOnly: true });
		try {
			const query = database.prepare(
				`SELECT count(*) AS count FROM execution_entity WHERE workflowId = ? AND status = 'success'`,
			);
			return Number(query.get(this.workflowId)?.['count']);
		} finally {
			database.close();
		}
	}
}

async function post(url: string, { headers, body }: Message, agent: Agent): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const outgoing = request(
			url,
			{ method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers } },
			(response) => {
				response.resume();
				response.once('end', () => {
					if (response.statusCode === 200) resolve();
					else reject(new Error(`${url} responded with ${response.statusCode}`));
				});
			},
		);
		outgoing.once('error', reject);
		outgoing.end(body);
	});
}
