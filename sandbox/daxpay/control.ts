import type { Fault } from '../faults';
import type { CommandInput, CommandRoutes } from '../commands';
import { NOTIFY_VARIATIONS, type NotifyVariation } from './notifications';
import type { DaxPaySandbox, NewPayment } from './server';

type Command = CommandInput & { sandbox: DaxPaySandbox };

/** Commands under /_sandbox/, in the same manner as the TokenPay sandbox has them. */
export const ROUTES: CommandRoutes<Command> = [
	['GET', /^\/_sandbox\/state$/, ({ sandbox }) => sandbox.state()],
	['POST', /^\/_sandbox\/reset$/, ({ sandbox }) => sandbox.reset()],
	['POST', /^\/_sandbox\/settings$/, ({ sandbox, input }) => sandbox.configure(input as object)],
	['POST', /^\/_sandbox\/faults$/, ({ sandbox, input }) => sandbox.addFault(input as Fault)],
	['DELETE', /^\/_sandbox\/faults$/, ({ sandbox }) => sandbox.clearFaults()],
	['POST', /^\/_sandbox\/payments$/, ({ sandbox, input }) => sandbox.addPayment(input as NewPayment)],
	['POST', /^\/_sandbox\/entries\/[\w-]+\/settle$/, settle],
	['POST', /^\/_sandbox\/notifications$/, notify],
	['POST', /^\/_sandbox\/chat$/, ({ sandbox, input }) => sandbox.recordChatMessage(input)],
];

function settle({ sandbox, id, input }: Command): void {
	const { status, errorMsg } = input as { status?: unknown; errorMsg?: unknown };
	if (typeof status !== 'string' || !/^[a-z]+$/.test(status))
		throw new Error('"status" must be a state such as success');
	sandbox.settle(id, status, typeof errorMsg === 'string' ? errorMsg : null);
}

async function notify({ sandbox, input }: Command): Promise<unknown> {
	const { no, variation = 'plain' } = input as { no?: unknown; variation?: unknown };
	if (typeof no !== 'string') throw new Error('"no" must be a string');
	if (!(NOTIFY_VARIATIONS as readonly unknown[]).includes(variation))
		throw new Error(`"variation" must be one of: ${NOTIFY_VARIATIONS.join(', ')}`);
	return sandbox.notify(no, variation as NotifyVariation);
}
