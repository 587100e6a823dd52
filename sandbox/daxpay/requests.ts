import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { reply } from '../http';
import { Refusal } from '../refusal';
import { injectFault, type SandboxResponse, type Outgoing, type Signing } from '../injectFault';
import { endpointsOf, knownFields, validate } from './api';
import type { RequestState, State } from './state';
import { clock, isSignedByMerchant, jsonOf, signed } from './signing';

const CODES = { badSignature: 20052, failed: 1 };

/** 3.0 answers these before it knows whom it talks to, and does not sign them. */
const UNSIGNED_CODES = [10506, CODES.badSignature];

/** Answers one call to /unipay/. */
export async function handleRequest(
	world: State,
	request: IncomingMessage,
	response: ServerResponse,
	body: Buffer,
): Promise<void> {
	const path = (request.url ?? '').split('?')[0] ?? '';
	const given = fieldsOf(body);
	const number = given.bizTransferNo ?? given.bizRefundNo ?? given.bizOrderNo ?? given.orderNo;
	const entry: RequestState = {
		at: new Date().toISOString(),
		path,
		number: typeof number === 'string' ? number : null,
		fields: given,
		code: null,
		msg: '',
		status: null,
		fault: null,
	};
	world.noteCall(entry);
	const exchange = new Exchange(world, response, entry, given.reqId);
	const endpoint = endpointsOf(world.settings)[path];
	if (!endpoint || request.method !== 'POST')
		return exchange.sendText(404, 'application/json', '{"status":404,"error":"Not Found"}');

	const work = (): SandboxResponse => {
		try {
			const known = knownFields(given, endpoint, world.settings);
			const call = { fields: known, settings: world.settings, books: world.books };
			validate(call, endpoint);
			if (!isSignedByMerchant(known, given.sign, world.settings, world.keys))
				throw new Refusal(CODES.badSignature, '签名错误');
			return { code: 0, msg: 'success', data: endpoint.run(call) };
		} catch (error) {
			if (error instanceof Refusal) return { code: error.code, msg: error.message };
			throw error;
		}
	};
	const fault = world.faults.take(path, entry.number);
	if (!fault) return exchange.send(work());
	entry.fault = fault.kind;
	return injectFault(exchange, fault, work, CODES);
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

/** One call's answer on its way out, and its entry in the record. */
class Exchange implements Outgoing {
	constructor(
		private readonly world: State,
		private readonly response: ServerResponse,
		private readonly entry: RequestState,
		private readonly reqId: unknown,
	) {}

	get timers() {
		return this.world.timers;
	}

	send({ code, msg, data = null }: SandboxResponse, status = 200, signing: Signing = 'right'): void {
		Object.assign(this.entry, { code, msg });
		const { settings, keys } = this.world;
		const isOpen = settings.apiVersion === 'open';
		const id = randomBytes(6).toString('hex');
		const message = {
			code,
			msg,
			data,
			resTime: clock(Date.now(), settings),
			...(isOpen ? { reqId: this.reqId ?? id } : { traceId: id }),
		};
		const isUnsigned = signing === 'unsigned' || (!isOpen && UNSIGNED_CODES.includes(code));
		const sign = signed(signing === 'bad signature' ? { ...message, code: code + 1 } : message, settings, keys);
		this.sendText(status, 'application/json', jsonOf(isUnsigned ? message : { ...message, sign }, settings));
	}

	sendText(status: number, type: string, body: string): void {
		this.entry.status = status;
		reply(
			this.response,
			status,
			type,
			body,
			status === 307 ? { Location: `http://127.0.0.1:${this.response.socket?.localPort}/elsewhere` } : {},
		);
		this.world.changed();
	}

	redirect(): void {
		this.sendText(307, 'text/plain', '');
	}

	cut(): void {
		this.response.destroy();
		this.world.changed();
	}
}
