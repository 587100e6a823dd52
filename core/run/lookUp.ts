import { isObject } from '../values/exactJson';
import type { ApiClient, ApiRequest } from '../requests/apiClient';
import type { ApiResponse } from '../requests/response';
import { sendWithRetry } from '../requests/retry';
import type { Failure } from './failure';

/** What a look-up found. */
export type LookUp =
	| { found: 'detail'; detail: Record<string, unknown>; requestId: string | undefined }
	/** The platform says that there is nothing under this number, at this moment. */
	| { found: 'nothing'; failure: Failure }
	/** `refused`: the platform understood the question and said no. */
	| { found: 'unclear'; failure: Failure; mayRepeat: boolean; refused: boolean; neverSent: boolean; code?: number };

/** How a platform responds to look-ups. */
export interface LookUpRules {
	/** Its name in messages. */
	platform: string;
	/** Codes that say that there is nothing under the number. */
	nothing: readonly number[];
	/** Codes after which a look-up is sent again. */
	retryOn: readonly number[];
}

/** Before each look-up after a lost response, in milliseconds: a payment may be processed late. */
const PAUSES = [300, 1500, 4000];

/** A platform's ways to look something up. */
export function lookUpsBy(rules: LookUpRules) {
	return {
		/** @param urgent before those who have not sent anything yet */
		lookUp: async (client: ApiClient, request: ApiRequest, urgent: boolean): Promise<LookUp> =>
			await lookUp(client, request, rules, urgent),
		/** Looks up once, with a turn that nobody else needs. @param until of the client's `elapsed` */
		lookUpBehind: async (client: ApiClient, request: ApiRequest, until: number): Promise<LookUp> =>
			readLookUp(await client.send(request, { spareUntil: until }), rules),
		/**
		 * Looks up what became of a request whose response was lost: up to three times, with pauses, until it is found.
		 * Ends at once when the execution is stopped or a response cannot be believed.
		 *
		 * @returns the last look-up, or `undefined` when the execution was stopped before the first
		 */
		lookUpAfterLoss: async (client: ApiClient, request: ApiRequest): Promise<LookUp | undefined> =>
			await lookUpAfterLoss(client, request, rules),
	};
}

async function lookUp(client: ApiClient, request: ApiRequest, rules: LookUpRules, urgent: boolean): Promise<LookUp> {
	return readLookUp(await sendWithRetry(client, request, { urgent, retryOn: rules.retryOn }), rules);
}

function readLookUp(response: ApiResponse, rules: LookUpRules): LookUp {
	if (response.kind === 'success') {
		if (isObject(response.data)) return { found: 'detail', detail: response.data, requestId: response.requestId };
		const failure: Failure = {
			error: `${rules.platform} found it but sent no detail`,
			advice: 'Run again later.',
			details: { reason: 'unreadable', ...(response.requestId && { request_id: response.requestId }) },
		};
		return { found: 'unclear', failure, mayRepeat: true, refused: false, neverSent: false };
	}
	const { failure } = response;
	if (response.kind === 'lost') {
		return { found: 'unclear', failure, mayRepeat: response.mayLookUp, refused: false, neverSent: response.neverSent };
	}
	return rules.nothing.includes(response.code)
		? { found: 'nothing', failure }
		: { found: 'unclear', failure, mayRepeat: true, refused: true, neverSent: false, code: response.code };
}

async function lookUpAfterLoss(
	client: ApiClient,
	request: ApiRequest,
	rules: LookUpRules,
): Promise<LookUp | undefined> {
	let last: LookUp | undefined;
	for (const milliseconds of PAUSES) {
		if (!(await client.pause(milliseconds))) return last;
		last = await lookUp(client, request, rules, true);
		if (last.found === 'detail' || (last.found === 'unclear' && !last.mayRepeat)) return last;
	}
	return last;
}
