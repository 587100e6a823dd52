import type { ApiRequest } from '../../core/requests/apiClient';
import type { RawResponse } from '../../core/requests/response';
import type { Scheduler } from '../../core/tools/async/scheduler';
import type { Draw } from './draw';
import { type Fault, type FaultPlan, drawFault } from './faults';
import { type ModelPlatform, type Received, type Reply, isAboutPayout, movesMoney } from './platform';
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
		const { scheduler, plan } = this;
		const { process } = attempt.run;
		const sentAt = scheduler.time;
		const fault = drawFault(this.draw, this.faults, movesMoney(path));
		this.sent += 1;
		process.sentAt.push(sentAt);
		if (isAboutPayout(path)) attempt.firstSentAt ??= sentAt;
		if (movesMoney(path)) attempt.firstPaymentAt ??= sentAt;
		const what = () => `${attempt.run.name}  ${path.slice(4)} ${attempt.row.number}`;
		this.tell(() => `${what()}${fault ? `  (${fault.name}, done: ${fault.done})` : ''}`);

		return await new Promise<RawResponse>((resolve, reject) => {
			let isOver = false;
			const end = (text: string, how: () => void, isInDoubt: boolean) => {
				if (isOver) return;
				isOver = true;
				signal.removeEventListener('abort', stop);
				attempt.lastHeardAt = scheduler.time;
				if (isInDoubt && movesMoney(path)) attempt.inDoubtSince ??= scheduler.time;
				this.tell(() => `${what()}  → ${text}`);
				how();
			};
			const fail = (text: string, error: object, isInDoubt = true) =>
				end(text, () => reject(Object.assign(new Error(text), error)), isInDoubt);
			const stop = () => fail('stopped', { code: 'ERR_CANCELED', name: 'CanceledError' });
			if (plan.endsWhenStopped) signal.addEventListener('abort', stop);
			const later = (milliseconds: number, run: () => void) => {
				const at = scheduler.time + milliseconds;
				const lastMoment = sentAt + plan.timeout;
				if (at <= lastMoment) scheduler.schedule(at, run, process);
				else scheduler.schedule(lastMoment, () => fail('timed out', { code: 'ECONNABORTED' }), process);
			};
			if (fault?.neverSent) return later(this.oneWay(), () => fail('no connection', fault.neverSent ?? {}, false));

			const received: Received = { path, fields, attempt, sentAt, notThereAt: attempt.notThereAt, fault };
			const back = (reply: Reply | 'cut' | 'silence', slow = 0) => {
				if (reply === 'silence') return later(Infinity, () => undefined);
				later(this.oneWay() + slow, () => {
					if (reply === 'cut') return fail('connection cut', { code: 'ECONNRESET' });
					end(
						`${reply.statusCode} ${reply.body.slice(0, 300)}`,
						() => {
							note(attempt, reply);
							resolve({ statusCode: reply.statusCode, headers: {}, body: reply.body });
						},
						reply.tells?.what !== 'success',
					);
				});
			};
			const arrive = () => scheduler.schedule(scheduler.time + this.oneWay(), () => this.handle(received, back));
			const held = this.draw.chance(plan.busy) ? this.draw.between(0, 150) : 0;
			// What has not left yet is lost with its process.
			if (held > 0) scheduler.schedule(sentAt + held, arrive, process);
			else arrive();
		});
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

/** Writes down what an attempt has heard about its number. */
function note(attempt: Attempt, { tells }: Reply): void {
	if (!tells) return;
	if (tells.what === 'nothing') attempt.notThereAt = tells.at;
	if (tells.what === 'taken') attempt.wasToldTaken = true;
	if (tells.what === 'success') attempt.wasToldSuccess = true;
	if (tells.state) attempt.told = tells.state;
	if (tells.hasContent) attempt.hasSeenContent = true;
}
