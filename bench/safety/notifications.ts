import { request } from 'node:http';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { tokenPayCredential } from '../../demo/examples';
import type { N8nServer, N8nWorkflow } from '../../demo/n8n-server';
import { waitFor } from '../../demo/wait';
import { randomAddress } from '../../sandbox/addresses';
import { randomHex } from '../../sandbox/crypto';
import { COINS, type Coin } from '../../sandbox/currencies';
import type { Deal } from '../../sandbox/deals';
import { writeLetter, type Letter } from '../../sandbox/letters';
import { DEFAULT_APP } from '../../sandbox/server';
import { mergeSettings } from '../../sandbox/settings';
import { inLanes, seededRandom } from './rows';

const ACKNOWLEDGEMENT = 'success';
/** n8n starts some 20 to 40 executions a second; more at once would only wait. */
const CONCURRENCY = 10;
const ATTEMPT_TIMEOUT_MS = 15_000;
const PAUSE_AFTER_FAILURE_MS = 300;
const SHARE_ABORTED = 0.06;
/** How far apart a notification and its repetition may be, in deliveries. */
const REPEATED_WITHIN = 800;

/** How much of it. */
export interface NotificationPlan {
	events: number;
	/** First ones and repetitions together; each is sent until it is acknowledged. */
	deliveries: number;
	/** How often n8n is killed on the way. */
	kills: number;
}

/** What was counted. */
export interface NotificationResult {
	deliveries: number;
	attempts: number;
	aborted: number;
	acknowledged: number;
	events: number;
	stored: number;
	missing: number;
	interrupted: number;
	runAgain: number;
	/** Events without a finished execution before and after the interrupted ones were run again. */
	unfinishedBefore: number;
	unfinished: number;
	/** Executions of an event beyond its first. */
	duplicates: number;
	seconds: number;
}

interface Stored {
	id: string;
	status: string;
	retryOf: string | null;
	/** Which payout's notification it holds. */
	number: string | undefined;
}

/**
 * Delivers notifications to a published trigger while connections break and n8n is killed, and looks afterwards
 * whether every acknowledged one is stored as an execution.
 */
export async function deliverNotifications(
	server: N8nServer,
	{ events, deliveries, kills }: NotificationPlan,
): Promise<NotificationResult> {
	const started = performance.now();
	const { workflowId, url } = await publishTrigger(server);
	const letters = Array.from({ length: events }, (_, index) => letterOf(`event-${index + 1}`));
	const order = planOf(events, deliveries);
	const killAt = new Set(
		Array.from({ length: kills }, (_, index) => Math.floor((deliveries * (index + 1)) / (kills + 1))),
	);
	const random = seededRandom(4);
	const acknowledged = new Set<number>();
	let attempts = 0;
	let aborted = 0;
	let done = 0;
	let restart: Promise<void> | undefined;

	await inLanes(
		CONCURRENCY,
		order.map((event) => async () => {
			const letter = letters[event];
			if (letter === undefined) return;
			for (;;) {
				const abortAfter = random() < SHARE_ABORTED ? 1 + random() * 60 : undefined;
				attempts += 1;
				if (abortAfter !== undefined) aborted += 1;
				if ((await post(url, letter, abortAfter)) === ACKNOWLEDGEMENT) break;
				await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_FAILURE_MS));
			}
			acknowledged.add(event);
			done += 1;
			if (done % 500 === 0)
				console.log(
					`  ${done} of ${deliveries} deliveries acknowledged, ${Math.round((performance.now() - started) / 1000)} s`,
				);
			if (killAt.has(done)) {
				console.log(`  killing n8n after ${done} deliveries, with ${CONCURRENCY} under way`);
				restart = server.kill().then(async () => await server.start());
				await restart;
				console.log('  n8n is back');
			}
		}),
	);
	await restart;

	const before = await readWhileStopped(server, workflowId);
	const firstOnes = before.filter(({ retryOf }) => retryOf === null);
	const byEvent = Map.groupBy(firstOnes, ({ number }) => number);
	const names = [...acknowledged].map((event) => `event-${event + 1}`);
	const missing = names.filter((name) => !byEvent.has(name));
	const interrupted = firstOnes.filter(({ status }) => status !== 'success');
	const unfinished = (stored: Stored[]) => {
		const finished = new Set(stored.filter(({ status }) => status === 'success').map(({ number }) => number));
		return names.filter((name) => !finished.has(name)).length;
	};
	const states = Object.entries(Object.groupBy(interrupted, ({ status }) => status)).map(
		([status, some]) => `${some?.length} ${status}`,
	);
	console.log(
		`  interrupted executions: ${interrupted.length}${states.length > 0 ? ` (${states.join(', ')})` : ''}: ${interrupted.map(({ id, number }) => `${id}=${number}`).join(' ')}`,
	);

	await server.start();
	let runAgain = 0;
	for (const { id } of interrupted) {
		await server.rest('POST', `/rest/executions/${id}/retry`, { loadWorkflow: false }).then(
			() => (runAgain += 1),
			(error: Error) => console.log(`  ${id} cannot be run again: ${error.message}`),
		);
	}
	const after = await readWhileStopped(server, workflowId);
	return {
		deliveries,
		attempts,
		aborted,
		acknowledged: done,
		events: acknowledged.size,
		stored: names.length - missing.length,
		missing: missing.length,
		interrupted: interrupted.length,
		runAgain,
		unfinishedBefore: unfinished(before),
		unfinished: unfinished(after),
		duplicates: [...byEvent.values()].reduce((sum, some) => sum + some.length - 1, 0),
		seconds: (performance.now() - started) / 1000,
	};
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

