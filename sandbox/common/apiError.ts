/** A call that is answered with a non-zero code; the message goes to the caller as `msg`. */
export class ApiError extends Error {
	constructor(
		readonly code: number,
		message: string,
	) {
		super(message);
	}
}
