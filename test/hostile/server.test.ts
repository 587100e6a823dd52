import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { DEFAULT_APP } from '../../sandbox/server';
import { fastClock } from '../../core/tools/async/clocks';
import { anyText } from '../../core/tools/testing/anyText';
import { localServers } from '../../core/tools/testing/localServer';
import { type Item, runNode } from '../../tools/tokenpay/runNode';

const SEED = 20_260_103;
const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

const { serve, close } = localServers();
afterAll(close);

const byName = (value: string) => ({ __rl: true, mode: 'name', value });

interface ServerResponse {
	status?: number;
	headers?: Record<string, string>;
	body: string | Buffer;
}

let applications = 0;

/** Looks a payout up, or makes one, on a server that answers the same to everything. */
async function ask(
	{ status = 200, headers = {}, body }: ServerResponse,
	operation: 'get' | 'create' = 'get',
): Promise<Item> {
	const baseUrl = await serve((request, response) => {
		request.resume();
		response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
	});
	const credential = { environment: 'custom', baseUrl, ...DEFAULT_APP, requestsPerSecond: 1000 };
	const [item] = await runNode({
		credential: { ...credential, appId: `app-${applications++}` },
		parameters:
			operation === 'get'
				? { resource: 'payout', operation, lookUpBy: 'outTradeNo', outTradeNo: 'row-1', simplify: false }
				: {
						...{ resource: 'payout', operation, outTradeNo: 'row-1', amount: '1.5', toAddress: ADDRESS },
						...{ chain: byName('TRON'), currency: byName('USDT'), simplify: false },
					},
		rows: [{}],
		onError: 'continueErrorOutput',
		clock: fastClock,
	});
	return item!;
}

const details = ({ json }: Item) => json.details as IDataObject;

test.each<[string, string]>([
	['__proto__', '{"code":0,"data":{"__proto__":{"polluted":true},"out_trade_no":"row-1"}}'],
	['constructor.prototype', '{"code":0,"data":{"constructor":{"prototype":{"polluted":true}}}}'],
])('a response with %s pollutes nothing', async (_what, body) => {
	await ask({ body });
	expect({}).not.toHaveProperty('polluted');
});

test.each<[string, ServerResponse]>([
	['random text', { body: 'hello' }],
	['bytes that are no UTF-8', { body: Buffer.from([0xff, 0xfe, 0x00]) }],
	['a list', { body: '[]' }],
	['nesting of 20,000 levels', { body: `${'['.repeat(20_000)}${']'.repeat(20_000)}` }],
	['10 MB of spaces', { body: ' '.repeat(10_000_000) }],
	['a code that is text', { body: '{"code":"0","data":{}}' }],
	['a code that is no whole number', { body: '{"code":0.5,"data":{}}' }],
])('a response of %s is no response', async (_what, response) => {
	const item = await ask(response);
	expect(details(item).reason).toBe('unreadable');
});

test('a detail of 20,000 levels breaks nothing but its own row', async () => {
	const item = await ask({ body: `{"code":0,"data":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}` });
	expect(Object.keys(item.json).sort()).toEqual(expect.arrayContaining(['error']));
});

test('a redirect is not followed, so nobody else gets the signed payout', async () => {
	let visited = 0;
	const elsewhere = await serve((_request, response) => {
		visited += 1;
		response.end('{"code":0,"data":{}}');
	});
	for (const status of [301, 302, 303, 307, 308]) {
		const item = await ask({ status, headers: { Location: `${elsewhere}/v1/payanother/query` }, body: '' });
		expect(details(item).reason).toBe('redirect');
	}
	expect(visited).toBe(0);
});

test('whatever a server answers, a payout is reported as paid only with a success that names no other, and the secret stays in', async () => {
	const envelope = fc.oneof(
		anyText(60),
		fc.jsonValue().map((value) => JSON.stringify(value)),
		fc
			.record(
				{
					code: fc.oneof(fc.constantFrom<unknown>(0, 100, 11000, 12001, 12002, 99999), fc.jsonValue()),
					msg: fc.jsonValue(),
					request_id: fc.jsonValue(),
					data: fc.oneof(
						fc.jsonValue(),
						fc.record({ out_trade_no: fc.constantFrom('row-1', 'row-2'), trade_state: fc.jsonValue() }),
					),
				},
				{ requiredKeys: [] },
			)
			.map((value) => JSON.stringify(value)),
	);
	const status = fc.constantFrom(200, 200, 200, 204, 400, 403, 429);
	const responses = fc.sample(fc.record({ status, body: envelope }), { seed: SEED, numRuns: 60 });
	await Promise.all(
		responses.map(async (response) => {
			const item = await ask(response, 'create');
			expect(inspect(item, { depth: 10 })).not.toContain(DEFAULT_APP.appSecret);
			if (item.json.error === undefined) {
				expect(JSON.parse(response.body)).toMatchObject({ code: 0 });
				expect(item.json.out_trade_no).toBe('row-1');
			} else {
				expect(['unpaid', 'unknown']).toContain(details(item).outcome);
			}
		}),
	);
}, 60_000);

describe('a proxy in Request Options', () => {
	const tunnels: string[] = [];
	const read: string[] = [];
	const proxy = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			read.push(`${request.url} ${request.headers.authorization} ${Buffer.concat(chunks).toString()}`);
			response.end('{"code":12002,"msg":"no"}');
		});
	}).on('connect', ({ url = '', headers }: IncomingMessage, socket: Duplex) => {
		tunnels.push(`${url} ${JSON.stringify(headers)}`);
		socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
	});

	beforeAll(async () => await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve)));
	afterAll(() => proxy.close());
	beforeEach(() => {
		tunnels.length = 0;
		read.length = 0;
	});

	const askThroughProxy = async (baseUrl: string) =>
		await runNode({
			credential: {
				...{ environment: 'custom', baseUrl, ...DEFAULT_APP, requestsPerSecond: 1000 },
				// Not the proxy's host.
				...{ allowedHttpRequestDomains: 'domains', allowedDomains: 'platform.example' },
			},
			parameters: {
				...{ resource: 'payout', operation: 'get', lookUpBy: 'outTradeNo', outTradeNo: 'row-1' },
				requestOptions: { proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
			},
			rows: [{}],
			onError: 'continueErrorOutput',
			clock: fastClock,
		});

	test('gets only the host where the address is https', async () => {
		await askThroughProxy('https://platform.example');
		expect(tunnels).not.toEqual([]);
		expect(tunnels.every((tunnel) => tunnel.startsWith('platform.example:443 '))).toBe(true);
		expect(tunnels.join()).not.toMatch(/row-1|TTPAY|10086001/);
		expect(read).toEqual([]);
	});

	test('reads the signed request where the address is plain http, although the credential does not name it', async () => {
		await askThroughProxy('http://platform.example');
		expect(tunnels).toEqual([]);
		expect(read).toHaveLength(1);
		expect(read[0]).toContain('http://platform.example/v1/payanother/query');
		expect(read[0]).toContain('TTPAY-AES-256-ECB');
		expect(read[0]).toContain('"out_trade_no":"row-1"');
		expect(read[0]).not.toContain(DEFAULT_APP.appSecret);
	});
});
