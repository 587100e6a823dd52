import type { ApiRequest } from '../../core/requests/apiClient';
import type { RawResponse } from '../../core/requests/response';
import type { Scheduler } from '../../core/tools/async/scheduler';
import type { Draw } from './draw';
import { Exchange } from './exchange';
import { type Fault, type FaultPlan, drawFault } from './faults';
import { type ModelPlatform, type Received, type Reply, movesMoney } from './platform';
import type { Attempt } from './records';
import type { Tell } from './story';

/** What lies between n8n and the platform. */
export interface NetworkPlan {
	/** Milliseconds one way: the least, and how much more it can be. */
	least: number;
	spread: number;
	/** How many requests (0 to 1) leave up to 150 ms late, since their process is busy. */
	busy: number;
	/** Milliseconds until n8n gives up. */
	timeout: number;
	/** Times are multiples of so many milliseconds, so that things happen at the same moment; 0 for any time. */
	grain: number;
	/** Whether a request that is under way ends at once when somebody stops the execution, as in n8n. */
	endsWhenStopped: boolean;
}

/** Carries requests to the platform and back, or loses them. */
export class Network {
	faults: FaultPlan;

	/** How many requests were sent. */
	sent = 0;

	constructor(
		private readonly plan: NetworkPlan,
		faults: FaultPlan,
		private readonly draw: Draw,
		private readonly scheduler: Scheduler,
		private readonly platform: ModelPlatform,
		private readonly tell: Tell,
	) {
		this.faults = faults;
	}

	/** Sends one request as n8n would; rejects when there is no response. */
	async transmit({ path, fields }: ApiRequest, attempt: Attempt, signal: AbortSignal): Promise<RawResponse> {
		const { scheduler, plan, tell } = this;
		const fault = drawFault(this.draw, this.faults, movesMoney(path));
		const exchange = new Exchange(path, attempt, plan.timeout, scheduler, tell);
		this.sent += 1;
		tell(() => `${exchange.name}${fault ? `  (${fault.name}, done: ${fault.done})` : ''}`);
		const stop = () => exchange.fail('stopped', { code: 'ERR_CANCELED', name: 'CanceledError' });
		if (plan.endsWhenStopped) signal.addEventListener('abort', stop);
		try {
			if (fault?.neverSent) {
				const { neverSent } = fault;
				exchange.later(this.oneWay(), () => exchange.fail('no connection', neverSent, false));
			} else {
				const sentAt = scheduler.time;
				this.carry({ path, fields, attempt, sentAt, notThereAt: attempt.notThereAt, fault }, exchange);
			}
			return await exchange.response;
		} finally {
			signal.removeEventListener('abort', stop);
		}
	}

	/** Takes a request to the platform, and what it says back. */
	private carry(received: Received, exchange: Exchange): void {
		const { scheduler, draw, plan } = this;
		const back = (reply: Reply | 'cut' | 'silence', slow = 0) =>
			exchange.later(reply === 'silence' ? Infinity : this.oneWay() + slow, () => {
				if (reply === 'cut') exchange.fail('connection cut', { code: 'ECONNRESET' });
				else if (reply !== 'silence') exchange.succeed(reply);
			});
		const arrive = () => scheduler.schedule(scheduler.time + this.oneWay(), () => this.handle(received, back));
		const held = draw.chance(plan.busy) ? draw.between(0, 150) : 0;
		// What has not left yet is lost with its process.
		if (held > 0) scheduler.schedule(scheduler.time + held, arrive, received.attempt.run.process);
		else arrive();
	}

	/** What happens when a request arrives. */
	private handle(received: Received, back: (reply: Reply | 'cut' | 'silence', slow?: number) => void): void {
		const { platform, scheduler } = this;
		if (!platform.isWithinLimit()) return back(TOO_MANY);
		const { fault } = received;
		if (!fault) return back(platform.process(received));
		const respond = (done: Reply | undefined, slow?: number) => back(replyOf(fault, done), slow);
		if (typeof fault.done !== 'number') {
			return respond(fault.done === 'now' ? platform.process(received) : undefined, fault.slow);
		}
		platform.reserve(received);
		scheduler.schedule(scheduler.time + fault.done, () => {
			const done = platform.process(received);
			this.tell(
				() => `platform  ${received.path.slice(4)} ${received.attempt.row.number} processed late: ${done.body}`,
			);
			if (fault.back === 'response') respond(done);
		});
		// Nobody waits longer than until the time is out.
		if (fault.back === 'response') back('silence');
		else respond(undefined, fault.slow);
	}

	private oneWay(): number {
		const { least, spread, grain } = this.plan;
		const time = this.draw.between(least, least + spread);
		return grain === 0 ? time : Math.round(time / grain) * grain;
	}
}

const TOO_MANY: Reply = { statusCode: 200, body: '{"code":11001,"msg":"too many requests"}' };

function replyOf({ back }: Fault, done: Reply | undefined): Reply | 'cut' | 'silence' {
	if (typeof back === 'object') return { statusCode: 200, ...back };
	if (back !== 'response') return back;
	return done ?? { statusCode: 200, body: '{"code":11000,"msg":"later"}' };
}
