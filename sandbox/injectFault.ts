import type { ActiveFault } from './faults';
import type { Timers } from './timers';

export interface SandboxResponse {
	code: number;
	msg: string;
	data?: unknown;
}

/** How an answer is signed. */
export type Signing = 'right' | 'unsigned' | 'bad signature' | 'reordered';

/** One call's answer on its way out. */
export interface Outgoing {
	timers: Timers;
	send(answer: SandboxResponse, status?: number, signing?: Signing): void;
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
	exchange: Outgoing,
	fault: ActiveFault,
	work: () => SandboxResponse,
	codes: { badSignature: number; failed: number },
): Promise<void> {
	const { timers } = exchange;
	const coded = (fallback: number): SandboxResponse => ({
		code: fault.code ?? fallback,
		msg: `sandbox fault: ${fault.kind}`,
	});
	switch (fault.kind) {
		case 'slow': {
			const answer = work();
			await timers.sleep(fault.delayMs);
			return exchange.send(answer);
		}
		case 'process late':
			await timers.sleep(fault.delayMs);
			return exchange.send(work());
		case 'cut after':
			work();
			return exchange.cut();
		case 'cut before':
			return exchange.cut();
		case '500 after':
			work();
			return exchange.sendText(500, 'text/plain', 'Internal Server Error');
		case '500 before':
			return exchange.sendText(500, 'text/plain', 'Internal Server Error');
		case '401 after':
			work();
			return exchange.send(coded(codes.badSignature), 401);
		case '401 before':
			return exchange.send(coded(codes.badSignature), 401);
		case 'redirect after':
			work();
			return exchange.redirect();
		case 'redirect':
			return exchange.redirect();
		case 'garbage after':
			work();
			return exchange.sendText(200, 'text/html', GARBAGE);
		case 'garbage before':
			return exchange.sendText(200, 'text/html', GARBAGE);
		case 'code after':
			work();
			return exchange.send(coded(codes.failed));
		case 'code':
			return exchange.send(coded(codes.failed));
		case 'unsigned':
		case 'bad signature':
		case 'reordered':
			return exchange.send(work(), 200, fault.kind);
	}
}

const GARBAGE = '<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>\n';
