import type { RawResponse } from '../../core/requests/response';
import type { Scheduler } from '../../core/tools/async/scheduler';
import { type Reply, isAboutPayout, movesMoney } from './platform';
import type { Attempt } from './records';
import type { Tell } from './story';

/** A request that a process has sent. */
export interface SentRequest {
	at: number;
	/** The platform said that it does not count. */
	wasRefused?: true;
}

/** One request and what becomes of it, as n8n's HTTP layer sees it; written down for whoever sent it. */
export class Exchange {
	readonly response: Promise<RawResponse>;

	private readonly sent: SentRequest;

	private isOver = false;

	private resolve!: (response: RawResponse) => void;

	private reject!: (error: Error) => void;

	/** @param timeout milliseconds until n8n gives up */
	constructor(
		private readonly path: string,
		private readonly attempt: Attempt,
		private readonly timeout: number,
		private readonly scheduler: Scheduler,
		private readonly tell: Tell,
	) {
		const at = scheduler.time;
		this.sent = { at };
		attempt.run.process.sent.push(this.sent);
		if (isAboutPayout(path)) attempt.firstSentAt ??= at;
		if (movesMoney(path)) attempt.firstPaymentAt ??= at;
		this.response = new Promise((resolve, reject) => {
			this.resolve = resolve;
			this.reject = reject;
		});
	}

	/** For the story. */
	get name(): string {
		return `${this.attempt.run.name}  ${this.path.slice(4)} ${this.attempt.row.number}`;
	}

	/** Has something happen to the sender after milliseconds, or its time-out where that comes first. */
	later(milliseconds: number, run: () => void): void {
		const { scheduler, sent, timeout, attempt } = this;
		const at = scheduler.time + milliseconds;
		const lastMoment = sent.at + timeout;
		const { process } = attempt.run;
		if (at <= lastMoment) scheduler.schedule(at, run, process);
		else scheduler.schedule(lastMoment, () => this.fail('timed out', { code: 'ECONNABORTED' }), process);
	}

	/** Ends it without a response. @param error what Node says */
	fail(text: string, error: object, wasSent = true): void {
		if (!this.end(text, wasSent)) return;
		this.reject(Object.assign(new Error(text), error));
	}

	succeed(reply: Reply): void {
		const { statusCode, body, tells } = reply;
		if (!this.end(`${statusCode} ${body.slice(0, 300)}`, tells?.what !== 'success')) return;
		if (statusCode === 200 && SLOW_DOWN.test(body)) this.sent.wasRefused = true;
		note(this.attempt, reply);
		this.resolve({ statusCode, headers: {}, body });
	}

	private end(text: string, isInDoubt: boolean): boolean {
		if (this.isOver) return false;
		const { attempt, scheduler } = this;
		this.isOver = true;
		attempt.lastHeardAt = scheduler.time;
		if (isInDoubt && movesMoney(this.path)) attempt.inDoubtSince ??= scheduler.time;
		this.tell(() => `${this.name}  → ${text}`);
		return true;
	}
}

/** "Too many requests" and "frequency restricted". */
const SLOW_DOWN = /^\{"code":(?:11001|20004),/;

/** Writes down what an attempt has heard about its number. */
function note(attempt: Attempt, { tells }: Reply): void {
	if (!tells) return;
	if (tells.what === 'nothing') attempt.notThereAt = tells.at;
	if (tells.what === 'taken') attempt.wasToldTaken = true;
	if (tells.what === 'success') attempt.wasToldSuccess = true;
	if (tells.state) attempt.told = tells.state;
	if (tells.hasContent) attempt.hasSeenContent = true;
}
