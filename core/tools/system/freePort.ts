import { randomInt } from 'node:crypto';
import { checkPort } from 'get-port-please';

/** Below what any system hands out to connections by itself (Linux from 32768 on), above what services are known by. */
const [FIRST, LAST] = [15_000, 32_000];

/**
 * A port on 127.0.0.1 that nobody listens on, for a process that opens it a moment later. One of the system's own
 * choice may be a connection's by then, which a machine busy with thousands of them showed.
 *
 * @throws Error when no port is free
 */
export async function freePort(): Promise<number> {
	for (let attempt = 0; attempt < 100; attempt += 1) {
		const port = await checkPort(randomInt(FIRST, LAST), '127.0.0.1');
		if (port !== false) return port;
	}
	throw new Error(`No free port found between ${FIRST} and ${LAST}`);
}
