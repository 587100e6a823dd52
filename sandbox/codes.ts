/** Codes the sandbox responds with, named after the documentation. */
export const CODES = {
	badRequest: 100,
	badSignature: 103,
	expired: 104,
	failed: 11000,
	tooMany: 11001,
	missing: 11003,
	exists: 12001,
	notFound: 12002,
	noApp: 20000,
	appDisabled: 20001,
	lowBalance: 20002,
	invalid: 20005,
} as const;
