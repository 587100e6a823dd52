import { hasInvisible } from '../../core/values/fieldChecks';
import { shown } from '../../core/values/sentences';

/**
 * Checks an address that TokenPay is to call.
 *
 * @param isCustom allows plain http and this machine, for a sandbox
 * @returns the problem in words, or `undefined`
 */
export function checkNotifyUrl(value: string, isCustom: boolean): string | undefined {
	if (/\s/.test(value) || hasInvisible(value)) {
		return "'Notify URL' contains a space, a line break or an invisible character. Remove it.";
	}
	let url: URL;
	try {
		url = new URL(value);
	} catch {
		return `'Notify URL' ${shown(value)} is not a web address. Use the Production URL of the trigger.`;
	}
	if (url.protocol !== 'https:' && url.protocol !== 'http:')
		return "'Notify URL' must start with https://. Use the Production URL of the trigger.";
	if (isCustom) return undefined;
	if (url.protocol === 'http:') return "'Notify URL' must start with https://. TokenPay calls it over the internet.";
	return /^((.*\.)?localhost\.?|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f.*\])$/i.test(url.hostname)
		? "'Notify URL' points to this machine (localhost), which TokenPay cannot reach. Use the public address of n8n."
		: undefined;
}
