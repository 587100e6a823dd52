import { randomUUID } from 'node:crypto';
import { type Finding, type Send, credentialTest } from '../../core/run/credentialTest';
import { isObject, parseExactJson } from '../../core/values/exactJson';
import { type Signature, noResponse, readResponse, signatureOf } from './response';
import { authenticate } from './authenticate';
import { CODES } from './codes';
import { type TokenPayCredential, credentialIssue, readCredential } from './credential';
import { defaultNotifyUrlIssue } from './notifyUrl';
import { description as balance } from './resources/balance';
import { description as payout } from './resources/payout';
import { routesOf } from '../../core/run/description';

/**
 * Looks a payout up under a random number: that has no effect, and only the platform's "does not exist" proves that
 * secret, application and merchant were accepted. A balance then shows how responses are signed.
 */
export const testCredential = credentialTest({
	names: { platform: 'TokenPay', address: "'Environment' and 'Base URL'" },
	readCredential,
	// Said here alone, since only payouts and orders need it.
	credentialIssue: (credential) => credentialIssue(credential) ?? defaultNotifyUrlIssue(credential),
	request(stored) {
		const { method, path, fields } = routesOf({ properties: payout })('payout', 'get')({
			outTradeNo: `n8n-test-${randomUUID()}`,
		});
		return authenticate(stored, { method, url: path, body: fields });
	},
	readResponse: (raw) => readResponse(raw),
	noResponse,
	proves: (response) => response.kind === 'refusal' && response.code === CODES.doesNotExist,
	examine: examineSignature,
});

/** What the test says about responses, by what their signature covers. */
const FOUND: Readonly<Record<Signature, string>> = {
	body: 'Its responses are signed as documented.',
	data: 'Its responses are signed over `data` only, which leaves code, msg and request_id open.',
	nothing: 'Its responses are not signed.',
	unknown: 'Its responses carry a signature that does not match.',
	stale: "Its responses are signed more than 15 minutes before or after this machine's time.",
};

/** What to do about it when responses are to be verified. */
const TO_DO: Partial<Record<Signature, string>> = {
	nothing: "turn 'Verify Responses' off, or every success will be refused.",
	unknown: "turn 'Verify Responses' off, or every success will be refused; ask TokenPay if 'App Secret' is right.",
	stale: "set this machine's clock, or every success will be refused.",
};

/**
 * Finds out how responses are signed, with a balance: only a response with `data` shows whether more than that is
 * covered, and a payout under a random number has none.
 */
async function examineSignature(
	stored: Record<string, unknown>,
	{ appSecret, verifyResponses }: TokenPayCredential,
	send: Send,
): Promise<Finding> {
	const { method, path, fields } = routesOf({ properties: balance })('balance', 'get')({
		chain: 'TRON',
		currency: 'USDT',
	});
	const raw = await send(authenticate(stored, { method, url: path, body: fields }));
	const envelope = 'body' in raw ? parseExactJson(raw.body) : undefined;
	if (!('body' in raw) || !isObject(envelope) || readResponse(raw).kind !== 'success') {
		return { words: 'How its responses are signed could not be checked.', isUsable: true };
	}
	const signature = signatureOf(raw.headers, envelope, { appSecret, now: Date.now() });
	const toDo = verifyResponses ? TO_DO[signature] : undefined;
	const found = FOUND[signature].replace(/\.$/, '');
	return { words: toDo === undefined ? `${found}.` : `${found}: ${toDo}`, isUsable: toDo === undefined };
}
