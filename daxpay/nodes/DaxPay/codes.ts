/** Codes of the platform that the node acts on (DaxPay API, "Answers"). */
export const CODES = {
	repeated: 10507,
	noSuchOrder: 20041,
	beingProcessed: 20043,
	stateForbids: 20044,
	refusedByChannel: 20045,
	badSignature: 20052,
	syncRunning: 20081,
	noData: 20091,
} as const;

/** Codes after which a call without effects on money is sent again after a pause. */
export const HARMLESS_TO_REPEAT = [CODES.beingProcessed, CODES.syncRunning, CODES.repeated];

/** Codes of a look-up that say that there is nothing under the number. */
export const NOTHING_FOUND: readonly number[] = [CODES.noSuchOrder, CODES.noData];

/**
 * Refusals that come before a transfer or a refund is made: a missing nonce, time, validation, signature, and what the
 * channel or the application is not set up for.
 *
 * Not among them: a nonce used before (10409), since every request has a new one, so another copy of this very request
 * came through; and a state that is not known (20013), which may be the channel's response.
 */
export const REFUSED_BEFORE: readonly number[] = [
	10408,
	10410,
	10506,
	20011,
	20012,
	20021,
	20022,
	20023,
	20024,
	20025,
	20030,
	CODES.noSuchOrder,
	CODES.badSignature,
];

/** Refusals of a number that the server has already, or has in work. */
export const KNOWN_NUMBER: readonly number[] = [CODES.repeated, CODES.beingProcessed, CODES.stateForbids];
