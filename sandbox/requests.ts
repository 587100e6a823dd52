import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkBodyIds, GET_ENDPOINTS, POST_ENDPOINTS, type ApiRequest, type Endpoint } from './api';
import { CODES } from './codes';
import { ApiError } from '../core/sandbox/apiError';
import { credentialTest } from '../core/sandbox/credentialTest';
import { reply, trickle } from '../core/sandbox/http';
import {
	injectFault,
	type ResponseWriter,
	type SandboxResponse,
	type SignatureKind,
} from '../core/sandbox/injectFault';
import { randomHex } from '../core/sandbox/random';
import { parseFields, toJson, type Fields } from './json';
import type { SandboxSettings } from './settings';
import { signatureHeaders, WRONG_SECRET } from './signing';
import type { RequestState, State } from './state';

interface Envelope extends SandboxResponse {
	request_id: string;
}

const NO_FIELDS: Fields = { values: {}, amountSource: undefined };
// With these, the server shares no key with the client, so their responses are not signed.
const UNSIGNED_CODES: readonly number[] = [CODES.badSignature, CODES.noApp];

/**
 * Handles one request to /v1/. Checks in this order: application and signature (20000, 20001, 103), app_id and mch_id
 * in the body, timestamp (104), rate limit (11001), faults, and finally what the endpoint itself checks.
 * @param body the exact bytes received
 */
export async function handleRequest(
	state: State,
	request: IncomingMessage,
	response: ServerResponse,
	body: Buffer,
): Promise<void> {
	const method = request.method ?? '';
	const target = request.url ?? '';
	const url = new URL(target, 'http://sandbox');
	const table = method === 'GET' ? GET_ENDPOINTS : POST_ENDPOINTS;
	const endpoint = Object.hasOwn(table, url.pathname) ? table[url.pathname] : undefined;
	const fields =
		method === 'GET'
			? { ...NO_FIELDS, values: Object.fromEntries(url.searchParams) }
			: parseFields(body.toString('utf8'));
	const outTradeNo = fields?.values.out_trade_no;

	const record: RequestState = {
		at: new Date().toISOString(),
		method,
		path: url.pathname,
		...(typeof outTradeNo === 'string' && { out_trade_no: outTradeNo }),
		code: null,
		msg: '',
		status: null,
		fault: null,
		processed: false,
	};
	state.recordRequest(record);
	const writer = new EnvelopeWriter(state, response, record);
	if (!endpoint) return writer.send({ code: CODES.badRequest, msg: 'no such endpoint' }, 404);

	const apiRequest: ApiRequest = {
		fields: fields ?? NO_FIELDS,
		settings: state.settings,
		ledger: state.ledger,
		wallets: state.wallets,
	};
	const rejection = authorize(state, request, target, body, apiRequest, fields !== undefined);
	if (rejection?.code === CODES.tooMany) {
		state.rateLimitHits += 1;
		return writer.send({ code: rejection.code, msg: rejection.message });
	}
	const handle = (): SandboxResponse => {
		if (rejection) return { code: rejection.code, msg: rejection.message };
		if (!fields) return { code: CODES.badRequest, msg: 'the body is not a JSON object' };
		const result = runEndpoint(endpoint, apiRequest);
		record.processed = result.code === 0;
		return result;
	};
	const fault = state.faults.take(url.pathname, outTradeNo);
	if (!fault) return writer.send(handle());
	record.fault = fault.kind;
	return injectFault(writer, fault, handle, { badSignature: CODES.badSignature, failed: CODES.failed });
}

/** @returns why the request is rejected, or undefined if it is authorized */
function authorize(
	state: State,
	request: IncomingMessage,
	target: string,
	body: Buffer,
	apiRequest: ApiRequest,
	readable: boolean,
): ApiError | undefined {
	const header = request.headers.authorization;
	try {
		if (request.method === 'GET') {
			// The two GET endpoints are unsigned; the currency list does not even need an application.
			if (target.startsWith('/v1/currency/')) return undefined;
			state.requestAuth.checkApp(String(request.headers.app_id ?? ''));
		} else {
			state.requestAuth.checkSignature(target, header, body);
			if (readable) checkBodyIds(apiRequest);
			state.requestAuth.checkTimestamp(header);
		}
		state.requestAuth.checkRateLimit(header);
		return undefined;
	} catch (error) {
		if (error instanceof ApiError) return error;
		throw error;
	}
}

function runEndpoint(endpoint: Endpoint, apiRequest: ApiRequest): SandboxResponse {
	try {
		return { code: 0, msg: 'success', data: endpoint(apiRequest) };
	} catch (error) {
		if (error instanceof ApiError) return { code: error.code, msg: error.message };
		throw error;
	}
}

/** Writes one response, and records what was sent. */
class EnvelopeWriter implements ResponseWriter {
	constructor(
		private readonly state: State,
		private readonly response: ServerResponse,
		private readonly record: RequestState,
	) {}

	get timers() {
		return this.state.timers;
	}

	send(result: SandboxResponse, status = 200, signature: SignatureKind = 'valid'): void {
		const { code, msg, data } = result;
		const envelope: Envelope = { code, msg, request_id: randomHex(16), data };
		Object.assign(this.record, { code, msg, ...credentialTest(this.record.out_trade_no, code, CODES.notFound) });
		const headers = UNSIGNED_CODES.includes(code) ? {} : signatureOf(envelope, this.state.settings, signature);
		this.sendText(status, 'application/json', toJson(envelope), headers);
	}

	sendText(status: number, type: string, body: string, headers: Record<string, string> = {}): void {
		this.record.status = status;
		reply(this.response, status, type, body, headers);
		this.state.onChange();
	}

	redirect(): void {
		this.sendText(307, 'text/plain', '', { Location: `http://127.0.0.1:${this.response.socket?.localPort}/elsewhere` });
	}

	async trickle(): Promise<void> {
		await trickle(this.response, this.timers);
	}

	cut(): void {
		this.response.destroy();
		this.state.onChange();
	}
}

function signatureOf(result: Envelope, settings: SandboxSettings, signature: SignatureKind): Record<string, string> {
	if (!settings.signResponses || signature === 'unsigned') return {};
	const secret = signature === 'bad signature' ? WRONG_SECRET : settings.appSecret;
	// What is signed when there is no `data` is not published; the sandbox signs the body.
	const coversData = settings.responseSigning === 'data' && result.data !== undefined;
	if (signature === 'reordered') return signatureHeaders(toJson(coversData ? result.data : result, 'reversed'), secret);
	return signatureHeaders(coversData ? toJson(result.data, 'sorted') : toJson(result), secret);
}
