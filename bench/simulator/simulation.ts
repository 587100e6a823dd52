import { Scheduler, settle } from '../../tools/async/scheduler';
import { Draw } from './draw';
import { judgeEnd } from './ends';
import { type Execution, type Surroundings, execute } from './execution';
import { Findings } from './findings';
import { N8nProcess } from './n8nProcess';
import { NO_FAULTS } from './faults';
import { Network } from './network';
import { Notifications } from './notifications';
import { judgePace } from './pace';
import { judgeRepeatedPayments } from './paidTwice';
import { useMachine } from './patchedGlobals';
import { ModelPlatform } from './platform';
import type { Payout } from './records';
import { judgeReports } from './reports';
import { type Crash, type Job, type Scenario, drawScenario } from './scenario';

/** More than any simulation needs. */
const MOST_EVENTS = 1_000_000;

/** What one seed came to. */
export interface Simulated {
	seed: number;
	/** Numbers that were to be paid. */
	payouts: number;
	/** Rows that were run, each time anew. */
	rows: number;
	requests: number;
	/** Numbers that were paid. */
	paid: number;
	/** Reports that say that the outcome is not known. */
	unknown: number;
	/** The same for everything that happened, in its order. */
	digest: number;
	findings: Findings;
}

/** Simulates what a seed decides, from the first request to the last. */
export async function simulate(seed: number, onLine?: (line: string) => void): Promise<Simulated> {
	return await new Simulation(drawScenario(seed), onLine).run();
}

class Simulation {
	private readonly scheduler: Scheduler;

	private readonly platform: ModelPlatform;

	private readonly network: Network;

	private readonly codeDraw: Draw;

	private readonly findings = new Findings();

	private readonly processes: N8nProcess[] = [];

	/** The process that runs in each place. */
	private readonly places: N8nProcess[] = [];

	private readonly executions: Execution[] = [];

	private readonly notifications: Notifications | undefined;

	private digest = 0;

	constructor(
		private readonly scenario: Scenario,
		private readonly onLine?: (line: string) => void,
	) {
		const { seed, account, network, faults } = scenario;
		const order = new Draw(seed, 'order');
		this.codeDraw = new Draw(seed, 'code');
		this.scheduler = new Scheduler(order.random);
		const now = () => this.scheduler.time;
		const networkDraw = new Draw(seed, 'network');
		this.platform = new ModelPlatform(account, networkDraw, now, order.between(0, 1000), (payout) =>
			this.tellOf(payout),
		);
		this.network = new Network(network, faults, networkDraw, this.scheduler, this.platform, this.tell);
		this.notifications =
			scenario.notifications &&
			new Notifications(
				scenario.notifications,
				new Draw(seed, 'notifications'),
				this.scheduler,
				() => this.places,
				this.tell,
			);
	}

	async run(): Promise<Simulated> {
		const { scenario, scheduler } = this;
		const machine = { draw: this.codeDraw, now: () => scheduler.time, clockIsOff: 0 };
		useMachine(machine);
		this.onLine?.(JSON.stringify({ ...scenario, lists: undefined }));
		for (let place = 0; place < scenario.processes; place += 1) this.start(place);
		for (const job of scenario.jobs) scheduler.schedule(job.startsAt, () => this.begin(job));
		for (const crash of scenario.crashes) scheduler.schedule(crash.at, () => this.crash(crash));
		for (const { at, by } of scenario.clockJumps) scheduler.schedule(at, () => (machine.clockIsOff = by));
		await this.runAll();
		judgePace(this.processes, this.platform, scenario, this.findings);
		if (scenario.isRunInTheEnd) await this.runInTheEnd();
		this.judge();
		return this.result();
	}

	private readonly tell = (line: () => string): void => {
		this.digest = (Math.imul(this.digest, 31) + Math.trunc(this.scheduler.time * 1000)) | 0;
		this.onLine?.(`${(this.scheduler.time / 1000).toFixed(3).padStart(9)} s  ${line()}`);
	};

	private tellOf(payout: Payout): void {
		const { number, amount, coin, address, by, states } = payout;
		this.tell(
			() =>
				`platform  PAID ${number}: ${amount} ${coin.currency} to ${address} (${by.run.name}); ${states.map(({ name }) => name).join(', ')}`,
		);
		this.notifications?.announce(payout);
	}

