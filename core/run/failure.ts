/** What a person reads when something went wrong. */
export interface ErrorEntry {
	/** What happened, as a sentence without a full stop. */
	message: string;
	/** What to do now, in whole sentences. */
	advice: string;
	/** Whether money may have moved although this was reported. */
	moneyMayHaveMoved: boolean;
}

/** Why an operation did not succeed, in a form that errors and items are made from. */
export interface Failure {
	/** What happened; complete in one line, since error items and AI tools show nothing else. */
	error: string;
	/** What to do now. */
	advice: string;
	details: {
		code?: number;
		reason?: string;
		/** The platform's own words. */
		msg?: string;
		request_id?: string;
		http_status?: number;
		out_trade_no?: string;
		/** Whether a payout was certainly not made, or may have been. */
		outcome?: 'unpaid' | 'unknown';
		[field: string]: unknown;
	};
}

export const errorEntry = (message: string, advice: string, moneyMayHaveMoved = false): ErrorEntry => ({
	message,
	advice,
	moneyMayHaveMoved,
});

/** Names of a platform, for the errors that every platform can have. */
export interface Names {
	platform: string;
	/** The credential's fields that decide where requests go. */
	address: string;
	/** What a wrong address is said against, such as the platform's allow-list. */
	access: string;
	/** What moves money, such as "payout". */
	payment: string;
	/** What else to do when a response's signature does not match. */
	unverified: string;
}

/** Problems that are no codes of a platform, by a name that goes into `details.reason`. */
export const sharedErrors = ({ platform, address, access, payment, unverified }: Names) => ({
	unlisted: errorEntry(
		`${platform} refused with a code that its documentation does not list`,
		`Read ${platform}'s own words and look the number up.`,
		true,
	),
	httpError: errorEntry(
		`${platform} answered with an HTTP error`,
		`Check ${address} in the credential${access}.`,
		true,
	),
	serverError: errorEntry(`${platform} had an internal error`, 'Run again later with the same number.', true),
	unauthorized: errorEntry(
		'The host refused the request as unauthorized',
		`Check ${address} in the credential${access}.`,
		true,
	),
	redirect: errorEntry(
		'The host redirected the request, which was not followed',
		`Check ${address} in the credential: ${platform} answers without redirects.`,
		true,
	),
	unreadable: errorEntry(
		`The answer is not one of ${platform}'s`,
		`Check ${address} in the credential: a web page or a proxy may have answered instead.`,
		true,
	),
	unverified: errorEntry('The answer carries a signature that does not match', unverified, true),
	timeout: errorEntry(
		`${platform} did not answer in time`,
		"Run again with the same number; a longer Timeout can be set under Request Options in the node's settings.",
		true,
	),
	cut: errorEntry('The connection broke before the answer came', 'Run again with the same number.', true),
	stopped: errorEntry(
		'The execution was stopped while the request was under way',
		'Run again with the same number.',
		true,
	),
	dns: errorEntry(
		'The host was not found',
		`Check ${address} in the credential, and the DNS of the machine that runs n8n.`,
	),
	refused: errorEntry(
		'No connection could be made',
		`Check ${address} in the credential, and the network or the proxy of the machine that runs n8n.`,
	),
	tls: errorEntry(
		"The host's certificate was not accepted",
		`Check ${address} in the credential; do not turn certificate checks off for ${payment}s.`,
	),
	domain: errorEntry(
		'The credential does not allow requests to this host',
		'Set Allowed HTTP Request Domains in the credential to All, or add the host of the environment there.',
	),
	input: errorEntry('A field of this row is not right', 'Correct the field that is named.'),
	limit: errorEntry(
		'The amount is above the limit',
		'Check the amount; raise Maximum Payout Amount in the credential if it is right.',
	),
	credential: errorEntry('The credential is not complete', 'Open the credential and correct it.'),
	different: errorEntry(
		`The number belongs to a different ${payment}`,
		`Compare the two: correct the row if it is meant to be the same ${payment}; use a new number only for one that is really new.`,
		true,
	),
	closed: errorEntry(
		`The ${payment} under this number is over and will not be paid`,
		'If it is still to be paid, make sure in the merchant console that it was not, then use a new number.',
		true,
	),
	notLookedUp: errorEntry(
		`No ${payment} was sent, because its number could not be looked up first; what an earlier run did is not known`,
		'Put right what is named, then run again with the same number, never with a new one.',
		true,
	),
	unknown: errorEntry(
		`OUTCOME UNKNOWN: the ${payment} may or may not have been made`,
		'Run again with the same number, never with a new one: the node looks the number up and pays at most once.',
		true,
	),
	stoppedBefore: errorEntry('The execution was stopped before this was sent', 'Run again with the same number.'),
	notSent: errorEntry(
		'Not sent, because another row failed',
		'Correct the row that failed, then run again; rows already paid are recognized by their numbers.',
	),
	notClosed: errorEntry('It could not be closed', 'Look it up to see its state.'),
});

export type SharedErrorName = keyof ReturnType<typeof sharedErrors>;

/** Makes a failure in the words of a platform. */
export type FailureMaker<Name extends string> = (name: Name, details?: Failure['details'], what?: string) => Failure;

/**
 * Makes failures from error entries.
 *
 * @returns a function of the problem's name, details, and what exactly is wrong (in place of a general status)
 */
export function failuresFrom<Name extends string>(catalogue: Record<Name, ErrorEntry>): FailureMaker<Name> {
	return (name, details = {}, what) => {
		const { message, advice } = catalogue[name];
		const status = details.http_status === undefined ? '' : ` (HTTP ${details.http_status})`;
		return {
			error: what ? `${message}: ${what.replace(/\.$/, '')}` : `${message}${status}`,
			advice,
			details: { reason: name, ...details },
		};
	};
}
