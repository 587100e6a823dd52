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
import { Feed, sendPage } from './page';
import { CODES, Refusal } from './refusal';
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
	/** Sends one notification now, without retries; resolves when it was answered. Throws Error if there is no such deal or notify_url. */
	notify(transactionId: string, how?: NotifyVariation): Promise<NotificationState>;
	/** Lets coins arrive in a registered wallet and announces them. Throws Refusal or Error for what does not fit. */
	deposit(deposit: Deposit): OrderState;
	/** Moves a payout or an order, from NOTPAY anywhere or from SUCCESS to REFUND. Throws Refusal otherwise. */
	settle(transactionId: string, state: 'SUCCESS' | 'CLOSED' | 'REFUND'): void;
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
	const feed = new Feed(() => world.snapshot());
	const watchers = new Watchers(() => world.snapshot());
	const changed = () => {
		feed.changed();
		watchers.changed();
	};
	let world = new State(initial, changed);

	const dealOf = (transactionId: string): Transaction => {
		const deal = world.ledger.get(transactionId);
		if (!deal) throw new Refusal(CODES.notFound, `${transactionId} does not exist`);
		return deal;
	};

	async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const body = await readBody(request);
		const path = (request.url ?? '').split('?')[0] ?? '';
		if (path.startsWith('/v1/')) return handleRequest(world, request, response, body);
		if (path === '/elsewhere') return elsewhere(request, response, body);
		if (path === '/_sandbox/events' && request.method === 'GET' && isLocalHost(request)) return feed.join(response);
		if (path.startsWith('/_sandbox/')) return handleControl(sandbox, world, request, response, body);
		if (path === '/' && isLocalHost(request)) return sendPage(response);
		if (path === '/pay/order') return payPage(request, response);
		return reply(response, 404, 'text/plain', 'Not found\n');
	}

	function elsewhere(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
		world.elsewhere.push({
			at: new Date().toISOString(),
			method: request.method ?? '',
			authorization: request.headers.authorization ?? '',
			body: body.toString('utf8'),
		});
		world.changed();
		reply(response, 200, 'application/json', JSON.stringify({ code: 0, msg: 'success', request_id: 'elsewhere' }));
	}

	// An order's payment_url leads to the live page, narrowed to that order.
	function payPage(request: IncomingMessage, response: ServerResponse): void {
		const prepayId = new URL(request.url ?? '', 'http://sandbox').searchParams.get('prepay_id');
		const order = world.ledger.deals.find((deal) => deal.kind === 'order' && deal.prepay_id === prepayId);
		if (order) reply(response, 302, 'text/plain', '', { Location: `/?find=${order.transaction_id}` });
		else reply(response, 404, 'text/plain', 'No such order\n');
	}

	const server = await serve(options.port ?? 0, route);
	const { port } = server;

	const sandbox: Sandbox = {
		url: `http://127.0.0.1:${port}`,
		port,
		state: () => world.snapshot(),
		reset() {
			world.end();
			world = new State(initial, changed);
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
		notify: async (transactionId, how = 'plain') => world.notifier.send(dealOf(transactionId), how),
		deposit({ wallet_address, currency, amount, notify_url }) {
			const wallet = world.wallets.find(wallet_address);
			const coin = findCoin(wallet.chain, currency);
			const units = coin && parseUnits(amount, coin.decimal);
			if (!coin || units === undefined || units <= 0n || !URL.canParse(notify_url)) {
				throw new Error("A deposit needs a currency of the wallet's chain, a positive decimal amount and a notify_url");
			}
			return orderState(world.ledger.deposit(coin, units, wallet_address, notify_url));
		},
		settle: (transactionId, state) => world.ledger.settle(dealOf(transactionId), state),
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
