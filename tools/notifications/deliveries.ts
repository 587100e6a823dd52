import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { tokenPayCredential } from '../tokenpay/account';
import type { N8nServer } from '../../core/tools/n8n/server';
import type { N8nWorkflow } from '../../core/tools/n8n/types';
import { importWorkflow, inOneLine } from '../../core/tools/n8n/workflows';
import { randomAddress } from '../../sandbox/addresses';
import { randomHex, seededRandom } from '../../core/sandbox/random';
import { COINS, type Coin } from '../../sandbox/currencies';
import type { Transaction } from '../../sandbox/transaction';
import { buildNotification, type OutgoingNotification } from '../../sandbox/notificationBuilder';
import { DEFAULT_APP } from '../../sandbox/server';
import { mergeSettings } from '../../sandbox/settings';
import { concurrently } from '../../core/tools/async/concurrently';

/** The only response that ends the repetitions of a notification. */
export const ACKNOWLEDGEMENT = 'success';
/** n8n starts some 20 to 40 executions a second; more at once would only wait. */
export const CONCURRENCY = 10;
const ATTEMPT_TIMEOUT_MS = 15_000;
const PAUSE_AFTER_FAILURE_MS = 300;
const SHARE_ABORTED = 0.06;
/** How far apart a notification and its repetition may be, in deliveries. */
const REPEATED_WITHIN = 800;

/** The last node of the workflow that {@link publishTokenPayTrigger} makes. */
export const LAST_NODE = 'Done';

/** The payout number in an event's notification. @param event counted from 0 */
export const eventName = (event: number) => `event-${event + 1}`;

/** What came of the deliveries, all of which were acknowledged in the end. */
export interface Delivered {
	/** Every event of which a notification was acknowledged, counted from 0, with the moment of the first time (`performance.now()`). */
	acknowledged: Map<number, number>;
	attempts: number;
	/** Attempts that the sender broke off itself. */
	aborted: number;
	/** Events with an attempt that was not acknowledged, although n8n may have taken it. */
	unanswered: Set<number>;
	/** Events of which two attempts were under way at the same moment. */
	simultaneous: Set<number>;
}

/**
 * Delivers notifications of landed payouts, each again and again until the response is exactly what TokenPay takes for
 * "received". Some attempts are broken off on the way.
 *
 * @param deliveries first ones and repetitions together
 * @param onAcknowledged runs after each acknowledged delivery, which its lane waits for
 */
export async function deliver(
	url: string,
	{ events, deliveries }: { events: number; deliveries: number },
	onAcknowledged: (done: number) => Promise<void> | void,
): Promise<Delivered> {
	const notifications = Array.from({ length: events }, (_, event) => notificationOf(eventName(event)));
	const random = seededRandom(4);
	const acknowledged = new Map<number, number>();
	const unanswered = new Set<number>();
	const simultaneous = new Set<number>();
	const underWay = new Map<number, number>();
	const attempt = async (event: number, notification: OutgoingNotification, abortAfter: number | undefined) => {
		const others = underWay.get(event) ?? 0;
		if (others > 0) simultaneous.add(event);
		underWay.set(event, others + 1);
		const response = await post(url, notification, abortAfter);
		underWay.set(event, (underWay.get(event) ?? 1) - 1);
		if (response !== ACKNOWLEDGEMENT) unanswered.add(event);
		return response === ACKNOWLEDGEMENT;
	};
	let attempts = 0;
	let aborted = 0;
	let done = 0;
	await concurrently(
		CONCURRENCY,
		planOf(events, deliveries).map((event) => async () => {
			const notification = notifications[event];
			if (notification === undefined) return;
			for (;;) {
				const abortAfter = random() < SHARE_ABORTED ? 1 + random() * 60 : undefined;
				attempts += 1;
				if (abortAfter !== undefined) aborted += 1;
				if (await attempt(event, notification, abortAfter)) break;
				await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_FAILURE_MS));
			}
			if (!acknowledged.has(event)) acknowledged.set(event, performance.now());
			done += 1;
			await onAcknowledged(done);
		}),
	);
	return { acknowledged, attempts, aborted, unanswered, simultaneous };
}

/** A published workflow, and its trigger's path on whichever process answers webhooks. */
interface Published {
	workflowId: string;
	path: string;
}

