import type { ActiveFault } from './faults';
import type { Timers } from './timers';

export interface SandboxResponse {
	code: number;
	msg: string;
	data?: unknown;
}

/** How a response is signed. */
export type SignatureKind = 'valid' | 'unsigned' | 'bad signature' | 'reordered';

/** Writes the response to one request. */
export interface ResponseWriter {
	timers: Timers;
	send(response: SandboxResponse, status?: number, signature?: SignatureKind): void;
	sendText(status: number, type: string, body: string): void;
	/** Sends white space without end, as long as the client listens. */
	trickle(): Promise<void>;
	redirect(): void;
	cut(): void;
}

/**
 * Processes a request with a fault.
 * @param handle processes the request
 * @param codes used by faults that name no code
 */
export async function injectFault(
	writer: ResponseWriter,
	fault: ActiveFault,
	handle: () => SandboxResponse,
	codes: { badSignature: number; failed: number },
): Promise<void> {
	const { timers } = writer;
	const errorResponse = (fallback: number): SandboxResponse => ({
		code: fault.code ?? fallback,
		msg: `sandbox fault: ${fault.kind}`,
	});
	switch (fault.kind) {
		case 'slow': {
			const response = handle();
			await timers.sleep(fault.delayMs);
			return writer.send(response);
		}
		case 'trickle':
			handle();
			return await writer.trickle();
		case 'process late':
			await timers.sleep(fault.delayMs);
			return writer.send(handle());
		case 'cut after':
			handle();
			return writer.cut();
		case 'cut before':
			return writer.cut();
		case '500 after':
			handle();
			return writer.sendText(500, 'text/plain', 'Internal Server Error');
		case '500 before':
			return writer.sendText(500, 'text/plain', 'Internal Server Error');
		case '401 after':
			handle();
			return writer.send(errorResponse(codes.badSignature), 401);
		case '401 before':
			return writer.send(errorResponse(codes.badSignature), 401);
		case 'redirect after':
			handle();
			return writer.redirect();
		case 'redirect':
			return writer.redirect();
		case 'garbage after':
			handle();
			return writer.sendText(200, 'text/html', GARBAGE);
		case 'garbage before':
			return writer.sendText(200, 'text/html', GARBAGE);
		case 'code after':
			handle();
			return writer.send(errorResponse(codes.failed));
		case 'code':
			return writer.send(errorResponse(codes.failed));
		case 'unsigned':
		case 'bad signature':
		case 'reordered':
			return writer.send(handle(), 200, fault.kind);
	}
}

const GARBAGE = '<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>\n';
