import { isObject } from './exactJson';
import { type ApiRequest, type ApiClient, sendWithRetry } from './retry';
import type { Failure } from './failure';

/** What a look-up found. */
export type LookUp =
	| { found: 'detail'; detail: Record<string, unknown>; requestId: string | undefined }
	/** The platform says that there is nothing under this number, at this moment. */
	| { found: 'nothing'; failure: Failure }
	/** `refused`: the platform understood the question and said no. */
	| { found: 'unclear'; failure: Failure; mayRepeat: boolean; refused: boolean; neverSent: boolean };

/** How a platform answers look-ups. */
export interface LookUpRules {
	/** How it is called in messages. */
	platform: string;
	/** Codes that say that there is nothing under the number. */
	nothing: readonly number[];
	/** Codes after which a look-up is sent again. */
	retryOn: readonly number[];
}

/** Before each look-up after a lost answer, in milliseconds: a payment may be processed late. */
const PAUSES = [300, 1500, 4000];

/**
 * A platform's ways to look something up, by the path and the fields that name it.
 */
export function lookUpsBy(rules: LookUpRules) {
	return {
		/** @param urgent before those who have not sent anything yet */
		lookUp: async (ports: ApiClient, path: string, fields: ApiRequest['fields'], urgent: boolean): Promise<LookUp> =>
			await lookUp(ports, { path, fields }, rules, urgent),
		/**
		 * Looks up what became of a request whose answer was lost: up to three times, with pauses, until it is found.
		 * Ends at once when the execution is stopped or an answer cannot be believed.
		 *
		 * @returns the last look-up, or `undefined` when the execution was stopped before the first
		 */
		lookUpAfterLoss: async (
			ports: ApiClient,
			path: string,
			fields: ApiRequest['fields'],
		): Promise<LookUp | undefined> => await lookUpAfterLoss(ports, { path, fields }, rules),
	};
}

async function lookUp(ports: ApiClient, call: ApiRequest, rules: LookUpRules, urgent: boolean): Promise<LookUp> {
	const answer = await sendWithRetry(ports, call, { urgent, retryOn: rules.retryOn });
	if (answer.kind === 'success') {
		if (isObject(answer.data)) return { found: 'detail', detail: answer.data, requestId: answer.requestId };
		const failure: Failure = {
			error: `${rules.platform} found it but sent no detail`,
			advice: 'Run again later.',
			details: { reason: 'unreadable', ...(answer.requestId && { request_id: answer.requestId }) },
		};
		return { found: 'unclear', failure, mayRepeat: true, refused: false, neverSent: false };
	}
	const { failure } = answer;
	if (answer.kind === 'lost') {
		return { found: 'unclear', failure, mayRepeat: answer.mayLookUp, refused: false, neverSent: answer.neverSent };
	}
	return rules.nothing.includes(answer.code)
		? { found: 'nothing', failure }
		: { found: 'unclear', failure, mayRepeat: true, refused: true, neverSent: false };
}

async function lookUpAfterLoss(ports: ApiClient, call: ApiRequest, rules: LookUpRules): Promise<LookUp | undefined> {
	let last: LookUp | undefined;
	for (const milliseconds of PAUSES) {
		if (!(await ports.pause(milliseconds))) return last;
		last = await lookUp(ports, call, rules, true);
		if (last.found === 'detail' || (last.found === 'unclear' && !last.mayRepeat)) return last;
	}
	return last;
}
