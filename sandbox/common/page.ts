import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { reply } from './http';

// Nothing is loaded from elsewhere, and nothing may be sent elsewhere.
const POLICY =
	"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
const SHOWN_REQUESTS = 60;
const PUSH_EVERY_MS = 150;

/** Answers with the page that shows a sandbox live. Read afresh each time, so that it can be edited meanwhile. */
export function sendPage(response: ServerResponse, file: string): void {
	const html = readFileSync(file, 'utf8');
	reply(response, 200, 'text/html', html, { 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-store' });
}

/** Pushes the state to every open page (server-sent events), at most every 150 ms. */
export class LiveFeed {
	private readonly open = new Set<ServerResponse>();
	private timer: NodeJS.Timeout | undefined;

	constructor(private readonly snapshot: () => { requests: unknown[] }) {}

	join(response: ServerResponse): void {
		response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' });
		this.open.add(response);
		response.on('close', () => this.open.delete(response));
		response.write(this.event());
	}

	changed(): void {
		if (this.timer || this.open.size === 0) return;
		this.timer = setTimeout(() => {
			this.timer = undefined;
			const event = this.event();
			for (const response of this.open) response.write(event);
		}, PUSH_EVERY_MS);
		this.timer.unref();
	}

	close(): void {
		clearTimeout(this.timer);
		for (const response of this.open) response.end();
		this.open.clear();
	}

	private event(): string {
		const state = this.snapshot();
		return `data: ${JSON.stringify({ ...state, requestCount: state.requests.length, requests: state.requests.slice(-SHOWN_REQUESTS) })}\n\n`;
	}
}
