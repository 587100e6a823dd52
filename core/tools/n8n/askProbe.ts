import type { N8nServer } from './server';

/**
 * Asks a script that n8n's Node was told to load (`--require`) what it has measured. It listens on a port of its own,
 * and names that in n8n's output, as in `Memory probe listens on 12345`.
 *
 * @param name what stands before "probe" there
 * @throws Error when the server runs without it, or when it does not respond within a minute
 */
export async function askProbe<T>(server: N8nServer, name: string): Promise<T> {
	// The last one: after a restart there is a new port.
	const port = [...server.log.matchAll(new RegExp(`${name} probe listens on (\\d+)`, 'g'))].at(-1)?.[1];
	if (port === undefined) throw new Error(`n8n runs without the probe "${name}"`);
	const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(60_000) });
	return (await response.json()) as T;
}
