import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import { isObject } from '../../core/values/exactJson';
import type { Failure } from '../../core/run/failure';
import type { LookUp } from '../../core/run/lookUp';
import type { SingleOutcome } from '../../core/run/operation';
import { failed, outcomeUnknown } from '../../core/run/outcome';
import type { ApiResponse } from '../../core/requests/response';
import { backoff, sendWithRetry } from '../../core/requests/retry';
import { textOf } from '../../core/values/text';
import { CODES, NOTHING_DONE, NOT_LET_IN } from './codes';
import { ERRORS, errorForCode } from './errors';
import { doubtAbout, wasThereBefore } from './judgePayout';
import { lookUp, lookUpAfterLoss } from './lookUp';
import type { PayoutRequest } from './payoutRequest';
import { failureOf } from './response';

/** How often a create that was restricted (20004), and is not there when looked up, is sent again. */
const MAX_RESTRICTED = 3;

/** A payout to make: what was asked for, and the requests that make it and look it up. */
export interface Payment {
	payout: PayoutRequest;
	/** Moves money. */
	create: ApiRequest;
	/** By the payout's number. */
	query: ApiRequest;
}

/** How a payout was found that was not plainly made: it had been there before, or its response was lost. */
type Found = 'already_existed' | 'recovered';

/**
 * Makes a payout at most once and always tells what became of it.
 *
 * The number decides: it is looked up and compared after a lost response and after every refusal.
 *
 * @param lookUpFirst looks the number up before sending, for accounts where the platform accepts a used number; then
 * nothing is ever sent a second time. It cannot help when two processes send the same number at the same moment, or when
 * the platform makes a payout only after the last look-up
 * @returns the payout's detail with `request_id`, and `already_existed` or `recovered` where it was found rather than
 * made; or a failure with `details.outcome`: `unpaid` where nothing was sent, or the platform says that there is nothing
 * under the number; otherwise `unknown`
 */
export async function createPayout(
	payment: Payment,
	client: ApiClient,
	{ lookUpFirst }: { lookUpFirst: boolean },
): Promise<SingleOutcome> {
	const startedAt = client.now().getTime();
	if (lookUpFirst) {
		const before = await lookUp(client, payment.query, false);
		if (before.found === 'detail') return recognize(payment, client, before, 'already_existed');
		if (before.found === 'unclear') return notLookedUp(before);
	}
	let restricted: Failure | undefined;
	for (let attempt = 0; ; attempt++) {
		// A payment follows its own look-up at once.
		const response = await sendWithRetry(client, payment.create, { urgent: lookUpFirst, retryOn: NOTHING_DONE });
		if (response.kind === 'success') return await accepted(payment, client, response, startedAt);
		if (response.kind === 'lost') {
			if (!response.neverSent) return await afterLoss(payment, client, response, startedAt);
			if (restricted) return unknown(client, restricted, undefined);
			return lookUpFirst ? failed(response.failure, 'unpaid') : nothingSent(response.failure);
		}
		if (response.code !== CODES.frequencyRestricted) {
			return await afterRefusal(payment, client, response, restricted !== undefined);
		}
		// 20004 reads like a refusal, but unlike 11001 no source says that nothing was done.
		restricted = response.failure;
		const meanwhile = await lookUpAfterLoss(client, payment.query);
		if (meanwhile?.found === 'detail') return recognize(payment, client, meanwhile, 'recovered', { startedAt });
		const mayRepeat =
			!lookUpFirst &&
			attempt < MAX_RESTRICTED &&
			meanwhile?.found === 'nothing' &&
			(await client.pause(backoff(attempt, client.random())));
		if (!mayRepeat) return unknown(client, restricted, meanwhile);
	}
}

/**
 * Judges a successful response by everything it holds. Where it holds nothing (TokenPay API, section 6), one look-up
 * shows what was made; where that shows nothing either, the success stands.
 */
async function accepted(
	payment: Payment,
	client: ApiClient,
	{ data, requestId }: Extract<ApiResponse, { kind: 'success' }>,
	startedAt: number,
): Promise<SingleOutcome> {
	const requested = requestId === undefined ? {} : { request_id: requestId };
	if (!isObject(data) || Object.keys(data).length === 0) {
		const seen = await lookUp(client, payment.query, true);
		if (seen.found !== 'detail') return { json: { ...payment.create.fields, ...requested } };
		const doubt = doubtAbout(payment.payout, seen.detail, requested, { isComplete: true, needsState: true });
		return doubt ? failed(doubt.failure, 'unknown') : { json: { ...seen.detail, ...requested } };
	}

	const saysState = textOf(data['trade_state']) !== '';
	const doubt = doubtAbout(payment.payout, data, requested, { isComplete: false, needsState: saysState });
	if (doubt) return failed(doubt.failure, 'unknown');
	return { json: { ...data, ...requested, ...(wasThereBefore(data, startedAt) && { already_existed: true }) } };
}

