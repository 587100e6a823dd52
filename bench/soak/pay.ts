import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { N8nExecutionDetail } from '../../core/tools/n8n/types';
import type { N8nServer } from '../../core/tools/n8n/server';
import { toCsv } from '../../tools/tokenpay/csv';
import type { Sandbox } from '../../sandbox/server';
import { judge, type Report, type Verdict } from '../../core/tools/audit/judge';
import { makeRows, type PayoutRow } from '../../tools/tokenpay/payoutRows';
import { seededRandom } from '../../core/sandbox/random';
import { settledLedger } from '../safety/settledLedger';
import { importPayouts, importPlainPayouts, reportsOf } from '../safety/spreadsheet';

const NEW_ROWS = 8;
const SHARE_WITH_OLD_ROWS = 0.5;
const MOST_OLD_ROWS = 4;
const RUN_TIMEOUT_MS = 180_000;
const REQUESTS_PER_SECOND = 50;

/** One workflow that is executed again and again, with the next rows each time. */
export interface Lane {
	server: N8nServer;
	name: string;
	seed: number;
	/** From one start to the next, in milliseconds; a run that takes longer delays the next. */
	every: number;
	/** When the last run starts, as `Date.now()` tells it. */
	until: number;
}

/** What a lane asked for, and what was reported. */
export interface Paid {
	runs: number;
	/** Rows over all runs, old ones again included. */
	asked: number;
	/** The last report of each number. */
	last: Map<string, Report>;
	/** Numbers that were reported unknown at least once. */
	unknown: Set<string>;
	/** Reports that the ledger contradicted at the end of their run. */
	complaints: string[];
	/** Runs the workflow once more with some of its rows. */
	again: (rows: PayoutRow[]) => Promise<void>;
}

/** Pays new rows every few seconds, and old ones again among them, and judges each run by the ledger. */
export async function keepPaying({ server, name, seed, every, until }: Lane, sandbox: Sandbox): Promise<Paid> {
	const random = seededRandom(seed);
	const file = path.join(server.files, `${name}.csv`);
	const workflowId = await importPayouts(
		server,
		{ name, file, requestsPerSecond: REQUESTS_PER_SECOND, onError: 'continueErrorOutput' },
		sandbox.url,
	);
	const all: PayoutRow[] = [];
	const paid: Paid = { runs: 0, asked: 0, last: new Map(), unknown: new Set(), complaints: [], again: run };

	async function run(rows: PayoutRow[]): Promise<void> {
		const numbers = new Set(rows.map(({ out_trade_no }) => out_trade_no));
		const before = new Set((await settledLedger(sandbox, numbers)).map(({ out_trade_no }) => out_trade_no));
		await writeFile(file, toCsv(rows));
		const reports = reportsOf(await execute(server, workflowId), rows);
		note(paid, reports, judge(reports, await settledLedger(sandbox, numbers), before));
	}

	await repeat({ every, until }, async (turn) => {
		const rows = makeRows(`${name}-${turn}`, NEW_ROWS);
		if (all.length > 0 && random() < SHARE_WITH_OLD_ROWS) {
			const old = Array.from({ length: 1 + Math.floor(random() * MOST_OLD_ROWS) }, () => pick(all, random));
			rows.push(...new Set(old));
		}
		await run(rows);
		all.push(...rows.slice(0, NEW_ROWS));
	});
	return paid;
}

/** The same rhythm with n8n's HTTP Request node in the payout node's place, and a server that always says yes. */
export async function keepPostingPlainly({ server, name, every, until }: Lane, url: string): Promise<number> {
	const file = path.join(server.files, `${name}.csv`);
	const workflowId = await importPlainPayouts(server, name, file, url);
	return await repeat({ every, until }, async (turn) => {
		await writeFile(file, toCsv(makeRows(`${name}-${turn}`, NEW_ROWS)));
		const { status } = await execute(server, workflowId);
		if (status !== 'success') throw new Error(`A run of the baseline ended as "${status}"`);
	});
}

function note(paid: Paid, reports: Report[], { complaints }: Verdict): void {
	paid.runs += 1;
	paid.asked += reports.length;
	paid.complaints.push(...complaints);
	for (const report of reports) {
		const number = report.row.out_trade_no;
		paid.last.set(number, report);
		if (report.reported === 'unknown') paid.unknown.add(number);
	}
}

/** @returns how often it was done */
async function repeat(
	{ every, until }: Pick<Lane, 'every' | 'until'>,
	run: (turn: number) => Promise<void>,
): Promise<number> {
	let turn = 0;
	while (Date.now() < until) {
		const next = Date.now() + every;
		turn += 1;
		await run(turn);
		await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(next, until) - Date.now())));
	}
	return turn;
}

/** Asked for seldom, since each response is the whole execution. */
async function execute(server: N8nServer, workflowId: string): Promise<N8nExecutionDetail> {
	return await server.finished(await server.executeWorkflow(workflowId), RUN_TIMEOUT_MS, 1000);
}

function pick<T>(all: T[], random: () => number): T {
	return all[Math.floor(random() * all.length)] as T;
}
