import { CredentialTestContext } from 'n8n-core';
import type { ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { DaxPayApi } from '../credentials/DaxPayApi.credentials';
import { DaxPay } from '../nodes/DaxPay/DaxPay.node';
import { DaxPayTrigger } from '../nodes/DaxPay/DaxPayTrigger.node';
import { startDaxPaySandbox, VERSIONS, type DaxPaySandbox, type Version } from '../sandbox/server';
import { credentialOf } from '../tools/runDaxPay';
import { localServers } from '../../core/tools/testing/localServer';

let sandbox: DaxPaySandbox;
const { serve, close } = localServers();

beforeAll(async () => {
	sandbox = await startDaxPaySandbox();
});
afterAll(async () => {
	await sandbox.close();
	close();
});
beforeEach(() => sandbox.reset());

/** Presses the button under the credential, through n8n-core's real context for it. */
async function press(changes: object = {}): Promise<INodeCredentialTestResult> {
	const test = new DaxPay().methods.credentialTest.testDaxPayCredential;
	const context = new CredentialTestContext({} as never) as unknown as ICredentialTestFunctions;
	return await test.call(context, {
		id: '1',
		name: 'test',
		type: 'daxPayApi',
		data: credentialOf(sandbox, changes),
	} as never);
}

test('both nodes offer the same test of the credential', () => {
	expect(new DaxPayTrigger().methods.credentialTest).toEqual(new DaxPay().methods.credentialTest);
	for (const { description } of [new DaxPay(), new DaxPayTrigger()]) {
		expect(description.credentials).toEqual([{ name: 'daxPayApi', required: true, testedBy: 'testDaxPayCredential' }]);
	}
});

describe.each(VERSIONS.map((version) => [version] as [Version]))('%s', (version) => {
	beforeEach(() => sandbox.configure({ apiVersion: version }));

	test('a right credential turns green, and the request has no effect', async () => {
		expect(await press()).toEqual({ status: 'OK', message: 'DaxPay accepted the credential' });
		const path = version === 'open' ? '/unipay/ping' : '/unipay/query/payOrder';
		expect(sandbox.state().requests.map(({ path: called, code }) => [called, code])).toEqual([
			[path, version === 'open' ? 0 : 20041],
		]);
		// On the sandbox's page, what finds nothing on purpose does not look as if something went wrong.
		expect(sandbox.state().requests[0]?.credentialTest).toBe('passed');
	});

	test('a Default Notify URL that is no web address turns red before anything is asked', async () => {
		expect(await press({ notifyUrl: 'pay.example.com' })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('\'Default Notify URL\' "pay.example.com"') as string,
		});
		expect(sandbox.state().requests).toEqual([]);
		expect(await press({ notifyUrl: 'https://pay.example.com/hook' })).toMatchObject({ status: 'OK' });
	});

	test('another version turns red and says why', async () => {
		const other =
			version === 'v3'
				? { apiVersion: 'v3Beta' }
				: version === 'v3Beta'
					? { apiVersion: 'v3', mchNo: 'M1' }
					: { apiVersion: 'v3', secret: 's' };
		const { status, message } = await press(other);
		expect(status).toBe('Error');
		expect(message).toMatch(/API Version/);
	});

	test.each([10500, 20052, 1, 31337])('code %i turns red, in words', async (code) => {
		sandbox.addFault({ kind: 'code', code, path: '*' });
		const { status, message } = await press();
		expect([status, message]).toEqual(['Error', expect.stringContaining(`code ${code}`)]);
	});

	test('a response that is not signed by the server turns red', async () => {
		sandbox.addFault({ kind: 'bad signature', path: '*' });
		expect((await press()).message).toMatch(/signature that does not match/);
	});
});

test.each([
	['secret', { secret: 'another' }],
	['sign type', { signType: 'md5' }],
])('a wrong %s turns red and says why', async (_what, change) => {
	const { status, message } = await press(change);
	expect(status).toBe('Error');
	// 3.0 signs this refusal with the right secret or not at all, so both words are possible.
	expect(message).toMatch(
		/20052.*'Secret' or the keys, 'Sign Type' and 'API Version'|signature that does not match.*'Secret'/,
	);
});

test.each([
	['a success that nobody signed', 200, '{"code":0,"msg":"ok","data":{}}', /carries no signature/],
	['a web page', 200, '<html>20041</html>', /not one of DaxPay's/],
	['a code as text', 200, '{"code":"20041"}', /not one of DaxPay's/],
	['a redirect', 302, '', /redirected/],
	['HTTP 401', 401, '{"code":20041}', /unauthorized/],
	['HTTP 404', 404, 'not found', /HTTP 404/],
	['HTTP 502', 502, '{"code":20041}', /HTTP 502/],
])('%s turns red', async (_what, status, body, words) => {
	const serverUrl = await serve((_request, response) =>
		response.writeHead(status, { location: '/elsewhere' }).end(body),
	);
	const result = await press({ serverUrl });
	expect(result.status).toBe('Error');
	expect(result.message).toMatch(words);
});

test('a port where nobody listens turns red, in words', async () => {
	expect((await press({ serverUrl: 'http://127.0.0.1:9' })).message).toMatch(/No connection could be made/);
});

test('only the fields of the chosen version show', () => {
	const shown = (version: string) =>
		new DaxPayApi().properties
			.filter(({ displayOptions }) => displayOptions?.show?.apiVersion?.includes(version) ?? true)
			.map(({ name }) => name);
	const secretSigned = ['appId', 'signType', 'secret', 'timezone', 'notifyUrl'];
	expect(shown('v3')).toEqual(['serverUrl', 'apiVersion', 'mchNo', ...secretSigned]);
	expect(shown('v3Beta')).toEqual(['serverUrl', 'apiVersion', ...secretSigned]);
	const keys = ['privateKey', 'platformPublicKey', 'notifyUrl'];
	expect(shown('open')).toEqual(['serverUrl', 'apiVersion', 'mchNo', 'appId', ...keys]);
});
