/** Makes the response carry a non-zero code. The message is sent as `msg`. */
export class ApiError extends Error {
	constructor(
		readonly code: number,
		message: string,
	) {
		super(message);
	}
}
