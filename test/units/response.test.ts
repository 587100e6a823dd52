import type { Failure } from '../../core/run/failure';
import { inFull } from '../../core/run/message';
import type { RawResponse } from '../../core/requests/response';
import {
	noResponse,
	notSent,
	readResponse,
	signatureOf as coverageOf,
	withSignature,
} from '../../nodes/TokenPay/response';
import { PLATFORM_CODES, ERRORS, errorForCode } from '../../nodes/TokenPay/errors';
import vectors from '../fixtures/tokenpay.json';
import { APP, signatureOf } from '../../tools/notifications/build';

const raw = (body: unknown, statusCode = 200, headers: Record<string, unknown> = {}): RawResponse => ({
	statusCode,
	headers,
	body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('understanding a response', () => {
	it('takes code 0 for success, with data or without', () => {
		expect(readResponse(raw({ code: 0, msg: 'ok', request_id: 'r', data: { a: 1 } }))).toEqual({
			kind: 'success',
			data: { a: 1 },
			requestId: 'r',
		});
		expect(readResponse(raw({ code: 0 }))).toEqual({ kind: 'success', data: undefined, requestId: undefined });
	});

	it.each(Object.keys(PLATFORM_CODES).map(Number))(
		"takes code %i for a refusal, with the platform's own words",
		(code) => {
			const response = readResponse(raw({ code, msg: ' no \n', request_id: 'r' }));
			expect(response).toMatchObject({
				kind: 'refusal',
				code,
				failure: { details: { code, msg: 'no', request_id: 'r' } },
			});
			const { message, advice } = errorForCode(code);
			expect(inFull((response as { failure: Failure }).failure)).toBe(
				`${message} (TokenPay code ${code}: "no"). ${advice}`,
			);
		},
	);

	it('takes a code that is listed nowhere for a refusal too', () => {
		for (const code of [1, -1, 99999, 200])
			expect(readResponse(raw({ code }))).toMatchObject({
				kind: 'refusal',
				code,
				failure: { advice: ERRORS.unlisted.advice },
			});
	});

	it.each([
		[301, 'redirect'],
		[302, 'redirect'],
		[307, 'redirect'],
		[304, 'redirect'],
		[401, 'unauthorized'],
		[500, 'serverError'],
		[502, 'serverError'],
		[503, 'serverError'],
	])('never believes a status of %i, whatever the body says', (statusCode, reason) => {
		for (const body of [{ code: 0, data: { a: 1 } }, { code: 20002 }, { code: 12002 }, '']) {
			expect(readResponse(raw(body, statusCode))).toMatchObject({
				kind: 'lost',
				neverSent: false,
				mayLookUp: true,
				failure: { details: { reason, http_status: statusCode } },
			});
		}
	});

	it('believes a refusal that comes with 4xx, but no success', () => {
		expect(readResponse(raw({ code: 20005 }, 400))).toMatchObject({ kind: 'refusal', code: 20005 });
		expect(readResponse(raw({ code: 0 }, 404))).toMatchObject({
			kind: 'lost',
			failure: { details: { reason: 'httpError' } },
		});
		for (const statusCode of [400, 403])
			expect(readResponse(raw('Forbidden', statusCode))).toMatchObject({
				kind: 'lost',
				failure: { details: { reason: 'httpError', http_status: statusCode } },
			});
	});

	it('names a request only by a number that is text', () => {
		for (const request_id of [undefined, null, 5, { a: 1 }]) {
			expect(readResponse(raw({ code: 0, request_id }))).toMatchObject({ kind: 'success', requestId: undefined });
			const refusal = readResponse(raw({ code: 20002, request_id })) as { failure: Failure };
			expect(refusal.failure.details).not.toHaveProperty('request_id');
		}
	});

	it.each([
		'',
		'<html>',
		'null',
		'[]',
		'0',
		'{}',
		'{"code":"0"}',
		'{"code":null}',
		'{"code":0.5}',
		'{"code":true}',
		'{"code":[0]}',
		'{"Code":0}',
		'{"code":0',
		'{"code":0,}',
	])('takes %p for a response that tells nothing', (body) => {
		expect(readResponse(raw(body))).toMatchObject({
			kind: 'lost',
			neverSent: false,
			mayLookUp: true,
			failure: { details: { reason: 'unreadable' } },
		});
	});

	it('keeps every digit of an amount', () => {
		expect(readResponse(raw('{"code":0,"data":{"amount":15500000000000000001}}'))).toMatchObject({
			data: { amount: '15500000000000000001' },
		});
	});
});

describe('verifying a response', () => {
	const { timestamp, nonce, body, signature } = vectors.signedMessages[1] as (typeof vectors.signedMessages)[1];
	const headers = { 'ttpay-timestamp': timestamp, 'ttpay-nonce': nonce, 'ttpay-signature': signature };
	const signedAt = Number(timestamp);
	const MINUTE = 60_000;
	const lower = (signed: Record<string, string>) =>
		Object.fromEntries(Object.entries(signed).map(([name, value]) => [name.toLowerCase(), value]));
	const signedOver = (content: string, at = signedAt) => lower(signatureOf(String(at), nonce, content));
	const verified = (response: RawResponse, now = signedAt) => readResponse(response, { appSecret: APP.appSecret, now });
	const disbelieved = (reason: string) => ({
		kind: 'lost',
		neverSent: false,
		mayLookUp: false,
		failure: { details: { reason, http_status: 200 } },
	});

	it('believes one that covers the data alone, its keys in another order', () => {
		expect(verified(raw(body, 200, headers))).toMatchObject({ kind: 'success' });
	});

	it('believes one that covers the whole body', () => {
		const text = JSON.stringify({ code: 0, data: { a: 1 } });
		expect(verified(raw(text, 200, signedOver(text)))).toMatchObject({ kind: 'success' });
	});

	it('does not believe one whose signature does not match, and looks nothing up with it', () => {
		const altered = body.replace('pre_1', 'pre_2');
		for (const [text, signed] of [
			[altered, headers],
			[body, { ...headers, 'ttpay-nonce': 'x' }],
			['{"code":20002,"data":{}}', headers],
			['{"code":0}', headers],
		] as const) {
			expect(verified(raw(text, 200, signed))).toMatchObject(disbelieved('unverified'));
		}
	});

	it('does not believe an unsigned success, whatever part of its signature is missing', () => {
		expect(verified(raw(body))).toMatchObject(disbelieved('unsigned'));
		for (const name of Object.keys(headers)) {
			expect(verified(raw(body, 200, { ...headers, [name]: undefined }))).toMatchObject(disbelieved('unsigned'));
			expect(verified(raw(body, 200, { ...headers, [name]: '' }))).toMatchObject(disbelieved('unsigned'));
		}
		expect(verified(raw({ code: 0 }))).toMatchObject(disbelieved('unsigned'));
	});

	it('names a request that it does not believe, where it has a number', () => {
		const detailsOf = (body: object) => (verified(raw(body)) as { failure: Failure }).failure.details;
		expect(detailsOf({ code: 0, request_id: 'r' })).toHaveProperty('request_id', 'r');
		expect(detailsOf({ code: 0 })).not.toHaveProperty('request_id');
	});

	it('shows an unsigned refusal, since refusals of badly signed requests are not signed', () => {
		expect(verified(raw({ code: 103 }))).toMatchObject({ kind: 'refusal', code: 103 });
		expect(verified(raw({ code: 20002, data: {} }))).toMatchObject({ kind: 'refusal', code: 20002 });
	});

	it('does not believe one that was signed 15 minutes ago or ahead, and says to look at the clock', () => {
		for (const text of [JSON.stringify({ code: 0, data: { a: 1 } }), JSON.stringify({ code: 12002 })]) {
			const response = raw(text, 200, signedOver(text));
			for (const off of [15 * MINUTE + 1, -15 * MINUTE - 1]) {
				const answer = verified(response, signedAt + off);
				expect(answer).toMatchObject(disbelieved('stale'));
				expect(answer).toMatchObject({ failure: { advice: expect.stringMatching(/clock/) as string } });
			}
			for (const off of [15 * MINUTE, -15 * MINUTE]) {
				expect(verified(response, signedAt + off)).toMatchObject({ kind: /12002/.test(text) ? 'refusal' : 'success' });
			}
		}
	});

	it('takes the time in seconds as well', () => {
		const text = JSON.stringify({ code: 0, data: [] });
		const seconds = Math.floor(signedAt / 1000);
		expect(verified(raw(text, 200, signedOver('[]', seconds)))).toMatchObject({ kind: 'success' });
		expect(verified(raw(text, 200, signedOver('[]', seconds - 901)))).toMatchObject(disbelieved('stale'));
	});

	it('takes every answer as it is unless it is to verify', () => {
		expect(readResponse(raw(body))).toMatchObject({ kind: 'success' });
		expect(readResponse(raw(body, 200, { ...headers, 'ttpay-signature': 'x' }))).toMatchObject({ kind: 'success' });
	});

	it('tells what a signature covers', () => {
		const envelope = { code: 0, msg: 'ok', data: { a: 1 } };
		const found = (content: unknown, at?: number) =>
			coverageOf(signedOver(JSON.stringify(content), at), envelope, { appSecret: APP.appSecret, now: signedAt });
		expect(found(envelope)).toBe('body');
		expect(found(envelope.data)).toBe('data');
		expect(found({ a: 2 })).toBe('unknown');
		expect(found(envelope.data, signedAt - 16 * MINUTE)).toBe('stale');
		expect(coverageOf({}, envelope, { appSecret: APP.appSecret, now: signedAt })).toBe('nothing');
	});

	it('tells it of a success when asked, by the clock', () => {
		const covers = (answer: RawResponse) => {
			const response = withSignature(readResponse(answer), answer, APP.appSecret);
			return response.kind === 'success' ? response.signatureCovers?.() : response;
		};
		const text = JSON.stringify({ code: 0, data: { a: 1 } });
		expect(covers(raw(text, 200, signedOver(text, Date.now())))).toBe('body');
		expect(covers(raw(text, 200, signedOver('{"a":1}', Date.now())))).toBe('data');
		expect(covers(raw(text, 200, signedOver(text, Date.now() - 16 * MINUTE)))).toBe('stale');
		expect(covers(raw(text))).toBe('nothing');
		const success = readResponse(raw(text));
		const unreadable = withSignature(success, raw('<html>'), APP.appSecret);
		expect(unreadable).toMatchObject(success);
		expect(unreadable.kind === 'success' && unreadable.signatureCovers?.()).toBe('unknown');
		const refusal = readResponse(raw({ code: 20002 }));
		expect(withSignature(refusal, raw({ code: 20002 }), APP.appSecret)).toBe(refusal);
	});
});

describe('what never got a response', () => {
	it('keeps whether it was sent, and is looked up unless the execution was stopped', () => {
		expect(noResponse({ kind: 'cut', neverSent: false, reason: 'ECONNRESET' })).toMatchObject({
			kind: 'lost',
			neverSent: false,
			mayLookUp: true,
		});
		expect(noResponse({ kind: 'dns', neverSent: true, reason: 'ENOTFOUND' })).toMatchObject({ neverSent: true });
		expect(noResponse({ kind: 'stopped', neverSent: false, reason: 'ERR_CANCELED' })).toMatchObject({
			neverSent: false,
			mayLookUp: false,
		});
		expect(notSent('notSent')).toMatchObject({ neverSent: true, mayLookUp: false });
	});
});

describe('the catalogue', () => {
	it('says what happened and what to do for every code and problem', () => {
		for (const { message, advice } of [...Object.values(PLATFORM_CODES), ...Object.values(ERRORS)]) {
			expect(message).toMatch(/^\S.*[^.\s]$/);
			expect(advice).toMatch(/^\S.*\.$/);
		}
	});

	it('lists every code that the documentation lists', () => {
		expect(Object.keys(PLATFORM_CODES).map(Number)).toEqual([
			100, 103, 104, 11000, 11001, 11003, 12001, 12002, 12003, 20000, 20001, 20002, 20003, 20004, 20005,
		]);
	});
});
