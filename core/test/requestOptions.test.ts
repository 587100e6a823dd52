import { allowedDomains, readRequestOptions } from '../run/requestOptions';

describe("n8n's own options", () => {
	test.each([
		[{}, 30_000],
		[{ timeout: 1500 }, 1500],
		[{ timeout: 0 }, 300_000],
	])('%j waits %d ms for a response', (options, timeout) => {
		expect(readRequestOptions(options)).toEqual({ timeout });
	});

	test('a proxy is taken apart, with its port by the protocol and its password decoded', () => {
		expect(readRequestOptions({ proxy: 'http://proxy:3128' }).proxy).toEqual({
			host: 'proxy',
			port: 3128,
			protocol: 'http',
		});
		expect(readRequestOptions({ proxy: 'https://me:p%40ss@proxy' }).proxy).toEqual({
			host: 'proxy',
			port: 443,
			protocol: 'https',
			auth: { username: 'me', password: 'p@ss' },
		});
	});

	test.each([['x'], [-1], [NaN], [2 ** 31], [''], [null], [{}]])('a timeout of %p is refused', (timeout) => {
		expect(() => readRequestOptions({ timeout })).toThrow("'Timeout' must be");
	});

	test('a timeout that an expression gives as text counts', () => {
		expect(readRequestOptions({ timeout: '1500.4' })).toEqual({ timeout: 1500 });
	});

	test('certificates are checked unless the option says otherwise', () => {
		expect(readRequestOptions({ allowUnauthorizedCerts: false })).not.toHaveProperty('skipSslCertificateValidation');
		expect(readRequestOptions({ allowUnauthorizedCerts: true }).skipSslCertificateValidation).toBe(true);
	});

	test.each([
		[{}, undefined],
		[{ allowedHttpRequestDomains: 'all', allowedDomains: 'example.com' }, undefined],
		[
			{ allowedHttpRequestDomains: 'domains', allowedDomains: ' pay.example.com, *.test ' },
			'api.tokenpay.me, pay.example.com, *.test',
		],
		[{ allowedHttpRequestDomains: 'domains', allowedDomains: '' }, 'api.tokenpay.me'],
	])('%j limits requests to %s', (stored, hosts) => {
		expect(allowedDomains(stored, 'https://api.tokenpay.me')).toBe(hosts);
	});
});
