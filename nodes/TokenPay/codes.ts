/** Codes of the platform that the node acts on (TokenPay API, section 7). */
export const CODES = {
	badRequest: 100,
	badSignature: 103,
	signatureExpired: 104,
	operationFailed: 11000,
	tooManyRequests: 11001,
	parameterMissing: 11003,
	existsAlready: 12001,
	doesNotExist: 12002,
	noApplication: 20000,
	applicationDisabled: 20001,
	frequencyRestricted: 20004,
	parameterInvalid: 20005,
} as const;

/** Codes that mean that nothing was done, so that every request may be sent again. */
export const NOTHING_DONE = [CODES.tooManyRequests];

/** Codes by which the platform refuses to deal with the application at all, before it looks at the request. */
export const NOT_LET_IN: readonly number[] = [
	CODES.badSignature,
	CODES.signatureExpired,
	CODES.tooManyRequests,
	CODES.noApplication,
	CODES.applicationDisabled,
];

/** Codes that say that there is nothing under a number. */
export const NOTHING_FOUND: readonly number[] = [CODES.doesNotExist];

/** Codes after which a request without effects on money is sent again. */
export const HARMLESS_TO_REPEAT = [CODES.tooManyRequests, CODES.frequencyRestricted];

/** Codes that come again however often the same is asked: the application or the request is wrong. */
export const HOPELESS: readonly number[] = [
	CODES.badRequest,
	CODES.badSignature,
	CODES.signatureExpired,
	CODES.parameterMissing,
	CODES.noApplication,
	CODES.applicationDisabled,
	CODES.parameterInvalid,
];
