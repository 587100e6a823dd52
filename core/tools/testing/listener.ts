import { text } from 'node:stream/consumers';
import { localServers } from './localServer';

/** What a server was asked. */
interface Heard {
	method: string | undefined;
	/** From the path on. */
	url: string | undefined;
	/** The JSON of the body; empty for none. */
	body: Record<string, unknown>;
}

/** A server that keeps every request, and refuses it. */
export interface Listener {
	/** Without a slash at the end. */
	url: string;
	/** Oldest first. */
	heard: Heard[];
	close: () => void;
}

/**
 * Starts a listener on a free port.
 *
 * @param code of every response; TokenPay's for nothing under the number unless given
 */
export async function startListener(code = 12002): Promise<Listener> {
	const { serve, close } = localServers();
	const heard: Heard[] = [];
	const url = await serve((incoming, response) => {
		void text(incoming).then((sent) => {
			const body = (sent === '' ? {} : JSON.parse(sent)) as Record<string, unknown>;
			heard.push({ method: incoming.method, url: incoming.url, body });
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ code, msg: 'no' }));
		});
	});
	return { url, heard, close };
}
