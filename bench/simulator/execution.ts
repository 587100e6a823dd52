import { setMaxListeners } from 'node:events';
import { routesOf } from '../../core/run/description';
import { type Item, type RunOutcome, runItems } from '../../core/run/run';
import { TokenPay } from '../../nodes/TokenPay/TokenPay.node';
import { TOKEN_PAY } from '../../nodes/TokenPay/platform';
import type { Report } from '../../core/tools/audit/judge';
import type { Draw } from './draw';
import type { N8nProcess } from './n8nProcess';
import type { Network } from './network';
import type { Attempt, Row, RunRecord } from './records';
import type { Job, Scenario } from './scenario';
import { type Landing, describe, landingsOf, reportsOf } from './statements';
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
	/** What the person reads in the end of payouts that were to be made, or waited for; nothing where it never ended. */
	reports?: Report[];
	landings?: Landing[];
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
		if (job.operation === 'create') execution.reports = reportsOf(execution.rows, outcome);
		else execution.landings = landingsOf(execution.rows, outcome);
		surroundings.tell(() => `${run.name}  ended: ${describe(execution.reports, execution.landings)}`);
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
		const { number, coin, amount, address, isNumber } = attempt.row;
		return {
			label: number,
			values: {
				outTradeNo: number,
				chain: coin.chain,
				currency: coin.currency,
				amount: isNumber && amount.length < 12 ? Number(amount) : amount,
				toAddress: address,
				simplify: true,
				lookUpFirst: job.lookUpFirst,
				lookUpBy: 'outTradeNo',
				maximumWait: job.maximumWait,
			},
			transmit: async (request) => await network.transmit(request, attempt, stop.signal),
		};
	});
	const operation = TOKEN_PAY.operations['payout']?.[job.operation];
	if (!operation) throw new Error(`There is no operation ${job.operation}`);
	return await runItems(items, {
		platform: TOKEN_PAY,
		operation,
		routes: ROUTES,
		credential: TOKEN_PAY.readCredential({ ...CREDENTIAL, ...scenario.credential }),
		stopOnFailure: job.stopOnFailure,
		isTool: false,
		signal: stop.signal,
		shared: process.shared,
		breathe: async () => {
			if (draw.chance(0.02)) await process.wait(0);
		},
	});
}

/** n8n tries again after an error, and after output whose first item has one. */
function isTriedAgain(outcome: RunOutcome): boolean {
	if ('stoppedBy' in outcome) return true;
	const [first] = 'outcomes' in outcome ? outcome.outcomes : [];
	return first !== undefined && 'failure' in first;
}
