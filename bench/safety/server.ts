import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureN8n } from '../../core/tools/n8n/install';
import { N8nServer, type N8nOptions } from '../../core/tools/n8n/server';
import { buildAndPack } from '../../core/tools/n8n/pack';
import { TOKENPAY } from '../../core/tools/project';
import { toCsv } from '../../tools/tokenpay/csv';
import { startSandbox, type Fault, type SandboxOptions } from '../../sandbox/server';
import { forever, storm } from '../../core/tools/audit/faults';
import { joinRuns, judge, type Report, type Verdict } from '../../core/tools/audit/judge';
import { makeRows, type PayoutRow } from '../../tools/tokenpay/payoutRows';
import { concurrently } from '../../core/tools/async/concurrently';
import { importPayouts, reportsOf, type PayoutsWorkflow } from './spreadsheet';
import { settledLedger } from './settledLedger';
import type { Line } from '../../core/tools/audit/verdicts';

/** Starts a real n8n server with the packed package, runs `use` with it, and leaves nothing behind. */
export async function withServer<T>(use: (server: N8nServer) => Promise<T>): Promise<T> {
	return await withServers(1, {}, async ([server]) => await use(server as N8nServer));
}

/** Starts real n8n servers with the packed package, runs `use` with them, and leaves nothing behind. */
export async function withServers<T>(
	count: number,
	settings: Pick<N8nOptions, 'env' | 'nodeFlags'>,
	use: (servers: N8nServer[]) => Promise<T>,
): Promise<T> {
	const work = await mkdtemp(path.join(tmpdir(), 'tokenpay-bench-'));
	const servers: N8nServer[] = [];
	const endAtOnce = () => {
		for (const { pid } of servers) if (pid !== undefined && process.platform !== 'win32') process.kill(-pid, 'SIGKILL');
		rmSync(work, { recursive: true, force: true, maxRetries: 3 });
	};
	process.once('exit', endAtOnce);
	try {
		const [tarball, n8n] = await Promise.all([buildAndPack(TOKENPAY, work), ensureN8n({ log: console.log })]);
		try {
			for (let index = 0; index < count; index += 1) {
				const folder = path.join(work, `n8n-${index + 1}`);
				const server = await N8nServer.prepare({ n8n, tarballs: [tarball], folder, ...settings });
				servers.push(server);
				await server.start();
				await server.setupOwner({ email: 'bench@example.com', password: 'Bench-1234567' });
			}
			return await use(servers);
		} finally {
			await Promise.all(servers.map(async (server) => await server.stop()));
		}
	} finally {
		process.removeListener('exit', endAtOnce);
		await rm(work, { recursive: true, force: true, maxRetries: 3 });
	}
}

interface ServerScenario extends Pick<PayoutsWorkflow, 'name' | 'onError' | 'retryOnFail' | 'lookUpFirst'> {
	faults: Fault[];
	/** Executions of the workflow that start at the same time; 1 unless given. */
	atOnce?: number;
	/** Executes the workflow a second time when the first is over. */
	again?: boolean;
	sandbox?: SandboxOptions;
}

