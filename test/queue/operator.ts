import { randomUUID } from 'node:crypto';
import { parse as unflatten } from 'flatted';

import { nodeOf, useCredentials } from '../../core/tools/n8n/workflows';
import { readExamples } from '../../tools/examples/install';
import { tokenPayCredential } from '../../tools/tokenpay/account';
import { N8nRestError } from '../../core/tools/n8n/api';
import type { N8nServer } from '../../core/tools/n8n/server';
import type { N8nExecutionDetail, N8nItem } from '../../core/tools/n8n/types';
import { waitFor } from '../../core/tools/async/waitFor';
import type { PayoutRow } from '../../tools/tokenpay/payoutRows';
import { DEFAULT_APP } from '../../sandbox/server';
import type { QueueInstallation, StoredExecution } from './installation';

/** A published workflow that pays the rows posted to it, each row with a report of its own. */
export interface PayoutWorkflow {
	id: string;
	/** Where rows are posted to, on the process that answers webhooks. */
	path: string;
	rows: PayoutRow[];
}

const PAY = 'Pay out';

/** The node that waits until all payouts of a list have landed. */
export const WAIT = 'Wait until landed';

/** The node that pays is the spreadsheet example's; each list waits until it has landed, or none does. */
export async function publishPayouts(
	server: N8nServer,
	{ baseUrl, requestsPerSecond }: { baseUrl: string; requestsPerSecond: number },
	lists: PayoutRow[][],
	{ waits }: { waits: boolean },
): Promise<PayoutWorkflow[]> {
	const credential = tokenPayCredential({ baseUrl, ...DEFAULT_APP });
	Object.assign(credential.data, { requestsPerSecond });
	const credentialId = await server.importCredential(credential);
	const workflows: PayoutWorkflow[] = [];
	for (const rows of lists) {
		const [workflow] = await readExamples();
		useCredentials(workflow, { tokenPayApi: { id: credentialId, name: credential.name } });
		const at = randomUUID();
		workflow.name = `Payouts from ${rows[0]?.out_trade_no}`;
		workflow.nodes = [
			{
				id: 'rows',
				name: 'Rows',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId: at,
				parameters: { httpMethod: 'POST', path: at, responseMode: 'onReceived', options: {} },
			},
			{
				id: 'split',
				name: 'One by one',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				position: [200, 0],
				parameters: { fieldToSplitOut: 'body.rows', options: {} },
			},
			nodeOf(workflow, PAY),
			{
				...nodeOf(workflow, PAY),
				...{ id: 'wait', name: WAIT },
				parameters: {
					...{ resource: 'payout', operation: 'waitUntilLanded' },
					...{ lookUpBy: 'outTradeNo', outTradeNo: '={{ $json.out_trade_no }}' },
				},
			},
		];
		const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
		workflow.connections = { Rows: to('One by one'), 'One by one': to(PAY), ...(waits && { [PAY]: to(WAIT) }) };
		const id = await server.importWorkflow(workflow);
		await server.publish(id);
		workflows.push({ id, path: `/webhook/${at}`, rows });
	}
	return workflows;
}

/** Starts an execution. @throws Error when n8n does not take the rows */
export async function postRows(server: N8nServer, { path }: PayoutWorkflow, rows: PayoutRow[]): Promise<void> {
	const answer = await fetch(`${server.url}${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ rows }),
	});
	if (!answer.ok) throw new Error(`The rows were not taken: HTTP ${answer.status}`);
}

/** The items that a node put out in its last run, all outputs together; none when it has not run. */
export function itemsOf({ data }: StoredExecution, node: string): N8nItem[] {
	const { resultData } = unflatten(data) as Partial<N8nExecutionDetail['data']>;
	const output = resultData?.runData[node]?.at(-1)?.data?.main ?? [];
	return output.flatMap((items) => items ?? []);
}

/** What each payout was reported as, over all finished executions of its workflow. */
export function reportsOf(stored: StoredExecution[]): Map<string, N8nItem['json'][]> {
	const items = stored.filter(({ status }) => status === 'success').flatMap((one) => itemsOf(one, PAY));
	return Map.groupBy(
		items.map(({ json }) => json),
		({ out_trade_no, details }) =>
			String(out_trade_no ?? (details as { out_trade_no?: string } | undefined)?.out_trade_no),
	);
}

/** An interrupted execution to retry, or how else to have its work done. */
export type Unfinished = StoredExecution | (() => Promise<void>);

/** What running again took. */
export interface RunAgain {
	passes: number;
	/** Executions that n8n's own retry took up. */
	retried: number;
	/** Lists of payouts that were handed in a second time, under the same numbers. */
	handedInAgain: number;
	/** Interrupted executions by the status they were found in. */
	found: Record<string, number>;
}

const MOST_PASSES = 6;

/**
 * Does what the guide tells people to do after an interruption: waits until nothing is under way, lists what has not
 * finished, and runs it again, until there is nothing left.
 *
 * @param unfinished of everything stored, what has to be run again
 */
export async function runAgain(
	n8n: QueueInstallation,
	workflowIds: string[],
	unfinished: (stored: StoredExecution[]) => Unfinished[],
): Promise<RunAgain> {
	const result: RunAgain = { passes: 0, retried: 0, handedInAgain: 0, found: {} };
	const tried = new Set<string>();
	for (;;) {
		await waitFor('the executions to end', async () => (await n8n.underWay(workflowIds)).length === 0, {
			timeoutMs: 400_000,
			everyMs: 500,
		});
		const todo = unfinished(await n8n.stored(workflowIds));
		if (todo.length === 0) return result;
		if (result.passes === MOST_PASSES) throw new Error(`${todo.length} are still unfinished`);
		result.passes += 1;
		// n8n retries nothing that seems to be queued still, nor does its editor what seems to run.
		if (todo.some((one) => typeof one !== 'function' && ['new', 'running'].includes(one.status)))
			await n8n.markInterrupted(workflowIds);
		const refusals: unknown[] = [];
		for (const one of todo) {
			if (typeof one === 'function') {
				await one();
				result.handedInAgain += 1;
			} else {
				result.found[one.status] = (result.found[one.status] ?? 0) + 1;
				tried.add(one.id);
				// n8n answers when the execution has ended, which may be long; whether it has succeeded is seen in the next pass.
				void n8n.main
					.rest('POST', `/rest/executions/${one.id}/retry`, { loadWorkflow: false })
					.catch((error: unknown) => error instanceof N8nRestError && refusals.push(error));
				result.retried += 1;
			}
		}
		await waitFor(
			'the interrupted executions to be taken up',
			async () => {
				if (refusals.length > 0) throw refusals[0];
				const retryOf = new Set((await n8n.stored(workflowIds)).map((one) => one.retryOf));
				return [...tried].every((id) => retryOf.has(id));
			},
			{ timeoutMs: 120_000, everyMs: 500 },
		);
	}
}
