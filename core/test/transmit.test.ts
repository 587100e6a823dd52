import type { IExecuteFunctions } from 'n8n-workflow';
import { requestDefaults, transmit } from '../requests/transmit';

/** Sends a request through a helper that keeps what it was given, and answers with this body. */
async function sent(method: 'GET' | 'POST', body: unknown) {
	const given: unknown[] = [];
	const context = {
		helpers: {
			async httpRequestWithAuthentication(this: unknown, ...all: unknown[]) {
				given.push(this === context, ...all);
				return await Promise.resolve({ statusCode: 202, headers: { 'x-id': 'r' }, body });
			},
		},
	} as unknown as IExecuteFunctions;
	const request = { path: '/v1/pay', method, fields: { a: '1' } };
	const response = await transmit(context, 'payApi', { baseURL: 'https://pay.example', timeout: 5 }, request);
	return { given, response };
}

const COMMON = {
	...{ baseURL: 'https://pay.example', timeout: 5, url: '/v1/pay' },
	...{ headers: {}, returnFullResponse: true },
};

describe('a request', () => {
	it.each([
		['POST', { body: { a: '1' } }],
		['GET', { qs: { a: '1' } }],
	] as const)("of the method %s goes through n8n's helper, signed by the credential", async (method, carried) => {
		const { given } = await sent(method, '');
		expect(given).toEqual([true, 'payApi', { ...COMMON, ...carried, method }]);
	});

	it.each([
		['text', '{"code":0}', '{"code":0}'],
		['what n8n has parsed already', { code: 0 }, '{"code":0}'],
		['nothing', undefined, ''],
	])('gets a response with its status, its headers, and %s as text', async (_what, body, text) => {
		const { response } = await sent('POST', body);
		expect(response).toEqual({ statusCode: 202, headers: { 'x-id': 'r' }, body: text });
	});
});

describe('what requests have in common', () => {
	const described = { baseURL: 'https://pay.example', returnFullResponse: true };

	it('is what the node describes, where the credential allows all hosts', () => {
		expect(requestDefaults(described, {})).toEqual(described);
	});

	it("is limited to the credential's hosts and the node's own, where the credential names some", () => {
		const stored = { allowedHttpRequestDomains: 'domains', allowedDomains: 'a.example' };
		expect(requestDefaults(described, stored)).toEqual({ ...described, allowedDomains: 'pay.example, a.example' });
	});
});
