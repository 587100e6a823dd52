import { isObject } from '../../../core/values/exactJson';
import type { ApiClient } from '../../../core/requests/apiClient';
import type { PreparedItem, SingleOutcome } from '../../../core/run/operation';
import { sendWithRetry } from '../../../core/requests/retry';
import type { Failure } from '../../../core/run/failure';
import type { LookUp } from '../../../core/run/lookUp';
import { failed, outcomeUnknown } from '../../../core/run/outcome';
import { shortened, shown } from '../../../core/values/sentences';
import { failureOf } from './response';
import { ERRORS } from './errors';
import { CODES, KNOWN_NUMBER, REFUSED_BEFORE } from './codes';
import type { DaxPayCredential } from './credential';
import { lookUp, lookUpAfterLoss, traced } from './lookUp';
import { type Found, type Movement, mismatch, otherNumber, requestOf, sentOf, stateOf, wordsOf } from './movement';
import { present } from './present';
import { isDefiniteRefusal } from './refusals';

/** States in which money has moved or is moving (DaxPay API, states). */
const ALIVE = ['success', 'progress', 'processing', 'init'];

/** States from which nothing will be paid any more; what was paid before is another question. */
const OVER = ['close', 'cancel'];

/**
 * A transfer or a refund as an item of a run. Everything that is sent makes it the same as another under its number:
 * Open knows a transfer only together with its channel, but nothing says that it lets two channels share a number.
 *
 * @param shape brings what comes out into the form that the item asks for
 */
export function toPayOnce(
	movement: Movement,
	credential: DaxPayCredential,
	shape: (outcome: SingleOutcome) => SingleOutcome,
): PreparedItem {
	const { create, numberField, number } = movement;
	return {
		// Transfers and refunds have numbers of their own.
		payment: { number: `${numberField} ${number}`, content: create.fields },
		send: async (client) => shape(await payOnce(movement, client, credential)),
	};
}

/**
 * Makes a transfer or a refund at most once and always tells what became of it.
 *
 * The number decides. It is looked up first: what is there and alive is reported as it is; what is recorded as
 * failed is sent again under the same number, which is the one safe retry; and nothing is sent while the server
 * does not tell. The outcome is judged by `status`, never by `code` 0 alone. After a lost response the number is
 * looked up again, and nothing is ever sent under a new one.
 *
 * `unpaid` is reported only where nothing was sent, where DaxPay has nothing under the number, and after a refusal
 * that is known to be definite. Whatever else is found under the number is `unknown`.
 *
 * @returns what was sent and what the server says of it, with `already_existed` or `recovered` where it was found
 * rather than made; or a failure with `details.outcome` `unpaid` or `unknown`
 */
async function payOnce(movement: Movement, client: ApiClient, credential: DaxPayCredential): Promise<SingleOutcome> {
	const before = await lookUp(client, movement.query, false);
	if (before.found === 'unclear') return notLookedUp(before);
	if (before.found === 'detail') {
		const wrong = mismatch(movement, before, credential);
		if (wrong) return failed(wrong, 'unknown');
		if (stateOf(before.detail) !== 'fail') return recognize(movement, before, credential, 'already_existed');
	}

	const result = await send(movement, client, credential);
	// What an earlier run failed at for a reason that leaves it open may have been paid, whatever this one says.
	const isOpen = before.found === 'detail' && !isDefiniteRefusal(wordsOf(before.detail));
	return isOpen && 'failure' in result ? failed(result.failure, 'unknown') : result;
}

/** Nothing is sent where the number cannot be looked up; only a look-up that never left says nothing of earlier runs. */
function notLookedUp({ failure, neverSent }: Extract<LookUp, { found: 'unclear' }>): SingleOutcome {
	if (!neverSent) return failed(failureOf('notLookedUp', failure.details, failure.error), 'unknown');
	return failed({ ...failure, details: { ...failure.details, nothing_sent: true } }, 'unpaid');
}

async function send(movement: Movement, client: ApiClient, credential: DaxPayCredential): Promise<SingleOutcome> {
	const response = await sendWithRetry(client, movement.create, { retryOn: [] });
	if (response.kind === 'lost') {
		// The look-up before found nothing, or what had failed.
		if (response.neverSent) return failed(response.failure, 'unpaid');
		return await afterLoss(movement, client, credential, response.failure, response.mayLookUp);
	}
	if (response.kind === 'refusal')
		return await afterRefusal(movement, client, credential, response.code, response.failure);
	return await judge(movement, client, credential, response.data, response.requestId);
}

