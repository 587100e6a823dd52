import type { ActiveFault } from './faults';
import type { Timers } from './timers';

export interface SandboxResponse {
	code: number;
	msg: string;
	data?: unknown;
}

/** How a response is signed. */
export type SignatureKind = 'right' | 'unsigned' | 'bad signature' | 'reordered';

/** One call's response on its way out. */
export interface ResponseWriter {
	timers: Timers;
	send(response: SandboxResponse, status?: number, signing?: SignatureKind): void;
	sendText(status: number, type: string, body: string): void;
	redirect(): void;
	cut(): void;
}

/**
 * Lets a fault strike.
 * @param work does the call
 * @param codes what a fault answers that names no code
 */
export async function injectFault(
	writer: ResponseWriter,
	fault: ActiveFault,
	work: () => SandboxResponse,
	codes: { badSignature: number; failed: number },
): Promise<void> {
	const { timers } = writer;
	const coded = (fallback: number): SandboxResponse => ({
		code: fault.code ?? fallback,
		msg: `sandbox fault: ${fault.kind}`,
	});
	switch (fault.kind) {
		case 'slow': {
			const response = work();
			await timers.sleep(fault.delayMs);
			return writer.send(response);
		}
		case 'process late':
			await timers.sleep(fault.delayMs);
			return writer.send(work());
		case 'cut after':
			work();
			return writer.cut();
		case 'cut before':
			return writer.cut();
		case '500 after':
			work();
			return writer.sendText(500, 'text/plain', 'Internal Server Error');
		case '500 before':
			return writer.sendText(500, 'text/plain', 'Internal Server Error');
		case '401 after':
			work();
			return writer.send(coded(codes.badSignature), 401);
		case '401 before':
			return writer.send(coded(codes.badSignature), 401);
		case 'redirect after':
			work();
			return writer.redirect();
		case 'redirect':
			return writer.redirect();
		case 'garbage after':
			work();
			return writer.sendText(200, 'text/html', GARBAGE);
		case 'garbage before':
			return writer.sendText(200, 'text/html', GARBAGE);
		case 'code after':
			work();
			return writer.send(coded(codes.failed));
		case 'code':
			return writer.send(coded(codes.failed));
		case 'unsigned':
		case 'bad signature':
		case 'reordered':
			return writer.send(work(), 200, fault.kind);
	}
}

const GARBAGE = '<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>\n';
