/** Codes the sandbox responds with. */
export const CODES = {
	/** What a fault responds with when it names no code. */
	failed: 1,
	expired: 10410,
	invalid: 10506,
	unknownChannel: 20011,
	notFound: 20041,
	beingProcessed: 20043,
	wrongState: 20044,
	refusedByChannel: 20045,
	badSignature: 20052,
} as const;
