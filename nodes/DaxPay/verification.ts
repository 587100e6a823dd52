import { type DaxPayCredential, schemeOf } from './credential';
import type { ReceivedObject } from './receivedJson';
import { verifyWithRsa, verifyWithSecret } from './signing';

/** Whether a message carries a signature at all. */
export function isSigned(message: ReceivedObject): boolean {
	const sign = message.get('sign');
	return sign !== undefined && sign !== null && sign !== '';
}

/** Whether a message's signature is the one of the credential's server. */
export function verifies(message: ReceivedObject, credential: DaxPayCredential): boolean {
	return credential.apiVersion === 'open'
		? verifyWithRsa(message, credential.platformPublicKey)
		: verifyWithSecret(message, schemeOf(credential));
}
