import { setMaxListeners } from 'node:events';
import { routesOf } from '../../core/run/description';
import type { ItemOutcome } from '../../core/run/operation';
import { type Item, type RunOutcome, runItems } from '../../core/run/run';
import { TokenPay } from '../../nodes/TokenPay/TokenPay.node';
import { TOKEN_PAY } from '../../nodes/TokenPay/platform';
import type { Report, WantedRow } from '../../core/tools/audit/judge';
import { reportOfItem, reportsOfError } from '../../core/tools/audit/reports';
import type { Draw } from './draw';
import type { N8nProcess } from './n8nProcess';
import type { Network } from './network';
import type { Attempt, Row, RunRecord } from './records';
import type { Job, Scenario } from './scenario';
import type { Tell } from './story';

const ROUTES = routesOf(new TokenPay().description);

const CREDENTIAL = {
	environment: 'tokenPay',
	appId: 'app',
	mchId: '12345678',
	appSecret: '0123456789abcdef0123456789abcdef',
};

/** What n8n does when a node is set to Retry On Fail and says nothing else. */
const MOST_TRIES = 3;
const WAIT_BETWEEN_TRIES = 1000;

/** One execution: what it is, who runs it, and what has become of it. */
export interface Execution {
	name: string;
	job: Job;
	rows: Row[];
	process: N8nProcess;
	stop: AbortController;
	/** When somebody stopped it. */
	stoppedAt?: number;
	/** Its runs: one, or the tries of Retry On Fail. */
	runs: RunRecord[];
	isOver: boolean;
	/** What the person reads in the end; nothing where it never ended. */
	reports?: Report[];
}

/** What an execution works with. */
export interface Surroundings {
	scenario: Scenario;
	network: Network;
	/** Draws what n8n does meanwhile. */
	draw: Draw;
	now: () => number;
	tell: Tell;
}

/** Runs the node over a list, as n8n does. */
export async function execute(execution: Execution, surroundings: Surroundings): Promise<void> {
	const { job, process, stop } = execution;
	// As n8n does it.
	setMaxListeners(Infinity, stop.signal);
	for (let attempt = 1; ; attempt += 1) {
		const run = newRun(execution, attempt, surroundings.now());
		execution.runs.push(run);
		const outcome = await runNode(execution, run, surroundings);
		run.endedAt = surroundings.now();
		const failed = 'stoppedBy' in outcome ? run.attempts[outcome.stoppedBy] : undefined;
		if (failed?.firstSentAt !== undefined) run.failedAt = failed.lastHeardAt;
		execution.reports = reportsOf(execution.rows, outcome);
		surroundings.tell(() => `${run.name}  ended: ${describe(execution.reports ?? [])}`);
		if (!job.retryOnFail || attempt === MOST_TRIES || stop.signal.aborted || !isTriedAgain(outcome)) break;
		await process.wait(WAIT_BETWEEN_TRIES);
	}
	execution.isOver = true;
}

function newRun({ name, job, rows, process }: Execution, attempt: number, now: number): RunRecord {
	const run: RunRecord = {
		name: attempt === 1 ? name : `${name}, try ${attempt}`,
		process,
		lookUpFirst: job.lookUpFirst,
		attempts: [],
		startedAt: now,
	};
	run.attempts = rows.map((row): Attempt => ({ run, row, lastHeardAt: now }));
	return run;
}

async function runNode(
	{ job, process, stop }: Execution,
	run: RunRecord,
	{ scenario, network, draw }: Surroundings,
): Promise<RunOutcome> {
	const items = run.attempts.map((attempt): Item => {
		const { number, coin, amount, address } = attempt.row;
		return {
			label: number,
			values: {
				outTradeNo: number,
				chain: coin.chain,
				currency: coin.currency,
				amount,
				toAddress: address,
				simplify: true,
				lookUpFirst: job.lookUpFirst,
			},
			transmit: async (request) => await network.transmit(request, attempt, stop.signal),
		};
	});
	const operation = TOKEN_PAY.operations['payout']?.['create'];
	if (!operation) throw new Error('There is no operation that creates payouts');
	return await runItems(items, {
		platform: TOKEN_PAY,
		operation,
		routes: ROUTES,
		credential: TOKEN_PAY.readCredential({ ...CREDENTIAL, ...scenario.credential }),
		stopOnFailure: job.stopOnFailure,
		signal: stop.signal,
		shared: process.shared,
		breathe: async () => {
			if (draw.chance(0.02)) await process.wait(0);
		},
	});
}

/** What a person reads of each row. */
function reportsOf(rows: Row[], outcome: RunOutcome): Report[] {
	const wanted = rows.map(({ number, address, amount }): WantedRow => ({
		out_trade_no: number,
		to_address: address,
		amount,
	}));
	if ('outcomes' in outcome) {
		return wanted.map((row, index) => {
			const result = outcome.outcomes[index];
			return reportOfItem(row, result ? [{ json: jsonOf(result) }] : []);
		});
	}
	const { error, details } = outcome.failure;
	const reports = reportsOfError(wanted, { message: error, details });
	// Where a check failed, nothing was sent: neither the rows that are listed as failed nor those as not sent, nor those
	// whose number is among both.
	const listed = [details['failed'], details['not sent']].filter(Array.isArray).flat();
	const wasChecked = details['nothing_sent'] === true;
	return reports.map((report) =>
		wasChecked &&
		listed.includes(report.row.out_trade_no) &&
		report.reported !== 'paid' &&
		report.reported !== 'unknown'
			? { ...report, reported: 'not sent' }
			: report,
	);
}

function jsonOf(outcome: ItemOutcome): Record<string, unknown> {
	if ('json' in outcome) return outcome.json;
	if ('list' in outcome) throw new Error('A payout came to a list');
	const { error, details } = outcome.failure;
	return { error, details };
}

/** n8n tries again after an error, and after output whose first item has one. */
function isTriedAgain(outcome: RunOutcome): boolean {
	if ('stoppedBy' in outcome) return true;
	const [first] = outcome.outcomes;
	return first !== undefined && 'failure' in first;
}

const describe = (reports: Report[]) =>
	reports.map(({ row, reported, words }) => `${row.out_trade_no} ${reported}${words ? ` (${words})` : ''}`).join('; ');
