import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { isLocalHost, readBody, reply, serve } from '../../core/sandbox/http';
import { LiveFeed, sendPage } from '../../core/sandbox/page';
import { Watchers } from '../../core/sandbox/watchers';
import { handleControl, type DaxPayControl } from './control';
import { buildNotification, type NotifyVariation } from './notificationBuilder';
import { handleRequest } from './requests';
import { makeKeys, mergeSettings, type DaxPayOptions } from './settings';
import { State, type CredentialState, type DaxPayState } from './state';

export type { NotifyVariation } from './notificationBuilder';
export { VERSIONS, type DaxPayOptions, type Version } from './settings';
export type { DaxPayState } from './state';

const PAGE = path.join(__dirname, 'page.html');

/** A running DaxPay sandbox. */
export interface DaxPaySandbox extends DaxPayControl {
	/** Such as http://127.0.0.1:8788, without a slash at the end. */
	url: string;
	port: number;
	/** What to type into the credential, for the current version of the API. */
	credential(): CredentialState;
	/** The JSON text of a notification, without sending it. */
	notificationBody(no: string, variation?: NotifyVariation): string;
	/** Resolves with the first state for which `predicate` is true, now or later; rejects after `timeoutMs` (default 5000). */
	waitFor(predicate: (state: DaxPayState) => boolean, timeoutMs?: number): Promise<DaxPayState>;
	/** Resolves when every connection and timer is closed. */
	close(): Promise<void>;
}

/**
 * Starts a simulated DaxPay on 127.0.0.1.
 * @throws Error for an invalid option, or if the port is taken (code EADDRINUSE)
 */
export async function startDaxPaySandbox(options: DaxPayOptions = {}): Promise<DaxPaySandbox> {
	const initial = mergeSettings(options);
	const keys = makeKeys();
	const snapshot = () => state.snapshot(`http://127.0.0.1:${port}`);
	const feed = new LiveFeed(snapshot);
	const watchers = new Watchers(snapshot);
	const changed = () => {
		feed.changed();
		watchers.changed();
	};
	let state = new State(initial, keys, changed);

	async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const body = await readBody(request);
		const pathname = (request.url ?? '').split('?')[0] ?? '';
		if (pathname.startsWith('/unipay/')) return handleRequest(state, request, response, body);
		if (pathname === '/elsewhere') {
			state.elsewhere += 1;
			changed();
			return reply(response, 200, 'application/json', '{"code":0,"msg":"success"}');
		}
		if (pathname === '/_sandbox/events' && request.method === 'GET' && isLocalHost(request))
			return feed.subscribe(response);
		if (pathname.startsWith('/_sandbox/')) return handleControl(sandbox, request, response, body);
		if (pathname === '/' && isLocalHost(request)) return sendPage(response, PAGE);
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
			state.stop();
			state = new State(initial, keys, changed);
			changed();
		},
		configure: (partial) => state.configure(partial),
		addFault(fault) {
			state.faults.add(fault);
			changed();
		},
		clearFaults() {
			state.faults.clear();
			changed();
		},
		addPayment({ bizOrderNo, amount = 1550, status = 'wait', notifyUrl = '' }) {
			if (typeof bizOrderNo !== 'string' || bizOrderNo === '' || !Number.isSafeInteger(amount) || amount <= 0) {
				throw new Error('A payment needs a bizOrderNo and an amount in fen');
			}
			const transaction = state.ledger.add({ kind: 'payment', bizNo: bizOrderNo, amount, notifyUrl });
			if (status !== 'wait') state.ledger.settle(transaction, status);
			changed();
			return structuredClone(transaction);
		},
		settle(no, status, errorMsg = null) {
			state.ledger.settle(state.ledger.get(no), status, errorMsg);
			changed();
		},
		notify: async (no, variation) => state.notifier.send(state.ledger.get(no), variation),
		notificationBody: (no, variation) => buildNotification(state.ledger.get(no), state.settings, keys, variation),
		recordChatMessage: (body) => state.recordChatMessage(body),
		waitFor: async (predicate, timeoutMs) => watchers.waitFor(predicate, timeoutMs),
		async close() {
			state.stop();
			feed.close();
			watchers.cancel();
			await server.close();
		},
	};
	return sandbox;
}