function letterOf(number: string): Letter {
	const now = Date.now();
	const deal: Deal = {
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
	return writeLetter(deal, mergeSettings({}));
}

/** @returns the answer's text if its status is 200; undefined for any other end */
async function post(url: string, { body, headers }: Letter, abortAfterMs?: number): Promise<string | undefined> {
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

/** A workflow that takes half a second for each notification, so that a kill finds some under way. */
async function publishTrigger(server: N8nServer): Promise<{ workflowId: string; url: string }> {
	const credential = tokenPayCredential({ baseUrl: 'http://127.0.0.1:9', ...DEFAULT_APP });
	const credentialId = await server.importCredential(credential);
	const webhookId = randomUUID();
	const workflow: N8nWorkflow = {
		name: 'Notifications',
		nodes: [
			{
				id: 'trigger',
				name: 'Payout landed',
				type: 'n8n-nodes-tokenpay.tokenPayTrigger',
				typeVersion: 1,
				position: [0, 0],
				webhookId,
				parameters: { events: ['payout.success'] },
				credentials: { tokenPayApi: { id: credentialId, name: credential.name } },
			},
			{
				id: 'work',
				name: 'Work',
				type: 'n8n-nodes-base.wait',
				typeVersion: 1.1,
				position: [200, 0],
				webhookId: randomUUID(),
				parameters: { amount: 0.5, unit: 'seconds' },
			},
			{ id: 'done', name: 'Done', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [400, 0], parameters: {} },
		],
		connections: {
			'Payout landed': { main: [[{ node: 'Work', type: 'main', index: 0 }]] },
			Work: { main: [[{ node: 'Done', type: 'main', index: 0 }]] },
		},
	};
	const [workflowId = ''] = await server.importWorkflows([workflow]);
	await server.publish(workflowId);
	return { workflowId, url: `${server.url}/webhook/${webhookId}/webhook` };
}

/** Everything that n8n has stored for a workflow, read from its database when nothing runs any more; n8n stays stopped. */
async function readWhileStopped(server: N8nServer, workflowId: string): Promise<Stored[]> {
	await waitFor(
		'the executions to end',
		async () => (await server.executions(workflowId)).every(({ status }) => status !== 'new' && status !== 'running'),
		{ timeoutMs: 60_000, everyMs: 500 },
	);
	await server.stop({ keep: true });
	const database = new DatabaseSync(path.join(server.folder, '.n8n', 'database.sqlite'), { readOnly: true });
	try {
		const rows = database
			.prepare(
				'SELECT e.id, e.status, e.retryOf, d.data FROM execution_entity e LEFT JOIN execution_data d ON d.executionId = e.id WHERE e.workflowId = ?',
			)
			.all(workflowId);
		return rows.map(({ id, status, retryOf, data }) => ({
			id: String(id),
			status: String(status),
			retryOf: retryOf === null ? null : String(retryOf),
			number: /"(event-\d+)"/.exec(String(data))?.[1],
		}));
	} finally {
		database.close();
	}
}
