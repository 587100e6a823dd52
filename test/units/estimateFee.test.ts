import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import { estimateFee } from '../../nodes/TokenPay/estimateFee';
import { readResponse } from '../../nodes/TokenPay/response';

const REQUEST: ApiRequest = { method: 'POST', path: '/v1/payanother/estimated_fee', fields: {} };

/** What becomes of an answer with this `data`, as text. */
async function estimated(data: string) {
	const body = `{"code":0,"request_id":"r"${data && `,"data":${data}`}}`;
	const client = {
		send: async () => readResponse({ statusCode: 200, headers: {}, body }),
		elapsed: () => 0,
	} as Partial<ApiClient> as ApiClient;
	return await estimateFee(client, REQUEST);
}

describe('the estimated fee, whose fields are not documented,', () => {
	it.each<[string, unknown]>([
		['{"fee":"1.10","nested":{"a":[1]}}', [{ fee: '1.10', nested: { a: [1] } }]],
		['{"fee":123456789012345678901}', [{ fee: '123456789012345678901' }]],
		['[{"fee":1},{"fee":2}]', [{ fee: 1 }, { fee: 2 }]],
		['"1.10"', [{ data: '1.10' }]],
		['0', [{ data: 0 }]],
	])('is passed through: %s', async (data, list) => {
		const entries = (list as object[]).map((entry) => ({ ...entry, request_id: 'r' }));
		expect(await estimated(data)).toEqual({ list: entries });
	});

	it.each(['', 'null', '""', '[]'])('is missing in %j, which is said', async (data) => {
		expect(await estimated(data)).toMatchObject({
			failure: { details: { explanation: expect.stringContaining('without an estimated fee'), request_id: 'r' } },
		});
	});
});
