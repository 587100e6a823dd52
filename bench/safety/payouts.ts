import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { waitFor } from '../../demo/wait';
import { DEFAULT_APP, startSandbox, type Fault, type Sandbox, type SandboxOptions } from '../../sandbox/server';
import { executeDataOf, runNode, type Item } from '../../test/helpers/n8n';
import { joinRuns, judge, sum, type PayoutRow, type Report, type Verdict } from './judge';
import { reportOfItem, reportsOfError } from './reports';
import { inLanes, makeRows } from './rows';
import type { Line } from './table';

/** What n8n does when a node is set to Retry on Fail and says nothing else. */
const MOST_TRIES = 3;
const WAIT_BETWEEN_TRIES = 1000;

/** Rows that go through the node in one sandbox of their own. */
export interface Batch {
	/**
	 * - once: one run
	 * - twice: a second run when nothing of the first is under way any more
	 * - concurrent: two runs of the same rows at the same time
	 * - retry: n8n's Retry on Fail, up to three tries, of which only the last one's report is seen
	 */
	plan: 'once' | 'twice' | 'concurrent' | 'retry';
	rows: PayoutRow[];
	onError: 'continue' | 'stop';
	/** Faults of the first run or try, of the second, and so on; where there are no more, the last ones stay. */
	stages: Fault[][];
	sandbox?: SandboxOptions;
	parameters?: INodeParameters;
	/** Requests a second; high, since not the pace is tested here. */
	pace?: number;
	/** In the second run nothing listens where TokenPay was. */
	secondRunUnreachable?: boolean;
}

/** One line of the table. */
export interface Scenario {
	name: string;
	batches: Batch[];
}

/**
 * Runs scenarios through n8n-core's real RoutingNode against sandboxes in this process.
 *
 * @param lanes how many scenarios run at the same time; they mostly wait
 */
export async function runScenarios(scenarios: Scenario[], lanes: number): Promise<Line[]> {
	let done = 0;
	return await inLanes(lanes, scenarios.map(({ name, batches }) => async () => {
		const started = performance.now();
		const verdict = sum(await Promise.all(batches.map(runBatch)));
		const seconds = (performance.now() - started) / 1000;
		done += 1;
		console.log(`[${done}/${scenarios.length}] ${name}: ${verdict.rows} rows in ${seconds.toFixed(1)} s${verdict.complaints.length > 0 ? `, ${verdict.complaints.length} complaints` : ''}`);
		return { name, verdict, seconds };
	}));
}

/** Runs one batch as planned and judges every run by the books when nothing is under way any more. */
export async function runBatch(batch: Batch): Promise<Verdict> {
	const { plan } = batch;
	const sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1, balances: { USDT: '1000000000' }, ...batch.sandbox });
	try {
		useStage(sandbox, batch, 0);
		if (plan === 'retry') return await runWithRetries(sandbox, batch);
		if (plan === 'concurrent') {
			const [first = [], second = []] = await Promise.all([runOnce(sandbox, batch), runOnce(sandbox, batch)]);
			const books = await settledBooks(sandbox);
			return joinRuns([judge(first, books), judge(second, books)]);
		}
		const first = judge(await runOnce(sandbox, batch), await settledBooks(sandbox));
		if (plan === 'once') return first;
		useStage(sandbox, batch, 1);
		const before = new Set(sandbox.state().moneySent.map(({ out_trade_no }) => out_trade_no));
		const second = await runOnce(sandbox, batch, batch.secondRunUnreachable ? 'http://127.0.0.1:9' : sandbox.url);
		return joinRuns([first, judge(second, await settledBooks(sandbox), before)]);
	} finally {
		await sandbox.close();
	}
}

function useStage(sandbox: Sandbox, { stages }: Batch, index: number): void {
	const faults = stages[index];
	if (faults === undefined) return;
	sandbox.clearFaults();
	for (const fault of faults) sandbox.addFault(fault);
}

