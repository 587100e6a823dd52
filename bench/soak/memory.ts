import path from 'node:path';
import type { N8nServer } from '../../tools/n8n/server';

/** Makes a server's Node answer `sampleMemory`. */
export const PROBED = ['--expose-gc', '--require', path.join(__dirname, 'probe.cjs')];

/** What n8n's main process holds, in megabytes (10^6 bytes). */
export interface Memory {
	/** Resident set size. */
	rss: number;
	/** JavaScript heap in use. */
	heap: number;
}

/**
 * Lets n8n collect its garbage and tells what is left.
 *
 * @param server started with the flags `PROBED`
 * @throws Error when it does not answer
 */
export async function sampleMemory(server: N8nServer): Promise<Memory> {
	// The last one: after a restart there is a new port.
	const port = [...server.log.matchAll(/Memory probe listens on (\d+)/g)].at(-1)?.[1];
	if (port === undefined) throw new Error('n8n runs without the memory probe');
	const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(60_000) });
	const { rss, heapUsed } = (await answer.json()) as NodeJS.MemoryUsage;
	return { rss: rss / 1e6, heap: heapUsed / 1e6 };
}
