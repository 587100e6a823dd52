import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseUnits } from './amounts';
import { handleRequest } from './requests';
import { handleControl } from './control';
import { findCoin } from './currencies';
import { orderState, type Transaction, type OrderState } from './transaction';
import type { Fault } from './faults';
import { isLocalHost, readBody, reply, serve } from './http';
import type { NotifyVariation } from './notificationBuilder';
import type { NotificationState } from './notifications';
import { LiveFeed, sendPage } from './page';
import { CODES, ApiError } from './refusal';
import { mergeSettings, type SandboxOptions } from './settings';
import { State, type SandboxState } from './state';
import { Watchers } from './watchers';

export { FAULT_KINDS, type Fault, type FaultKind } from './faults';
export { NOTIFY_VARIATIONS, type NotifyVariation } from './notificationBuilder';
export { SCHEDULE_MS, type NotificationState } from './notifications';
export { DEFAULT_APP, type SandboxOptions } from './settings';
export type { SandboxState } from './state';
export type { MoneySent } from './ledger';
export type { OrderState } from './transaction';

/** Coins that arrive in a registered wallet. */
export interface Deposit {
	wallet_address: string;
	/** Symbol, such as USDT. */
	currency: string;
	/** Decimal units, such as "15.5". */
	amount: string;
	/** Where it is announced; the platform's own way of knowing that is not published. */
	notify_url: string;
}

/** A running sandbox. */
export interface Sandbox {
	/** Such as http://127.0.0.1:8787, without a slash at the end. */
	url: string;
	port: number;
	/** A copy of everything it knows. */
	state(): SandboxState;
	/** Forgets everything and goes back to the options it was started with; cancels what was still to happen. */
	reset(): void;
	/** Changes options from now on. Throws Error for a wrong one; the port cannot change. */
	configure(partial: SandboxOptions): void;
	/** Throws Error for a wrong fault. */
	addFault(fault: Fault): void;
	clearFaults(): void;
	/** Sends one notification now, without retries; resolves when it was answered. Throws Error if there is no such transaction or notify_url. */
	notify(transactionId: string, how?: NotifyVariation): Promise<NotificationState>;
	/** Lets coins arrive in a registered wallet and announces them. Throws ApiError or Error for what does not fit. */
	deposit(deposit: Deposit): OrderState;
	/** Moves a payout or an order, from NOTPAY anywhere or from SUCCESS to REFUND. Throws ApiError otherwise. */
	settle(transactionId: string, tradeState: 'SUCCESS' | 'CLOSED' | 'REFUND'): void;
	/** Resolves with the first state that fits, at once or after a later change; rejects after `timeoutMs` (default 5000). */
	waitFor(fits: (state: SandboxState) => boolean, timeoutMs?: number): Promise<SandboxState>;
	/** Stops; resolves when nothing is left open. */
	close(): Promise<void>;
}

/**
 * Starts a TokenPay that exists only on this machine (127.0.0.1).
 * @throws Error for a wrong option, or if the port is taken (code EADDRINUSE)
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
		const path = (request.url ?? '').split('?')[0] ?? '';
		if (path.startsWith('/v1/')) return handleRequest(state, request, response, body);
		if (path === '/elsewhere') return elsewhere(request, response, body);
		if (path === '/_sandbox/events' && request.method === 'GET' && isLocalHost(request)) return feed.join(response);
		if (path.startsWith('/_sandbox/')) return handleControl(sandbox, state, request, response, body);
		if (path === '/' && isLocalHost(request)) return sendPage(response);
		if (path === '/pay/order') return payPage(request, response);
		return reply(response, 404, 'text/plain', 'Not found\n');
	}

	function elsewhere(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
		state.elsewhere.push({
			at: new Date().toISOString(),
			method: request.method ?? '',
			authorization: request.headers.authorization ?? '',
			body: body.toString('utf8'),
		});
		state.onChange();
		reply(response, 200, 'application/json', JSON.stringify({ code: 0, msg: 'success', request_id: 'elsewhere' }));
	}

	// An order's payment_url leads to the live page, narrowed to that order.
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
		notify: async (transactionId, how = 'plain') => state.notifier.send(transactionOf(transactionId), how),
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
		waitFor: async (fits, timeoutMs) => watchers.waitFor(fits, timeoutMs),
		async close() {
			state.stop();
			feed.close();
			watchers.cancel();
			await server.close();
		},
	};
	return sandbox;
}
