import path from 'node:path';
import type { N8nServer } from '../../core/tools/n8n/server';

/** Flags for a server's Node that let `heapOf` ask it. */
export const PROBED = ['--expose-gc', '--require', path.join(__dirname, 'probe.cjs')];

/**
 * The JavaScript heap of n8n's main process after a full garbage collection, in megabytes (10^6 bytes).
 *
 * @param server started with the flags `PROBED`
 * @throws Error when it does not respond
 */
export async function heapOf(server: N8nServer): Promise<number> {
	// The last one: after a restart there is a new port.
	const port = [...server.log.matchAll(/Memory probe listens on (\d+)/g)].at(-1)?.[1];
	if (port === undefined) throw new Error('n8n runs without the memory probe');
	const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(60_000) });
	const { heapUsed } = (await response.json()) as NodeJS.MemoryUsage;
	return heapUsed / 1e6;
}
