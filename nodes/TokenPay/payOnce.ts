import type { ApiClient, ApiRequest } from '../shared/apiClient';
import { isObject } from '../shared/exactJson';
import type { SingleOutcome } from '../shared/operation';
import type { ApiResponse } from '../shared/response';
import { backoff, sendWithRetry } from '../shared/retry';
import type { Failure } from '../shared/failure';
import type { LookUp } from '../shared/lookUp';
import { failed, outcomeUnknown } from '../shared/outcome';
import { textOf } from '../shared/text';
import { failureOf } from './response';
import { ERRORS, errorForCode } from './errors';
import { CODES, NOTHING_DONE } from './codes';
import { lookUp, lookUpAfterLoss } from './lookUp';
import { type PayoutRequest, differences, incomparableFields } from './payoutRequest';

/** States in which a payout will never be paid (TokenPay API, section 5). */
const OVER = ['CLOSED', 'REFUND'];

/** How often a create that was restricted (20004), and is not there when looked up, is sent again. */
const MOST_RESTRICTED = 3;

/** A payout to make: what was asked for, and the requests that make it and look it up. */
export interface Payment {
	payout: PayoutRequest;
	/** Moves money. */
	create: ApiRequest;
	/** By the payout's number. */
	query: ApiRequest;
}

/**
 * Makes a payout at most once and always tells what became of it.
 *
 * The number decides: it is looked up and compared after a lost response and after every refusal.
 * Nothing is ever sent again that may have been done.
 *
 * @param lookUpFirst looks the number up before sending, for accounts where the platform accepts a
 * used number; it cannot help when two executions send the same number at the same moment, or when
 * the platform makes a payout only after the last look-up
 * @returns the payout's detail with `request_id`, and `already_existed` or `recovered` where it was
 * found rather than made; or a failure with `details.outcome` `unpaid` (this run did not pay it, and
 * no earlier one is known to have) or `unknown`
 */
export async function createPayout(
	payment: Payment,
	client: ApiClient,
	{ lookUpFirst }: { lookUpFirst: boolean },
): Promise<SingleOutcome> {
	if (lookUpFirst) {
		const before = await lookUp(client, payment.query, false);
		if (before.found === 'detail') return recognize(payment, client, before, 'already_existed');
		if (before.found === 'unclear') return nothingSent(before.failure);
	}
	let restricted: Failure | undefined;
	for (let attempt = 0; ; attempt++) {
		const response = await sendWithRetry(client, payment.create, { retryOn: NOTHING_DONE });
		if (response.kind === 'success') return accepted(payment, response);
		if (response.kind === 'lost') {
			if (!response.neverSent) return await afterLoss(payment, client, response.failure, response.mayLookUp);
			return restricted ? unknown(payment, client, restricted, undefined) : nothingSent(response.failure);
		}
		if (response.code !== CODES.frequencyRestricted || attempt >= MOST_RESTRICTED) {
			return await afterRefusal(payment, client, response, restricted !== undefined);
		}
		// 20004 reads like a refusal, but unlike 11001 no source says that nothing was done.
		restricted = response.failure;
		const meanwhile = await lookUpAfterLoss(client, payment.query);
		if (meanwhile?.found === 'detail') return recognize(payment, client, meanwhile, 'recovered');
		const mayRepeat = meanwhile?.found === 'nothing' && (await client.pause(backoff(attempt, client.random())));
		if (!mayRepeat) return unknown(payment, client, restricted, meanwhile);
	}
}

function accepted(
	{ payout, create }: Payment,
	{ data, requestId }: Extract<ApiResponse, { kind: 'success' }>,
): SingleOutcome {
	const requested = requestId === undefined ? {} : { request_id: requestId };
	if (!isObject(data) || Object.keys(data).length === 0) return { json: { ...create.fields, ...requested } };

	// A platform that responds to a used number with the older payout must not pass as a new one.
	const different = differences(payout, detailOf(payout, data));
	if (data['out_trade_no'] !== undefined && data['out_trade_no'] !== payout.outTradeNo) {
		different.push(`out_trade_no (asked for ${payout.outTradeNo}, TokenPay has ${textOf(data['out_trade_no'])})`);
	}
	const wrong = different.length > 0 ? differentFrom(different, requested) : overIn(data, requested);
	return wrong ? failed(wrong, 'unknown') : { json: { ...data, ...requested } };
}

