import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { parseUnits } from './amounts';
import { CODES } from './codes';
import { ApiError } from '../core/sandbox/apiError';
import { isLocalHost, readBody, reply, serve } from '../core/sandbox/http';
import { LiveFeed, sendPage } from '../core/sandbox/page';
import { Watchers } from '../core/sandbox/watchers';
import { handleControl, type SandboxControl } from './control';
import { findCoin } from './currencies';
import { handleRequest } from './requests';
import { mergeSettings, type SandboxOptions } from './settings';
import { State, type SandboxState } from './state';
import { orderState, type Transaction } from './transaction';

export { FAULT_KINDS, type Fault, type FaultKind } from '../core/sandbox/faults';
export type { MoneySent } from './ledger';
export { NOTIFY_VARIATIONS, type NotifyVariation } from './notificationBuilder';
export { SCHEDULE_MS, type NotificationState } from './notifications';
export { DEFAULT_APP, type SandboxOptions } from './settings';
export type { SandboxState } from './state';
export type { OrderState } from './transaction';

const PAGE = path.join(__dirname, 'page.html');

/** A running sandbox. */
export interface Sandbox extends SandboxControl {
	/** Such as http://127.0.0.1:8787, without a slash at the end. */
	url: string;
	port: number;
	/** Resolves with the first state for which `predicate` is true, now or later; rejects after `timeoutMs` (default 5000). */
	waitFor(predicate: (state: SandboxState) => boolean, timeoutMs?: number): Promise<SandboxState>;
	/** Resolves when every connection and timer is closed. */
	close(): Promise<void>;
}

/**
 * Starts a simulated TokenPay on 127.0.0.1.
 * @throws Error for an invalid option, or if the port is taken (code EADDRINUSE)
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const initial = mergeSettings(options);
	const feed = new LiveFeed(() => state.snapshot());
	const watchers = new Watchers(() => state.snapshot());
	const changed = () => {
		feed.changed();
		watchers.changed();
	};
	let state = new State(initial, changed);

	const transactionOf = (transactionId: string): Transaction => {
		const transaction = state.ledger.get(transactionId);
		if (!transaction) throw new ApiError(CODES.notFound, `${transactionId} does not exist`);
		return transaction;
	};

	async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const body = await readBody(request);
		const pathname = (request.url ?? '').split('?')[0] ?? '';
		if (pathname.startsWith('/v1/')) return handleRequest(state, request, response, body);
		if (pathname === '/elsewhere') return recordRedirected(request, response, body);
		if (pathname === '/_sandbox/events' && request.method === 'GET' && isLocalHost(request))
			return feed.subscribe(response);
		if (pathname.startsWith('/_sandbox/')) return handleControl(sandbox, request, response, body);
		if (pathname === '/' && isLocalHost(request)) return sendPage(response, PAGE);
		if (pathname === '/pay/order') return payPage(request, response);
		return reply(response, 404, 'text/plain', 'Not found\n');
	}

	function recordRedirected(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
		state.elsewhere.push({
			at: new Date().toISOString(),
			method: request.method ?? '',
			authorization: request.headers.authorization ?? '',
			body: body.toString('utf8'),
		});
		state.onChange();
		reply(response, 200, 'application/json', JSON.stringify({ code: 0, msg: 'success', request_id: 'elsewhere' }));
	}

	// An order's payment_url leads to the live page, filtered by that order.
	function payPage(request: IncomingMessage, response: ServerResponse): void {
		const prepayId = new URL(request.url ?? '', 'http://sandbox').searchParams.get('prepay_id');
		const order = state.ledger.transactions.find(
			(transaction) => transaction.kind === 'order' && transaction.prepay_id === prepayId,
		);
		if (order) reply(response, 302, 'text/plain', '', { Location: `/?find=${order.transaction_id}` });
		else reply(response, 404, 'text/plain', 'No such order\n');
	}

	const server = await serve(options.port ?? 0, route);
	const { port } = server;

	const sandbox: Sandbox = {
		url: `http://127.0.0.1:${port}`,
		port,
		state: () => state.snapshot(),
		reset() {
			state.stop();
			state = new State(initial, changed);
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
		notify: async (transactionId, variation) => state.notifier.send(transactionOf(transactionId), variation),
		deposit({ wallet_address, currency, amount, notify_url }) {
			const wallet = state.wallets.find(wallet_address);
			const coin = findCoin(wallet.chain, currency);
			const units = coin && parseUnits(amount, coin.decimal);
			if (!coin || units === undefined || units <= 0n || !URL.canParse(notify_url)) {
				throw new Error("A deposit needs a currency of the wallet's chain, a positive decimal amount and a notify_url");
			}
			return orderState(state.ledger.deposit(coin, units, wallet_address, notify_url));
		},
		settle: (transactionId, tradeState) => state.ledger.settle(transactionOf(transactionId), tradeState),
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
