/** Codes of the platform that the node acts on (TokenPay API, section 7). */
export const CODES = {
	operationFailed: 11000,
	tooManyRequests: 11001,
	existsAlready: 12001,
	doesNotExist: 12002,
	frequencyRestricted: 20004,
} as const;

/** Codes that mean that nothing was done, so that every call may be sent again. */
export const NOTHING_DONE = [CODES.tooManyRequests];

/** Codes after which a call without effects on money is sent again. */
export const HARMLESS_TO_REPEAT = [CODES.tooManyRequests, CODES.frequencyRestricted];