/** Judges a successful response by its `status`; a state that nobody knows is looked up. */
async function judge(
	movement: Movement,
	client: ApiClient,
	credential: DaxPayCredential,
	data: unknown,
	requestId: string | undefined,
): Promise<SingleOutcome> {
	const unclear = (why: string) =>
		afterLoss(movement, client, credential, failureOf('unreadable', requestOf(requestId), why), true);
	if (!isObject(data)) return await unclear('it reports success without a status');
	const wrong = otherNumber(movement, data, requestId);
	if (wrong) return failed(wrong, 'unknown');
	const state = stateOf(data);
	if (ALIVE.includes(state))
		return { json: { ...sentOf(movement), ...present(data, credential), ...traced(requestId) } };
	if (state === 'fail') return failedState(data, requestId, isDefiniteRefusal(wordsOf(data)));
	return OVER.includes(state)
		? over(state, requestId)
		: await unclear(`its status is ${state ? shortened(state, 20) : 'missing'}`);
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
	const byChannel = code === CODES.refusedByChannel && isDefiniteRefusal(failure.details.msg ?? '');
	const isDefinite = byChannel || REFUSED_BEFORE.includes(code);
	if (!isDefinite && !KNOWN_NUMBER.includes(code)) return await afterLoss(movement, client, credential, failure, true);

	// What is in work elsewhere may show up only a little later.
	const seen =
		isDefinite || code === CODES.stateForbids
			? await lookUp(client, movement.query, true)
			: await lookUpAfterLoss(client, movement.query);
	if (seen?.found === 'detail') {
		const words = wordsOf(seen.detail);
		const isStillFailed = stateOf(seen.detail) === 'fail' && (isDefiniteRefusal(words) || (byChannel && words === ''));
		if (!isDefinite || !isStillFailed) return recognize(movement, seen, credential, 'already_existed');
		return failed(failure, 'unpaid');
	}
	// A state that forbids, with nothing under this number, is the state of the payment to be refunded.
	const isUnpaid = isDefinite
		? seen?.found === 'nothing' || isRefusedOutright(seen)
		: seen?.found === 'nothing' && code === CODES.stateForbids;
	return isUnpaid ? failed(failure, 'unpaid') : unknown(client, failure, seen);
}

const isRefusedOutright = (seen: LookUp | undefined) =>
	seen?.found === 'unclear' && seen.refused && REFUSED_BEFORE.includes(seen.failure.details.code ?? 0);

async function afterLoss(
	movement: Movement,
	client: ApiClient,
	credential: DaxPayCredential,
	cause: Failure,
	mayLookUp: boolean,
): Promise<SingleOutcome> {
	if (!mayLookUp) return unknown(client, cause, undefined);
	const seen = await lookUpAfterLoss(client, movement.query);
	if (seen?.found === 'detail') return recognize(movement, seen, credential, 'recovered');
	return unknown(client, cause, seen);
}

/** Decides whether what was found under the number is what was asked for, and still alive; anything else is unknown. */
function recognize(
	movement: Movement,
	seen: Found,
	credential: DaxPayCredential,
	flag: 'already_existed' | 'recovered',
): SingleOutcome {
	const { detail, requestId } = seen;
	const wrong = mismatch(movement, seen, credential);
	if (wrong) return failed(wrong, 'unknown');
	const state = stateOf(detail);
	if (ALIVE.includes(state)) return { json: { ...present(detail, credential), ...traced(requestId), [flag]: true } };
	// A failure found afterwards may be an older one, while what was sent last is still in work.
	if (state === 'fail') return failedState(detail, requestId, false);
	if (OVER.includes(state)) return over(state, requestId);
	const what = `its state is ${state ? shortened(state, 20) : 'missing'}`;
	return failed(failureOf('unknown', { status: state, ...requestOf(requestId) }, what), 'unknown');
}

/** A failure that the server reports. */
function failedState(data: Record<string, unknown>, requestId: string | undefined, isDefinite: boolean): SingleOutcome {
	const words = wordsOf(data);
	const details = { status: 'fail', ...(words && { msg: words }), ...requestOf(requestId) };
	const what = words ? [60, 20].map((most) => `DaxPay says ${shown(words, most)}`) : [];
	return failed(failureOf(isDefinite ? 'failed' : 'mayHaveFailed', details, what), isDefinite ? 'unpaid' : 'unknown');
}

/** What is over was sent once, so it is not proven that nothing was paid. */
const over = (state: string, requestId: string | undefined): SingleOutcome =>
	failed(
		failureOf('closed', { status: state, ...requestOf(requestId) }, `its state is ${shortened(state, 20)}`),
		'unknown',
	);

function unknown(client: ApiClient, cause: Failure, seen: LookUp | undefined): SingleOutcome {
	return outcomeUnknown({ platform: 'DaxPay', unknown: ERRORS.unknown }, client, cause, seen);
}
