import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { type TransportFailure, classifyTransportError } from '../../core/requests/transport';
import { TokenPay } from '../../nodes/TokenPay/TokenPay.node';
import { readRequestOptions, type RequestOptions } from '../../core/run/requestOptions';
import { runNode } from '../../tools/tokenpay/runNode';
import { APP } from '../../tools/notifications/build';

// A certificate that nobody trusts, with its key, made for this test only.
const KEY = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEICGlQNB/pnfgg7vEGaSFfzSfKmyqot25WNvutJjrlFk0oAoGCCqGSM49
AwEHoUQDQgAESvB34yx+owsBKbk/fCVlXSNsrLCVf3A+NO+PFawudRQO+yE6zxN1
vgUN67vaeEsSV2XQ81etm2bWuid5PbFLtw==
-----END EC PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUJB6IRhai/sqgtUbPKtrHNKPbfGQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA0MjYxMVoYDzIxMjYxMDI4
MDQyNjExWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARK8HfjLH6jCwEpuT98JWVdI2yssJV/cD40748VrC51FA77ITrPE3W+
BQ3ru9p4SxJXZdDzV62bZta6J3k9sUu3o1MwUTAdBgNVHQ4EFgQUyj9mAIoc2qNc
oCnfjyyeTLr5tQQwHwYDVR0jBBgwFoAUyj9mAIoc2qNcoCnfjyyeTLr5tQQwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA/EKZzVV6IPvpHoS/cZUA
N232q79Tjs7pHC4r09XvZ2kCIADgv1SxzO2EDQl4uQI6gHIDKW8uwTFZTcLB+/gc
IhKl
-----END CERTIFICATE-----`;

/** Makes one request as the node does, through n8n's HTTP layer, and returns how its error is understood. */
class Probe implements INodeType {
	description: INodeTypeDescription = new TokenPay().description;

	async execute(this: IExecuteFunctions) {
		const options = readRequestOptions(this.getNodeParameter('requestOptions', 0, {}) as RequestOptions);
		try {
			await this.helpers.httpRequestWithAuthentication.call(this, 'tokenPayApi', {
				...(new TokenPay().description.requestDefaults as IHttpRequestOptions),
				...options,
				method: 'POST',
				url: '/v1/try',
				body: {},
			});
			return [[]];
		} catch (error) {
			return [
				[{ json: classifyTransportError(error, this.getExecutionCancelSignal()?.aborted) as unknown as IDataObject }],
			];
		}
	}
}

const open: Array<{ server: Server; sockets: Set<Socket> }> = [];
afterEach(async () => {
	for (const { server, sockets } of open.splice(0)) {
		for (const socket of sockets) socket.destroy();
		await new Promise((resolve) => server.close(resolve));
	}
});

/** Listens on a free port of this machine. */
async function listen(server: Server): Promise<number> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
	open.push({ server, sockets });
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}

async function request(baseUrl: string, { timeout, signal }: { timeout?: number; signal?: AbortSignal } = {}) {
	const [item] = await runNode({
		nodeType: new Probe(),
		credential: { environment: 'custom', baseUrl, requestsPerSecond: 5, ...APP },
		parameters: { ...(timeout !== undefined && { requestOptions: { timeout } }) },
		rows: [{}],
		...(signal && { signal }),
	});
	return item?.json as unknown as TransportFailure;
}

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
	const server = createServer();
	const port = await listen(server);
	await new Promise((resolve) => server.close(resolve));
	open.pop();
	return port;
}

describe('a request that failed through n8n', () => {
	it('was never sent where the connection was refused', async () => {
		expect(await request(`http://127.0.0.1:${await closedPort()}`)).toEqual({
			neverSent: true,
			kind: 'refused',
			reason: 'ECONNREFUSED',
		});
	});

	it('was never sent where a name with several addresses refused the connection', async () => {
		expect(await request(`http://localhost:${await closedPort()}`)).toMatchObject({ neverSent: true, kind: 'refused' });
	});

	it('was never sent where the host has no address', async () => {
		expect(await request('http://host.invalid')).toMatchObject({ neverSent: true, kind: 'dns' });
	});

	it('was never sent where the other side speaks no TLS', async () => {
		const port = await listen(createHttpServer((_request, response) => void response.end()));
		expect(await request(`https://127.0.0.1:${port}`)).toMatchObject({ neverSent: true, kind: 'tls' });
	});

	it('was never sent where the certificate is not trusted', async () => {
		let received = '';
		const server = createTlsServer({ key: KEY, cert: CERTIFICATE }, (socket) =>
			socket.on('error', () => undefined).on('data', (data) => (received += data.toString())),
		);
		server.on('tlsClientError', () => undefined);
		const port = await listen(server);
		expect(await request(`https://localhost:${port}`)).toMatchObject({ neverSent: true, kind: 'tls' });
		expect(received).toBe('');
	});

	it('may have been processed where the connection was reset after it was read', async () => {
		let received = '';
		const server = createServer((socket) =>
			socket.on('data', (data) => {
				received += data.toString();
				if (received.includes('"app_id"')) socket.resetAndDestroy();
			}),
		);
		expect(await request(`http://127.0.0.1:${await listen(server)}`)).toMatchObject({ neverSent: false, kind: 'cut' });
		expect(received).toContain('POST /v1/try');
	});

	it('may have been processed where the connection was closed without a response', async () => {
		const server = createServer((socket) => socket.once('data', () => socket.end()));
		expect(await request(`http://127.0.0.1:${await listen(server)}`)).toMatchObject({ neverSent: false, kind: 'cut' });
	});

	it('may have been processed where the response broke off', async () => {
		const server = createServer((socket) =>
			socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"code":0')),
		);
		expect(await request(`http://127.0.0.1:${await listen(server)}`)).toMatchObject({ neverSent: false, kind: 'cut' });
	});

	it('may have been processed where the response is no HTTP', async () => {
		const server = createServer((socket) => socket.once('data', () => socket.end('hello\r\n\r\n')));
		expect(await request(`http://127.0.0.1:${await listen(server)}`)).toMatchObject({ neverSent: false, kind: 'cut' });
	});

	it('may have been processed where no response came in time', async () => {
		const port = await listen(createServer(() => undefined));
		expect(await request(`http://127.0.0.1:${port}`, { timeout: 200 })).toMatchObject({
			neverSent: false,
			kind: 'timeout',
		});
	});

	it('may have been processed where the execution was stopped meanwhile', async () => {
		const controller = new AbortController();
		const server = createServer((socket) => socket.once('data', () => controller.abort()));
		const port = await listen(server);
		expect(await request(`http://127.0.0.1:${port}`, { signal: controller.signal })).toMatchObject({
			neverSent: false,
			kind: 'stopped',
		});
	});
});

