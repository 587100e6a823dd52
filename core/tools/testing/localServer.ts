import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Servers of a test file, on ports of their own; `close` belongs into `afterAll`. */
export function localServers() {
	const servers: Server[] = [];
	return {
		/** @returns the address of a server that answers as told */
		async serve(listener: RequestListener): Promise<string> {
			const server = createServer(listener).listen(0, '127.0.0.1');
			servers.push(server);
			await new Promise((resolve) => server.once('listening', resolve));
			return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		},
		close() {
			for (const server of servers) {
				server.close();
				server.closeAllConnections();
			}
		},
	};
}
