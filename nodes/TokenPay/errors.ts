import { type ErrorEntry, errorEntry, sharedErrors } from '../../core/run/failure';

/** The platform's codes (TokenPay API, section 7). */
export const PLATFORM_CODES: Readonly<Record<number, ErrorEntry>> = {
	100: errorEntry(
		'The request parameters are bad',
		'Check the values of this row; the platform could not read the request.',
	),
	103: errorEntry('The signature is invalid', "Check 'App Secret', 'App ID' and 'Merchant ID' in the credential."),
	104: errorEntry(
		'The signature has expired',
		'Set the clock of the machine that runs n8n (turn time synchronization on), then run again.',
	),
	11000: errorEntry(
		'TokenPay did not do it',
		"The state may have changed or does not allow it: read TokenPay's own words and look the number up.",
		true,
	),
	11001: errorEntry(
		'There were too many requests',
		"Nothing was done. Run again later, and lower 'Requests per Second' in the credential if other programs use the same application.",
	),
	11003: errorEntry('A required parameter is missing', 'Fill in the field that TokenPay names.'),
	12001: errorEntry('The number is taken already', 'Look the number up, or use a new one for a different payment.'),
	12002: errorEntry(
		'There is nothing under this number',
		'Check the number, and that the credential is the one it was created with.',
	),
	12003: errorEntry('The data is empty', 'Check the values of this row.'),
	20000: errorEntry('The application does not exist', "Check 'App ID' and 'Environment' in the credential."),
	20001: errorEntry('The application is disabled', 'Enable the application in the merchant console.'),
	20002: errorEntry(
		'The balance is too low',
		'Top up the balance of this currency, then run again with the same number.',
	),
	20003: errorEntry(
		'The quota is too low',
		'Raise the quota in the merchant console, then run again with the same number.',
	),
	20004: errorEntry(
		'The request frequency is restricted',
		"Wait a while, then run again with the same number; lower 'Requests per Second' in the credential.",
	),
	20005: errorEntry('A parameter is invalid', 'Correct the value that TokenPay names.'),
};

/** Everything else that can go wrong, by a name that goes into `details.reason`. */
export const ERRORS = {
	...sharedErrors({
		platform: 'TokenPay',
		address: "'Environment' and 'Base URL'",
		access: ', and whether this machine is on the IP allow-list of the application',
		payment: 'payout',
		unverified:
			"Check 'App Secret'. If it is right, somebody may be changing answers on the way: ask TokenPay, or turn 'Verify Responses' off in the credential if answers are signed in another way.",
	}),
	state: errorEntry(
		'The payout under this number is in a state that is not known to be good',
		'Look it up in the merchant console before paying again; keep the number.',
		true,
	),
	limit: errorEntry(
		'The credential does not allow this payout',
		"Check the amount and the payee; change 'Maximum Payout Amount' or 'Allowed Recipients' in the credential if they are right.",
	),
	samePayee: errorEntry(
		'Another row pays the same to the same payee under another number',
		"Remove one of them, or choose Warn or Allow in 'Same Payee Twice' if both are meant.",
	),
	runTotal: errorEntry(
		'The list is above what one run may pay',
		"Check the list; split it, or raise 'Maximum Total per Run' in the credential, only if it is right.",
	),
	balance: errorEntry(
		'The balance does not cover the list',
		'Top up the balance or take rows out of the list, then run again with the same numbers.',
	),
	balanceUnknown: errorEntry(
		'The balance could not be checked',
		"Put right what is named, or switch 'Check Balance First' off, then run again with the same numbers.",
	),
	otherUnit: errorEntry(
		'The account seems to count payouts in the other unit',
		"The amount is off by exactly the decimals of the currency. Set 'Payout Amount Unit' in the credential to the other unit, and look this payout up in the merchant console before paying more.",
		true,
	),
	unsigned: errorEntry(
		'The answer reports success but carries no signature, so it is not believed',
		"Open the credential and click Retry: it says whether TokenPay signs its answers. If it does not, turn 'Verify Responses' off; if it does, somebody may be changing answers on the way.",
		true,
	),
	stale: errorEntry(
		"The answer was signed more than 15 minutes off this machine's time, so it is not believed",
		'Set the clock of the machine that runs n8n (turn time synchronization on), then run again with the same number. If the clock is right, somebody may be sending old answers again.',
		true,
	),
} satisfies Record<string, ErrorEntry>;

/** The error entry of a non-zero code of the platform. */
export function errorForCode(code: number): ErrorEntry {
	return PLATFORM_CODES[code] ?? ERRORS.unlisted;
}
