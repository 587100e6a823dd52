import type { IncomingMessage, ServerResponse } from 'node:http';
import { runCommand } from '../commands';
import type { Fault } from '../faults';
import { isLocalHost, readBody, reply, serve } from '../http';
import { Feed, sendPage } from '../page';
import { Watchers } from '../watchers';
import type { LedgerEntry } from './ledger';
import { handleRequest } from './requests';
import { ROUTES } from './control';
import { buildNotification, type NotificationState, type NotifyVariation } from './notifications';
import { makeKeys, mergeSettings, type DaxPayOptions } from './settings';
import { State, type CredentialState, type DaxPayState } from './state';

export type { NotifyVariation } from './notifications';
export { VERSIONS, type DaxPayOptions, type Version } from './settings';
export type { DaxPayState } from './state';

/** A payment as another program would have created it. */
export interface NewPayment {
	bizOrderNo: string;
	/** Fen. */
	amount?: number;
	status?: string;
	notifyUrl?: string;
}

/** A running DaxPay sandbox. */
export interface DaxPaySandbox {
	/** Such as http://127.0.0.1:8788, without a slash at the end. */
	url: string;
	port: number;
	/** A copy of everything it knows. */
	state(): DaxPayState;
	/** What to type into the credential, for the version it speaks now. */
	credential(): CredentialState;
	/** Forgets everything and goes back to the options it was started with; its keys stay. */
	reset(): void;
	/** Changes options from now on. Throws Error for a wrong one. */
	configure(options: object): void;
	addFault(fault: Fault): void;
	clearFaults(): void;
	addPayment(payment: NewPayment): LedgerEntry;
	/** Moves an entry to a state and announces it. Throws Refusal if there is no such number. */
	settle(no: string, status: string, errorMsg?: string | null): void;
	/** Sends one notice now, without repetitions; resolves when it was answered. */
	notify(no: string, variation?: NotifyVariation): Promise<NotificationState>;
	/** The text of a notice, without sending it. */
	notice(no: string, variation?: NotifyVariation): string;
	noteChat(body: unknown): void;
	/** Resolves with the first state that fits, at once or after a later change; rejects after `timeoutMs` (default 5000). */
	waitFor(fits: (state: DaxPayState) => boolean, timeoutMs?: number): Promise<DaxPayState>;
	/** Stops; resolves when nothing is left open. */
	close(): Promise<void>;
}

/**
 * Starts a DaxPay that exists only on this machine (127.0.0.1).
 * @throws Error for a wrong option, or if the port is taken (code EADDRINUSE)
 */
export async function startDaxPaySandbox(options: DaxPayOptions = {}): Promise<DaxPaySandbox> {
	const initial = mergeSettings(options);
	const keys = makeKeys();
	const snapshot = () => world.snapshot(`http://127.0.0.1:${port}`);
	const feed = new Feed(snapshot);
	const watchers = new Watchers(snapshot);
	const changed = () => {
		feed.changed();
		watchers.changed();
	};
	let world = new State(initial, keys, changed);

	async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const body = await readBody(request);
		const path = (request.url ?? '').split('?')[0] ?? '';
		if (path.startsWith('/unipay/')) return handleRequest(world, request, response, body);
		if (path === '/elsewhere') {
			world.elsewhere += 1;
			changed();
			return reply(response, 200, 'application/json', '{"code":0,"msg":"success"}');
		}
		if (path === '/_sandbox/events' && request.method === 'GET' && isLocalHost(request)) return feed.join(response);
		if (path.startsWith('/_sandbox/')) return runCommand(ROUTES, { sandbox }, request, response, body);
		if (path === '/' && isLocalHost(request)) return sendPage(response, 'daxpay/page.html');
		return reply(response, 404, 'text/plain', 'Not found\n');
	}

	const server = await serve(options.port ?? 0, route);
	const { port } = server;

	const sandbox: DaxPaySandbox = {
		url: `http://127.0.0.1:${port}`,
		port,
		state: snapshot,
		credential: () => snapshot().credential,
		reset() {
			world.end();
			world = new State(initial, keys, changed);
			changed();
		},
		configure: (partial) => world.configure(partial),
		addFault(fault) {
			world.faults.add(fault);
			changed();
		},
		clearFaults() {
			world.faults.clear();
			changed();
		},
		addPayment({ bizOrderNo, amount = 1550, status = 'wait', notifyUrl = '' }) {
			if (typeof bizOrderNo !== 'string' || bizOrderNo === '' || !Number.isSafeInteger(amount) || amount <= 0) {
				throw new Error('A payment needs a bizOrderNo and an amount in fen');
			}
			const entry = world.books.add({ kind: 'payment', bizNo: bizOrderNo, amount, notifyUrl });
			if (status !== 'wait') world.books.end(entry, status);
			changed();
			return structuredClone(entry);
		},
		settle(no, status, errorMsg = null) {
			world.books.end(world.books.get(no), status, errorMsg);
			changed();
		},
		notify: async (no, variation) => world.noticer.send(world.books.get(no), variation),
		notice: (no, variation) => buildNotification(world.books.get(no), world.settings, keys, variation),
		noteChat: (body) => world.noteChat(body),
		waitFor: async (fits, timeoutMs) => watchers.waitFor(fits, timeoutMs),
		async close() {
			world.end();
			feed.close();
			watchers.cancel();
			await server.close();
		},
	};
	return sandbox;
}