	/** Lets everything happen that is to happen. */
	private async runAll(): Promise<void> {
		await settle();
		for (let events = 0; this.scheduler.runNext(); events += 1) {
			await settle();
			if (events < MOST_EVENTS) continue;
			this.findings.complain('hangs', `still something to do after ${MOST_EVENTS} events`);
			break;
		}
		for (const { name, process, runs } of this.executions) {
			if (process.isAlive && runs.at(-1)?.endedAt === undefined)
				this.findings.complain('hangs', `${name} never ends, although nothing is under way any more`);
		}
	}

	private start(place: number): void {
		const name = `n8n ${place + 1}${this.places[place] ? ', started again' : ''}`;
		const process = new N8nProcess(name, this.scheduler, this.codeDraw, this.scenario.network.busy);
		this.processes.push(process);
		this.places[place] = process;
	}

	private begin(job: Job): void {
		const process = this.places[job.process] as N8nProcess;
		// Nobody can start anything where n8n is down.
		if (!process.isAlive) return;
		const execution: Execution = {
			name: `${process.name}, execution ${this.executions.length + 1}`,
			job,
			rows: this.scenario.lists.rows[job.list] ?? [],
			process,
			stop: new AbortController(),
			runs: [],
		};
		this.executions.push(execution);
		this.tell(
			() => `${execution.name}  begins list ${job.list + 1}: ${execution.rows.map(({ number }) => number).join(', ')}`,
		);
		if (job.stopAt !== undefined) {
			this.scheduler.schedule(
				job.stopAt,
				() => {
					if (execution.reports && execution.runs.at(-1)?.endedAt !== undefined) return;
					this.tell(() => `${execution.name}  is stopped`);
					execution.stoppedAt = this.scheduler.time;
					execution.stop.abort();
				},
				process,
			);
		}
		const { scenario, network, tell } = this;
		const surroundings: Surroundings = { scenario, network, draw: this.codeDraw, now: () => this.scheduler.time, tell };
		execute(execution, surroundings).catch((error: unknown) => {
			this.findings.complain('without a clear report', `${execution.name} threw ${String(error)}`);
		});
	}

	private crash({ process: place, downFor, isRunAgain }: Crash): void {
		const process = this.places[place] as N8nProcess;
		if (!process.isAlive) return;
		process.isAlive = false;
		this.tell(() => `${process.name}  crashes`);
		const interrupted = this.executions.filter((one) => one.process === process && !one.reports);
		const restart = this.scheduler.time + downFor;
		this.scheduler.schedule(restart, () => {
			this.start(place);
			if (!isRunAgain) return;
			for (const { job } of interrupted) {
				const { stopAt: _, ...again } = job;
				this.begin(again);
			}
		});
	}

	/** Runs every list once more, where nothing goes wrong any more and numbers are safe to send again. */
	private async runInTheEnd(): Promise<void> {
		const { scenario } = this;
		this.network.faults = NO_FAULTS;
		this.start(0);
		this.tell(() => 'everything is run again');
		for (const list of scenario.lists.rows.keys()) {
			const lookUpFirst = scenario.account.usedNumbers === 'accepted';
			this.begin({ list, process: 0, startsAt: 0, stopOnFailure: false, lookUpFirst, retryOnFail: false });
		}
		await this.runAll();
	}

	private judge(): void {
		const { findings, scenario, platform } = this;
		judgeRepeatedPayments(platform.payouts, scenario.account, findings);
		this.notifications?.judge(findings);
		for (const execution of this.executions) {
			judgeReports(execution, platform.payouts, findings);
			judgeEnd(execution, scenario.network, findings);
			for (const { reported, row, words } of (scenario.isCalm && execution.reports) || []) {
				if (reported !== 'paid')
					findings.complain(
						'unpaid without a reason',
						`${row.out_trade_no} by ${execution.name}: ${reported} (${words})`,
					);
			}
		}
	}

	private result(): Simulated {
		const numbers = new Set(this.scenario.lists.rows.flat().map(({ number }) => number));
		const rows = this.executions.flatMap(({ runs }) => runs).reduce((sum, { attempts }) => sum + attempts.length, 0);
		const reports = this.executions.flatMap((execution) => execution.reports ?? []);
		return {
			seed: this.scenario.seed,
			payouts: numbers.size,
			rows,
			requests: this.network.sent,
			paid: this.platform.payouts.size,
			unknown: reports.filter(({ reported }) => reported === 'unknown').length,
			digest: this.digest,
			findings: this.findings,
		};
	}
}
