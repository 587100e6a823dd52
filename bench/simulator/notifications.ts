import type { Scheduler } from '../../core/tools/async/scheduler';
import type { Draw } from './draw';
import type { Findings } from './findings';
import type { N8nProcess } from './n8nProcess';
import type { Payout } from './records';
import type { Tell } from './story';
import { type Delivery, type TriggerPlan, type WorkflowStore, receive } from './trigger';

/** Milliseconds between attempts (TokenPay API, section 4). */
const REPEATED_AFTER = [0, 15, 30, 180, 600, 1200, 1800, 3600, 10_800, 21_600].map((seconds) => seconds * 1000);

/** How notifications get to n8n. */
export interface NotificationPlan extends TriggerPlan {
	/** How often (0 to 1) one is lost on its way, and its acknowledgement on the way back. */
	lost: number;
	acknowledgementLost: number;
	/** How often one is sent twice at the same moment. */
	doubled: number;
}

export function drawNotificationPlan(draw: Draw): NotificationPlan {
	const seldom = () => draw.pick([0, 0, 0.1, 0.4]);
	return {
		lost: seldom(),
		acknowledgementLost: seldom(),
		doubled: seldom(),
		storingFails: seldom(),
		responseFails: seldom(),
		confirms: draw.pick([0, 0, 100, 3000]),
		unconfirmed: seldom(),
		overwritten: seldom(),
	};
}

/** What became of one event that the platform announces. */
interface Announced {
	id: string;
	isAcknowledged: boolean;
	deliveries: Delivery[];
}

/** Announces payouts that have landed until they are acknowledged, to n8n processes that share a database. */
export class Notifications {
	readonly events: Announced[] = [];

	private readonly store: WorkflowStore = { staticData: {} };

	/** @param processes those that are there, dead or alive */
	constructor(
		private readonly plan: NotificationPlan,
		private readonly draw: Draw,
		private readonly scheduler: Scheduler,
		private readonly processes: () => N8nProcess[],
		private readonly tell: Tell,
	) {}

	/** Announces a payout when it has landed. */
	announce({ transactionId, states }: Payout): void {
		const landed = states.at(-1);
		if (landed?.meaning !== 'alive') return;
		const event: Announced = { id: transactionId, isAcknowledged: false, deliveries: [] };
		this.events.push(event);
		this.attempt(event, 0, landed.from);
	}

	private attempt(event: Announced, attempt: number, before: number): void {
		const wait = REPEATED_AFTER[attempt];
		if (wait === undefined) return;
		this.scheduler.schedule(before + wait, () => {
			if (event.isAcknowledged) return;
			const at = this.scheduler.time;
			for (let copy = this.draw.chance(this.plan.doubled) ? 2 : 1; copy > 0; copy -= 1) this.send(event);
			this.attempt(event, attempt + 1, at);
		});
	}

	private send(event: Announced): void {
		const { draw, plan, scheduler } = this;
		const process = draw.pick(this.processes());
		if (!process.isAlive || draw.chance(plan.lost)) return;
		const onAcknowledged = () => {
			if (draw.chance(plan.acknowledgementLost)) return;
			scheduler.schedule(scheduler.time + draw.between(1, 50), () => {
				event.isAcknowledged = true;
				this.tell(() => `platform  ${event.id} is acknowledged`);
			});
		};
		scheduler.schedule(
			scheduler.time + draw.between(1, 50),
			() => {
				const delivery: Delivery = { id: event.id, process, receivedAt: scheduler.time };
				event.deliveries.push(delivery);
				receive(
					delivery,
					{ plan, draw, store: this.store, now: () => scheduler.time, tell: this.tell },
					onAcknowledged,
				);
			},
			process,
		);
	}

	/** Finds what this process knew and did not write down with the next notification, or never wrote down. */
	private judgeMemory(findings: Findings): void {
		const deliveries = this.events.flatMap((event) => event.deliveries);
		for (const { id, process, saved, decidedAt, knownAt } of deliveries) {
			// Where nothing else is stored for the workflow, n8n's record is always up to date.
			if (knownAt !== undefined && !saved && this.plan.overwritten === 0)
				findings.complain('notification forgotten', `${id} by ${process.name} was never written down`);
			if (!saved || decidedAt === undefined) continue;
			const known = deliveries.filter((other) => other.process === process && (other.knownAt ?? Infinity) < decidedAt);
			const missing = [id, ...known.map((other) => other.id)].find((one) => !saved.includes(one));
			if (missing !== undefined)
				findings.complain('notification forgotten', `${missing} by ${process.name} when it wrote down ${id}`);
		}
	}

	/** Finds what was acknowledged and never stored, and what started again although the process knew it. */
	judge(findings: Findings): void {
		this.judgeMemory(findings);
		for (const { id, isAcknowledged, deliveries } of this.events) {
			const started = deliveries
				.filter(({ startedAt }) => startedAt !== undefined)
				.toSorted((a, b) => Number(a.startedAt) - Number(b.startedAt));
			if (isAcknowledged && started.length === 0)
				findings.complain('notification lost', `${id} was acknowledged, but no workflow was started for it`);
			for (const again of started) {
				const isKnown = deliveries.some(
					({ process, knownAt }) =>
						process === again.process && knownAt !== undefined && knownAt < Number(again.decidedAt),
				);
				if (isKnown || again.wasInStore)
					findings.complain('notification started again', `${id} by ${again.process.name} at ${again.startedAt} ms`);
				else if (again !== started[0])
					findings.countApart('notification started again: at the same moment, in another process or after a crash');
			}
		}
	}
}
