import type { INodeProperties } from 'n8n-workflow';
import { inCredential } from '../../../../core/run/problems';
import { checkAmount } from '../../../../core/values/amount';
import { normalizeDecimal } from '../../../../core/values/decimal';
import { type CheckedField, checkOptional, hasInvisible } from '../../../../core/values/fieldChecks';
import { shown } from '../../../../core/values/sentences';
import type { DaxPayCredential } from '../credential';
import { YUAN_DECIMALS, amountToSend } from '../money';

type Show = { resource: string[]; operation: string[] };

/** The amount of a transfer or a refund. */
export const amountField = (show: Show): INodeProperties => ({
	displayName: 'Amount',
	name: 'amount',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 15.50',
	description:
		'Amount in yuan with at most two digits after the point; where the server counts in fen, it is converted exactly',
	displayOptions: { show },
	routing: { send: { type: 'body', property: 'amount' } },
});

export const notifyUrlField: INodeProperties = {
	displayName: 'Notify URL',
	name: 'notifyUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…',
	description:
		"Where DaxPay announces the outcome: the Production URL of a DaxPay Trigger, if not the credential's 'Default Notify URL'",
	routing: { send: { type: 'body', property: 'notifyUrl' } },
};

/** Text that goes along, by its field's name. */
export const textField = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	description,
	routing: { send: { type: 'body', property: name } },
});

/** An amount in yuan as it was checked, and as the credential's version carries it. */
export function checkYuan(value: unknown, { apiVersion }: DaxPayCredential): CheckedField & { toSend?: number } {
	const checked = checkAmount(value, YUAN_DECIMALS);
	if ('problem' in checked) return checked;
	const toSend = amountToSend(apiVersion, checked.text);
	if (toSend === undefined)
		return { problem: `'Amount' ${shown(checked.text)} has more digits than DaxPay can carry. Shorten the amount.` };
	return { text: normalizeDecimal(checked.text) ?? checked.text, toSend };
}

/** Says what is wrong with an address that DaxPay is to call; the server may well stand in the same network. */
function notifyUrlIssue(value: string, label = 'Notify URL'): string | undefined {
	if (/\s/.test(value) || hasInvisible(value)) {
		return `'${label}' contains a space, a line break or an invisible character. Remove it.`;
	}
	return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
		? undefined
		: `'${label}' ${shown(value)} must start with https:// or http://. Use the Production URL of the trigger.`;
}

/** What is wrong with the credential's Default Notify URL, in words, or `undefined`. */
export const defaultNotifyUrlIssue = ({ notifyUrl }: Pick<DaxPayCredential, 'notifyUrl'>): string | undefined =>
	notifyUrl === '' ? undefined : notifyUrlIssue(notifyUrl, 'Default Notify URL');

/**
 * Checks the additional fields that a row fills in; where it names no Notify URL, the credential's is taken.
 *
 * @param labels the fields' names in the panel, by the API's names
 */
export function checkAdditional(
	fields: Record<string, unknown>,
	labels: Record<string, string>,
	credential: Pick<DaxPayCredential, 'notifyUrl'>,
): { texts: Record<string, string>; problems: string[] } {
	const { texts, problems } = checkOptional(fields, labels);
	const own = texts['notifyUrl'];
	const issue = own === undefined ? defaultNotifyUrlIssue(credential) : notifyUrlIssue(own);
	if (issue !== undefined) return { texts, problems: [...problems, own === undefined ? inCredential(issue) : issue] };
	const { notifyUrl } = credential;
	return { texts: { ...(notifyUrl !== '' && { notifyUrl }), ...texts }, problems };
}
