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
	/** What happened, as a sentence without a full stop. */
	error: string;
	/** What else belongs into that sentence where there is room: ways to go on, the longest first. */
	more?: readonly string[];
	/** What to do now. */
	advice: string;
	/** Everything that is known; nothing of it but what stands above is read at once. */
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
		/** Every field that is not right, where there are several. */
		problems?: string[];
		[field: string]: unknown;
	};
	/** What became of every item, where one of several ended a run that moves money. */
	run?: Ends;
}

/** What became of one item of a run that was stopped. */
export type End = 'paid' | 'failed' | 'unknown' | 'not sent';

/** The items of a run by what became of them, by their names. */
export type Ends = Record<End, string[]>;

export const errorEntry = (message: string, advice: string, moneyMayHaveMoved = false): ErrorEntry => ({
	message,
	advice,
	moneyMayHaveMoved,
});

/** Names of a platform, for the errors that every platform can have. */
export interface Names {
	platform: string;
	/** The credential's fields that decide where requests go, each in single quotes. */
	address: string;
	/** What a wrong address is said against, such as the platform's allow-list. */
	access: string;
	/** What moves money, such as "payout". */
	payment: string;
	/** What else to do when a response's signature does not match. */
	unverified: string;
}

/** What can go wrong beside the codes of a platform, by a name that goes into `details.reason`. */
export const sharedErrors = ({ platform, address, access, payment, unverified }: Names) => ({
	unlisted: errorEntry(
		`${platform} answered with a code that is not documented`,
		`Read ${platform}'s own words and look the number up.`,
		true,
	),
	httpError: errorEntry(
		`${platform} answered with an HTTP status that is no success`,
		`Check ${address} in the credential${access}.`,
		true,
	),
	serverError: errorEntry(`${platform} could not process the request`, 'Run again later with the same number.', true),
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
		"Run again with the same number; 'Timeout' under 'Request Options' in the node's settings can be longer.",
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
		"Set 'Allowed HTTP Request Domains' in the credential to All, or add the host there.",
	),
	newer: errorEntry(
		'This version of the package does not know the operation',
		'Update the package: the workflow was saved with a newer version.',
	),
	input: errorEntry('A field of this row is not right', 'Correct the field that is named.'),
	limit: errorEntry(
		'The amount is above the limit',
		"Check the amount; raise 'Maximum Payout Amount' in the credential if it is right.",
	),
	credential: errorEntry('The credential cannot be used', 'Open the credential and correct it.'),
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
		`No ${payment} was sent, since its number could not be looked up first`,
		'What an earlier run did is not known. Put right what is named, then run again with the same number, never with a new one.',
		true,
	),
	unknown: errorEntry(
		'OUTCOME UNKNOWN, it may or may not have been made',
		'Run again with the same number, never with a new one: the node looks the number up and pays at most once.',
		true,
	),
	stoppedBefore: errorEntry('The execution was stopped before this was sent', 'Run again with the same number.'),
	notSent: errorEntry(
		'Another row stopped the run',
		'Correct the row that stopped it, then run again; rows already paid are recognized by their numbers.',
	),
	notClosed: errorEntry('It could not be closed', 'Look it up to see its state.'),
});

export type SharedErrorName = keyof ReturnType<typeof sharedErrors>;

/**
 * Makes a failure in the words of a platform.
 *
 * @param what what exactly is wrong, in place of a general status; of several ways to say it, the longest first
 */
export type FailureMaker<Name extends string> = (
	name: Name,
	details?: Failure['details'],
	what?: string | readonly string[],
) => Failure;

/** Makes failures from error entries. */
export function failuresFrom<Name extends string>(catalogue: Record<Name, ErrorEntry>): FailureMaker<Name> {
	return (name, details = {}, what = []) => {
		const { message, advice } = catalogue[name];
		const status = details.http_status === undefined ? [] : [` (HTTP ${details.http_status})`];
		const ways = [what].flat().filter((way) => way !== '');
		const more = ways.length > 0 ? ways.map((way) => `: ${way.replace(/\.$/, '')}`) : status;
		return {
			error: message,
			...(more.length > 0 && { more }),
			advice,
			// Where there is no room for it in the sentence, it can be read here.
			details: { reason: name, ...details, ...(typeof what === 'string' && { explanation: what }) },
		};
	};
}

/**
 * What is different, for a sentence: each field with both values, or the fields alone where there is no room.
 *
 * @param differences such as `amount (asked for 1, TokenPay has 2)`
 */
export const waysToSay = (differences: string[]): string[] => {
	const quoted = differences.map((difference) => difference.replace(/^\S+/, "'$&'"));
	return [quoted.join(', '), quoted.map((difference) => difference.replace(/ .*$/s, '')).join(', ')];
};
