import { compareDecimals } from '../shared/decimal';
import { isObject } from '../shared/exactJson';
import type { ApiClient, ApiRequest } from '../shared/apiClient';
import type { SingleOutcome } from '../shared/operation';
import { sendWithRetry } from '../shared/retry';
import type { Failure } from '../shared/failure';
import type { LookUp } from '../shared/lookUp';
import { failed, outcomeUnknown } from '../shared/outcome';
import { textOf } from '../shared/text';
import { failureOf } from './response';
import { ERRORS } from './errors';
import { CODES, KNOWN_NUMBER, REFUSED_BEFORE } from './codes';
import type { DaxPayCredential } from './credential';
import { lookUp, lookUpAfterLoss, traced } from './lookUp';
import { yuanOf } from './money';
import { present } from './present';

/** A transfer or a refund: something that moves money under a number that the person gives it. */
export interface Movement {
	/** Moves money. */
	create: ApiRequest;
	/** Looks it up by its number. */
	query: ApiRequest;
	/** The field that holds the person's number, and the number. */
	numberField: 'bizTransferNo' | 'bizRefundNo';
	number: string;
	/** Decimal yuan. */
	amount: string;
	/** What else must be the same, where the server tells it: Open keeps payees to itself. */
	compared: Record<string, string>;
}

/** States in which money has moved or is moving (DaxPay API, states). */
const ALIVE = ['success', 'progress', 'processing', 'init'];

/** States from which nothing will be paid any more. */
const OVER = ['close', 'cancel'];

/** Words with which a server records that it did not hear from the channel, so that the channel may have paid. */
const NOT_HEARD = /time.?out|timed|connect|reset|network|\bI\/O\b|unknown|超时|连接|网络|中断|异常|未知/i;

/**
 * Makes a transfer or a refund at most once and always tells what became of it.
 *
 * The number decides. It is looked up first: what is there and alive is reported as it is; what is recorded as
 * failed is sent again under the same number, which is the one safe retry; and nothing is sent while the server
 * does not tell. The outcome is judged by `status`, never by `code` 0 alone. After a lost response the number is
 * looked up again, and nothing is ever sent under a new one.
 *
 * @returns what was sent and what the server says of it, with `already_existed` or `recovered` where it was found
 * rather than made; or a failure with `details.outcome` `unpaid` or `unknown`
 */
export async function payOnce(
	movement: Movement,
	client: ApiClient,
	credential: DaxPayCredential,
): Promise<SingleOutcome> {
	const before = await lookUp(client, movement.query, false);
	if (before.found === 'unclear') {
		const { code } = before.failure.details;
		const refusedOutright = before.refused && code !== undefined && REFUSED_BEFORE.includes(code);
		if (refusedOutright || before.neverSent) return failed(nothingSent(before.failure), 'unpaid');
		return failed(nothingSent(failureOf('notLookedUp', before.failure.details, before.failure.error)), 'unknown');
	}
	if (before.found === 'detail') {
		const wrong = mismatch(movement, before, credential, 'unpaid');
		if (wrong) return failed(nothingSent(wrong.failure), wrong.outcome);
		if (stateOf(before.detail) !== 'fail') return recognize(movement, before, credential, 'already_existed');
	}

	const result = await send(movement, client, credential);
	// What an earlier run is recorded to have failed at without hearing from the channel may still be paid.
	const isOpen = before.found === 'detail' && NOT_HEARD.test(textOf(before.detail['errorMsg']));
	if (!isOpen || !('failure' in result) || result.failure.details.outcome !== 'unpaid') return result;
	return failed(result.failure, 'unknown');
}

async function send(movement: Movement, client: ApiClient, credential: DaxPayCredential): Promise<SingleOutcome> {
	const response = await sendWithRetry(client, movement.create, { retryOn: [] });
	if (response.kind === 'lost') {
		if (response.neverSent) return failed(nothingSent(response.failure), 'unpaid');
		return await afterLoss(movement, client, credential, response.failure, response.mayLookUp);
	}
	if (response.kind === 'refusal')
		return await afterRefusal(movement, client, credential, response.code, response.failure);
	return await judge(movement, client, credential, response.data, response.requestId);
}

/** Judges a successful response by its `status`. */
async function judge(
	movement: Movement,
	client: ApiClient,
	credential: DaxPayCredential,
	data: unknown,
	requestId: string | undefined,
): Promise<SingleOutcome> {
	const unclear = (why: string) =>
		afterLoss(movement, client, credential, failureOf('unreadable', { ...requestOf(requestId) }, why), true);
	if (!isObject(data)) return await unclear('it reports success without a status');
	const number = data[movement.numberField];
	if (number !== undefined && number !== null && textOf(number) !== movement.number) {
		return failed(differs([difference(movement.numberField, movement.number, number)], requestId), 'unknown');
	}
	const state = stateOf(data);
	if (ALIVE.includes(state))
		return { json: { ...sentOf(movement), ...present(data, credential), ...traced(requestId) } };
	if (state === 'fail') return failedState(data, requestId, false);
	if (OVER.includes(state))
		return failed(failureOf('closed', { status: state, ...requestOf(requestId) }, `its state is ${state}`), 'unpaid');
	return await unclear(`its status is ${state || 'missing'}`);
}

/**
 * Decides what a refusal means for the number. What an earlier run sent may have been processed only now, so even
 * after a definite refusal it is looked up once more.
 */
