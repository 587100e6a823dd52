/** How n8n's test of a credential ended, which looks up a payment that cannot exist. */
export type CredentialTest = 'passed' | 'refused';

/** Whether a number is one that the test of a credential makes up. */
const isProbe = (number: unknown) => typeof number === 'string' && /^n8n-test-[0-9a-f-]{36}$/.test(number);

/**
 * What a request to a sandbox has to do with the test of a credential.
 *
 * @param number the merchant's number in the request
 * @param code of the response
 * @param doesNotExist the code that proves that the credential was accepted
 * @returns a field to add to what is kept of the request; nothing where it is no such test
 */
export function credentialTest(
	number: unknown,
	code: number,
	doesNotExist: number,
): { credentialTest?: CredentialTest } {
	return isProbe(number) ? { credentialTest: code === doesNotExist ? 'passed' : 'refused' } : {};
}
