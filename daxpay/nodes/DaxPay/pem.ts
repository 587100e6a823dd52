import { createPrivateKey, createPublicKey } from 'node:crypto';

const LABELS = { private: 'PRIVATE KEY', public: 'PUBLIC KEY' } as const;

/**
 * Brings a pasted key into PEM form. A password field keeps no line breaks, so spaces or `\n` in their place
 * are accepted, and so is the bare base64 that DaxPay's console shows.
 *
 * @returns PEM text; whether it is a key at all is not checked here
 */
export function wrapPem(kind: keyof typeof LABELS, pasted: string): string {
	const label = LABELS[kind];
	const text = pasted.replace(/\\r|\\n/g, ' ');
	const base64 = text.replace(/-----(BEGIN|END) [A-Z ]+-----/g, '').replace(/\s+/g, '');
	const lines = base64.match(/.{1,64}/g) ?? [];
	// A key with another label, such as RSA PRIVATE KEY, is another structure and keeps it.
	const given = /-----BEGIN ([A-Z ]+)-----/.exec(text)?.[1] ?? label;
	return [`-----BEGIN ${given}-----`, ...lines, `-----END ${given}-----`, ''].join('\n');
}

/**
 * Says what is wrong with a key, without ever showing it.
 *
 * @param pem as `wrapPem` gives it
 */
export function keyProblem(kind: keyof typeof LABELS, pem: string, label: string): string | undefined {
	const wanted = `${label} must be an RSA key in PEM form (${LABELS[kind]})`;
	try {
		// A public key can be made from a private one, which does not belong in that field.
		if (kind === 'public' && pem.includes('PRIVATE'))
			return `${label} holds a private key. Paste the platform's public key.`;
		const key = kind === 'private' ? createPrivateKey(pem) : createPublicKey(pem);
		return key.asymmetricKeyType === 'rsa' ? undefined : `${wanted}.`;
	} catch {
		return `${wanted}; the one entered cannot be read.`;
	}
}
