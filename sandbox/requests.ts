import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkBodyIds, GET_ENDPOINTS, POST_ENDPOINTS, type ApiRequest, type Endpoint } from './api';
import { randomHex } from './common/random';
import { signatureHeaders, WRONG_SECRET } from './signing';
import { reply } from './common/http';
import { parseFields, toJson, type Fields } from './json';
import { CODES } from './codes';
import { ApiError } from './common/apiError';
import type { SandboxSettings } from './settings';
import type { RequestState, State } from './state';
import { injectFault, type SandboxResponse, type SignatureKind } from './common/injectFault';

interface Envelope extends SandboxResponse {
	request_id: string;
}

const NO_FIELDS: Fields = { values: {}, amountSource: undefined };
// These say that no key is shared with the caller, so their answers carry no signature.
const UNSIGNED_CODES: readonly number[] = [CODES.badSignature, CODES.noApp];

/**
 * Answers one request to /v1/. The order of its checks: caller (20000, 20001, 103, then app_id and mch_id in the body,
 * 104), pace (11001), then faults, and then what the endpoint itself checks.
 * @param body the bytes received
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
	const refusal = authorize(state, request, target, body, apiRequest, fields !== undefined);
	if (refusal?.code === CODES.tooMany) {
		state.rateLimitHits += 1;
		return writer.send({ code: refusal.code, msg: refusal.message });
	}
	const work = (): SandboxResponse => {
		if (refusal) return { code: refusal.code, msg: refusal.message };
		if (!fields) return { code: CODES.badRequest, msg: 'the body is no JSON object' };
		const result = runEndpoint(endpoint, apiRequest);
		record.processed = result.code === 0;
		return result;
	};
	const fault = state.faults.take(url.pathname, outTradeNo);
	if (!fault) return writer.send(work());
	record.fault = fault.kind;
	return injectFault(writer, fault, work, { badSignature: CODES.badSignature, failed: CODES.failed });
}

/** Whether the caller may make this request; undefined = yes. */
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
			// The two GETs are unsigned; the currency list asks for no application at all.
			if (target.startsWith('/v1/currency/')) return undefined;
			state.requestAuth.checkApp(String(request.headers.app_id ?? ''));
		} else {
			state.requestAuth.checkSignature(target, header, body);
			if (readable) checkBodyIds(apiRequest);
			state.requestAuth.checkTimestamp(header);
		}
		state.requestAuth.checkRateLimit(state.settings.appId, header);
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
class EnvelopeWriter {
	constructor(
		private readonly state: State,
		private readonly response: ServerResponse,
		private readonly record: RequestState,
	) {}

	get timers() {
		return this.state.timers;
	}

	send(result: SandboxResponse, status = 200, signing: SignatureKind = 'right'): void {
		const { code, msg, data } = result;
		const envelope: Envelope = { code, msg, request_id: randomHex(16), data };
		Object.assign(this.record, { code, msg });
		const headers = UNSIGNED_CODES.includes(code) ? {} : signatureOf(envelope, this.state.settings, signing);
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

	cut(): void {
		this.response.destroy();
		this.state.onChange();
	}
}

function signatureOf(result: Envelope, settings: SandboxSettings, signing: SignatureKind): Record<string, string> {
	if (!settings.signResponses || signing === 'unsigned') return {};
	const secret = signing === 'bad signature' ? WRONG_SECRET : settings.appSecret;
	// What is signed when there is no `data` is not published; the sandbox then signs the body.
	const coversData = settings.responseSigning === 'data' && result.data !== undefined;
	if (signing === 'reordered') return signatureHeaders(toJson(coversData ? result.data : result, 'reversed'), secret);
	return signatureHeaders(coversData ? toJson(result.data, 'sorted') : toJson(result), secret);
}
