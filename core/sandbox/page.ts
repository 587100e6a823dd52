import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { reply } from './http';

// The page loads nothing from other hosts and sends nothing to them.
const POLICY =
	"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
const SHOWN_REQUESTS = 60;
const PUSH_EVERY_MS = 150;

/**
 * Sends the HTML page that shows a sandbox live. Reads the file every time, so that edits show on reload.
 * @param file absolute path
 */
export function sendPage(response: ServerResponse, file: string): void {
	const html = readFileSync(file, 'utf8');
	reply(response, 200, 'text/html', html, { 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-store' });
}

/** Pushes the state to every open page by server-sent events, at most every 150 ms. */
export class LiveFeed {
	private readonly subscribers = new Set<ServerResponse>();
	private timer: NodeJS.Timeout | undefined;

	constructor(private readonly snapshot: () => { requests: unknown[] }) {}

	subscribe(response: ServerResponse): void {
		response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' });
		this.subscribers.add(response);
		response.on('close', () => this.subscribers.delete(response));
		response.write(this.event());
	}

	changed(): void {
		if (this.timer || this.subscribers.size === 0) return;
		this.timer = setTimeout(() => {
			this.timer = undefined;
			const event = this.event();
			for (const response of this.subscribers) response.write(event);
		}, PUSH_EVERY_MS);
		this.timer.unref();
	}

	close(): void {
		clearTimeout(this.timer);
		for (const response of this.subscribers) response.end();
		this.subscribers.clear();
	}

	private event(): string {
		const state = this.snapshot();
		return `data: ${JSON.stringify({ ...state, requestCount: state.requests.length, requests: state.requests.slice(-SHOWN_REQUESTS) })}\n\n`;
	}
}