async function afterRefusal(
	movement: Movement,
	client: ApiClient,
	credential: DaxPayCredential,
	code: number,
	failure: Failure,
): Promise<SingleOutcome> {
	const refusedByChannel = code === CODES.refusedByChannel && !NOT_HEARD.test(failure.details.msg ?? '');
	const isDefinite = refusedByChannel || REFUSED_BEFORE.includes(code);
	if (!isDefinite && !KNOWN_NUMBER.includes(code)) return await afterLoss(movement, client, credential, failure, true);

	// What is in work elsewhere may show up only a little later.
	const seen =
		isDefinite || code === CODES.stateForbids
			? await lookUp(client, movement.query, true)
			: await lookUpAfterLoss(client, movement.query);
	if (seen?.found === 'detail') {
		const isStillFailed = isDefinite && stateOf(seen.detail) === 'fail';
		return isStillFailed ? failed(failure, 'unpaid') : recognize(movement, seen, credential, 'already_existed');
	}
	// A state that forbids, with nothing under this number, is the state of the payment to be refunded.
	const isUnpaid = isDefinite
		? seen?.found === 'nothing' || seen?.refused
		: seen?.found === 'nothing' && code === CODES.stateForbids;
	return isUnpaid ? failed(failure, 'unpaid') : unknown(movement, client, failure, seen);
}

async function afterLoss(
	movement: Movement,
	client: ApiClient,
	credential: DaxPayCredential,
	cause: Failure,
	mayLookUp: boolean,
): Promise<SingleOutcome> {
	if (!mayLookUp) return unknown(movement, client, cause, undefined);
	const seen = await lookUpAfterLoss(client, movement.query);
	if (seen?.found === 'detail') return recognize(movement, seen, credential, 'recovered');
	return unknown(movement, client, cause, seen);
}

/** Decides whether what was found under the number is what was asked for, and still alive. */
function recognize(
	movement: Movement,
	seen: Extract<LookUp, { found: 'detail' }>,
	credential: DaxPayCredential,
	flag: 'already_existed' | 'recovered',
): SingleOutcome {
	const { detail, requestId } = seen;
	// After a lost response only the look-up speaks, so "not paid" is not proven by it.
	const outcome = flag === 'already_existed' ? 'unpaid' : 'unknown';
	const wrong = mismatch(movement, seen, credential, outcome);
	if (wrong) return failed(wrong.failure, wrong.outcome);
	const state = stateOf(detail);
	if (ALIVE.includes(state)) return { json: { ...present(detail, credential), ...traced(requestId), [flag]: true } };
	if (state === 'fail') return failedState(detail, requestId, true);
	const over = OVER.includes(state);
	const failure = failureOf('closed', { status: state, ...requestOf(requestId) }, `its state is ${state || 'missing'}`);
	return over
		? failed(failure, outcome)
		: failed(failureOf('unknown', { status: state }, `its state is ${state || 'missing'}`), 'unknown');
}

/**
 * A failure that the server reports. It is certain only where the server tells it of the channel's own answer: one
 * that is found afterwards, or that speaks of a time-out, may turn out to be paid.
 */
function failedState(
	data: Record<string, unknown>,
	requestId: string | undefined,
	foundAfterwards: boolean,
): SingleOutcome {
	const words = typeof data['errorMsg'] === 'string' ? data['errorMsg'].trim() : '';
	const isUncertain = foundAfterwards || NOT_HEARD.test(words);
	const details = { status: 'fail', ...(words && { msg: words }), ...requestOf(requestId) };
	const failure = failureOf(
		isUncertain ? 'mayHaveFailed' : 'failed',
		details,
		words ? `DaxPay says: ${words}` : undefined,
	);
	return failed(failure, isUncertain ? 'unknown' : 'unpaid');
}

/**
 * Compares what was found under the number with what was asked for. What cannot be compared decides nothing.
 *
 * @returns why it is not the same, or `undefined` when it is
 */
function mismatch(
	movement: Movement,
	{ detail, requestId }: Extract<LookUp, { found: 'detail' }>,
	credential: DaxPayCredential,
	outcome: 'unpaid' | 'unknown',
): { failure: Failure; outcome: 'unpaid' | 'unknown' } | undefined {
	const amount = yuanOf(credential.apiVersion, detail['amount']);
	if (amount === undefined) {
		return {
			failure: failureOf(
				'unreadable',
				requestOf(requestId),
				'what it has under the number cannot be compared by amount',
			),
			outcome: 'unknown',
		};
	}
	const different =
		compareDecimals(amount, movement.amount) === 0 ? [] : [difference('amount', movement.amount, amount)];
	for (const [name, asked] of Object.entries({ ...movement.compared, [movement.numberField]: movement.number })) {
		const has = detail[name];
		if (has !== undefined && has !== null && has !== '' && textOf(has) !== asked)
			different.push(difference(name, asked, has));
	}
	return different.length > 0 ? { failure: differs(different, requestId), outcome } : undefined;
}

/** Nothing that moves money reached the server in this run. */
const nothingSent = (failure: Failure): Failure => ({
	...failure,
	details: { ...failure.details, nothing_sent: true },
});

const difference = (name: string, asked: string, has: unknown) =>
	`${name} (asked for ${asked}, DaxPay has ${textOf(has) || 'nothing'})`;

const differs = (different: string[], requestId: string | undefined) =>
	failureOf('different', { differences: different, ...requestOf(requestId) }, different.join(', '));

const stateOf = ({ status }: Record<string, unknown>) => textOf(status).toLowerCase();

const requestOf = (requestId: string | undefined) => (requestId === undefined ? {} : { request_id: requestId });

/** What was sent, as it is answered: the amount in yuan. */
const sentOf = ({ create, amount }: Movement) => ({ ...create.fields, amount });

function unknown(movement: Movement, client: ApiClient, cause: Failure, seen: LookUp | undefined): SingleOutcome {
	return outcomeUnknown({ platform: 'DaxPay', unknown: ERRORS.unknown }, movement.number, client, cause, seen);
}