/** Publishes a workflow behind the package's trigger. */
export async function publishTokenPayTrigger(server: N8nServer): Promise<Published> {
	const credential = tokenPayCredential({ baseUrl: 'http://127.0.0.1:9', ...DEFAULT_APP });
	const credentialId = await server.importCredential(credential);
	const webhookId = randomUUID();
	const workflowId = await publishBehind(server, {
		type: 'n8n-nodes-tokenpay.tokenPayTrigger',
		typeVersion: 1,
		webhookId,
		parameters: { events: ['payout.success'] },
		credentials: { tokenPayApi: { id: credentialId, name: credential.name } },
	});
	return { workflowId, path: `/webhook/${webhookId}/webhook` };
}

/** Publishes the same workflow behind n8n's own Webhook node, which responds alike and checks nothing. */
export async function publishWebhookNode(server: N8nServer): Promise<Published> {
	const webhookId = randomUUID();
	const workflowId = await publishBehind(server, {
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId,
		parameters: {
			httpMethod: 'POST',
			path: webhookId,
			responseMode: 'onReceived',
			options: { responseData: ACKNOWLEDGEMENT },
		},
	});
	return { workflowId, path: `/webhook/${webhookId}` };
}

/** Publishes a workflow that takes half a second for each notification, so that a kill finds some under way. @returns its id */
async function publishBehind(
	server: N8nServer,
	trigger: Pick<N8nWorkflow['nodes'][number], 'type' | 'parameters' | 'credentials'> & { [key: string]: unknown },
): Promise<string> {
	const nodes: N8nWorkflow['nodes'] = [
		{ ...trigger, id: 'trigger', name: 'Payout landed', position: [0, 0] },
		{
			id: 'work',
			name: 'Work',
			type: 'n8n-nodes-base.wait',
			typeVersion: 1.1,
			position: [200, 0],
			webhookId: randomUUID(),
			parameters: { amount: 0.5, unit: 'seconds' },
		},
		{ id: 'done', name: LAST_NODE, type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [400, 0], parameters: {} },
	];
	const workflowId = await importWorkflow(server, { name: 'Notifications', nodes, connections: inOneLine(nodes) });
	await server.publish(workflowId);
	return workflowId;
}

/** Each event once, then repetitions of it not far away, in an order that is not the events' own. */
function planOf(events: number, deliveries: number): number[] {
	const random = seededRandom(3);
	const placed = Array.from({ length: deliveries }, (_, index) => {
		const first = index < events;
		const event = first ? index : Math.floor(random() * events);
		const at = (event / events) * deliveries;
		return { event, at: first ? at + random() * 40 : at + random() * REPEATED_WITHIN };
	});
	return placed.sort((a, b) => a.at - b.at).map(({ event }) => event);
}

/** The notification of a payout that has just landed, under a payout number. */
export function notificationOf(number: string): OutgoingNotification {
	const now = Date.now();
	const transaction: Transaction = {
		kind: 'payout',
		coin: COINS[0] as Coin,
		out_trade_no: number,
		transaction_id: randomHex(16),
		trade_state: 'SUCCESS',
		description: '',
		block_no: 61_000_000,
		create_time: now,
		block_time: now,
		expire_time: 0,
		pay_time: now,
		close_time: 0,
		tx_id: randomHex(32),
		from_address: randomAddress('TRON'),
		to_address: randomAddress('TRON'),
		amount: 1_500_000n,
		attach: '',
		notify_url: '',
		notify_num: 0,
		notify_status: 0,
	};
	return buildNotification(transaction, mergeSettings({}));
}

/**
 * Sends one notification.
 *
 * @param abortAfterMs when the sender breaks the connection off; never unless given
 * @returns the response's text if its status is 200; undefined for any other end
 */
export async function post(
	url: string,
	{ body, headers }: OutgoingNotification,
	abortAfterMs?: number,
): Promise<string | undefined> {
	return await new Promise((resolve) => {
		const outgoing = request(
			url,
			{
				method: 'POST',
				headers: { 'content-type': 'application/json', ...headers() },
				agent: false,
				timeout: ATTEMPT_TIMEOUT_MS,
			},
			(incoming) => {
				let text = '';
				incoming.setEncoding('utf8');
				incoming.on('data', (chunk: string) => (text += chunk));
				incoming.on('end', () => resolve(incoming.statusCode === 200 ? text : undefined));
				incoming.on('error', () => resolve(undefined));
				incoming.on('close', () => resolve(undefined));
			},
		);
		outgoing.on('timeout', () => outgoing.destroy());
		outgoing.on('error', () => resolve(undefined));
		outgoing.on('close', () => resolve(undefined));
		outgoing.end(body);
		if (abortAfterMs !== undefined) setTimeout(() => outgoing.destroy(), abortAfterMs);
	});
}
