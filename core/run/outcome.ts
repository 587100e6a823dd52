import type { ApiClient } from '../requests/apiClient';
import type { SingleOutcome } from './operation';
import type { ErrorEntry, Failure } from './failure';
import type { LookUp } from './lookUp';

/** A failure that says whether money was certainly not moved, or may have been. */
export function failed(failure: Failure, outcome: 'unpaid' | 'unknown'): SingleOutcome {
	return { failure: { ...failure, details: { ...failure.details, outcome } } };
}

/** The failure of closing something when nobody knows whether it is closed now. */
export function closedOrNot(cause: Failure): Failure {
	return {
		error: 'It is not known whether it is closed now',
		more: [`: ${cause.error}`],
		advice: 'Look it up, or run again: closing twice does no harm.',
		details: cause.details,
	};
}

/**
 * The failure of a payment that nobody knows the outcome of, with what was tried to find out.
 *
 * @param cause why the outcome is not known
 * @param seen the last look-up, if there was one
 */
export function outcomeUnknown(
	{ platform, unknown }: { platform: string; unknown: ErrorEntry },
	client: ApiClient,
	cause: Failure,
	seen: LookUp | undefined,
): SingleOutcome {
	const at = client.now().toISOString();
	const ways = [...(cause.more ?? []), ''].map((way) => `${cause.error}${way}`);
	return {
		failure: {
			error: unknown.message,
			more: ways.map((way) => `: ${way}`),
			advice: unknown.advice,
			details: {
				...cause.details,
				outcome: 'unknown',
				cause: ways[0],
				at,
				looked_up: lookedUp(platform, seen),
				found_when_looked_up: seen?.found === 'nothing' ? false : null,
			},
		},
	};
}

/** What the last look-up showed, in words. */
function lookedUp(platform: string, seen: LookUp | undefined): string {
	if (seen === undefined) return 'It was not looked up';
	if (seen.found === 'nothing') return `${platform} did not have it, but it may still be processed`;
	return `Looking it up did not help${seen.found === 'unclear' ? `: ${seen.failure.error}` : ''}`;
}