const SCENARIOS: ServerScenario[] = [
	{
		name: 'cuts before and after',
		faults: [
			forever({ kind: 'cut before', probability: 0.2 }),
			forever({ kind: 'cut after', probability: 0.4, seed: 2 }),
		],
		onError: 'continueErrorOutput',
	},
	{
		name: 'slow and processed late',
		faults: [
			forever({ kind: 'slow', probability: 0.3, delayMs: 3000 }),
			forever({ kind: 'process late', probability: 0.4, delayMs: 3000, seed: 2 }),
		],
		onError: 'continueErrorOutput',
	},
	{
		name: '500, 401, garbage and redirects',
		faults: [
			forever({ kind: '500 after', probability: 0.2 }),
			forever({ kind: '401 after', probability: 0.2, seed: 2 }),
			forever({ kind: 'garbage after', probability: 0.2, seed: 3 }),
			forever({ kind: 'redirect', probability: 0.2, seed: 4 }),
		],
		onError: 'continueErrorOutput',
	},
	{
		name: '11000 after, 11001 in bursts',
		faults: [
			forever({ kind: 'code after', probability: 0.3 }),
			forever({ kind: 'code', probability: 0.3, code: 11001, seed: 2 }),
		],
		onError: 'continueErrorOutput',
	},
	{
		name: 'everything at once',
		faults: storm(1, 0.6),
		onError: 'continueErrorOutput',
		sandbox: { uniqueOutTradeNo: false },
	},
	{
		name: 'everything at once, Retry on Fail',
		faults: storm(2, 0.6),
		onError: 'continueErrorOutput',
		retryOnFail: true,
	},
	{ name: 'everything at once, stop', faults: storm(3, 0.1), onError: 'stopWorkflow' },
	{
		name: 'everything at once, stop, Retry on Fail',
		faults: storm(4, 0.1),
		onError: 'stopWorkflow',
		retryOnFail: true,
	},
	{ name: 'two executions at once', faults: storm(5, 0.4), onError: 'continueErrorOutput', atOnce: 2 },
	{ name: 'executed twice', faults: storm(6, 0.4), onError: 'continueErrorOutput', again: true },
	{
		name: 'executed twice, used numbers accepted, look up first',
		faults: [forever({ kind: 'cut after', probability: 0.4 })],
		onError: 'continueErrorOutput',
		again: true,
		lookUpFirst: true,
		sandbox: { uniqueOutTradeNo: false },
	},
	{
		name: 'two executions at once, used numbers accepted, look up first',
		faults: storm(7, 0.4),
		onError: 'continueErrorOutput',
		atOnce: 2,
		lookUpFirst: true,
		sandbox: { uniqueOutTradeNo: false },
	},
	{
		name: 'two executions at once, used numbers accepted, look up first, stop, Retry on Fail',
		faults: storm(8, 0.1),
		onError: 'stopWorkflow',
		retryOnFail: true,
		atOnce: 2,
		lookUpFirst: true,
		sandbox: { uniqueOutTradeNo: false },
	},
];

/** Runs the payouts of a spreadsheet through the real server, several scenarios at the same time. */
export async function runThroughServer(server: N8nServer, rows: number): Promise<Line[]> {
	let done = 0;
	return await concurrently(
		4,
		SCENARIOS.map((scenario, index) => async () => {
			const started = performance.now();
			const verdict = await runScenario(server, scenario, makeRows(`s${index + 1}`, rows));
			const seconds = (performance.now() - started) / 1000;
			done += 1;
			console.log(
				`[${done}/${SCENARIOS.length}] n8n server, ${scenario.name}: ${verdict.rows} rows in ${seconds.toFixed(1)} s`,
			);
			return { name: scenario.name, verdict, seconds };
		}),
	);
}

async function runScenario(server: N8nServer, scenario: ServerScenario, rows: PayoutRow[]): Promise<Verdict> {
	const sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1, ...scenario.sandbox });
	try {
		for (const fault of scenario.faults) sandbox.addFault(fault);
		const file = path.join(server.files, `${rows[0]?.out_trade_no}.csv`);
		await writeFile(file, toCsv(rows));
		const workflowId = await importPayouts(server, { ...scenario, file, requestsPerSecond: 200 }, sandbox.url);
		const execute = async (): Promise<Report[]> =>
			reportsOf(await server.finished(await server.executeWorkflow(workflowId), 180_000), rows);
		const runs = await Promise.all(Array.from({ length: scenario.atOnce ?? 1 }, execute));
		const first = await settledLedger(sandbox);
		// Of a node that was tried again only the last try is seen, so its "not sent" leaves open what earlier ones did.
		const earlier = scenario.retryOnFail ? new Set(rows.map(({ out_trade_no }) => out_trade_no)) : undefined;
		const verdicts = runs.map((reports) => judge(reports, first, earlier));
		if (scenario.again) {
			sandbox.clearFaults();
			const before = new Set(first.map(({ out_trade_no }) => out_trade_no));
			const reports = await execute();
			verdicts.push(judge(reports, await settledLedger(sandbox), before));
		}
		return joinRuns(verdicts);
	} finally {
		await sandbox.close();
	}
}
