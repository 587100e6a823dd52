import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes every request, keeps it, and says that there is nothing under the number. */
export interface Listener {
	url: string;
	heard: Array<{ method: string | undefined; url: string | undefined; body: Record<string, unknown> }>;
	server: Server;
}

/** Starts a listener on a free port. */
export async function startListener(): Promise<Listener> {
	const heard: Listener['heard'] = [];
	const server = createServer((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const text = Buffer.concat(chunks).toString('utf8');
			const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
			heard.push({ method: incoming.method, url: incoming.url, body });
			response.setHeader('content-type', 'application/json');
			response.end('{"code":12002,"message":"nothing there"}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard, server };
}
