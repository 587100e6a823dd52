import type { IncomingMessage, ServerResponse } from 'node:http';
import { isJson, isLocalHost, reply } from './http';
import { NOTIFY_VARIATIONS, type NotifyVariation } from './letters';
import { Refusal } from './refusal';
import type { Deposit, Sandbox } from './server';
import type { World } from './state';

interface Command {
	sandbox: Sandbox;
	world: World;
	/** What the path's pattern captured. */
	id: string;
	/** The JSON body. */
	input: unknown;
}

const ROUTES: readonly [method: string, path: RegExp, run: (command: Command) => unknown][] = [
	['GET', /^\/_sandbox\/state$/, ({ sandbox }) => sandbox.state()],
	['POST', /^\/_sandbox\/reset$/, ({ sandbox }) => sandbox.reset()],
	['POST', /^\/_sandbox\/settings$/, ({ world, input }) => world.configure(input)],
	['POST', /^\/_sandbox\/faults$/, ({ sandbox, input }) => sandbox.addFault(input as Parameters<Sandbox['addFault']>[0])],
	['DELETE', /^\/_sandbox\/faults$/, ({ sandbox }) => sandbox.clearFaults()],
	['POST', /^\/_sandbox\/(payouts|orders)\/[0-9a-f]{32}\/settle$/, settle],
	['POST', /^\/_sandbox\/notifications$/, notify],
	['POST', /^\/_sandbox\/deposits$/, ({ sandbox, input }) => sandbox.deposit(input as Deposit)],
	['POST', /^\/_sandbox\/chat$/, ({ world, input }) => world.noteChat(input)],
];

/**
 * Answers a call to /_sandbox/: JSON in, JSON out; 400 for wrong input, 404 for what does not exist, 409 for a
 * state that does not allow it, 403 and 415 for what a page of another site could have sent.
 */
export async function handleControl(sandbox: Sandbox, world: World, request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
	const send = (status: number, value: unknown) => reply(response, status, 'application/json', JSON.stringify(value));
	if (!isLocalHost(request)) return send(403, { error: 'Only for 127.0.0.1 and localhost' });
	const path = (request.url ?? '').split('?')[0] ?? '';
	const route = ROUTES.find(([method, pattern]) => method === request.method && pattern.test(path));
	if (!route) return send(404, { error: 'No such command' });
	if (request.method === 'POST' && !isJson(request)) return send(415, { error: 'The content type must be application/json' });
	try {
		const input: unknown = request.method === 'POST' && body.length > 0 ? JSON.parse(body.toString('utf8')) : {};
		const result = await route[2]({ sandbox, world, id: path.split('/')[3] ?? '', input });
		return send(200, result ?? { ok: true });
	} catch (error) {
		const status = error instanceof Refusal ? (/does not exist/.test(error.message) ? 404 : 409) : 400;
		return send(status, { error: error instanceof Error ? error.message : String(error) });
	}
}

function settle({ sandbox, id, input }: Command): void {
	const { state } = input as { state?: unknown };
	if (state !== 'SUCCESS' && state !== 'CLOSED' && state !== 'REFUND') throw new Error('"state" must be SUCCESS, CLOSED or REFUND');
	sandbox.settle(id, state);
}

async function notify({ sandbox, input }: Command): Promise<unknown> {
	const { transaction_id: id, variation = 'plain' } = input as { transaction_id?: unknown; variation?: unknown };
	if (typeof id !== 'string') throw new Error('"transaction_id" must be a string');
	if (!(NOTIFY_VARIATIONS as readonly unknown[]).includes(variation)) throw new Error(`"variation" must be one of: ${NOTIFY_VARIATIONS.join(', ')}`);
	return sandbox.notify(id, variation as NotifyVariation);
}
