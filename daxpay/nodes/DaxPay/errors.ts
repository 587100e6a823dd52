import { type ErrorEntry, errorEntry, sharedErrors } from '../../../core/run/failure';

const NOT_ENABLED = 'Enable it for this application in the console of DaxPay.';
const CLOCKS = "Set the clocks of this machine and of the server, and check 'Time Zone' in the credential.";

/** The platform's codes (DaxPay API, "Answers"). */
export const PLATFORM_CODES: Readonly<Record<number, ErrorEntry>> = {
	1: errorEntry('DaxPay did not do it', "Read DaxPay's own words and look the number up.", true),
	10408: errorEntry('The nonce is missing', "Check 'API Version' in the credential."),
	10409: errorEntry('The nonce was used before', 'Run again with the same number.', true),
	10410: errorEntry('The time is outside the allowed window', CLOCKS),
	10500: errorEntry('The server could not process the request', 'Run again later with the same number.', true),
	10506: errorEntry(
		'A field is not valid, or the time is outside the allowed window',
		`Correct the field that DaxPay names, and check 'API Version' in the credential. ${CLOCKS}`,
	),
	10507: errorEntry('The request was repeated', 'Run again later with the same number.', true),
	20011: errorEntry('The channel is not known', "Check 'Channel': 3.0 and Open name them differently."),
	20012: errorEntry('The payment method is not known', 'Check the values of this row.'),
	20013: errorEntry('The state is not known', 'Look the number up in the console of DaxPay.', true),
	20021: errorEntry('The channel is not enabled', NOT_ENABLED),
	20022: errorEntry('The payment method is not enabled', NOT_ENABLED),
	20023: errorEntry('The function is not enabled', NOT_ENABLED),
	20024: errorEntry('The configuration is wrong', 'Correct the channel in the console of DaxPay.'),
	20025: errorEntry('The configuration is missing', 'Configure the channel in the console of DaxPay.'),
	20030: errorEntry('The operation is not supported', 'The channel cannot do this.'),
	20041: errorEntry(
		'There is no such order',
		'Check the number, and that the credential is the one it was created with.',
	),
	20043: errorEntry('It is being processed right now', 'Run again later with the same number.', true),
	20044: errorEntry('Its state does not allow this', 'Look it up to see its state.', true),
	20045: errorEntry(
		'The channel refused it',
		"Read DaxPay's own words; run again with the same number once it is put right.",
		true,
	),
	20052: errorEntry(
		'The signature is wrong',
		"Check 'Secret' or the keys, 'Sign Type' and 'API Version' in the credential.",
	),
	20080: errorEntry('The channel could not be asked', 'Run again later with the same number.', true),
	20081: errorEntry('The channel is being asked already', 'Run again later with the same number.', true),
	20082: errorEntry('The channel cannot be asked about this', 'Look the number up in the console of DaxPay.', true),
	20091: errorEntry('The data is wrong or missing', 'Check the values of this row.', true),
	30000: errorEntry(
		'DaxPay does not know what happened',
		'Look the number up, then run again with the same number.',
		true,
	),
};

/** Everything else that can go wrong, by a name that goes into `details.reason`. */
export const ERRORS = {
	...sharedErrors({
		platform: 'DaxPay',
		address: "'Server URL' and 'API Version'",
		access: '',
		payment: 'payment',
		unverified:
			"Check 'Secret' or 'Platform Public Key', 'Sign Type' and 'API Version' in the credential. If they are right, somebody may be changing answers on the way.",
	}),
	unsigned: errorEntry(
		'The answer reports success but carries no signature, so it is not believed',
		"Check 'Server URL' and 'API Version' in the credential; if they are right, somebody may be changing answers on the way.",
		true,
	),
	failed: errorEntry(
		'The payment failed',
		'Put right what is named, then run again with the same number, never with a new one.',
		true,
	),
	mayHaveFailed: errorEntry(
		'OUTCOME UNKNOWN, it is recorded as failed, but the channel may have paid it',
		'Ask the channel (its own console) first; then run again with the same number, never with a new one.',
		true,
	),
} satisfies Record<string, ErrorEntry>;

/** The error entry of a non-zero code of the platform. */
export function errorForCode(code: number): ErrorEntry {
	return PLATFORM_CODES[code] ?? ERRORS.unlisted;
}
