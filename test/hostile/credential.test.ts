import { authenticate as authenticateDaxPay } from '../../daxpay/nodes/DaxPay/authenticate';
import { authenticate as authenticateTokenPay } from '../../nodes/TokenPay/authenticate';

const SECRET = 'Secret-Secret-Secret-Secret-3232';

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

describe.each([
	[
		'TokenPay',
		'api.tokenpay.me',
		(url: string, baseURL: string) =>
			authenticateTokenPay(
				{ environment: 'tokenPay', appId: 'app', mchId: '1', appSecret: SECRET },
				{ method: 'POST', url, baseURL, body: {} },
			),
	],
	[
		'DaxPay',
		'pay.example.com',
		(url: string, baseURL: string) =>
			authenticateDaxPay(
				{ serverUrl: 'https://pay.example.com', apiVersion: 'v3', mchNo: 'M1', appId: 'A1', secret: SECRET },
				{ url, baseURL, body: {} },
			),
	],
])('the credential of %s', (_platform, host, authenticate) => {
	test.each(ADDRESSES)('sends nothing to another host, asked for %s', (address) => {
		const { baseURL, url } = authenticate(address, 'https://attacker.example');
		// Addresses are put together as n8n's HTTP layer does it: what starts with two slashes would be a host.
		expect(url).toMatch(/^\/(?!\/)/);
		expect(new URL(`${baseURL}${url}`).host).toBe(host);
	});

	test('never sends the secret itself', () => {
		expect(JSON.stringify(authenticate('/x', ''))).not.toContain(SECRET);
	});
});
