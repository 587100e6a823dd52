import type { ApiRequest } from '../../requests/apiClient';
import { type RawResponse, lostResponses } from '../../requests/response';
import type { Values } from '../../run/description';
import { failuresFrom, sharedErrors } from '../../run/failure';
import type { Operation } from '../../run/operation';
import { type Item, type Platform, type Run, type RunOutcome, runItems } from '../../run/run';
import { SharedState } from '../../run/sharedState';
import { VirtualClock } from '../async/virtualClock';

const PAY: ApiRequest = { method: 'POST', path: '/pay', fields: {}, movesMoney: true };
const QUERY: ApiRequest = { method: 'POST', path: '/query', fields: {} };

const errors = sharedErrors({
	...{ platform: 'Pay', address: "'Base URL'", access: '', payment: 'payment', unverified: 'Check the key.' },
});
const failureOf = failuresFrom(errors);
const { noResponse, notSent } = lostResponses(failureOf);

/** The credential of the platform: what is wrong with it, if something is. */
export interface PlainCredential {
	issue?: string;
}

/** A platform that says 0 for success and other numbers for refusals. */
export const PLAIN: Platform<PlainCredential> = {
	credentialName: 'payApi',
	readCredential: () => ({}),
	credentialIssue: ({ issue }) => issue,
	rateLimit: () => ({ sharedBy: 'app', requestsPerSecond: 5, tooMany: [] }),
	operations: {},
	naming: ['number'],
	readResponse({ body }) {
		const code = Number(body);
		if (code === 0) return { kind: 'success', data: {}, requestId: undefined };
		return { kind: 'refusal', code, failure: { error: `Refused with ${code}`, advice: 'Ask.', details: { code } } };
	},
	...{ noResponse, notSent, failureOf },
	package: { name: 'n8n-nodes-pay', version: '1.0.0' },
};

/** A payment of what the item's `to` says under its `number`; without a number, a request that moves nothing. */
export const PAYMENT: Operation<PlainCredential> = {
	movesMoney: true,
	check({ number, to, problem, breaks }) {
		if (typeof breaks === 'string') throw new Error(breaks);
		if (typeof problem === 'string') return { problems: [problem] };
		return {
			...(typeof number === 'string' && { payment: { number, content: to } }),
			async send(client) {
				const response = await client.send(PAY);
				return response.kind === 'success' ? { json: { number, result: 'sent' } } : { failure: response.failure };
			},
		};
	},
};

/** A look-up of the item's `number`. */
export const LOOK_UP: Operation<PlainCredential> = {
	movesMoney: false,
	check: ({ number }) => ({
		async send(client) {
			const response = await client.send(QUERY);
			return response.kind === 'success' ? { json: { number } } : { failure: response.failure };
		},
	}),
};

interface Options extends Partial<Run<PlainCredential>> {
	/** What the platform says to a row's request, by its values: 0 for success, or a code; or nothing at all. */
	says?: (values: Values) => number | undefined;
	/** How long every request takes, in milliseconds. */
	takes?: number;
}

/** Items, and a run of them on a virtual clock. */
export function plainRun(rows: Values[], { says = () => 0, takes = 10, ...changes }: Options = {}) {
	const clock = new VirtualClock();
	const { shared = new SharedState(clock) } = changes;
	const sent: Array<{ at: number; path: string; number: unknown }> = [];
	let breaths = 0;
	const items = rows.map((values): Item => {
		const label = String(values['number']);
		const transmit = async ({ path }: ApiRequest): Promise<RawResponse> => {
			sent.push({ at: shared.clock.now(), path, number: values['number'] });
			await shared.clock.sleep(takes);
			const code = says(values);
			if (code === undefined) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
			return { statusCode: 200, headers: {}, body: String(code) };
		};
		const { unreadable } = values;
		return { label, values, transmit, ...(typeof unreadable === 'string' && { unreadable }) };
	});
	const run: Run<PlainCredential> = {
		...{ platform: PLAIN, operation: PAYMENT, credential: {}, stopOnFailure: false, isTool: false },
		routes: () => () => QUERY,
		signal: undefined,
		breathe: async () => {
			breaths += 1;
			return await Promise.resolve();
		},
		...changes,
		shared,
	};
	const ended = async (): Promise<RunOutcome> => {
		const outcome = runItems(items, run);
		await clock.advanceUntilDone(outcome);
		return await outcome;
	};
	return { clock, sent, items, run, ended, breaths: () => breaths };
}
