import path from 'node:path';
import { askProbe } from '../../core/tools/n8n/askProbe';
import type { N8nServer } from '../../core/tools/n8n/server';

/** Flags for a server's Node that let `heapOf` ask it. */
export const PROBED = ['--expose-gc', '--require', path.join(__dirname, 'memoryProbe.cjs')];

/**
 * The JavaScript heap of n8n's main process after a full garbage collection, in megabytes (10^6 bytes).
 *
 * @param server started with the flags `PROBED`
 * @throws Error when it does not respond
 */
export async function heapOf(server: N8nServer): Promise<number> {
	const { heapUsed } = await askProbe<NodeJS.MemoryUsage>(server, 'Memory');
	return heapUsed / 1e6;
}
