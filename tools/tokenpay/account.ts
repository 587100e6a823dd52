import { signedClient, type App } from './signedClient';

/** What the credential of a TokenPay application holds. */
export interface TokenPayAccount extends App {
	baseUrl: string;
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
export async function requestTokenPay(account: TokenPayAccount, at: string, fields: object): Promise<unknown> {
	const { json } = await signedClient(account.baseUrl, account).post(at, fields);
	if (json.code !== 0) throw new Error(`${at} was refused with code ${json.code}: ${json.msg}`);
	return json.data;
}
