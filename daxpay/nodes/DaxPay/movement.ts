import type { ApiRequest } from '../../../core/requests/apiClient';
import { compareDecimals } from '../../../core/values/decimal';
import { type Failure, waysToSay } from '../../../core/run/failure';
import type { LookUp } from '../../../core/run/lookUp';
import { textOf } from '../../../core/values/text';
import type { DaxPayCredential } from './credential';
import { yuanOf } from './money';
import { failureOf } from './response';

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

/** What a look-up found under a number. */
export type Found = Extract<LookUp, { found: 'detail' }>;

/** The state exactly as DaxPay names it; in other capitals it is one that nobody knows. */
export const stateOf = ({ status }: Record<string, unknown>): string => textOf(status);

/** The channel's own words in a response or a detail; empty where there are none. */
export const wordsOf = ({ errorMsg }: Record<string, unknown>): string => textOf(errorMsg).trim();

/** The server's number of a request, as a detail of a failure, or nothing to add. */
export const requestOf = (requestId: string | undefined): Failure['details'] =>
	requestId === undefined ? {} : { request_id: requestId };

/** What was sent, as it is returned: the amount in yuan. */
export const sentOf = ({ create, amount }: Movement): Record<string, unknown> => ({ ...create.fields, amount });

/**
 * Compares what was found under the number with what was asked for. What the server does not tell decides nothing.
 *
 * @returns why it is not the same, each difference named, or `undefined` when it is
 */
export function mismatch(
	movement: Movement,
	{ detail, requestId }: Found,
	{ apiVersion }: DaxPayCredential,
): Failure | undefined {
	const amount = yuanOf(apiVersion, detail['amount']);
	if (amount === undefined) {
		const what = 'what it has under the number cannot be compared by amount';
		return failureOf('unreadable', requestOf(requestId), what);
	}
	const differences =
		compareDecimals(amount, movement.amount) === 0 ? [] : [difference('amount', movement.amount, amount)];
	for (const [name, asked] of Object.entries({ ...movement.compared, [movement.numberField]: movement.number })) {
		if (isOther(detail[name], asked)) differences.push(difference(name, asked, detail[name]));
	}
	return differences.length > 0 ? differs(differences, requestId) : undefined;
}

/** Why a response is about another number, or `undefined` when it names this one or none. */
export function otherNumber(
	{ numberField, number }: Movement,
	data: Record<string, unknown>,
	requestId: string | undefined,
): Failure | undefined {
	const has = data[numberField];
	return isOther(has, number) ? differs([difference(numberField, number, has)], requestId) : undefined;
}

const isOther = (has: unknown, asked: string) =>
	has !== undefined && has !== null && has !== '' && textOf(has) !== asked;

const difference = (name: string, asked: string, has: unknown) =>
	`${name} (asked for ${asked}, DaxPay has ${textOf(has)})`;

const differs = (differences: string[], requestId: string | undefined) =>
	failureOf('different', { differences, ...requestOf(requestId) }, waysToSay(differences));
