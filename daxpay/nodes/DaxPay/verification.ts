import { type DaxPayCredential, schemeOf } from './credential';
import type { ReceivedObject } from './receivedJson';
import { type SignedFields, rsaSigned, secretSigned } from './signing';

/** Whether a message carries a signature at all. */
export function isSigned(message: ReceivedObject): boolean {
	const sign = message.get('sign');
	return sign !== undefined && sign !== null && sign !== '';
}

/** What the signature of a message covers, or `undefined` when it is not the one of the credential's server. */
export function signedFields(message: ReceivedObject, credential: DaxPayCredential): SignedFields | undefined {
	return credential.apiVersion === 'open'
		? rsaSigned(message, credential.platformPublicKey)
		: secretSigned(message, schemeOf(credential));
}

/** Whether a message's signature is the one of the credential's server. */
export const verifies = (message: ReceivedObject, credential: DaxPayCredential): boolean =>
	signedFields(message, credential) !== undefined;
