import { checkAmount } from '../shared/amount';
import { smallestToDecimal, normalizeDecimal } from '../shared/decimal';
import { isObject } from '../shared/exactJson';
import { type CheckedField, checkCode, checkReference, checkOptional } from '../shared/fieldChecks';
import { textOf } from '../shared/text';
import { addressIssue } from './address';
import type { TokenPayCredential } from './credential';
import { limitIssue } from './limit';
import { checkNotifyUrl } from './notifyUrl';

/** A payout as it is sent, by the node's parameter names; every value is text and goes out exactly as it is here. */
export interface PayoutRequest {
	outTradeNo: string;
	chain: string;
	currency: string;
	/** As the person gave it: decimal units, by analogy with orders (the unit is not documented). */
	amount: string;
	toAddress: string;
	attach?: string;
	description?: string;
	notifyUrl?: string;
}

/**
 * Checks everything about a payout that can be checked before it is sent.
 *
 * @param values what the node's parameters say
 * @returns the request to send, or every problem in words
 */
export function checkPayout(
	values: Record<string, unknown>,
	credential: Pick<TokenPayCredential, 'environment' | 'maximumPayoutAmount'>,
): { request: PayoutRequest } | { problems: string[]; overLimit: boolean } {
	const problems: string[] = [];
	const take = (checked: CheckedField): string => {
		if ('problem' in checked) problems.push(checked.problem);
		return 'text' in checked ? checked.text : '';
	};
	const request: PayoutRequest = {
		outTradeNo: take(checkReference('Payout Number', values['outTradeNo'])),
		chain: take(checkCode('Chain', values['chain'])),
		currency: take(checkCode('Currency', values['currency'])),
		amount: take(checkAmount(values['amount'])),
		toAddress: '',
	};
	const { toAddress } = values;
	if (typeof toAddress === 'string') request.toAddress = toAddress;
	const wrongAddress =
		toAddress !== undefined && toAddress !== null && typeof toAddress !== 'string'
			? 'To Address must be text.'
			: addressIssue(request.chain, request.toAddress);
	if (wrongAddress) problems.push(wrongAddress);

	const optional = checkOptional(values, { attach: 'Attach', description: 'Description', notifyUrl: 'Notify URL' });
	problems.push(...optional.problems);
	Object.assign(request, optional.texts);
	if (request.notifyUrl !== undefined) {
		const wrong = checkNotifyUrl(request.notifyUrl, credential.environment === 'custom');
		if (wrong) problems.push(wrong);
	}
	let overLimit = false;
	if (request.amount !== '' && request.currency !== '') {
		const tooMuch = limitIssue(credential.maximumPayoutAmount, request.currency, request.amount);
		if (tooMuch) {
			overLimit = problems.length === 0;
			problems.push(tooMuch);
		}
	}
	return problems.length === 0 ? { request } : { problems, overLimit };
}

/**
 * Names what differs between a payout that was asked for and one that the platform has under the
 * same number. A field that the platform leaves out cannot be compared and counts as different.
 *
 * The amount is the same when it is equal as decimal units or as the smallest unit, since the unit
 * of a request's amount is not documented.
 *
 * @param detail the platform's payout detail (TokenPay API, section 5)
 * @returns names of fields with both values; empty when it is the same payout
 */
export function differences(request: PayoutRequest, detail: Record<string, unknown>): string[] {
	const found: string[] = [];
	const shown = (value: unknown) => textOf(value) || 'nothing';
	const differs = (name: string, asked: string, has: unknown) =>
		found.push(`${name} (asked for ${asked}, TokenPay has ${shown(has)})`);

	const same = (asked: string, has: unknown) => typeof has === 'string' && has.toUpperCase() === asked.toUpperCase();
	const coin = isObject(detail['currency']) ? detail['currency'] : { currency: detail['currency'] };
	if (!same(request.chain, detail['chain'])) differs('chain', request.chain, detail['chain']);
	if (!same(request.currency, coin['currency']) && !same(request.currency, coin['code'])) {
		differs('currency', request.currency, coin['currency'] ?? coin['code']);
	}
	// Capitals carry no meaning in a 0x address; in every other kind of address they do.
	const sameAddress = request.toAddress.startsWith('0x')
		? same(request.toAddress, detail['to_address'])
		: request.toAddress === detail['to_address'];
	if (!sameAddress) differs('to_address', request.toAddress, detail['to_address']);

	const asked = normalizeDecimal(request.amount);
	const inDecimalUnits = smallestToDecimal(detail['amount'], detail['decimals']);
	const inSmallestUnit = smallestToDecimal(detail['amount'], 0);
	if (asked === undefined || (asked !== inDecimalUnits && asked !== inSmallestUnit)) {
		differs('amount', request.amount, inDecimalUnits ?? detail['amount']);
	}
	return found;
}

/**
 * Names the fields by which a detail cannot be held against a request: those that the platform left
 * out, and the number when it is not the one that was looked up.
 */
export function incomparableFields(request: PayoutRequest, detail: Record<string, unknown>): string[] {
	const coin = isObject(detail['currency']) ? detail['currency'] : { currency: detail['currency'] };
	const known: Record<string, unknown> = {
		out_trade_no: detail['out_trade_no'] === request.outTradeNo,
		chain: detail['chain'],
		currency: coin['currency'] ?? coin['code'],
		to_address: detail['to_address'],
		amount: detail['amount'],
		decimals: detail['decimals'],
	};
	return Object.keys(known).filter((name) => [undefined, null, '', false].includes(known[name] as string));
}
