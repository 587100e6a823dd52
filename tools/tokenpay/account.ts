import { randomHex } from '../../core/sandbox/random';
import { sign } from '../../sandbox/signing';

/** What the credential of a TokenPay application holds. */
export interface TokenPayAccount {
	baseUrl: string;
	appId: string;
	mchId: string;
	appSecret: string;
}

/** The credential as n8n takes it, with a limit, without which a tool pays nothing. */
export function tokenPayCredential(account: TokenPayAccount) {
	const data = { environment: 'custom', ...account, maximumPayoutAmount: '100000' };
	return { name: 'TokenPay sandbox', type: 'tokenPayApi', data };
}

/**
 * One signed request to a TokenPay that the caller trusts, for preparing a scene.
 *
 * @returns the response's `data`
 * @throws Error when the response's code is not 0
 */
export async function requestTokenPay(
	{ baseUrl, appId, mchId, appSecret }: TokenPayAccount,
	at: string,
	fields: object,
): Promise<unknown> {
	const body = JSON.stringify({ app_id: appId, mch_id: mchId, ...fields });
	const timestamp = Date.now();
	const nonce = randomHex(16);
	const signature = sign(`${at}\n${timestamp}\n${nonce}\n${body}`, appSecret);
	const response = await fetch(`${baseUrl}${at}`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			authorization: `TTPAY-AES-256-ECB app_id=${appId},mch_id=${mchId},nonce_str=${nonce},timestamp=${timestamp},signature=${signature}`,
		},
		body,
	});
	const { code, msg, data } = (await response.json()) as { code: number; msg: string; data?: unknown };
	if (code !== 0) throw new Error(`${at} was refused with code ${code}: ${msg}`);
	return data;
}