/** One run of the node, and what it told. */
async function runOnce(sandbox: Sandbox, batch: Batch, url = sandbox.url): Promise<Report[]> {
	try {
		return reportsOfItems(batch.rows, await tryNode(batch, url));
	} catch (error) {
		return reportsOfError(batch.rows, error as Error);
	}
}

/** Repeats a run as n8n's engine does: after an error, and after output whose first item has an error. */
async function runWithRetries(sandbox: Sandbox, batch: Batch): Promise<Verdict> {
	const executeData = executeDataOf(batch.rows as unknown as IDataObject[]);
	let reports: Report[] = [];
	let before = new Set<string>();
	for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
		if (attempt > 0) {
			await new Promise((resolve) => setTimeout(resolve, WAIT_BETWEEN_TRIES));
			useStage(sandbox, batch, attempt);
			// What an earlier try sent is not this try's doing: "not sent" says nothing about it.
			before = new Set(batch.rows.map(({ out_trade_no }) => out_trade_no));
		}
		try {
			const items = await tryNode(batch, sandbox.url, executeData);
			reports = reportsOfItems(batch.rows, items);
			if (!items[0]?.json.error) break;
		} catch (error) {
			reports = reportsOfError(batch.rows, error as Error);
		}
	}
	return judge(reports, await settledBooks(sandbox), before);
}

async function tryNode({ rows, onError, parameters, pace = 2000 }: Batch, url: string, executeData = executeDataOf(rows as unknown as IDataObject[])): Promise<Item[]> {
	return await runNode({
		credential: { environment: 'custom', baseUrl: url, ...DEFAULT_APP, requestsPerSecond: pace },
		parameters: { ...payoutParameters(), ...parameters },
		rows: rows as unknown as IDataObject[],
		executeData,
		...(onError === 'continue' && { onError: 'continueErrorOutput' }),
	});
}

function payoutParameters(): INodeParameters {
	const byName = (value: string) => ({ __rl: true, mode: 'name', value });
	return {
		resource: 'payout',
		operation: 'create',
		outTradeNo: '={{ $json.out_trade_no }}',
		chain: byName('TRON'),
		currency: byName('USDT'),
		amount: '={{ $json.amount }}',
		toAddress: '={{ $json.to_address }}',
		additionalFields: {},
		options: {},
		// A sandbox on this machine answers in milliseconds; what is slower than this is a fault.
		requestOptions: { timeout: 1200 },
	};
}

function reportsOfItems(rows: PayoutRow[], items: Item[]): Report[] {
	const byRow = Map.groupBy(items, ({ pairedItem }) => (pairedItem as { item?: number } | undefined)?.item);
	return rows.map((row, index) => reportOfItem(row, byRow.get(index) ?? []));
}

/** The books when every call has been processed, the late ones too, whether or not anybody still waits for an answer. */
async function settledBooks(sandbox: Sandbox) {
	await waitFor('late calls to be processed', () => sandbox.state().requests.every(({ fault, status }) => status !== null || fault === null || fault.startsWith('cut')), { timeoutMs: 60_000, everyMs: 200 });
	const { moneySent, elsewhere } = sandbox.state();
	if (elsewhere.length > 0) throw new Error(`${elsewhere.length} payouts followed a redirect to another address`);
	return moneySent;
}

/** Pays a few rows for real and gives the node's reports with the books they belong to. */
export async function trueReports(): Promise<{ reports: Report[]; books: Awaited<ReturnType<typeof settledBooks>> }> {
	const sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
	try {
		const batch: Batch = { plan: 'once', rows: makeRows('selftest', 4), onError: 'continue', stages: [] };
		sandbox.addFault({ kind: 'code', code: 20005, outTradeNo: 'selftest-4' });
		return { reports: await runOnce(sandbox, batch), books: await settledBooks(sandbox) };
	} finally {
		await sandbox.close();
	}
}
