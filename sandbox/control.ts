import type { IncomingMessage, ServerResponse } from 'node:http';
import { runCommand, type CommandInput, type CommandRoutes } from './commands';
import { NOTIFY_VARIATIONS, type NotifyVariation } from './notificationBuilder';
import type { Deposit, Sandbox } from './server';
import type { State } from './state';

type Command = CommandInput & { sandbox: Sandbox; state: State };

const ROUTES: CommandRoutes<Command> = [
	['GET', /^\/_sandbox\/state$/, ({ sandbox }) => sandbox.state()],
	['POST', /^\/_sandbox\/reset$/, ({ sandbox }) => sandbox.reset()],
	['POST', /^\/_sandbox\/settings$/, ({ state, input }) => state.configure(input)],
	[
		'POST',
		/^\/_sandbox\/faults$/,
		({ sandbox, input }) => sandbox.addFault(input as Parameters<Sandbox['addFault']>[0]),
	],
	['DELETE', /^\/_sandbox\/faults$/, ({ sandbox }) => sandbox.clearFaults()],
	['POST', /^\/_sandbox\/(payouts|orders)\/[0-9a-f]{32}\/settle$/, settle],
	['POST', /^\/_sandbox\/notifications$/, notify],
	['POST', /^\/_sandbox\/deposits$/, ({ sandbox, input }) => sandbox.deposit(input as Deposit)],
	['POST', /^\/_sandbox\/chat$/, ({ state, input }) => state.recordChatMessage(input)],
];

/** Answers a call to /_sandbox/. */
export async function handleControl(
	sandbox: Sandbox,
	state: State,
	request: IncomingMessage,
	response: ServerResponse,
	body: Buffer,
): Promise<void> {
	await runCommand(ROUTES, { sandbox, state }, request, response, body);
}

function settle({ sandbox, id, input }: Command): void {
	const { state } = input as { state?: unknown };
	if (state !== 'SUCCESS' && state !== 'CLOSED' && state !== 'REFUND')
		throw new Error('"state" must be SUCCESS, CLOSED or REFUND');
	sandbox.settle(id, state);
}

async function notify({ sandbox, input }: Command): Promise<unknown> {
	const { transaction_id: id, variation = 'plain' } = input as { transaction_id?: unknown; variation?: unknown };
	if (typeof id !== 'string') throw new Error('"transaction_id" must be a string');
	if (!(NOTIFY_VARIATIONS as readonly unknown[]).includes(variation))
		throw new Error(`"variation" must be one of: ${NOTIFY_VARIATIONS.join(', ')}`);
	return sandbox.notify(id, variation as NotifyVariation);
}
