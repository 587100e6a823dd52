import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from '../../core/sandbox/apiError';
import { credentialTest } from '../../core/sandbox/credentialTest';
import { reply, trickle } from '../../core/sandbox/http';
import {
	injectFault,
	type ResponseWriter,
	type SandboxResponse,
	type SignatureKind,
} from '../../core/sandbox/injectFault';
import { randomHex } from '../../core/sandbox/random';
import { endpointsOf, knownFields, validate } from './api';
import { CODES } from './codes';
import { toJson } from './json';
import { isSignedByMerchant, signMessage } from './signing';
import type { RequestState, State } from './state';
import { formatTime } from './time';

/** What Open has in place of a look-up, for the test of a credential. */
const PING = '/unipay/ping';
/** 3.0 sends these before it has authenticated the client, and does not sign them. */
const UNSIGNED_CODES: readonly number[] = [CODES.invalid, CODES.badSignature];

/**
 * Handles one request to /unipay/.
 * @param body the exact bytes received
 */
export async function handleRequest(
	state: State,
	request: IncomingMessage,
	response: ServerResponse,
	body: Buffer,
): Promise<void> {
	const path = (request.url ?? '').split('?')[0] ?? '';
	const given = fieldsOf(body);
	const number = given.bizTransferNo ?? given.bizRefundNo ?? given.bizOrderNo ?? given.orderNo;
	const record: RequestState = {
		at: new Date().toISOString(),
		path,
		number: typeof number === 'string' ? number : null,
		fields: given,
		code: null,
		msg: '',
		status: null,
		fault: null,
	};
	state.recordRequest(record);
	const writer = new EnvelopeWriter(state, response, record, given.reqId);
	const endpoint = endpointsOf(state.settings)[path];
	if (!endpoint || request.method !== 'POST')
		return writer.sendText(404, 'application/json', '{"status":404,"error":"Not Found"}');

	const handle = (): SandboxResponse => {
		try {
			const known = knownFields(given, endpoint, state.settings);
			const apiRequest = { fields: known, settings: state.settings, ledger: state.ledger };
			validate(apiRequest, endpoint);
			if (!isSignedByMerchant(known, given.sign, state.settings, state.keys))
				throw new ApiError(CODES.badSignature, '签名错误');
			return { code: 0, msg: 'success', data: endpoint.run(apiRequest) };
		} catch (error) {
			if (error instanceof ApiError) return { code: error.code, msg: error.message };
			throw error;
		}
	};
	const fault = state.faults.take(path, record.number);
	if (!fault) return writer.send(handle());
	record.fault = fault.kind;
	return injectFault(writer, fault, handle, CODES);
}

function fieldsOf(body: Buffer): Record<string, unknown> {
	try {
		const fields: unknown = JSON.parse(body.toString('utf8'));
		return typeof fields === 'object' && fields !== null && !Array.isArray(fields)
			? (fields as Record<string, unknown>)
			: {};
	} catch {
		return {};
	}
}

/** Writes one response, and records what was sent. */
class EnvelopeWriter implements ResponseWriter {
	constructor(
		private readonly state: State,
		private readonly response: ServerResponse,
		private readonly record: RequestState,
		private readonly reqId: unknown,
	) {}

	get timers() {
		return this.state.timers;
	}

	send({ code, msg, data = null }: SandboxResponse, status = 200, signature: SignatureKind = 'valid'): void {
		const isPing = this.record.path === PING && { credentialTest: code === 0 ? 'passed' : 'refused' };
		Object.assign(this.record, { code, msg, ...credentialTest(this.record.number, code, CODES.notFound), ...isPing });
		const { settings, keys } = this.state;
		const isOpen = settings.apiVersion === 'open';
		const id = randomHex(6);
		const message = {
			code,
			msg,
			data,
			resTime: formatTime(Date.now(), settings),
			...(isOpen ? { reqId: this.reqId ?? id } : { traceId: id }),
		};
		const isUnsigned = signature === 'unsigned' || (!isOpen && UNSIGNED_CODES.includes(code));
		const sign = signMessage(signature === 'bad signature' ? { ...message, code: code + 1 } : message, settings, keys);
		this.sendText(status, 'application/json', toJson(isUnsigned ? message : { ...message, sign }, settings));
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
