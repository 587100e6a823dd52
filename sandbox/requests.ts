import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkBodyIds, GET_ENDPOINTS, POST_ENDPOINTS, type ApiRequest, type Endpoint } from './api';
import { randomHex, signatureHeaders, WRONG_SECRET } from './signing';
import { reply } from './http';
import { parseFields, toJson, type Fields } from './json';
import { CODES, Refusal } from './refusal';
import type { SandboxSettings } from './settings';
import type { RequestState, State } from './state';
import { injectFault, type SandboxResponse, type Signing } from './injectFault';

interface Envelope extends SandboxResponse {
	request_id: string;
}

const NO_FIELDS: Fields = { values: {}, amountSource: undefined };
// These say that no key is shared with the caller, so their answers carry no signature.
const UNSIGNED_CODES: readonly number[] = [CODES.badSignature, CODES.noApp];

/**
 * Answers one call to /v1/. The order of its checks: caller (20000, 20001, 103, then app_id and mch_id in the body,
 * 104), pace (11001), then faults, and then what the endpoint itself checks.
 * @param body the bytes received
 */
export async function handleRequest(
	world: State,
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

	const entry: RequestState = {
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
	world.noteRequest(entry);
	const exchange = new Exchange(world, response, entry);
	if (!endpoint) return exchange.send({ code: CODES.badRequest, msg: 'no such endpoint' }, 404);

	const call: ApiRequest = {
		fields: fields ?? NO_FIELDS,
		settings: world.settings,
		ledger: world.ledger,
		wallets: world.wallets,
	};
	const refusal = admit(world, request, target, body, call, fields !== undefined);
	if (refusal?.code === CODES.tooMany) {
		world.rateLimitHits += 1;
		return exchange.send({ code: refusal.code, msg: refusal.message });
	}
	const work = (): SandboxResponse => {
		if (refusal) return { code: refusal.code, msg: refusal.message };
		if (!fields) return { code: CODES.badRequest, msg: 'the body is no JSON object' };
		const answer = perform(endpoint, call);
		entry.processed = answer.code === 0;
		return answer;
	};
	const fault = world.faults.take(url.pathname, outTradeNo);
	if (!fault) return exchange.send(work());
	entry.fault = fault.kind;
	return injectFault(exchange, fault, work, { badSignature: CODES.badSignature, failed: CODES.failed });
}

/** Whether the caller may make this call; undefined = yes. */
function admit(
	world: State,
	request: IncomingMessage,
	target: string,
	body: Buffer,
	call: ApiRequest,
	readable: boolean,
): Refusal | undefined {
	const header = request.headers.authorization;
	try {
		if (request.method === 'GET') {
			// The two GETs are unsigned; the currency list asks for no application at all.
			if (target.startsWith('/v1/currency/')) return undefined;
			world.gate.checkApp(String(request.headers.app_id ?? ''));
		} else {
			world.gate.checkSignature(target, header, body);
			if (readable) checkBodyIds(call);
			world.gate.checkClock(header);
		}
		world.gate.checkPace(world.settings.appId, header);
		return undefined;
	} catch (error) {
		if (error instanceof Refusal) return error;
		throw error;
	}
}

function perform(endpoint: Endpoint, call: ApiRequest): SandboxResponse {
	try {
		return { code: 0, msg: 'success', data: endpoint(call) };
	} catch (error) {
		if (error instanceof Refusal) return { code: error.code, msg: error.message };
		throw error;
	}
}

/** One call's answer on its way out, and its entry in the record. */
class Exchange {
	constructor(
		private readonly world: State,
		private readonly response: ServerResponse,
		private readonly entry: RequestState,
	) {}

	get timers() {
		return this.world.timers;
	}

	send(answer: SandboxResponse, status = 200, signing: Signing = 'right'): void {
		const { code, msg, data } = answer;
		const envelope: Envelope = { code, msg, request_id: randomHex(16), data };
		Object.assign(this.entry, { code, msg });
		const headers = UNSIGNED_CODES.includes(code) ? {} : signatureOf(envelope, this.world.settings, signing);
		this.sendText(status, 'application/json', toJson(envelope), headers);
	}

	sendText(status: number, type: string, body: string, headers: Record<string, string> = {}): void {
		this.entry.status = status;
		reply(this.response, status, type, body, headers);
		this.world.changed();
	}

	redirect(): void {
		this.sendText(307, 'text/plain', '', { Location: `http://127.0.0.1:${this.response.socket?.localPort}/elsewhere` });
	}

	cut(): void {
		this.response.destroy();
		this.world.changed();
	}
}

function signatureOf(answer: Envelope, settings: SandboxSettings, signing: Signing): Record<string, string> {
	if (!settings.signResponses || signing === 'unsigned') return {};
	const secret = signing === 'bad signature' ? WRONG_SECRET : settings.appSecret;
	// What is signed when there is no `data` is not published; the sandbox then signs the body.
	const coversData = settings.responseSigning === 'data' && answer.data !== undefined;
	if (signing === 'reordered') return signatureHeaders(toJson(coversData ? answer.data : answer, 'reversed'), secret);
	return signatureHeaders(coversData ? toJson(answer.data, 'sorted') : toJson(answer), secret);
}
