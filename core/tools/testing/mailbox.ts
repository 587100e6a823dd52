import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { waitFor } from '../async/waitFor';

/** A mail as its reader sees it. */
export interface Mail {
	to: string;
	subject: string;
	/** HTML where the mail has it, else plain text. */
	body: string;
}

/** A local mail server that takes every mail and passes none on. */
export class Mailbox {
	/** Oldest first. */
	readonly mails: Mail[] = [];

	private constructor(
		readonly port: number,
		readonly close: () => void,
	) {}

	static async start(): Promise<Mailbox> {
		const sockets = new Set<Socket>();
		const server = createServer((socket) => {
			sockets.add(socket);
			socket.once('close', () => sockets.delete(socket));
			socket.once('error', () => socket.destroy());
			converse(socket, (raw) => mailbox.mails.push(readMail(raw)));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const mailbox = new Mailbox((server.address() as AddressInfo).port, () => {
			server.close();
			for (const socket of sockets) socket.destroy();
		});
		return mailbox;
	}

	/** The data of n8n's credential for it. */
	get smtp() {
		return { host: '127.0.0.1', port: this.port, secure: false, disableStartTls: true };
	}

	/** Waits for a mail to somebody whose subject holds these words. */
	async mailTo(to: string, words: string): Promise<Mail> {
		return await waitFor(`a mail to ${to} about "${words}"`, () =>
			this.mails.find((mail) => mail.to.includes(to) && mail.subject.includes(words)),
		);
	}
}

/** The server's half of SMTP (RFC 5321), as far as a mail without a login needs it. */
function converse(socket: Socket, take: (raw: string) => void): void {
	let buffer = '';
	let isMail = false;
	const say = (line: string) => socket.write(`${line}\r\n`);
	say('220 mailbox');
	socket.setEncoding('utf8').on('data', (chunk: string) => {
		buffer += chunk;
		for (;;) {
			const end = isMail ? buffer.indexOf('\r\n.\r\n') : buffer.indexOf('\r\n');
			if (end === -1) return;
			const text = buffer.slice(0, end);
			buffer = buffer.slice(end + (isMail ? 5 : 2));
			if (isMail) {
				isMail = false;
				// A line that begins with a dot was given a second one.
				take(text.replace(/^\.\./gm, '.'));
				say('250 taken');
				continue;
			}
			const command = text.slice(0, 4).toUpperCase();
			isMail = command === 'DATA';
			say(isMail ? '354 go on' : command === 'QUIT' ? '221 bye' : '250 fine');
			if (command === 'QUIT') socket.end();
		}
	});
}

/** Takes a mail apart: its headers, and its HTML or else its text. */
function readMail(raw: string): Mail {
	const { headers, body } = splitHead(raw);
	const boundary = /boundary="?([^";]+)"?/i.exec(headers['content-type'] ?? '')?.[1];
	const parts = boundary === undefined ? [{ headers, body }] : body.split(`--${boundary}`).slice(1, -1).map(splitHead);
	const part = parts.find((one) => one.headers['content-type']?.includes('text/html')) ?? parts[0];
	return {
		to: headers['to'] ?? '',
		subject: decodeWords(headers['subject'] ?? ''),
		body: part === undefined ? '' : decode(part.body, part.headers['content-transfer-encoding']),
	};
}

function splitHead(raw: string): { headers: Record<string, string>; body: string } {
	const text = raw.replace(/^\r\n/, '');
	const end = text.indexOf('\r\n\r\n');
	const lines = text
		.slice(0, end)
		.replace(/\r\n[ \t]+/g, ' ')
		.split('\r\n');
	const headers = lines.map((line): [string, string] => {
		const [name = '', ...rest] = line.split(':');
		return [name.toLowerCase(), rest.join(':').trim()];
	});
	return { headers: Object.fromEntries(headers), body: text.slice(end + 4) };
}

function decode(body: string, encoding = '7bit'): string {
	if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
	if (encoding !== 'quoted-printable') return body;
	return decodeQuoted(body.replace(/=\r\n/g, ''));
}

/** A subject that is not plain ASCII (RFC 2047). */
function decodeWords(text: string): string {
	return text.replace(/=\?utf-8\?(b|q)\?([^?]*)\?=\s*/gi, (_all, kind: string, word: string) =>
		kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64').toString('utf8') : decodeQuoted(word.replaceAll('_', ' ')),
	);
}

const decodeQuoted = (text: string) =>
	Buffer.from(
		text.replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
		'latin1',
	).toString('utf8');
