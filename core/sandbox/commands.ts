import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './apiError';
import { isJson, isLocalHost, reply } from './http';

export interface CommandInput {
	/** The third segment of the path, or an empty string. */
	id: string;
	/** The JSON body. */
	input: unknown;
}

/** Commands by method and path; the first that fits runs. */
export type CommandRoutes<Command> = readonly [method: string, path: RegExp, run: (command: Command) => unknown][];

/**
 * Handles a request to /_sandbox/, with JSON in both directions. Responds with 400 to invalid input, 404 if something
 * does not exist, 409 if its state does not allow the command, 403 and 415 to what a page on another site could send.
 * @param parts what commands need besides their input
 * @param doesNotExist the platform's code for what does not exist
 */
export async function runCommand<Parts extends object>(
	routes: CommandRoutes<Parts & CommandInput>,
	parts: Parts,
	doesNotExist: number,
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
		const status = error instanceof ApiError ? (error.code === doesNotExist ? 404 : 409) : 400;
		return send(status, { error: error instanceof Error ? error.message : String(error) });
	}
}
