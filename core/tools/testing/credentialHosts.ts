import { SECRET } from './secret';

/** Whoever may use a credential can hand it to n8n's HTTP Request node, with any address. */
const ADDRESSES = [
	'https://attacker.example/v1/payanother/query',
	'HTTPS://attacker.example/v1/payanother/query',
	'https://attacker.example//attacker.example/x',
	'//attacker.example/x',
	'///attacker.example/x',
	'@attacker.example/x',
	'.attacker.example/x',
	'https://pay.example.com.attacker.example/x',
	'https://pay.example.com@attacker.example/x',
];

/**
 * Tests that a credential signs for its own host only.
 *
 * @param host that requests go to
 * @param authenticate signs a request, with a secret that is {@link SECRET}
 */
export function testCredentialHosts(
	host: string,
	authenticate: (url: string, baseURL: string) => { url: string; baseURL?: string },
): void {
	test.each(ADDRESSES)('sends nothing to another host, asked for %s', (address) => {
		const { baseURL, url } = authenticate(address, 'https://attacker.example');
		// Addresses are put together as n8n's HTTP layer does it: what starts with two slashes would be a host.
		expect(url).toMatch(/^\/(?!\/)/);
		expect(new URL(`${baseURL}${url}`).host).toBe(host);
	});

	test('never sends the secret itself', () => {
		expect(JSON.stringify(authenticate('/x', ''))).not.toContain(SECRET);
	});
}
