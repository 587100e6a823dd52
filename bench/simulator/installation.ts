import type { Scheduler } from '../../core/tools/async/scheduler';
import { type Execution, type Surroundings, execute } from './execution';
import type { Findings } from './findings';
import { N8nProcess } from './n8nProcess';
import type { Crash, Job, Scenario } from './scenario';

/** The processes of n8n, and what people do with them. */
export class Installation {
	/** All that ever ran. */
	readonly processes: N8nProcess[] = [];

	/** Those that are there, dead or alive. */
	readonly places: N8nProcess[] = [];

	readonly executions: Execution[] = [];

	constructor(
		private readonly scheduler: Scheduler,
		private readonly surroundings: Surroundings,
		private readonly findings: Findings,
	) {}

	/** Starts n8n, or starts it again. */
	start(place: number): void {
		const name = `n8n ${place + 1}${this.places[place] ? ', started again' : ''}`;
		const { draw, scenario } = this.surroundings;
		const process = new N8nProcess(name, this.scheduler, draw, scenario.network.busy);
		this.processes.push(process);
		this.places[place] = process;
	}

	/** Somebody executes the workflow. */
	begin(job: Job): void {
		const { scheduler, surroundings, executions } = this;
		const process = this.places[job.process] as N8nProcess;
		// Nobody can start anything where n8n is down.
		if (!process.isAlive) return;
		const execution: Execution = {
			name: `${process.name}, execution ${executions.length + 1}`,
			job,
			rows: surroundings.scenario.lists.rows[job.list] ?? [],
			process,
			stop: new AbortController(),
			runs: [],
			isOver: false,
		};
		executions.push(execution);
		surroundings.tell(
			() =>
				`${execution.name}  begins ${job.operation} of list ${job.list + 1}: ${execution.rows.map(({ number }) => number).join(', ')}`,
		);
		if (job.stopAt !== undefined) scheduler.schedule(job.stopAt, () => this.stop(execution), process);
		execute(execution, surroundings).catch((error: unknown) => {
			this.findings.complain('without a clear report', `${execution.name} threw ${String(error)}`);
		});
	}

	/** Somebody stops an execution. */
	private stop(execution: Execution): void {
		if (execution.isOver) return;
		this.surroundings.tell(() => `${execution.name}  is stopped`);
		execution.stoppedAt = this.scheduler.time;
		execution.stop.abort();
	}

	/** A process does nothing for milliseconds. */
	stall({ process: place, lasts }: Scenario['stalls'][number]): void {
		const process = this.places[place] as N8nProcess;
		this.surroundings.tell(() => `${process.name}  stands still for ${lasts} ms`);
		process.standsStillUntil = this.scheduler.time + lasts;
	}

	/** A process ends without a word; later another one takes its place, and somebody runs again what was interrupted. */
	crash({ process: place, downFor, isRunAgain }: Crash): void {
		const process = this.places[place] as N8nProcess;
		if (!process.isAlive) return;
		process.isAlive = false;
		this.surroundings.tell(() => `${process.name}  crashes`);
		const interrupted = this.executions.filter((one) => one.process === process && !one.isOver);
		this.scheduler.schedule(this.scheduler.time + downFor, () => {
			this.start(place);
			if (!isRunAgain) return;
			for (const { job } of interrupted) {
				const again = { ...job };
				delete again.stopAt;
				this.begin(again);
			}
		});
	}
}
