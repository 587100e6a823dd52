/** Codes of the platform that the node acts on (TokenPay API, section 7). */
export const CODES = {
	badSignature: 103,
	signatureExpired: 104,
	operationFailed: 11000,
	tooManyRequests: 11001,
	existsAlready: 12001,
	doesNotExist: 12002,
	frequencyRestricted: 20004,
} as const;

/** Codes that mean that nothing was done, so that every request may be sent again. */
export const NOTHING_DONE = [CODES.tooManyRequests];

/** Codes by which the platform refuses to deal with the application at all, before it looks at the request. */
export const NOT_LET_IN: readonly number[] = [
	CODES.badSignature,
	CODES.signatureExpired,
	CODES.tooManyRequests,
	20000,
	20001,
];

/** Codes after which a request without effects on money is sent again. */
export const HARMLESS_TO_REPEAT = [CODES.tooManyRequests, CODES.frequencyRestricted];