describe('an error that says nothing certain', () => {
	it.each([
		undefined,
		null,
		'ECONNREFUSED',
		5,
		{},
		[],
		new Error('x'),
		new Error('connect ECONNREFUSED'),
		{ code: 'ECONNRESET', syscall: 'read' },
		{ code: 'EPIPE', syscall: 'write' },
		{ code: 'EPROTO' },
	])('counts as sent: %p', (error) => {
		expect(classifyTransportError(error)).toMatchObject({ neverSent: false, kind: 'cut' });
	});

	it('is searched for causes, without end where they go round', () => {
		const inner = Object.assign(new Error('x'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
		expect(classifyTransportError({ cause: { errors: [{}, inner] } })).toEqual({
			neverSent: true,
			kind: 'dns',
			reason: 'ENOTFOUND',
		});
		const round: { cause?: unknown } = {};
		round.cause = round;
		expect(classifyTransportError(round)).toMatchObject({ neverSent: false });
	});

	it('is named by a technical reason, and by words where there is none', () => {
		expect(classifyTransportError({ code: 'ECONNRESET' }).reason).toBe('ECONNRESET');
		expect(classifyTransportError({ code: 502 }).reason).toBe('no answer');
	});

	it('counts as stopped where the stop shows, even next to a refused connection', () => {
		expect(classifyTransportError({ name: 'CanceledError', cause: { syscall: 'connect' } }, true)).toMatchObject({
			kind: 'stopped',
			neverSent: false,
		});
	});

	it('counts as late where a request was ended that nobody stopped', () => {
		expect(classifyTransportError({ name: 'CanceledError' })).toMatchObject({ kind: 'timeout', neverSent: false });
	});
});
