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
		error: `${cause.error}; whether it is closed now is not known`,
		advice: 'Look it up, or run again: closing twice does no harm.',
		details: cause.details,
	};
}

/**
 * The failure of a payment that nobody knows the outcome of, with what was tried to find out.
 *
 * @param number the person's own number of the payment
 * @param cause why the outcome is not known
 * @param seen the last look-up, if there was one
 */
export function outcomeUnknown(
	{ platform, unknown }: { platform: string; unknown: ErrorEntry },
	number: string,
	client: ApiClient,
	cause: Failure,
	seen: LookUp | undefined,
): SingleOutcome {
	const at = client.now().toISOString();
	const look =
		seen === undefined
			? 'It was not looked up.'
			: seen.found === 'nothing'
				? `${platform} did not have it when it was looked up at ${at}, but it may still be processed.`
				: `Looking it up at ${at} did not help: ${seen.found === 'unclear' ? seen.failure.error : ''}.`;
	return {
		failure: {
			error: `${unknown.message}. Number ${number}, ${at}. ${cause.error}. ${look}`,
			advice: unknown.advice,
			details: {
				...cause.details,
				outcome: 'unknown',
				at,
				found_when_looked_up: seen?.found === 'nothing' ? false : null,
			},
		},
	};
}
