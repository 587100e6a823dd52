import type { IncomingMessage, ServerResponse } from 'node:http';
import { runCommand, type CommandInput, type CommandRoutes } from '../core/sandbox/commands';
import type { Fault } from '../core/sandbox/faults';
import { FAULT_WORDS } from '../core/sandbox/faultWords';
import { CODES } from './codes';
import { NOTIFY_VARIATIONS, type NotifyVariation } from './notificationBuilder';
import type { NotificationState } from './notifications';
import type { SandboxOptions } from './settings';
import type { SandboxState } from './state';
import { TRADE_STATES, type TradeState } from './tradeState';
import type { OrderState } from './transaction';

/** Coins that arrive in a registered wallet. */
export interface Deposit {
	wallet_address: string;
	/** Symbol, such as USDT. */
	currency: string;
	/** Decimal units, such as "15.5". */
	amount: string;
	/** Receives the notification. How the platform knows where to send it is not published. */
	notify_url: string;
}

/** Controls a running sandbox. The same commands exist as methods and over HTTP. */
export interface SandboxControl {
	/** A copy of everything the sandbox knows. */
	state(): SandboxState;
	/** Deletes all data, restores the options given at the start, and cancels everything still scheduled. */
	reset(): void;
	/** Changes options from now on; the port cannot change. Throws Error for an invalid option. */
	configure(options: SandboxOptions): void;
	/** Throws Error for an invalid fault. */
	addFault(fault: Fault): void;
	clearFaults(): void;
	/**
	 * Sends one notification now, without retries. Resolves when the receiver has responded.
	 * Throws Error if the transaction does not exist or has no notify_url.
	 */
	notify(transactionId: string, variation?: NotifyVariation): Promise<NotificationState>;
	/** Credits coins to a registered wallet and sends the notification. Throws ApiError or Error if the deposit is invalid. */
	deposit(deposit: Deposit): OrderState;
	/** Moves a pending payout or order to any other state, or as `canMove` allows. Throws ApiError otherwise. */
	settle(transactionId: string, tradeState: TradeState): void;
	/** Keeps what a workflow posted to /_sandbox/chat. */
	recordChatMessage(body: unknown): void;
}

type Command = CommandInput & { control: SandboxControl };

const ROUTES: CommandRoutes<Command> = [
	['GET', /^\/_sandbox\/state$/, ({ control }) => control.state()],
	['POST', /^\/_sandbox\/reset$/, ({ control }) => control.reset()],
	['POST', /^\/_sandbox\/settings$/, ({ control, input }) => control.configure(input as SandboxOptions)],
	['GET', /^\/_sandbox\/faults$/, () => FAULT_WORDS],
	['POST', /^\/_sandbox\/faults$/, ({ control, input }) => control.addFault(input as Fault)],
	['DELETE', /^\/_sandbox\/faults$/, ({ control }) => control.clearFaults()],
	['POST', /^\/_sandbox\/(payouts|orders)\/[0-9a-f]{32}\/settle$/, settle],
	['POST', /^\/_sandbox\/notifications$/, notify],
	['POST', /^\/_sandbox\/deposits$/, ({ control, input }) => control.deposit(input as Deposit)],
	['POST', /^\/_sandbox\/chat$/, ({ control, input }) => control.recordChatMessage(input)],
];

/** Handles one request to /_sandbox/. */
export async function handleControl(
	control: SandboxControl,
	request: IncomingMessage,
	response: ServerResponse,
	body: Buffer,
): Promise<void> {
	await runCommand(ROUTES, { control }, CODES.notFound, request, response, body);
}

function settle({ control, id, input }: Command): void {
	const { state } = input as { state?: unknown };
	const states: readonly unknown[] = TRADE_STATES.slice(1);
	if (!states.includes(state)) throw new Error(`"state" must be one of: ${states.join(', ')}`);
	control.settle(id, state as TradeState);
}

async function notify({ control, input }: Command): Promise<unknown> {
	const { transaction_id: id, variation = 'plain' } = input as { transaction_id?: unknown; variation?: unknown };
	if (typeof id !== 'string') throw new Error('"transaction_id" must be a string');
	if (!(NOTIFY_VARIATIONS as readonly unknown[]).includes(variation))
		throw new Error(`"variation" must be one of: ${NOTIFY_VARIATIONS.join(', ')}`);
	return control.notify(id, variation as NotifyVariation);
}
