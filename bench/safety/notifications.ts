import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { N8nServer } from '../../core/tools/n8n/server';
import { waitFor } from '../../core/tools/async/waitFor';
import { CONCURRENCY, deliver, eventName, publishTokenPayTrigger } from '../../tools/notifications/deliveries';

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

export interface Stored {
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
	const { workflowId, path: at } = await publishTokenPayTrigger(server);
	const killAt = new Set(
		Array.from({ length: kills }, (_, index) => Math.floor((deliveries * (index + 1)) / (kills + 1))),
	);

	const { acknowledged, attempts, aborted } = await deliver(
		`${server.url}${at}`,
		{ events, deliveries },
		async (done) => {
			if (done % 500 === 0)
				console.log(
					`  ${done} of ${deliveries} deliveries acknowledged, ${Math.round((performance.now() - started) / 1000)} s`,
				);
			if (killAt.has(done)) {
				console.log(`  killing n8n after ${done} deliveries, with ${CONCURRENCY} under way`);
				await server.kill();
				await server.start();
				console.log('  n8n is back');
			}
		},
	);

	const before = await readWhileStopped(server, workflowId);
	const firstOnes = before.filter(({ retryOf }) => retryOf === null);
	const byEvent = Map.groupBy(firstOnes, ({ number }) => number);
	const names = [...acknowledged.keys()].map(eventName);
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
			(error: unknown) => console.log(`  ${id} cannot be run again: ${(error as Error).message}`),
		);
	}
	const after = await readWhileStopped(server, workflowId);
	return {
		deliveries,
		attempts,
		aborted,
		acknowledged: deliveries,
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

/** Everything that n8n has stored for a workflow, read from its database when nothing runs any more; n8n stays stopped. */
export async function readWhileStopped(server: N8nServer, workflowId: string): Promise<Stored[]> {
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
