import { checkAmount } from '../../core/values/amount';
import { type CheckedField, checkCode, checkReference, checkOptional } from '../../core/values/fieldChecks';
import type { Problems } from '../../core/run/operation';
import { trimSpaces } from '../../core/values/text';
import { addressIssue } from './address';
import type { TokenPayCredential } from './credential';
import { limitIssue } from './limit';
import { chosenNotifyUrl } from './notifyUrl';
import { type Recipients, recipientOf } from './recipients';

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
 * @param recipients whom the credential allows payouts to
 * @returns the request to send and the payee's name in the credential (empty where it has none), or every problem in
 * words
 */
export function checkPayout(
	values: Record<string, unknown>,
	credential: Pick<TokenPayCredential, 'environment' | 'maximumPayoutAmount' | 'notifyUrl'>,
	recipients: Recipients,
): { request: PayoutRequest; recipient: string } | Problems {
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
	if (typeof toAddress === 'string') request.toAddress = trimSpaces(toAddress);
	const wrongAddress =
		toAddress !== undefined && toAddress !== null && typeof toAddress !== 'string'
			? "'To Address' must be text."
			: addressIssue(request.chain, request.toAddress);
	if (wrongAddress) problems.push(wrongAddress);

	const optional = checkOptional(values, { attach: 'Attach', description: 'Description', notifyUrl: 'Notify URL' });
	problems.push(...optional.problems);
	Object.assign(request, optional.texts);
	const notify = chosenNotifyUrl(request.notifyUrl, credential);
	if ('problem' in notify) problems.push(notify.problem);
	else if (notify.url !== undefined) request.notifyUrl = notify.url;
	const notAllowed: string[] = [];
	if (request.amount !== '' && request.currency !== '') {
		const tooMuch = limitIssue(credential.maximumPayoutAmount, request);
		if (tooMuch) notAllowed.push(tooMuch);
	}
	const payee = wrongAddress ? {} : recipientOf(request.toAddress, recipients);
	if ('problem' in payee) notAllowed.push(payee.problem);
	if ('problem' in payee || notAllowed.length > 0) {
		return { problems: [...problems, ...notAllowed], ...(problems.length === 0 && { reason: 'limit' }) };
	}
	return problems.length === 0 ? { request, recipient: payee.recipient?.name ?? '' } : { problems };
}
