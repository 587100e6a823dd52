import type { Replacement } from './bundle';
import type { Wrong } from './findings';

/** A defect that the simulator has to find, and what it must call it. */
export interface Defect extends Replacement {
	name: string;
	shows: Wrong;
}

const RUN = 'core/run/run.ts';
const PAY_ONCE = 'nodes/TokenPay/payOnce.ts';

/** Planted one at a time. What is replaced must be there exactly once, so this list keeps up with the source. */
export const DEFECTS: readonly Defect[] = [
	{
		name: 'no lock on a number',
		file: RUN,
		from: 'item.payment && (await shared.holdNumber(`${sharedBy} ${item.payment.number}`, signal))',
		to: 'item.payment && (() => undefined)',
		shows: 'paid twice',
	},
	{
		name: 'unpaid for a different payout',
		file: PAY_ONCE,
		from: "if (doubt) return failed(doubt.failure, 'unknown');\n\tconst flag",
		to: "if (doubt) return failed(doubt.failure, doubt.failure.details.reason === 'different' ? 'unpaid' : 'unknown');\n\tconst flag",
		shows: 'reported unpaid but paid',
	},
	{
		name: 'no look-up first',
		file: PAY_ONCE,
		from: 'const before = await lookUp(client, payment.query, false);',
		to: "const before = { found: 'nothing' };",
		shows: 'paid twice',
	},
	{
		name: 'no look-up after a refusal',
		file: PAY_ONCE,
		from: "const seen = await lookUp(client, payment.query, true);\n\tif (seen.found === 'detail')",
		to: "const seen = { found: 'nothing', failure };\n\tif (seen.found === 'detail')",
		shows: 'reported unpaid but paid',
	},
	{
		name: 'sent again after a lost response',
		file: 'core/requests/retry.ts',
		from: "response.kind === 'refusal' && retryOn.includes(response.code); retry++",
		to: "(response.kind === 'lost' && !response.neverSent) || retryOn.includes(response.code); retry++",
		shows: 'paid twice',
	},
	{
		name: 'a rate limiter without its margin',
		file: 'core/requests/adaptiveWindow.ts',
		from: '(1000 + MARGIN + Math.min(this.usual - this.fastest, most))',
		to: '1000',
		shows: 'too fast',
	},
	{
		name: 'too many requests are an end',
		file: 'core/requests/retry.ts',
		from: 'const GIVE_UP_AFTER = 120_000;',
		to: 'const GIVE_UP_AFTER = 0;',
		shows: 'unpaid without a reason',
	},
	{
		name: 'closed passes for paid',
		file: 'nodes/TokenPay/payoutState.ts',
		from: "return OVER.includes(upper) ? 'over' : 'unknown';",
		to: "return OVER.includes(upper) ? 'alive' : 'unknown';",
		shows: 'reported paid but unpaid',
	},
	{
		name: 'amounts are not compared',
		file: 'nodes/TokenPay/comparePayout.ts',
		from: 'if (shown !== undefined && shown === asked) return;',
		to: 'if (shown !== undefined) return;',
		shows: 'reported paid but unpaid',
	},
	{
		name: 'a number is never let go',
		file: RUN,
		from: 'release?.();',
		to: '',
		shows: 'hangs',
	},
	{
		name: 'Stop is not heard while waiting for a turn',
		file: 'core/requests/rateLimiter.ts',
		from: "signal?.addEventListener('abort', leave, { once: true });",
		to: '',
		shows: 'hangs',
	},
	{
		name: 'payments go on after a failure',
		file: 'core/run/stopOnFailure.ts',
		from: 'const isOver = () => this.failed.length > 0 && !this.inDoubt.has(at);',
		to: 'const isOver = () => false;',
		shows: 'sent after a failure',
	},
	{
		name: 'a run that forgets its last row',
		file: 'core/run/stopOnFailure.ts',
		from: 'outcomes.forEach((outcome, at) => run',
		to: 'outcomes.slice(0, -1).forEach((outcome, at) => run',
		shows: 'without a clear report',
	},
	{
		name: 'what is on its way has landed',
		file: 'nodes/TokenPay/payoutState.ts',
		from: "normalize(state) === 'SUCCESS'",
		to: "meaningOf(state) === 'alive'",
		shows: 'reported landed but has not',
	},
	{
		name: 'no last look when the time is out',
		file: 'nodes/TokenPay/waitUntilLanded.ts',
		from: 'Math.min(pause, until - client.elapsed())',
		to: 'pause',
		shows: 'hangs',
	},
	{
		name: 'spare turns beside those of others',
		file: 'core/requests/rateLimiter.ts',
		from: 'this.window.nextTurn(requestsPerSecond),',
		to: '0,',
		shows: 'too fast',
	},
	{
		name: 'a notification counts as seen before it is stored',
		file: 'core/notifications/webhook.ts',
		from: "response.once('finish', () => {\n\t\tif (response.statusCode === 200) seen.confirm(trigger, id);\n\t});",
		to: 'seen.confirm(trigger, id);',
		shows: 'notification lost',
	},
	{
		name: 'a process forgets what it has seen',
		file: 'core/notifications/webhook.ts',
		from: 'if (response.statusCode === 200) seen.confirm(trigger, id);',
		to: '',
		shows: 'notification started again',
	},
];
