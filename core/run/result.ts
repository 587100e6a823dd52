import type { SingleOutcome } from './operation';

/** What became of a payment for people: sent in this run, or known to the platform before. */
export type Result = 'sent' | 'sent before';

/** Flags that say how a payment was found that was not plainly made; each is there only when true. */
export const FLAGS = ['already_existed', 'recovered'] as const;

/** Adds `result` to a payment's outcome. What was found after a lost response was sent by this run. */
export function withResult(outcome: SingleOutcome): SingleOutcome {
	if (!('json' in outcome)) return outcome;
	const result: Result = outcome.json['already_existed'] === true ? 'sent before' : 'sent';
	return { json: { ...outcome.json, result } };
}
