import type { ApiResponse } from '../shared/response';
import { isObject } from '../shared/exactJson';
import { type ApiClient, type SingleResult, backoff, sendWithRetry } from '../shared/retry';
import type { Failure } from '../shared/failure';
import type { LookUp } from '../shared/lookUp';
import { failed, outcomeUnknown } from '../shared/outcome';
import { textOf } from '../shared/text';
import { failureOf } from './response';
import { ERRORS, errorForCode } from './errors';
import { CODES, NOTHING_DONE } from './codes';
import { lookUp, lookUpAfterLoss } from './lookUp';
import { type PayoutRequest, differences, incomparableFields } from './payoutRequest';

const PATHS = { create: '/v1/payanother/payment', query: '/v1/payanother/query' } as const;

/** States in which a payout will never be paid (TokenPay API, section 5). */
const OVER = ['CLOSED', 'REFUND'];

/** How often a create that was restricted (20004), and is not there when looked up, is sent again. */
const MOST_RESTRICTED = 3;

/**
 * Makes a payout at most once and always tells what became of it.
 *
 * The number decides: it is looked up and compared after a lost answer and after every refusal.
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
	request: PayoutRequest,
	ports: ApiClient,
	{ lookUpFirst }: { lookUpFirst: boolean },
): Promise<SingleResult> {
	if (lookUpFirst) {
		const before = await lookUp(ports, PATHS.query, numberOf(request), false);
		if (before.found === 'detail') return recognize(request, ports, before, 'already_existed');
		if (before.found === 'unclear') return nothingSent(before.failure);
	}
	let restricted: Failure | undefined;
	for (let attempt = 0; ; attempt++) {
		const answer = await sendWithRetry(
			ports,
			{ path: PATHS.create, fields: { ...request } },
			{ retryOn: NOTHING_DONE },
		);
		if (answer.kind === 'success') return accepted(request, answer);
		if (answer.kind === 'lost') {
			if (!answer.neverSent) return await afterLoss(request, ports, answer.failure, answer.mayLookUp);
			return restricted ? unknown(request, ports, restricted, undefined) : nothingSent(answer.failure);
		}
		if (answer.code !== CODES.frequencyRestricted || attempt >= MOST_RESTRICTED) {
			return await afterRefusal(request, ports, answer, restricted !== undefined);
		}
		// 20004 reads like a refusal, but unlike 11001 no source says that nothing was done.
		restricted = answer.failure;
		const meanwhile = await lookUpAfterLoss(ports, PATHS.query, numberOf(request));
		if (meanwhile?.found === 'detail') return recognize(request, ports, meanwhile, 'recovered');
		const mayRepeat = meanwhile?.found === 'nothing' && (await ports.pause(backoff(attempt, ports.random())));
		if (!mayRepeat) return unknown(request, ports, restricted, meanwhile);
	}
}

const numberOf = ({ out_trade_no }: PayoutRequest) => ({ out_trade_no });

function accepted(
	request: PayoutRequest,
	{ data, requestId }: Extract<ApiResponse, { kind: 'success' }>,
): SingleResult {
	const requested = requestId === undefined ? {} : { request_id: requestId };
	if (!isObject(data) || Object.keys(data).length === 0) return { json: { ...request, ...requested } };

	// A platform that answers a used number with the older payout must not pass as a new one.
	const different = differences(request, detailOf(request, data));
	if (data['out_trade_no'] !== undefined && data['out_trade_no'] !== request.out_trade_no) {
		different.push(`out_trade_no (asked for ${request.out_trade_no}, TokenPay has ${textOf(data['out_trade_no'])})`);
	}
	const wrong = different.length > 0 ? differentFrom(different, requested) : overIn(data, requested);
	return wrong ? failed(wrong, 'unknown') : { json: { ...data, ...requested } };
}

/**
 * What of an answer to create can be compared. Nothing documents that it repeats every field or
 * names chain and currency as they were sent, so the request stands in for those.
 */
function detailOf(request: PayoutRequest, data: Record<string, unknown>): Record<string, unknown> {
	const [whole = '', fraction = ''] = request.amount.split('.');
	const hasAmount = data['amount'] !== undefined && data['decimals'] !== undefined;
	return {
		chain: request.chain,
		currency: request.currency,
		to_address: data['to_address'] ?? request.to_address,
		amount: hasAmount ? data['amount'] : `${whole}${fraction}`,
		decimals: hasAmount ? data['decimals'] : fraction.length,
	};
}

/** Nothing reached the platform in this run; what an earlier run said about the number stands. */
function nothingSent(failure: Failure): SingleResult {
	return failed({ ...failure, details: { ...failure.details, nothing_sent: true } }, 'unpaid');
}

async function afterLoss(
	request: PayoutRequest,
	ports: ApiClient,
	failure: Failure,
	mayLookUp: boolean,
): Promise<SingleResult> {
	if (!mayLookUp) return unknown(request, ports, failure, undefined);
	const seen = await lookUpAfterLoss(ports, PATHS.query, numberOf(request));
	if (seen?.found === 'detail') return recognize(request, ports, seen, 'recovered');
	return unknown(request, ports, failure, seen);
}

/**
 * Decides what a refusal means for the number. An earlier try or run may have paid it before its
 * answer was lost, so even after a definite refusal it is looked up once.
 *
 * @param mayBeDone whether an earlier answer of this run left that open
 */
async function afterRefusal(
	request: PayoutRequest,
	ports: ApiClient,
	{ code, failure }: Extract<ApiResponse, { kind: 'refusal' }>,
	mayBeDone: boolean,
): Promise<SingleResult> {
	// Nothing was done, and a look-up would only have to wait as well.
	if (code === CODES.tooManyRequests && !mayBeDone) return failed(failure, 'unpaid');
	if (errorForCode(code).moneyMayHaveMoved) return await afterLoss(request, ports, failure, true);

	const seen = await lookUp(ports, PATHS.query, numberOf(request), true);
	if (seen.found === 'detail') return recognize(request, ports, seen, 'already_existed');
	const refusedOutright = seen.found === 'nothing' || seen.refused;
	if (mayBeDone || code === CODES.existsAlready || !refusedOutright) return unknown(request, ports, failure, seen);
	return failed(failure, 'unpaid');
}

/** Decides whether a payout found under the number is the one asked for, and still alive. */
function recognize(
	request: PayoutRequest,
	ports: ApiClient,
	{ detail, requestId }: Extract<LookUp, { found: 'detail' }>,
	flag: 'already_existed' | 'recovered',
): SingleResult {
	const requested = requestId === undefined ? {} : { request_id: requestId };
	const incomparable = incomparableFields(request, detail);
	if (incomparable.length > 0) {
		const failure = failureOf('unreadable', requested, `its detail cannot be compared by ${incomparable.join(', ')}`);
		const seen = { found: 'unclear', failure, mayRepeat: true, refused: false, neverSent: false } as const;
		return unknown(request, ports, failure, seen);
	}
	const different = differences(request, detail);
	const wrong = different.length > 0 ? differentFrom(different, requested) : overIn(detail, requested);
	// After a lost answer only the look-up speaks, so "not paid" is not proven by it.
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

function unknown(request: PayoutRequest, ports: ApiClient, cause: Failure, seen: LookUp | undefined): SingleResult {
	return outcomeUnknown({ platform: 'TokenPay', unknown: ERRORS.unknown }, request.out_trade_no, ports, cause, seen);
}
