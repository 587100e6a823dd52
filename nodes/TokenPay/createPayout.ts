import type { Answer } from '../shared/answer';
import { isObject } from '../shared/exactJson';
import { type Ports, type SingleResult, growingPause, sendPatiently } from '../shared/exchange';
import type { Failure } from '../shared/failure';
import type { LookUp } from '../shared/lookUp';
import { failed, outcomeUnknown } from '../shared/outcome';
import { problem } from './answers';
import { PROBLEMS } from './catalogue';
import { CODES, NOTHING_DONE } from './codes';
import { lookUp, lookUpAfterLoss } from './lookUp';
import { type PayoutRequest, differences } from './payoutRequest';

const PATHS = { create: '/v1/payanother/payment', query: '/v1/payanother/query' } as const;

/** States in which a payout will never be paid (TokenPay API, section 5). */
const OVER = ['CLOSED', 'REFUND'];

/** How often a create that was restricted (20004), and is not there when looked up, is sent again. */
const MOST_RESTRICTED = 3;

/**
 * Makes a payout at most once and always tells what became of it.
 *
 * The number decides: a number that the platform has already is looked up and compared, and a lost
 * answer is looked up under the number. Nothing is ever sent again that may have been done.
 *
 * @param lookUpFirst looks the number up before sending, for accounts where the platform accepts a
 * used number; it cannot help when two executions send the same number at the same moment
 * @returns the payout's detail with `request_id`, and `already_existed` or `recovered` where it was
 * found rather than made; or a failure with `details.outcome` `unpaid` or `unknown`
 */
export async function createPayout(
	request: PayoutRequest,
	ports: Ports,
	{ lookUpFirst }: { lookUpFirst: boolean },
): Promise<SingleResult> {
	if (lookUpFirst) {
		const before = await lookUp(ports, PATHS.query, numberOf(request), false);
		if (before.found === 'detail') return recognize(request, before, 'already_existed');
		if (before.found === 'unclear') return failed(before.failure, 'unpaid');
	}
	for (let attempt = 0; ; attempt++) {
		const answer = await sendPatiently(ports, { path: PATHS.create, fields: { ...request } }, { waitOut: NOTHING_DONE });
		if (answer.kind === 'success') return accepted(request, answer);
		if (answer.kind === 'lost') return await afterLoss(request, ports, answer);
		if (answer.code === CODES.operationFailed) {
			return await afterLoss(request, ports, { failure: answer.failure, neverSent: false, mayLookUp: true });
		}
		if (answer.code === CODES.existsAlready) {
			const existing = await lookUp(ports, PATHS.query, numberOf(request), true);
			if (existing.found === 'detail') return recognize(request, existing, 'already_existed');
			return unknown(request, ports, answer.failure, existing);
		}
		if (answer.code !== CODES.frequencyRestricted || attempt >= MOST_RESTRICTED) {
			return failed(answer.failure, 'unpaid');
		}
		// 20004 reads like a refusal, but unlike 11001 no source says that nothing was done.
		const meanwhile = await lookUpAfterLoss(ports, PATHS.query, numberOf(request));
		if (meanwhile?.found === 'detail') return recognize(request, meanwhile, 'recovered');
		if (meanwhile?.found !== 'nothing') return unknown(request, ports, answer.failure, meanwhile);
		if (!(await ports.pause(growingPause(attempt, ports.random())))) {
			return failed(answer.failure, 'unpaid');
		}
	}
}

const numberOf = ({ out_trade_no }: PayoutRequest) => ({ out_trade_no });

function accepted(
	request: PayoutRequest,
	{ data, requestId }: Extract<Answer, { kind: 'success' }>,
): SingleResult {
	const requested = requestId === undefined ? {} : { request_id: requestId };
	if (!isObject(data) || Object.keys(data).length === 0) return { json: { ...request, ...requested } };

	// A platform that answers a used number with the older payout must not pass as a new one.
	const different = differences(request, detailOf(request, data));
	if (data.out_trade_no !== undefined && data.out_trade_no !== request.out_trade_no) {
		different.push(`out_trade_no (asked for ${request.out_trade_no}, TokenPay has ${String(data.out_trade_no)})`);
	}
	if (different.length > 0) {
		return failed(problem('different', { ...requested, differences: different }, different.join(', ')), 'unknown');
	}
	return { json: { ...data, ...requested } };
}

/**
 * What of an answer to create can be compared. Nothing documents that it repeats every field or
 * names chain and currency as they were sent, so the request stands in for those.
 */
function detailOf(request: PayoutRequest, data: Record<string, unknown>): Record<string, unknown> {
	const [whole = '', fraction = ''] = request.amount.split('.');
	const hasAmount = data.amount !== undefined && data.decimals !== undefined;
	return {
		chain: request.chain,
		currency: request.currency,
		to_address: data.to_address ?? request.to_address,
		amount: hasAmount ? data.amount : `${whole}${fraction}`,
		decimals: hasAmount ? data.decimals : fraction.length,
	};
}

async function afterLoss(
	request: PayoutRequest,
	ports: Ports,
	lost: { failure: Failure; neverSent: boolean; mayLookUp: boolean },
): Promise<SingleResult> {
	if (lost.neverSent) return failed(lost.failure, 'unpaid');
	if (!lost.mayLookUp) return unknown(request, ports, lost.failure, undefined);
	const seen = await lookUpAfterLoss(ports, PATHS.query, numberOf(request));
	if (seen?.found === 'detail') return recognize(request, seen, 'recovered');
	return unknown(request, ports, lost.failure, seen);
}

/** Decides whether a payout found under the number is the one asked for, and still alive. */
function recognize(
	request: PayoutRequest,
	{ detail, requestId }: Extract<LookUp, { found: 'detail' }>,
	flag: 'already_existed' | 'recovered',
): SingleResult {
	const requested = requestId === undefined ? {} : { request_id: requestId };
	// After a lost answer only the look-up speaks, so "not paid" is not proven by it.
	const outcome = flag === 'already_existed' ? 'unpaid' : 'unknown';
	const different = differences(request, detail);
	if (different.length > 0) {
		return failed(problem('different', { ...requested, differences: different }, different.join(', ')), outcome);
	}
	const state = String(detail.trade_state ?? '');
	if (OVER.includes(state.toUpperCase())) {
		return failed(problem('closed', { ...requested, trade_state: state }, `its state is ${state}`), outcome);
	}
	return { json: { ...detail, ...requested, [flag]: true } };
}

function unknown(request: PayoutRequest, ports: Ports, cause: Failure, seen: LookUp | undefined): SingleResult {
	return outcomeUnknown({ platform: 'TokenPay', unknown: PROBLEMS.unknown }, request.out_trade_no, ports, cause, seen);
}
