import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { TokenPayApi } from '../../credentials/TokenPayApi.credentials';
import { authenticate } from '../../nodes/TokenPay/authenticate';
import { baseUrlOf, credentialIssue, readCredential } from '../../nodes/TokenPay/credential';
import { APP, CREDENTIAL } from '../../tools/notifications/build';
import { ecbOpen } from '../../tools/tokenpay/signedClient';

const PATH = '/v1/payanother/payment';

const post = (body: unknown, stored: Record<string, unknown> = CREDENTIAL) =>
	authenticate(stored, { method: 'POST', url: PATH, body });

/** What the Authorization header says, its signature decrypted. */
function opened(headers: Record<string, unknown> | undefined) {
	const match = /^TTPAY-AES-256-ECB app_id=(.*),mch_id=(.*),nonce_str=(.*),timestamp=(.*),signature=(.*)$/.exec(
		String(headers?.Authorization),
	);
	const [, appId, mchId, nonce, timestamp, signature = ''] = match ?? [];
	const [path, signedTimestamp, signedNonce, ...body] = ecbOpen(signature, APP.appSecret).split('\n');
	return { appId, mchId, nonce, timestamp, path, signedTimestamp, signedNonce, body: body.join('\n') };
}

describe('authenticating a request', () => {
	it('signs the very bytes that go out, whatever is in them', () => {
		const bodies = [
			{},
			{ attach: '充值 🎉 \n "quoted" \\' },
			{ amount: '15.50', nested: { list: [1, null] } },
			{ text: '\ud800' },
		];
		for (const body of bodies) {
			const request = post(body);
			expect(opened(request.headers).body).toBe(request.body);
			expect(typeof request.body).toBe('string');
		}
	});

	it('signs path, timestamp and nonce as the header names them', () => {
		const { appId, mchId, nonce, timestamp, path, signedTimestamp, signedNonce } = opened(post({}).headers);
		expect({ appId, mchId }).toEqual({ appId: APP.appId, mchId: APP.mchId });
		expect([path, signedTimestamp, signedNonce]).toEqual([PATH, timestamp, nonce]);
		expect(timestamp).toMatch(/^\d{13}$/);
		expect(nonce).toMatch(/^[0-9a-f]{32}$/);
	});

	it('names application and merchant in the body, over what a field may say, and the application in a header', () => {
		const request = post({ out_trade_no: 'row-1', app_id: 'other', mch_id: 'other' });
		expect(JSON.parse(request.body as string)).toEqual({ out_trade_no: 'row-1', app_id: APP.appId, mch_id: APP.mchId });
		expect(request.headers).toMatchObject({
			app_id: APP.appId,
			'Content-Type': 'application/json',
			'User-Agent': 'n8n-nodes-tokenpay',
		});
	});

	it('leaves a GET unsigned and without a body, with the application in a header', () => {
		for (const method of ['GET', 'get', undefined]) {
			const request = authenticate(CREDENTIAL, { ...(method && { method }), url: '/v1/wallet/query?wallet_address=T' });
			expect(request.headers).toMatchObject({ app_id: APP.appId });
			expect(Object.keys(request.headers ?? {})).not.toContain('Authorization');
			expect(request).toMatchObject({ url: '/v1/wallet/query?wallet_address=T' });
			expect(request.body).toBeUndefined();
		}
	});

	it('works on its own output, with a fresh nonce and the same body', () => {
		const once = post({ out_trade_no: 'row-1', amount: '1' });
		const twice = authenticate(CREDENTIAL, once);
		expect(twice.body).toBe(once.body);
		expect(opened(twice.headers).body).toBe(twice.body);
		expect(opened(twice.headers).nonce).not.toBe(opened(once.headers).nonce);
		expect(twice.baseURL).toBe(once.baseURL);
		expect(twice.url).toBe(once.url);
	});

	it('changes nothing in what it was given', () => {
		const options = { method: 'POST', url: PATH, headers: { accept: 'x' }, body: { a: 1 } };
		const before = structuredClone(options);
		authenticate(CREDENTIAL, options);
		expect(options).toEqual(before);
	});

	it('keeps other headers and options', () => {
		const options = { method: 'POST', url: PATH, headers: { accept: 'x' }, body: {}, timeout: 5 };
		expect(authenticate(CREDENTIAL, options)).toMatchObject({ headers: { accept: 'x' }, timeout: 5 });
	});

	it.each([
		['tokenPay', '', 'https://api.tokenpay.me'],
		['ttPay', '', 'https://api.ttpay.io'],
		['ttPay', 'http://elsewhere', 'https://api.ttpay.io'],
		['custom', 'http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
		['custom', 'https://proxy.example.com/tokenpay//', 'https://proxy.example.com/tokenpay'],
		['', '', 'https://api.tokenpay.me'],
	])('directs the environment "%s" with base URL "%s" to %s and signs from /v1/ on', (environment, baseUrl, host) => {
		const request = authenticate(
			{ ...CREDENTIAL, environment, baseUrl },
			{ method: 'POST', baseURL: 'https://wrong', url: PATH, body: {} },
		);
		expect([request.baseURL, request.url]).toEqual([host, PATH]);
		expect(opened(request.headers).path).toBe(PATH);
	});

	it('directs an absolute address to the environment too', () => {
		const request = authenticate(CREDENTIAL, {
			method: 'POST',
			url: `https://elsewhere.example.com${PATH}?a=1`,
			body: {},
		});
		expect([request.baseURL, request.url]).toEqual(['https://api.tokenpay.me', `${PATH}?a=1`]);
		expect(opened(request.headers).path).toBe(`${PATH}?a=1`);
	});

	it('is what the credential does', async () => {
		const options: IHttpRequestOptions = { method: 'POST', url: PATH, body: { a: 1 } };
		const credentialType = new TokenPayApi();
		const request = await (
			credentialType.authenticate as (
				data: ICredentialDataDecryptedObject,
				options: IHttpRequestOptions,
			) => Promise<IHttpRequestOptions>
		)(CREDENTIAL, options);
		expect(opened(request.headers).body).toBe(request.body);
	});

	it.each([
		['31 bytes', 's'.repeat(31), 31],
		['33 bytes', 's'.repeat(33), 33],
		['no bytes', '', 0],
		['32 characters of which one has two bytes', `é${'s'.repeat(31)}`, 33],
		['32 characters and a space that came along', `${'s'.repeat(32)} `, 33],
	])('refuses a secret of %s, names the count and never shows the secret', (_what, appSecret, bytes) => {
		const stored = { ...CREDENTIAL, appSecret };
		expect(() => post({}, stored)).toThrow(`'App Secret' must be exactly 32 bytes long, and has ${bytes}.`);
		expect(credentialIssue(readCredential(stored))).not.toContain('sss');
	});

	it('takes a secret whose 32 bytes are fewer characters', () => {
		expect(credentialIssue(readCredential({ ...CREDENTIAL, appSecret: 'é'.repeat(16) }))).toBeUndefined();
	});
});

describe('reading a credential', () => {
	it('brings missing fields to their defaults', () => {
		expect(readCredential({})).toEqual({
			environment: 'tokenPay',
			baseUrl: '',
			appId: '',
			mchId: '',
			appSecret: '',
			requestsPerSecond: 5,
			maximumPayoutAmount: '',
			maximumRunTotal: '',
			allowedRecipients: '',
			payoutAmountUnit: 'decimal',
			notifyUrl: '',
			verifyResponses: false,
		});
	});

	it('drops white space around everything but the secret', () => {
		const read = readCredential({
			...CREDENTIAL,
			appId: ` ${APP.appId}\n`,
			mchId: '\t12345678 ',
			baseUrl: ' http://x ',
			maximumPayoutAmount: ' 5 ',
			appSecret: ` ${'s'.repeat(31)}`,
		});
		expect(read).toMatchObject({
			appId: APP.appId,
			mchId: APP.mchId,
			baseUrl: 'http://x',
			maximumPayoutAmount: '5',
			appSecret: ` ${'s'.repeat(31)}`,
		});
	});

	it.each([
		[{ appId: '' }, "'App ID' is empty."],
		[{ mchId: '  ' }, "'Merchant ID' is empty."],
		[{ appId: 'a,b' }, 'must not contain'],
		[{ mchId: 'a=b' }, 'must not contain'],
		[{ appId: 'a b' }, 'must not contain'],
		[{ requestsPerSecond: 0 }, 'Requests per Second'],
		[{ requestsPerSecond: -1 }, 'Requests per Second'],
		[{ requestsPerSecond: 'fast' }, 'Requests per Second'],
		[{ requestsPerSecond: Infinity }, 'Requests per Second'],
		[{ environment: 'custom', baseUrl: '' }, 'Base URL'],
		[{ environment: 'custom', baseUrl: 'ftp://x' }, 'Base URL'],
		[{ environment: 'custom', baseUrl: 'http://' }, 'Base URL'],
		[{ environment: 'custom', baseUrl: 'http://x?y' }, 'Base URL'],
		[{ environment: 'custom', baseUrl: 'http://x y' }, 'Base URL'],
	])('says what is wrong with %j', (change, words) => {
		expect(credentialIssue(readCredential({ ...CREDENTIAL, ...change }))).toContain(words);
	});

	it.each([0.01, 2.5, '2.5', 1000])('takes %p requests per second', (requestsPerSecond) => {
		expect(credentialIssue(readCredential({ ...CREDENTIAL, requestsPerSecond }))).toBeUndefined();
	});

	it('has no address for a custom environment without one', () => {
		expect(baseUrlOf({ environment: 'custom', baseUrl: 'api.tokenpay.me' })).toBeUndefined();
	});
});
