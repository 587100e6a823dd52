import type { IncomingMessage, ServerResponse } from 'node:http';
import { runCommand, type CommandInput, type CommandRoutes } from '../../core/sandbox/commands';
import type { Fault } from '../../core/sandbox/faults';
import { FAULT_WORDS } from '../../core/sandbox/faultWords';
import { CODES } from './codes';
import { NOTIFY_VARIATIONS, type NotifyVariation } from './notificationBuilder';
import type { NotificationState } from './notifications';
import type { DaxPayState } from './state';
import type { Transaction } from './transaction';

/** A payment, created by some other program. */
export interface NewPayment {
	bizOrderNo: string;
	/** Fen; default 1550. */
	amount?: number;
	/** Default 'wait'. */
	status?: string;
	notifyUrl?: string;
}

/** Controls a running DaxPay sandbox. The same commands exist as methods and over HTTP. */
export interface DaxPayControl {
	/** A copy of everything the sandbox knows. */
	state(): DaxPayState;
	/** Deletes all data and restores the options given at the start; the keys stay. */
	reset(): void;
	/** Changes options from now on. Throws Error for an invalid option. */
	configure(options: object): void;
	/** Throws Error for an invalid fault. */
	addFault(fault: Fault): void;
	clearFaults(): void;
	/** Throws Error if the payment is invalid. */
	addPayment(payment: NewPayment): Transaction;
	/** Moves a transaction to a state and sends the notification. Throws ApiError if the number does not exist. */
	settle(no: string, status: string, errorMsg?: string | null): void;
	/** Sends one notification now, without retries. Resolves when the receiver has responded. */
	notify(no: string, variation?: NotifyVariation): Promise<NotificationState>;
	/** Keeps what a workflow posted to /_sandbox/chat. */
	recordChatMessage(body: unknown): void;
}

type Command = CommandInput & { control: DaxPayControl };

const ROUTES: CommandRoutes<Command> = [
	['GET', /^\/_sandbox\/state$/, ({ control }) => control.state()],
	['POST', /^\/_sandbox\/reset$/, ({ control }) => control.reset()],
	['POST', /^\/_sandbox\/settings$/, ({ control, input }) => control.configure(input as object)],
	['GET', /^\/_sandbox\/faults$/, () => FAULT_WORDS],
	['POST', /^\/_sandbox\/faults$/, ({ control, input }) => control.addFault(input as Fault)],
	['DELETE', /^\/_sandbox\/faults$/, ({ control }) => control.clearFaults()],
	['POST', /^\/_sandbox\/payments$/, ({ control, input }) => control.addPayment(input as NewPayment)],
	['POST', /^\/_sandbox\/transactions\/[\w-]+\/settle$/, settle],
	['POST', /^\/_sandbox\/notifications$/, notify],
	['POST', /^\/_sandbox\/chat$/, ({ control, input }) => control.recordChatMessage(input)],
];

/** Handles one request to /_sandbox/. */
export async function handleControl(
	control: DaxPayControl,
	request: IncomingMessage,
	response: ServerResponse,
	body: Buffer,
): Promise<void> {
	await runCommand(ROUTES, { control }, CODES.notFound, request, response, body);
}

function settle({ control, id, input }: Command): void {
	const { status, errorMsg } = input as { status?: unknown; errorMsg?: unknown };
	if (typeof status !== 'string' || !/^[a-z]+$/.test(status))
		throw new Error('"status" must be a state such as success');
	control.settle(id, status, typeof errorMsg === 'string' ? errorMsg : null);
}

async function notify({ control, input }: Command): Promise<unknown> {
	const { no, variation = 'plain' } = input as { no?: unknown; variation?: unknown };
	if (typeof no !== 'string') throw new Error('"no" must be a string');
	if (!(NOTIFY_VARIATIONS as readonly unknown[]).includes(variation))
		throw new Error(`"variation" must be one of: ${NOTIFY_VARIATIONS.join(', ')}`);
	return control.notify(no, variation as NotifyVariation);
}