/** Nothing about this payment reached the platform in this run. */
function nothingSent(failure: Failure): SingleOutcome {
	return failed({ ...failure, details: { ...failure.details, nothing_sent: true } }, 'unpaid');
}

/** The look-up before the payment brought no clear response, so the payment was not sent. */
function notLookedUp({ failure, neverSent, code }: Extract<LookUp, { found: 'unclear' }>): SingleOutcome {
	if (neverSent) return nothingSent(failure);
	if (isNotLetIn(code)) return failed(failure, 'unknown');
	return failed(failureOf('notLookedUp', failure.details, failure.error), 'unknown');
}

async function afterLoss(
	payment: Payment,
	client: ApiClient,
	{ failure, mayLookUp }: { failure: Failure; mayLookUp: boolean },
	startedAt?: number,
): Promise<SingleOutcome> {
	if (!mayLookUp) return unknown(client, failure, undefined);
	const seen = await lookUpAfterLoss(client, payment.query);
	if (seen?.found === 'detail') return recognize(payment, client, seen, 'recovered', { startedAt, failure });
	return unknown(client, failure, seen);
}

/**
 * Decides what a refusal means for the number. An earlier try or run may have paid it before its
 * response was lost, so even after a definite refusal it is looked up once.
 *
 * @param mayBeDone whether an earlier response of this run left that open
 */
async function afterRefusal(
	payment: Payment,
	client: ApiClient,
	{ code, failure }: Extract<ApiResponse, { kind: 'refusal' }>,
	mayBeDone: boolean,
): Promise<SingleOutcome> {
	if (errorForCode(code).moneyMayHaveMoved) return await afterLoss(payment, client, { failure, mayLookUp: true });

	const seen = await lookUp(client, payment.query, true);
	if (seen.found === 'detail') return recognize(payment, client, seen, 'already_existed', { failure });
	const isProven = seen.found === 'nothing' && !mayBeDone && code !== CODES.existsAlready;
	if (isProven) return failed(failure, 'unpaid');
	// This run paid nothing then, and the refusal says it best; but an earlier run may have.
	const wasNotLetIn = seen.found === 'unclear' && !mayBeDone && isNotLetIn(code);
	return wasNotLetIn ? failed(failure, 'unknown') : unknown(client, failure, seen);
}

/** Whether the platform refused to deal with the application at all, before it looked at the request. */
const isNotLetIn = (code: number | undefined) => code !== undefined && NOT_LET_IN.includes(code);

/**
 * Decides whether a payout found under the number is the one asked for, and alive. Under a number that exists, nothing
 * else is certain: whoever is told `unpaid` pays again under a new number.
 *
 * @param failure of the payment that led to the look-up; where the platform refused it, its code and words come along,
 * since only they tell a used number from any other reason
 */
function recognize(
	payment: Payment,
	client: ApiClient,
	{ detail, requestId }: Extract<LookUp, { found: 'detail' }>,
	found: Found,
	{ startedAt, failure: cause }: { startedAt?: number | undefined; failure?: Failure } = {},
): SingleOutcome {
	const { code, msg } = cause?.details ?? {};
	const requested = {
		...(requestId !== undefined && { request_id: requestId }),
		...(code !== undefined && { refused_code: code, ...(msg !== undefined && { refused_msg: msg }) }),
	};
	const doubt = doubtAbout(payment.payout, detail, requested, { isComplete: true, needsState: true });
	if (doubt?.isIncomparable) {
		const { failure } = doubt;
		const seen = { found: 'unclear', failure, mayRepeat: true, refused: false, neverSent: false } as const;
		return unknown(client, failure, seen);
	}
	if (doubt) return failed(doubt.failure, 'unknown');
	const flag = startedAt !== undefined && wasThereBefore(detail, startedAt) ? 'already_existed' : found;
	return { json: { ...detail, ...requested, [flag]: true } };
}

function unknown(client: ApiClient, cause: Failure, seen: LookUp | undefined): SingleOutcome {
	return outcomeUnknown({ platform: 'TokenPay', unknown: ERRORS.unknown }, client, cause, seen);
}
