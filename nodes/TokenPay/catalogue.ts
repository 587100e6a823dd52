/** What a person reads when something went wrong. */
export interface CatalogueEntry {
	/** What happened, as a sentence without a full stop. */
	message: string;
	/** What to do now, in whole sentences. */
	advice: string;
	/** Whether a payout may have been made although this was reported. */
	moneyMayHaveMoved: boolean;
}

const entry = (message: string, advice: string, moneyMayHaveMoved = false): CatalogueEntry => ({
	message,
	advice,
	moneyMayHaveMoved,
});

/** The platform's codes (TokenPay API, section 7). */
export const PLATFORM_CODES: Readonly<Record<number, CatalogueEntry>> = {
	100: entry('The request parameters are bad', 'Check the values of this row; the platform could not read the request.'),
	103: entry('The signature is invalid', 'Check App Secret, App ID and Merchant ID in the credential.'),
	104: entry(
		'The signature has expired',
		'Set the clock of the machine that runs n8n (turn time synchronization on), then run again.',
	),
	11000: entry(
		'The operation failed',
		"The state may have changed or does not allow it: read TokenPay's own words and look the number up.",
		true,
	),
	11001: entry(
		'There were too many requests',
		'Nothing was done. Run again later, and lower Requests per Second in the credential if other programs use the same application.',
	),
	11003: entry('A required parameter is missing', 'Fill in the field that TokenPay names.'),
	12001: entry('The number is taken already', 'Look the number up, or use a new one for a different payment.'),
	12002: entry('There is nothing under this number', 'Check the number, and that the credential is the one it was created with.'),
	12003: entry('The data is empty', 'Check the values of this row.'),
	20000: entry('The application does not exist', 'Check App ID and Environment in the credential.'),
	20001: entry('The application is disabled', 'Enable the application in the merchant console.'),
	20002: entry('The balance is too low', 'Top up the balance of this currency, then run again with the same number.'),
	20003: entry('The quota is too low', 'Raise the quota in the merchant console, then run again with the same number.'),
	20004: entry(
		'The request frequency is restricted',
		'Wait a while, then run again with the same number; lower Requests per Second in the credential.',
	),
	20005: entry('A parameter is invalid', 'Correct the value that TokenPay names.'),
};

/** Everything else that can go wrong, by a name that goes into `details.reason`. */
export const PROBLEMS = {
	unlisted: entry('TokenPay refused with a code that its documentation does not list', "Read TokenPay's own words and look the number up.", true),
	httpError: entry(
		'TokenPay answered with an HTTP error',
		'Check Environment and Base URL in the credential, and whether this machine is on the IP allow-list of the application.',
		true,
	),
	serverError: entry('TokenPay had an internal error', 'Run again later with the same number.', true),
	unauthorized: entry(
		'The host refused the request as unauthorized',
		'Check Environment and Base URL in the credential, and whether this machine is on the IP allow-list of the application.',
		true,
	),
	redirect: entry(
		'The host redirected the request, which was not followed',
		'Check Environment and Base URL in the credential: TokenPay answers without redirects.',
		true,
	),
	unreadable: entry(
		"The answer is not one of TokenPay's",
		'Check Environment and Base URL in the credential: a web page or a proxy may have answered instead.',
		true,
	),
	unverified: entry(
		'The answer carries a signature that does not match',
		'Check the App Secret. If it is right, somebody may be changing answers on the way; ask TokenPay, or turn Verify Responses off in the credential if answers are signed in another way.',
		true,
	),
	timeout: entry('TokenPay did not answer in time', 'Run again with the same number; a longer Timeout can be set under Options.', true),
	cut: entry('The connection broke before the answer came', 'Run again with the same number.', true),
	stopped: entry('The execution was stopped while the request was under way', 'Run again with the same number.', true),
	dns: entry('The host was not found', 'Check Environment and Base URL in the credential, and the DNS of the machine that runs n8n.'),
	refused: entry('No connection could be made', 'Check Environment and Base URL in the credential, and the network or the proxy of the machine that runs n8n.'),
	tls: entry("The host's certificate was not accepted", 'Check Environment and Base URL in the credential; do not turn certificate checks off for payouts.'),
	domain: entry(
		'The credential does not allow requests to this host',
		'Set Allowed HTTP Request Domains in the credential to All, or add the host of the environment there.',
	),
	input: entry('A field of this row is not right', 'Correct the field that is named.'),
	limit: entry('The amount is above the limit', 'Check the amount; raise Maximum Payout Amount in the credential if it is right.'),
	credential: entry('The credential is not complete', 'Open the credential and correct it.'),
	different: entry(
		'The number belongs to a different payout',
		'Use a new number for a new payout, or correct the row if it is meant to be the same one.',
	),
	closed: entry(
		'The payout under this number is over and will not be paid',
		'Use a new number if it is still to be paid.',
	),
	unknown: entry(
		'OUTCOME UNKNOWN: the payout may or may not have been made',
		'Run again with the same number, never with a new one: the node looks the number up and pays at most once.',
		true,
	),
	stoppedBefore: entry('The execution was stopped before this was sent', 'Run again with the same number.'),
	notSent: entry('Not sent, because another row failed', 'Correct the row that failed, then run again; rows already paid are recognized by their numbers.'),
	notClosed: entry('It could not be closed', 'Look it up to see its state.'),
} satisfies Record<string, CatalogueEntry>;

export type ProblemName = keyof typeof PROBLEMS;

/** The catalogue's entry for a non-zero code of the platform. */
export function entryForCode(code: number): CatalogueEntry {
	return PLATFORM_CODES[code] ?? PROBLEMS.unlisted;
}
