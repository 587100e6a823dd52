import { Scheduler, settle } from '../../core/tools/async/scheduler';
import { Draw } from './draw';
import { judgeEnd } from './ends';
import { NO_FAULTS } from './faults';
import { Findings } from './findings';
import { Installation } from './installation';
import { Network } from './network';
import { Notifications } from './notifications';
import { judgePace } from './pace';
import { judgeRepeatedPayments } from './paidTwice';
import { useMachine } from './patchedGlobals';
import { ModelPlatform } from './platform';
import { judgeReports } from './reports';
import { type Scenario, drawScenario } from './scenario';
import { judgeWaiting } from './waiting';
import { Story } from './story';

/** More than any simulation needs. */
const MOST_EVENTS = 1_000_000;

/** What one seed came to. */
export interface Simulated {
	/** Numbers that were to be paid, and of those that were. */
	payouts: number;
	paid: number;
	/** Rows that were run, each time anew. */
	rows: number;
	requests: number;
	/** Payouts that were waited for. */
	waited: number;
	/** Reports that the outcome is not known. */
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

	private readonly story: Story;

	private readonly platform: ModelPlatform;

	private readonly network: Network;

	private readonly n8n: Installation;

	private readonly notifications: Notifications | undefined;

	private readonly findings = new Findings();

	private readonly codeDraw: Draw;

	constructor(
		private readonly scenario: Scenario,
		onLine: ((line: string) => void) | undefined,
	) {
		const { seed, account, network, faults, notifications } = scenario;
		const order = new Draw(seed, 'order');
		const scheduler = new Scheduler(order.random);
		const now = () => scheduler.time;
		const story = new Story(now, onLine);
		const { tell } = story;
		this.scheduler = scheduler;
		this.story = story;
		this.codeDraw = new Draw(seed, 'code');
		const draw = new Draw(seed, 'network');
		this.platform = new ModelPlatform(account, draw, now, order.between(0, 1000), (payout) => {
			story.tellOf(payout);
			this.notifications?.announce(payout);
		});
		this.network = new Network(network, faults, draw, scheduler, this.platform, tell);
		const surroundings = { scenario, network: this.network, draw: this.codeDraw, now, tell };
		this.n8n = new Installation(scheduler, surroundings, this.findings);
		this.notifications =
			notifications &&
			new Notifications(notifications, new Draw(seed, 'notifications'), scheduler, () => this.n8n.places, tell);
	}

	async run(): Promise<Simulated> {
		const { scenario, scheduler, n8n } = this;
		const machine = { draw: this.codeDraw, now: () => scheduler.time, clockIsOff: 0 };
		useMachine(machine);
		this.story.introduce(scenario);
		for (let place = 0; place < scenario.processes; place += 1) n8n.start(place);
		for (const job of scenario.jobs) scheduler.schedule(job.startsAt, () => n8n.begin(job));
		for (const crash of scenario.crashes) scheduler.schedule(crash.at, () => n8n.crash(crash));
		for (const stall of scenario.stalls) scheduler.schedule(stall.at, () => n8n.stall(stall));
		for (const { at, by } of scenario.clockJumps) scheduler.schedule(at, () => (machine.clockIsOff = by));
		await this.runAll();
		judgePace(n8n.processes, this.platform, scenario, this.findings);
		if (scenario.isRunInTheEnd) await this.runInTheEnd();
		this.judge();
		return this.result();
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
		for (const { name, process, isOver } of this.n8n.executions) {
			if (process.isAlive && !isOver)
				this.findings.complain('hangs', `${name} never ends, although nothing is under way any more`);
		}
	}

	/** Runs every list once more, where nothing goes wrong any more and numbers are safe to send again. */
	private async runInTheEnd(): Promise<void> {
		const { scenario, n8n } = this;
		this.story.tell(() => 'everything is run again, and nothing goes wrong any more');
		this.network.faults = NO_FAULTS;
		n8n.start(0);
		const lookUpFirst = scenario.account.usedNumbers === 'accepted';
		for (const list of scenario.lists.rows.keys())
			n8n.begin({
				operation: 'create',
				list,
				process: 0,
				startsAt: 0,
				stopOnFailure: false,
				lookUpFirst,
				retryOnFail: false,
			});
		await this.runAll();
	}

	private judge(): void {
		const { findings, scenario, platform, n8n } = this;
		judgeRepeatedPayments(platform.payouts, scenario.account, findings);
		this.notifications?.judge(findings);
		for (const execution of n8n.executions) {
			judgeReports(execution, platform.payouts, findings);
			judgeEnd(execution, scenario, findings);
			judgeWaiting(execution, platform.payouts, scenario, findings);
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
		const { scenario, n8n, platform, network, story, findings } = this;
		const numbers = new Set(scenario.lists.rows.flat().map(({ number }) => number));
		const rows = n8n.executions.flatMap(({ runs }) => runs).reduce((sum, { attempts }) => sum + attempts.length, 0);
		const reports = n8n.executions.flatMap((execution) => execution.reports ?? []);
		return {
			payouts: numbers.size,
			paid: platform.payouts.size,
			rows,
			requests: network.sent,
			waited: n8n.executions.reduce((sum, { landings = [] }) => sum + landings.length, 0),
			unknown: reports.filter(({ reported }) => reported === 'unknown').length,
			digest: story.digest,
			findings,
		};
	}
}
