import type { IncomingMessage, ServerResponse } from 'node:http';
import { isJson, isLocalHost, reply } from './http';
import { ApiError } from './apiError';

export interface CommandInput {
	/** The third part of the path, where there is one. */
	id: string;
	/** The JSON body. */
	input: unknown;
}

export type CommandRoutes<Command> = readonly [method: string, path: RegExp, run: (command: Command) => unknown][];

/**
 * Answers a call to /_sandbox/: JSON in, JSON out; 400 for wrong input, 404 for what does not exist, 409 for a
 * state that does not allow it, 403 and 415 for what a page of another site could have sent.
 * @param parts what commands work with beside their input
 */
export async function runCommand<Parts extends object>(
	routes: CommandRoutes<Parts & CommandInput>,
	parts: Parts,
	request: IncomingMessage,
	response: ServerResponse,
	body: Buffer,
): Promise<void> {
	const send = (status: number, value: unknown) => reply(response, status, 'application/json', JSON.stringify(value));
	if (!isLocalHost(request)) return send(403, { error: 'Only for 127.0.0.1 and localhost' });
	const path = (request.url ?? '').split('?')[0] ?? '';
	const route = routes.find(([method, pattern]) => method === request.method && pattern.test(path));
	if (!route) return send(404, { error: 'No such command' });
	if (request.method === 'POST' && !isJson(request))
		return send(415, { error: 'The content type must be application/json' });
	try {
		const input: unknown = request.method === 'POST' && body.length > 0 ? JSON.parse(body.toString('utf8')) : {};
		const result = await route[2]({ ...parts, id: path.split('/')[3] ?? '', input });
		return send(200, result ?? { ok: true });
	} catch (error) {
		const status = error instanceof ApiError ? (/does not exist/.test(error.message) ? 404 : 409) : 400;
		return send(status, { error: error instanceof Error ? error.message : String(error) });
	}
}
