import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { waitFor } from '../async/waitFor';
import { localServers } from './localServer';

export interface ReceivedRequest {
	/** From the host on, with the query. */
	path: string;
	headers: IncomingHttpHeaders;
	/** The JSON of the body; `undefined` for none. */
	body: unknown;
}

/** A message that Telegram's bot was told to send. */
export interface Telegram {
	chat_id: string;
	text: string;
	reply_markup?: { inline_keyboard: Array<Array<{ text: string; url: string }>> };
}

const BOT = '1:test';

/** A local server in place of whatever examples speak to besides the platform: chats, sheets, models. */
export class ForeignServices {
	/** What they were asked, oldest first. */
	readonly requests: ReceivedRequest[] = [];

	/** How they respond, by the beginning of the path; to all else with `{"ok":true}`. */
	readonly responses = new Map<string, (request: ReceivedRequest) => unknown>();

	private constructor(
		/** Without a slash at the end. */
		readonly url: string,
		readonly close: () => void,
	) {}

	static async start(): Promise<ForeignServices> {
		const { serve, close } = localServers();
		const url = await serve((incoming, response) => {
			void text(incoming).then((body) => {
				const { url: path = '', headers } = incoming;
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end(JSON.stringify(services.respond({ path, headers, body: body && JSON.parse(body) })));
			});
		});
		const services = new ForeignServices(url, close);
		return services;
	}

	private respond(request: ReceivedRequest): unknown {
		this.requests.push(request);
		const answer = [...this.responses].find(([start]) => request.path.startsWith(start))?.[1];
		return answer === undefined ? { ok: true } : answer(request);
	}

	/** Forgets what was asked, and how to respond. */
	forget(): void {
		this.requests.length = 0;
		this.responses.clear();
	}

	/** The data of n8n's credential for Telegram's bot. */
	get telegramApi() {
		return { accessToken: BOT, baseUrl: this.url };
	}

	/** What the bot has sent. */
	telegrams(): Telegram[] {
		return this.requests.filter(({ path }) => path === `/bot${BOT}/sendMessage`).map(({ body }) => body as Telegram);
	}

	/** Waits for a message with buttons that names this number. */
	async questionTo(chat: string, number: string): Promise<Telegram> {
		return await waitFor(`a question to ${chat}`, () =>
			this.telegrams().find(
				({ chat_id, text: words, reply_markup }) =>
					chat_id === chat && words.includes(number) && reply_markup !== undefined,
			),
		);
	}
}

/** Opens the address behind a button, as a person's browser does. @throws Error unless n8n takes the answer */
export async function press({ reply_markup }: Telegram, label: string): Promise<void> {
	const button = reply_markup?.inline_keyboard.flat().find((one) => one.text === label);
	// n8n refuses with 409 until it has put the execution away to wait, a moment after the message has gone out.
	const status = await waitFor('n8n to wait for the answer', async () => {
		const answer = await fetch(button?.url ?? '', {
			headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
		});
		return answer.status === 409 ? undefined : answer.status;
	});
	if (status !== 200) throw new Error(`The button "${label}" was answered with HTTP ${status}`);
}
