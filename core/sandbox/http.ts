import type { Timers } from './timers';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Reads the whole body.
 * @throws Error if it is over 1 MiB or the connection breaks
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > MAX_BODY_BYTES) throw new Error('The body is larger than 1 MiB');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

/** Sends a complete response in UTF-8. Does nothing if the client has disconnected or headers were already sent. */
export function reply(
	response: ServerResponse,
	status: number,
	type: string,
	body: string,
	headers: Record<string, string> = {},
): void {
	if (response.destroyed || response.headersSent) return;
	response.writeHead(status, {
		'Content-Type': `${type}; charset=utf-8`,
		'Content-Length': String(Buffer.byteLength(body)),
		...headers,
	});
	response.end(body);
}

/**
 * Whether the Host header names this machine. A page on another site whose host name resolves to 127.0.0.1
 * (DNS rebinding) sends that name instead.
 */
export function isLocalHost(request: IncomingMessage): boolean {
	return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(request.headers.host ?? '');
}

/** Whether the content type is JSON. Browsers let a page on another site send that only after a CORS preflight. */
export function isJson(request: IncomingMessage): boolean {
	return /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

/**
 * Starts a server on 127.0.0.1. If the handler of a request fails, its connection is closed.
 * @param port 0 picks a free one
 * @throws Error if the port is taken (code EADDRINUSE)
 */
export async function serve(
	port: number,
	handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<{ port: number; close(): Promise<void> }> {
	const server = createServer((request, response) => {
		handle(request, response).catch(() => response.destroy());
	});
	// Longer than clients keep idle connections open: only a fault should ever break one.
	server.keepAliveTimeout = 65_000;
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return {
		port: (server.address() as AddressInfo).port,
		async close() {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			server.closeAllConnections();
			await closed;
		},
	};
}

/** Sends JSON's white space, one byte every 100 ms, until the client is gone or the timers are cancelled. */
export async function trickle(response: ServerResponse, timers: Timers): Promise<void> {
	response.writeHead(200, { 'content-type': 'application/json' });
	while (!response.destroyed) {
		response.write(' ');
		await timers.sleep(100);
	}
}
