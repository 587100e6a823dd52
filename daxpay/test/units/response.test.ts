import { failureOf, readResponse } from '../../nodes/DaxPay/response';
import { isSigned, signedFields, verifies } from '../../nodes/DaxPay/verification';
import { type ReceivedObject, parseReceived } from '../../nodes/DaxPay/receivedJson';
import { VERSIONS } from '../../sandbox/settings';
import { merchantOf } from '../../tools/scriptedServer';

type Json = Record<string, unknown>;

const MERCHANT = merchantOf();

const read = (body: string, statusCode = 200, merchant = MERCHANT) =>
	readResponse({ statusCode, headers: {}, body }, merchant.credential);

const SUCCESS = { code: 0, msg: 'success', data: { orderNo: 'DEV_P1' }, traceId: 'T1' };

/** A response that does not tell what was done. */
const lost = (reason: string, details: Json, mayLookUp = true) => ({
	kind: 'lost',
	neverSent: false,
	mayLookUp,
	failure: expect.objectContaining({ details: { reason, ...details } }) as unknown,
});

describe('a success', () => {
	it.each(VERSIONS)('is believed with the signature of the server, in version %s', (version) => {
		const merchant = merchantOf(version);
		const body = merchant.signed(SUCCESS);
		expect(read(body, 200, merchant)).toEqual({ kind: 'success', data: { orderNo: 'DEV_P1' }, requestId: 'T1' });
		expect(read(body.replace('DEV_P1', 'DEV_P2'), 200, merchant)).toEqual(
			lost('unverified', { http_status: 200, request_id: 'T1' }, false),
		);
	});

	it('keeps every digit that it was signed with', () => {
		const body = MERCHANT.signed({ ...SUCCESS, data: { no: '12345678901234567890', amount: 1.5 } });
		expect(read(body)).toMatchObject({ data: { no: '12345678901234567890', amount: 1.5 } });
	});

	it.each([{}, { data: null }])('without data has none: %j', (data) => {
		expect(read(MERCHANT.signed({ code: 0, msg: 'success', ...data }))).toEqual({
			...{ kind: 'success', data: null, requestId: undefined },
		});
	});

	it.each([
		[{ traceId: 'T1', reqId: 'R1' }, 'T1'],
		[{ reqId: 'R1' }, 'R1'],
		[{ traceId: 5, reqId: 'R1' }, 'R1'],
		[{ traceId: null }, undefined],
	])('%j has the request number %j', (ids, requestId) => {
		expect(read(MERCHANT.signed({ code: 0, ...ids }))).toMatchObject({ kind: 'success', requestId });
	});

	it.each([undefined, null, ''])('is not believed with the signature %j, and not asked for again', (sign) => {
		expect(read(JSON.stringify({ ...SUCCESS, sign }))).toEqual(
			lost('unsigned', { http_status: 200, request_id: 'T1' }, false),
		);
		expect(read(JSON.stringify({ code: 0, sign }))).toEqual(lost('unsigned', { http_status: 200 }, false));
	});

	it.each(['x', 5, {}, []])('is not believed with the signature %j either', (sign) => {
		expect(read(JSON.stringify({ ...SUCCESS, sign }))).toMatchObject(
			lost('unverified', { http_status: 200, request_id: 'T1' }, false),
		);
	});

	it.each([400, 403, 404, 499])('is not believed under the HTTP status %i, even with its signature', (status) => {
		expect(read(MERCHANT.signed(SUCCESS), status)).toEqual(lost('httpError', { http_status: status }));
	});
});

describe('a refusal', () => {
	it.each([
		[{ msg: ' 余额不足 ' }, '余额不足'],
		[{ message: 'not enough' }, 'not enough'],
		[{ msg: 'first', message: 'second' }, 'first'],
		[{ msg: null, message: 'second' }, 'second'],
		[{ msg: 5 }, undefined],
		[{}, undefined],
	])('is believed without a signature, with its own words: %j', (words, msg) => {
		const response = read(JSON.stringify({ code: 20045, traceId: 'T1', ...words }));
		expect(response).toMatchObject({ kind: 'refusal', code: 20045 });
		expect('failure' in response && response.failure.details).toEqual({
			...{ code: 20045, request_id: 'T1' },
			...(msg !== undefined && { msg }),
		});
	});

	it('is believed under a status that is no success, and with a negative code', () => {
		expect(read('{"code":-1}', 404)).toMatchObject({ kind: 'refusal', code: -1 });
	});

	it('says what its code means, and that a code is not documented', () => {
		const said = (code: number) => {
			const response = read(JSON.stringify({ code }));
			return 'failure' in response ? response.failure.error : '';
		};
		expect(said(20041)).toBe('There is no such order');
		expect(said(999999999)).toContain('not documented');
	});

	it('that is signed must be signed by the server', () => {
		expect(read(MERCHANT.signed({ code: 20041, msg: 'no' }))).toMatchObject({ kind: 'refusal' });
		expect(read('{"code":20041,"sign":"x"}')).toEqual(lost('unverified', { http_status: 200 }, false));
	});
});

describe('what is no response of DaxPay', () => {
	it.each([
		...['', '<html>', 'null', '[]', '[{"code":0}]', '"x"', '{}', '{"code":null}', '{"code":"0"}', '{"code":true}'],
		...['{"code":1.5}', '{"code":1e3}', '{"code":1234567890}', '{"code":0,"code":0}', '{"code":0,"CODE":1}'],
	])('does not tell what was done: %s', (body) => {
		expect(read(body)).toEqual(lost('unreadable', { http_status: 200 }));
		expect(read(body, 399 + 1)).toEqual(lost('httpError', { http_status: 400 }));
		expect(read(body, 299)).toEqual(lost('unreadable', { http_status: 299 }));
	});

	it.each([
		[302, 'redirect'],
		[401, 'unauthorized'],
		[500, 'serverError'],
		[503, 'serverError'],
	])('is one with the HTTP status %i, whatever it says', (status, reason) => {
		for (const body of [MERCHANT.signed(SUCCESS), '{"code":20041}', '']) {
			expect(read(body, status)).toEqual(lost(reason, { http_status: status }));
		}
	});
});

it('failures are said in the words of DaxPay', () => {
	expect(failureOf('serverError').error).toContain('DaxPay');
});

describe('a signature', () => {
	const message = (sign: unknown) => parseReceived(JSON.stringify({ code: 0, sign })) as ReceivedObject;

	it.each([
		['x', true],
		[0, true],
		['', false],
		[null, false],
		[undefined, false],
	])('%j is there: %j', (sign, isThere) => expect(isSigned(message(sign))).toBe(isThere));

	it.each(VERSIONS)('of version %s covers the fields, and is the one of the server or none', (version) => {
		const { credential, signed } = merchantOf(version);
		const genuine = parseReceived(signed({ code: 0, msg: 'x' })) as ReceivedObject;
		expect(signedFields(genuine, credential)).toEqual([
			['code', '0'],
			['msg', 'x'],
		]);
		expect(verifies(genuine, credential)).toBe(true);
		const forged = new Map([...genuine, ['msg', 'y'] as const]);
		expect(signedFields(forged, credential)).toBeUndefined();
		expect(verifies(forged, credential)).toBe(false);
	});
});