/**
 * What of a response to create can be compared. Nothing documents that it repeats every field or
 * names chain and currency as they were sent, so the request stands in for those.
 */
function detailOf(payout: PayoutRequest, data: Record<string, unknown>): Record<string, unknown> {
	const [whole = '', fraction = ''] = payout.amount.split('.');
	const hasAmount = data['amount'] !== undefined && data['decimals'] !== undefined;
	return {
		chain: payout.chain,
		currency: payout.currency,
		to_address: data['to_address'] ?? payout.toAddress,
		amount: hasAmount ? data['amount'] : `${whole}${fraction}`,
		decimals: hasAmount ? data['decimals'] : fraction.length,
	};
}

/** Nothing reached the platform in this run; what an earlier run said about the number stands. */
function nothingSent(failure: Failure): SingleOutcome {
	return failed({ ...failure, details: { ...failure.details, nothing_sent: true } }, 'unpaid');
}

async function afterLoss(
	payment: Payment,
	client: ApiClient,
	failure: Failure,
	mayLookUp: boolean,
): Promise<SingleOutcome> {
	if (!mayLookUp) return unknown(payment, client, failure, undefined);
	const seen = await lookUpAfterLoss(client, payment.query);
	if (seen?.found === 'detail') return recognize(payment, client, seen, 'recovered');
	return unknown(payment, client, failure, seen);
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
	// Nothing was done, and a look-up would only have to wait as well.
	if (code === CODES.tooManyRequests && !mayBeDone) return failed(failure, 'unpaid');
	if (errorForCode(code).moneyMayHaveMoved) return await afterLoss(payment, client, failure, true);

	const seen = await lookUp(client, payment.query, true);
	if (seen.found === 'detail') return recognize(payment, client, seen, 'already_existed');
	const refusedOutright = seen.found === 'nothing' || seen.refused;
	if (mayBeDone || code === CODES.existsAlready || !refusedOutright) return unknown(payment, client, failure, seen);
	return failed(failure, 'unpaid');
}

/** Decides whether a payout found under the number is the one asked for, and still alive. */
function recognize(
	payment: Payment,
	client: ApiClient,
	{ detail, requestId }: Extract<LookUp, { found: 'detail' }>,
	flag: 'already_existed' | 'recovered',
): SingleOutcome {
	const requested = requestId === undefined ? {} : { request_id: requestId };
	const incomparable = incomparableFields(payment.payout, detail);
	if (incomparable.length > 0) {
		const failure = failureOf('unreadable', requested, `its detail cannot be compared by ${incomparable.join(', ')}`);
		const seen = { found: 'unclear', failure, mayRepeat: true, refused: false, neverSent: false } as const;
		return unknown(payment, client, failure, seen);
	}
	const different = differences(payment.payout, detail);
	const wrong = different.length > 0 ? differentFrom(different, requested) : overIn(detail, requested);
	// After a lost response only the look-up speaks, so "not paid" is not proven by it.
	if (wrong) return failed(wrong, flag === 'already_existed' ? 'unpaid' : 'unknown');
	return { json: { ...detail, ...requested, [flag]: true } };
}

function differentFrom(different: string[], details: Failure['details']): Failure {
	return failureOf('different', { ...details, differences: different }, different.join(', '));
}

/** Says that a payout is over, if it is. */
function overIn({ trade_state }: Record<string, unknown>, details: Failure['details']): Failure | undefined {
	const state = textOf(trade_state);
	if (!OVER.includes(state.toUpperCase())) return undefined;
	return failureOf('closed', { ...details, trade_state: state }, `its state is ${state}`);
}

function unknown(payment: Payment, client: ApiClient, cause: Failure, seen: LookUp | undefined): SingleOutcome {
	return outcomeUnknown(
		{ platform: 'TokenPay', unknown: ERRORS.unknown },
		payment.payout.outTradeNo,
		client,
		cause,
		seen,
	);
}
