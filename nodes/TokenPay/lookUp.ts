import { isObject } from '../shared/exactJson';
import type { Failure } from './answers';
import { HARMLESS_TO_REPEAT, type Ports, sendPatiently } from './exchange';

export const DOES_NOT_EXIST = 12002;

/** What a look-up found. */
export type LookUp =
	| { found: 'detail'; detail: Record<string, unknown>; requestId: string | undefined }
	/** The platform says that there is nothing under this number, at this moment. */
	| { found: 'nothing'; failure: Failure }
	| { found: 'unclear'; failure: Failure; mayRepeat: boolean };

/** Before each look-up after a lost answer, in milliseconds: a payout may be processed late. */
const PAUSES = [300, 1500, 4000];

/**
 * Looks an order or a payout up.
 *
 * @param body `{ out_trade_no }` or `{ transaction_id }`
 */
export async function lookUp(
	ports: Ports,
	path: string,
	body: Record<string, unknown>,
	urgent: boolean,
): Promise<LookUp> {
	const answer = await sendPatiently(ports, { path, fields: body }, { urgent, waitOut: HARMLESS_TO_REPEAT });
	if (answer.kind === 'success') {
		if (isObject(answer.data)) return { found: 'detail', detail: answer.data, requestId: answer.requestId };
		const failure: Failure = {
			error: 'TokenPay found it but sent no detail',
			advice: 'Run again later.',
			details: { reason: 'unreadable', ...(answer.requestId && { request_id: answer.requestId }) },
		};
		return { found: 'unclear', failure, mayRepeat: true };
	}
	if (answer.kind === 'refusal') {
		return answer.code === DOES_NOT_EXIST
			? { found: 'nothing', failure: answer.failure }
			: { found: 'unclear', failure: answer.failure, mayRepeat: true };
	}
	return { found: 'unclear', failure: answer.failure, mayRepeat: answer.mayLookUp };
}

/**
 * Looks up what became of a request whose answer was lost: up to three times, with pauses, until
 * it is found. Ends at once when the execution is stopped or an answer cannot be believed.
 *
 * @returns the last look-up, or `undefined` when the execution was stopped before the first
 */
export async function lookUpAfterLoss(
	ports: Ports,
	path: string,
	body: Record<string, unknown>,
): Promise<LookUp | undefined> {
	let last: LookUp | undefined;
	for (const milliseconds of PAUSES) {
		if (!(await ports.pause(milliseconds))) return last;
		last = await lookUp(ports, path, body, true);
		if (last.found === 'detail' || (last.found === 'unclear' && !last.mayRepeat)) return last;
	}
	return last;
}
