import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { apiClient } from '../../core/requests/apiClient';
import { routesOf } from '../../core/run/description';
import { isObject } from '../../core/values/exactJson';
import { SHARED } from '../../core/run/sharedState';
import { textOf } from '../../core/values/text';
import { requestDefaults, transmit } from '../../core/requests/transmit';
import type { Confirmation } from '../../core/notifications/webhook';
import type { Notification } from './notification';
import { REQUEST_DEFAULTS, TOKEN_PAY } from './platform';
import { description as order } from './resources/order';
import { description as payout } from './resources/payout';

/** How long a response may take, in milliseconds. The platform waits for its acknowledgement meanwhile. */
const TIMEOUT = 10_000;

/** How long the turn of the look-up may take to come, in milliseconds. */
const LONGEST_WAIT = 5000;

const ROUTES = { payout: routesOf({ properties: payout }), order: routesOf({ properties: order }) };

/**
 * Looks a payout or an order up by the platform's number and compares it with what was announced. A payout is looked up
 * among payouts and an order among orders, since a notification's kind is not sealed.
 *
 * @param stored the credential as n8n keeps it
 * @returns `contradicted` where TokenPay has another amount; `unconfirmed` where the kind is not known, so that there is
 * nowhere to look (two known kinds can be spliced into an unknown one), and where TokenPay does not say, has nothing
 * under the number, or has it in another state, which may be a matter of time
 */
export async function confirmNotification(
	context: IWebhookFunctions,
	stored: IDataObject,
	{ kind, item }: Notification,
): Promise<Confirmation> {
	const transactionId = item['transaction_id'];
	if (kind === undefined || typeof transactionId !== 'string' || transactionId === '') return 'unconfirmed';
	const { credentialName, noResponse, notSent } = TOKEN_PAY;
	const credential = TOKEN_PAY.readCredential(stored);
	const { sharedBy, ...rate } = TOKEN_PAY.rateLimit(credential);
	const options = { ...requestDefaults(REQUEST_DEFAULTS, stored), timeout: TIMEOUT };
	const client = apiClient({
		limiter: SHARED.limiterOf(sharedBy),
		...rate,
		signal: AbortSignal.timeout(LONGEST_WAIT),
		clock: SHARED.clock,
		transmit: async (request) => await transmit(context, credentialName, options, request),
		readResponse: (raw) => TOKEN_PAY.readResponse(raw, credential),
		noResponse,
		notSent,
	});
	const response = await client.send(ROUTES[kind](kind, 'get')({ transactionId }), { urgent: true });
	if (response.kind !== 'success' || !isObject(response.data)) return 'unconfirmed';
	return compare(item, response.data);
}

function compare(announced: Record<string, unknown>, found: Record<string, unknown>): Confirmation {
	const comparable = ['transaction_id', 'amount', 'decimals'];
	if (comparable.some((name) => textOf(found[name]) === '')) return 'unconfirmed';
	if (comparable.some((name) => textOf(found[name]) !== textOf(announced[name]))) return 'contradicted';
	return found['trade_state'] === announced['trade_state'] ? 'confirmed' : 'unconfirmed';
}
