import { CredentialTestContext } from 'n8n-core';
import type { ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { PLATFORM_CODES } from '../nodes/TokenPay/errors';
import { TokenPay } from '../nodes/TokenPay/TokenPay.node.ts';
import { TokenPayTrigger } from '../nodes/TokenPay/TokenPayTrigger.node.ts';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../sandbox/server';
import { signatureOf } from '../tools/notifications/build';
import { localServers } from '../core/tools/testing/localServer';

const LOOK_UP = '/v1/payanother/query';
const BALANCE = '/v1/merchant/balance';

let sandbox: Sandbox;
const { serve, close } = localServers();

beforeAll(async () => {
	sandbox = await startSandbox({ requestsPerSecond: 0 });
});
afterAll(async () => {
	await sandbox.close();
	close();
});
beforeEach(() => sandbox.reset());

/** Presses the button under the credential, through n8n-core's real context for it. */
async function press(changes: object = {}): Promise<INodeCredentialTestResult> {
	const test = new TokenPay().methods.credentialTest.testTokenPayCredential;
	const context = new CredentialTestContext({} as never) as unknown as ICredentialTestFunctions;
	const data = { environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP, ...changes };
	return await test.call(context, { id: '1', name: 'test', type: 'tokenPayApi', data } as never);
}

test('both nodes offer the same test of the credential', () => {
	expect(new TokenPayTrigger().methods.credentialTest).toEqual(new TokenPay().methods.credentialTest);
	for (const { description } of [new TokenPay(), new TokenPayTrigger()]) {
		expect(description.credentials).toEqual([
			{ name: 'tokenPayApi', required: true, testedBy: 'testTokenPayCredential' },
		]);
	}
});

test('a right credential turns green, and the request has no effect', async () => {
	expect(await press()).toMatchObject({
		status: 'OK',
		message: expect.stringMatching(/^TokenPay accepted the credential\. /) as string,
	});
	expect(sandbox.state().payouts).toEqual([]);
	expect(sandbox.state().requests.map(({ path, code }) => [path, code])).toEqual([
		[LOOK_UP, 12002],
		[BALANCE, 0],
	]);
	// On the sandbox's page, what finds nothing on purpose does not look as if something went wrong.
	expect(sandbox.state().requests[0]?.credentialTest).toBe('passed');
});

test("the sandbox's page tells a test of a wrong credential from other requests", async () => {
	await press({ appSecret: 'another-secret-of-32-bytes-00001' });
	expect(sandbox.state().requests).toEqual([expect.objectContaining({ code: 103, credentialTest: 'refused' })]);
});

test.each([
	['n8n.example.com', '\'Default Notify URL\' "n8n.example.com" is not a web address'],
	['https://n8n.example.com/web hook', "'Default Notify URL' contains a space"],
])('the Default Notify URL %s turns red before anything is asked', async (notifyUrl, words) => {
	expect(await press({ notifyUrl })).toMatchObject({
		status: 'Error',
		message: expect.stringContaining(words) as string,
	});
	expect(sandbox.state().requests).toEqual([]);
	expect(await press({ notifyUrl: 'https://n8n.example.com/webhook' })).toMatchObject({ status: 'OK' });
});

describe('how responses are signed is said before anything is paid', () => {
	const asDocumented = { words: /signed as documented\.$/, usable: true };
	const unsigned = { words: /not signed/, usable: false };

	/** Presses the button with responses signed in one way, once as it is and once with Verify Responses on. */
	const pressBoth = async (arrange: () => void) => {
		arrange();
		const off = await press();
		arrange();
		return { off, on: await press({ verifyResponses: true }) };
	};

	test.each<[string, () => void, { words: RegExp; usable: boolean }]>([
		['as documented', () => sandbox.configure({ responseSigning: 'body' }), asDocumented],
		[
			'over data only',
			() => sandbox.configure({ responseSigning: 'data' }),
			{ words: /over `data` only/, usable: true },
		],
		['with keys in another order', () => sandbox.addFault({ kind: 'reordered', path: BALANCE }), asDocumented],
		['not at all', () => sandbox.configure({ signResponses: false }), unsigned],
		['not where they report success', () => sandbox.addFault({ kind: 'unsigned', path: BALANCE }), unsigned],
		[
			'with another secret',
			() => sandbox.addFault({ kind: 'bad signature', path: BALANCE }),
			{ words: /does not match/, usable: false },
		],
	])('%s', async (_what, arrange, { words, usable }) => {
		sandbox.configure({ responseSigning: 'body' });
		const { off, on } = await pressBoth(arrange);
		expect(off).toMatchObject({ status: 'OK', message: expect.stringMatching(words) as string });
		expect(off.message).not.toContain('Verify Responses');
		expect(on).toMatchObject({ status: usable ? 'OK' : 'Error', message: expect.stringMatching(words) as string });
		if (!usable) expect(on.message).toContain("turn 'Verify Responses' off");
	});

	test('with a clock that is off turns red only with Verify Responses, and says so', async () => {
		const baseUrl = await serve((request, response) => {
			const body = request.url === BALANCE ? '{"code":0,"data":[]}' : '{"code":12002}';
			const at = String(Date.now() - 20 * 60_000);
			response.writeHead(200, signatureOf(at, 'n'.repeat(32), body, DEFAULT_APP.appSecret)).end(body);
		});
		const words = { message: expect.stringMatching(/more than 15 minutes/) as string };
		expect(await press({ baseUrl })).toMatchObject({ status: 'OK', ...words });
		const on = await press({ baseUrl, verifyResponses: true });
		expect(on).toMatchObject({ status: 'Error', ...words });
		expect(on.message).toContain('clock');
	});

	test.each(['code', 'cut before', 'garbage before', '500 before'] as const)(
		'is left open where the balance ends with "%s"',
		async (kind) => {
			for (const verifyResponses of [false, true]) {
				sandbox.addFault({ kind, path: BALANCE });
				expect(await press({ verifyResponses })).toEqual({
					status: 'OK',
					message: 'TokenPay accepted the credential. How its responses are signed could not be checked.',
				});
			}
		},
	);
});

test.each([
	['secret', { appSecret: 'another-secret-of-32-bytes-00002' }, /103.*App Secret/],
	['application', { appId: '00000000000000000000000000000000' }, /20000.*App ID/],
	['merchant', { mchId: '999' }, /103.*Merchant ID/],
])('a wrong %s turns red and says why', async (_what, change, words) => {
	const { status, message } = await press(change);
	expect(status).toBe('Error');
	expect(message).toMatch(words);
});

test.each(
	Object.keys(PLATFORM_CODES)
		.map(Number)
		.filter((code) => code !== 12002),
)('code %i turns red, in words', async (code) => {
	sandbox.addFault({ kind: 'code', code, path: LOOK_UP });
	const { status, message } = await press();
	expect(status).toBe('Error');
	expect(message).toContain(`code ${code}`);
	expect(message).toContain(PLATFORM_CODES[code]?.message);
	expect(message).toContain(PLATFORM_CODES[code]?.advice);
});

test.each([1, 777, -1, 12004, 120020])('code %i, which nobody lists, turns red', async (code) => {
	sandbox.addFault({ kind: 'code', code, path: LOOK_UP });
	expect((await press()).status).toBe('Error');
});

test.each([
	['a success that cannot be', '{"code":0,"msg":"ok","request_id":"r","data":{}}', /probably not TokenPay/],
	['a web page', '<html><body>12002</body></html>', /not one of TokenPay's/],
	['an empty response', '', /not one of TokenPay's/],
	['a code as text', '{"code":"12002"}', /not one of TokenPay's/],
])('%s turns red', async (_what, body, words) => {
	const baseUrl = await serve((_request, response) => response.end(body));
	const { status, message } = await press({ baseUrl });
	expect(status).toBe('Error');
	expect(message).toMatch(words);
});

test.each([
	['a redirect', 302, /redirected/],
	['HTTP 401', 401, /unauthorized/],
	['HTTP 404', 404, /HTTP 404/],
	['HTTP 502', 502, /HTTP 502/],
])('%s turns red, whatever its body says', async (_what, status, words) => {
	const baseUrl = await serve((_request, response) =>
		response
			.writeHead(status, { location: '/elsewhere' })
			.end(status < 404 || status > 500 ? '{"code":12002}' : 'not found'),
	);
	const result = await press({ baseUrl });
	expect(result.status).toBe('Error');
	expect(result.message).toMatch(words);
});

test.each([
	['a host that does not exist', 'http://no-such-host.invalid', /host was not found/],
	['a port where nobody listens', 'http://127.0.0.1:9', /No connection could be made/],
])('%s turns red, in words', async (_what, baseUrl, words) => {
	expect((await press({ baseUrl })).message).toMatch(words);
});

test.each([
	['a secret that is too short', { appSecret: 'sixteen-byte-key' }, /exactly 32 bytes long, and has 16/],
	['a secret of 32 characters that are more bytes', { appSecret: '密'.repeat(32) }, /has 96/],
	['no secret', { appSecret: '' }, /has 0/],
	['an address without http', { baseUrl: 'api.example.com' }, /must start with http/],
	['no App ID', { appId: '' }, /'App ID' is empty/],
	['no Merchant ID', { mchId: '' }, /'Merchant ID' is empty/],
	['a pace of nothing', { requestsPerSecond: 0 }, /above 0/],
])('%s is refused before anything is sent', async (_what, change, words) => {
	const { status, message } = await press(change);
	expect(status).toBe('Error');
	expect(message).toMatch(words);
	expect(message).not.toMatch(/sixteen|密/);
	expect(sandbox.state().requests).toEqual([]);
});
