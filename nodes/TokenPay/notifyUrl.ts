import { inCredential } from '../../core/run/problems';
import { hasInvisible } from '../../core/values/fieldChecks';
import { shown } from '../../core/values/sentences';
import type { TokenPayCredential } from './credential';

/** What of the credential decides about addresses that TokenPay is to call. */
export type Callbacks = Pick<TokenPayCredential, 'environment' | 'notifyUrl'>;

/**
 * The address that TokenPay is to call for a payout or an order: its own, or else the credential's.
 *
 * @param own of the item, if it names one
 * @returns the address where there is one, or what is wrong with it in words
 */
export function chosenNotifyUrl(
	own: string | undefined,
	credential: Callbacks,
): { url?: string } | { problem: string } {
	const url = own ?? credential.notifyUrl;
	if (url === '') return {};
	const issue =
		own === undefined ? defaultNotifyUrlIssue(credential) : checkNotifyUrl(own, credential.environment === 'custom');
	if (issue === undefined) return { url };
	return { problem: own === undefined ? inCredential(issue) : issue };
}

/** What is wrong with the credential's Default Notify URL, in words, or `undefined`. */
export const defaultNotifyUrlIssue = ({ environment, notifyUrl }: Callbacks): string | undefined =>
	notifyUrl === '' ? undefined : checkNotifyUrl(notifyUrl, environment === 'custom', 'Default Notify URL');

/**
 * Checks an address that TokenPay is to call.
 *
 * @param isCustom allows plain http and this machine, for a sandbox
 * @param label the field's name in the panel
 * @returns the problem in words, or `undefined`
 */
export function checkNotifyUrl(value: string, isCustom: boolean, label = 'Notify URL'): string | undefined {
	if (/\s/.test(value) || hasInvisible(value)) {
		return `'${label}' contains a space, a line break or an invisible character. Remove it.`;
	}
	let url: URL;
	try {
		url = new URL(value);
	} catch {
		return `'${label}' ${shown(value)} is not a web address. Use the Production URL of the trigger.`;
	}
	if (url.protocol !== 'https:' && url.protocol !== 'http:')
		return `'${label}' must start with https://. Use the Production URL of the trigger.`;
	if (isCustom) return undefined;
	if (url.protocol === 'http:') return `'${label}' must start with https://. TokenPay calls it over the internet.`;
	return /^((.*\.)?localhost\.?|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f.*\])$/i.test(url.hostname)
		? `'${label}' points to this machine (localhost), which TokenPay cannot reach. Use the public address of n8n.`
		: undefined;
}
