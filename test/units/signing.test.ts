import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { equalInConstantTime } from '../../core/values/constantTime';
import {
	authorizationHeader,
	decryptResource,
	signRequest,
	signatureHeaders,
	verifySignedMessage,
} from '../../nodes/TokenPay/signing';
import vectors from '../fixtures/tokenpay.json';
import { APP, seal, signatureOf } from '../../tools/notifications/build';
import { ecbSign } from '../../tools/tokenpay/signedClient';

const { appSecret } = vectors;
const NONCE = 'c5ac7061fccab6bf3e254dcf98995b8c';
const TIMESTAMP = '1673407329000';
const CONTENT = { app_id: 'xxxx', resource: { nonce: 'n', list: [1, 2] } };

/** Headers over a content, in the names that the verifier takes. */
function sign(content: string, timestamp = TIMESTAMP, nonce = NONCE, secret = appSecret) {
	const headers = signatureOf(timestamp, nonce, content, secret);
	return { timestamp, nonce, signature: headers['TTPay-Signature'] };
}

const verify = (headers: { timestamp: string; nonce: string; signature: string }, received: unknown = CONTENT) =>
	verifySignedMessage(appSecret, headers, [received]);

describe('signing a request', () => {
	it.each(vectors.requestSignatures)(
		'signs $path as the published algorithm does',
		({ path, timestamp, nonce, body, signature }) => {
			expect(signRequest(appSecret, { path, timestamp, nonce, body })).toBe(signature);
		},
	);

	it('writes the header in the one form that the platform reads', () => {
		const header = authorizationHeader(APP, '/v1/payanother/query', '{"a":1}');
		const match =
			/^TTPAY-AES-256-ECB app_id=([0-9a-f]{32}),mch_id=(\d+),nonce_str=([0-9a-f]{32}),timestamp=(\d{13}),signature=(.+)$/.exec(
				header,
			);
		const [, appId, mchId, nonce = '', timestamp = '', signature] = match ?? [];
		expect([appId, mchId]).toEqual([APP.appId, APP.mchId]);
		expect(signature).toBe(ecbSign(`/v1/payanother/query\n${timestamp}\n${nonce}\n{"a":1}`, APP.appSecret));
		expect(Math.abs(Number(timestamp) - Date.now())).toBeLessThan(60_000);
	});

	it('never uses a nonce twice', () => {
		const nonces = Array.from(
			{ length: 1000 },
			() => /nonce_str=(\w+)/.exec(authorizationHeader(APP, '/v1/x', '{}'))?.[1],
		);
		expect(new Set(nonces).size).toBe(1000);
	});

	it.each([0, 16, 31, 33, 64])('throws with a secret of %i bytes instead of signing with another key', (length) => {
		expect(() =>
			signRequest('k'.repeat(length), { path: '/v1/x', timestamp: TIMESTAMP, nonce: NONCE, body: '{}' }),
		).toThrow();
	});
});

describe('comparing in constant time', () => {
	it('tells equal texts from different ones, also where only the number of bytes differs', () => {
		expect(equalInConstantTime('充值', '充值')).toBe(true);
		expect(equalInConstantTime('', '')).toBe(true);
		expect(equalInConstantTime('é', 'e')).toBe(false);
		expect(equalInConstantTime('abc', 'abcd')).toBe(false);
	});
});

describe('picking the signature headers', () => {
	const headers = { 'TTPay-Timestamp': '1', 'TTPay-Nonce': '2', 'TTPay-Signature': '3' };

	it('finds them whatever case their names are in', () => {
		const expected = { timestamp: '1', nonce: '2', signature: '3' };
		expect(signatureHeaders(headers)).toEqual(expected);
		expect(signatureHeaders({ 'ttpay-timestamp': '1', 'TTPAY-NONCE': '2', 'tTpAy-SiGnAtUrE': '3' })).toEqual(expected);
	});

	it.each(Object.keys(headers))('finds none where %s is missing, empty or a list', (name) => {
		for (const value of [undefined, '', ['3'], 3, null]) {
			expect(signatureHeaders({ ...headers, [name]: value })).toBeUndefined();
		}
	});
});

describe('verifying a signed message', () => {
	it.each(vectors.signedMessages)(
		'accepts the vector that covers the $covers',
		({ timestamp, nonce, body, signature }) => {
			const envelope = JSON.parse(body) as { data?: unknown };
			const expected = timestamp.length === 10 ? Number(timestamp) * 1000 : Number(timestamp);
			expect(verifySignedMessage(appSecret, { timestamp, nonce, signature }, [envelope, envelope.data])).toBe(expected);
		},
	);

	it('accepts keys in another order and other white space, since values decide', () => {
		expect(verify(sign('{ "resource": {"list":[1,2], "nonce":"n"},\n"app_id":"xxxx" }'))).toBe(Number(TIMESTAMP));
	});

	it('refuses a signature of which any byte was altered', () => {
		const headers = sign(JSON.stringify(CONTENT));
		const bytes = Buffer.from(headers.signature, 'base64');
		for (let index = 0; index < bytes.length; index++) {
			for (const mask of [0x01, 0x80, 0xff]) {
				const altered = Buffer.from(bytes);
				altered[index] = (altered[index] as number) ^ mask;
				expect(verify({ ...headers, signature: altered.toString('base64') })).toBeUndefined();
			}
		}
	});

	it('refuses a signature that lost or gained blocks', () => {
		const headers = sign(JSON.stringify(CONTENT));
		const bytes = Buffer.from(headers.signature, 'base64');
		const others = [
			bytes.subarray(16),
			bytes.subarray(0, -16),
			bytes.subarray(0, -1),
			Buffer.concat([bytes, bytes.subarray(-16)]),
			Buffer.alloc(0),
		];
		for (const other of others) expect(verify({ ...headers, signature: other.toString('base64') })).toBeUndefined();
	});

	it('refuses what was signed with another secret', () => {
		expect(verify(sign(JSON.stringify(CONTENT), TIMESTAMP, NONCE, 'fedcba9876543210fedcba9876543210'))).toBeUndefined();
	});

	it('refuses a timestamp or a nonce other than the signed one', () => {
		const headers = sign(JSON.stringify(CONTENT));
		expect(verify({ ...headers, timestamp: '1673407329001' })).toBeUndefined();
		expect(verify({ ...headers, timestamp: `${TIMESTAMP} ` })).toBeUndefined();
		expect(verify({ ...headers, nonce: NONCE.toUpperCase() })).toBeUndefined();
		expect(verify({ ...headers, nonce: NONCE.slice(1) })).toBeUndefined();
	});

	it('refuses a content with a key more, a key less or another value, at any depth', () => {
		const headers = sign(JSON.stringify(CONTENT));
		const others = [
			{ ...CONTENT, extra: null },
			{ app_id: 'xxxx' },
			{ ...CONTENT, app_id: 'xxxy' },
			{ ...CONTENT, resource: { ...CONTENT.resource, list: [2, 1] } },
			{ ...CONTENT, resource: { ...CONTENT.resource, list: [1, 2, 3] } },
			{ ...CONTENT, resource: { ...CONTENT.resource, list: { 0: 1, 1: 2 } } },
			{ ...CONTENT, resource: { nonce: 'n' } },
			[CONTENT],
			JSON.stringify(CONTENT),
			null,
		];
		expect(verify(headers)).toBe(Number(TIMESTAMP));
		for (const other of others) expect(verify(headers, other)).toBeUndefined();
	});

	it('refuses base64 with anything but base64 in it', () => {
		const headers = sign(JSON.stringify(CONTENT));
		const { signature } = headers;
		const others = [
			`${signature}\n`,
			` ${signature}`,
			`${signature.slice(0, 8)} ${signature.slice(8)}`,
			`${signature}====`,
			`${signature}!`,
			signature.replace(/=*$/, '-'),
		];
		for (const other of others) expect(verify({ ...headers, signature: other })).toBeUndefined();
	});

	it('refuses base64 in its address form', () => {
		const nonces = Array.from({ length: 64 }, (_, index) => index.toString(16).padStart(32, '0'));
		const headers = nonces
			.map((nonce) => sign(JSON.stringify(CONTENT), TIMESTAMP, nonce))
			.find(({ signature }) => /[+/]/.test(signature));
		const signature = headers?.signature.replaceAll('+', '-').replaceAll('/', '_') ?? '';
		expect(verify(headers as NonNullable<typeof headers>)).toBe(Number(TIMESTAMP));
		expect(verify({ ...(headers as NonNullable<typeof headers>), signature })).toBeUndefined();
	});

	it('refuses a signed text that is not UTF-8', () => {
		const signed = (letterOrByte: number) => {
			const text = [Buffer.from(`${TIMESTAMP}\n${NONCE}\n{"a":"`), Buffer.from([letterOrByte]), Buffer.from('"}')];
			return { timestamp: TIMESTAMP, nonce: NONCE, signature: encrypt(Buffer.concat(text)) };
		};
		expect(verify(signed(0x41), { a: 'A' })).toBe(Number(TIMESTAMP));
		expect(verify(signed(0xff), { a: '\ufffd' })).toBeUndefined();
	});

	it('refuses a signed text without three parts or without JSON in the third', () => {
		for (const text of [
			'',
			TIMESTAMP,
			`${TIMESTAMP}\n${NONCE}`,
			`${TIMESTAMP}\n${NONCE}\n`,
			`${TIMESTAMP}\n${NONCE}\nnot JSON`,
		]) {
			expect(verify({ timestamp: TIMESTAMP, nonce: NONCE, signature: ecbSign(text, appSecret) })).toBeUndefined();
		}
	});

	it('takes nothing for equal to a signed text without JSON or without a content', () => {
		for (const text of [`${TIMESTAMP}\n${NONCE}\nnot JSON`, `${TIMESTAMP}\n${NONCE}!`]) {
			const headers = { timestamp: TIMESTAMP, nonce: NONCE, signature: ecbSign(text, appSecret) };
			expect(verifySignedMessage(appSecret, headers, [undefined], text)).toBeUndefined();
		}
	});

	it('needs no comparing by value where the text is the one that was signed', () => {
		const text = '{"app_id":"xxxx"}';
		expect(verifySignedMessage(appSecret, sign(text), [], text)).toBe(Number(TIMESTAMP));
		expect(verifySignedMessage(appSecret, sign(text), [], `${text} `)).toBeUndefined();
	});

	it('takes ten digits for seconds and thirteen for milliseconds', () => {
		expect(verify(sign(JSON.stringify(CONTENT), '1673407329'))).toBe(1673407329000);
		expect(verify(sign(JSON.stringify(CONTENT), '1673407329000'))).toBe(1673407329000);
	});

	it.each([
		'167340732',
		'16734073290',
		'167340732900',
		'16734073290000',
		'1673407329.5',
		'-167340732',
		'0x63be2f21',
		'now',
	])('refuses the timestamp %s, whose unit is not certain', (timestamp) => {
		expect(verify(sign(JSON.stringify(CONTENT), timestamp))).toBeUndefined();
	});

	it('verifies a fresh head put before an old body, which is why the body has to show its own age', () => {
		const old = sign(JSON.stringify(CONTENT), '1500000000000', '0'.repeat(32));
		const fresh = sign(JSON.stringify({ other: true }));
		const [head, tail] = [
			Buffer.from(fresh.signature, 'base64').subarray(0, 48),
			Buffer.from(old.signature, 'base64').subarray(48),
		];
		const signature = Buffer.concat([head, tail]).toString('base64');
		expect(verify({ ...fresh, signature })).toBe(Number(TIMESTAMP));
	});

	it('tells an integer beyond 2^53 from its neighbour', () => {
		const headers = sign('{"amount":15500000000000000001}');
		expect(verify(headers, { amount: '15500000000000000001' })).toBe(Number(TIMESTAMP));
		expect(verify(headers, { amount: '15500000000000000000' })).toBeUndefined();
	});

	it('verifies whatever JSON was signed, and nothing else', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (signed, other) => {
				const headers = sign(JSON.stringify(signed));
				// Integers beyond 2^53 are read as text, which is not what stands in `signed`.
				fc.pre(!/\d{16,}/.test(JSON.stringify([signed, other])));
				const asReceived = JSON.parse(JSON.stringify(signed)) as unknown;
				expect(verify(headers, asReceived)).toBe(Number(TIMESTAMP));
				if (JSON.stringify(sorted(signed)) !== JSON.stringify(sorted(other)))
					expect(verify(headers, other)).toBeUndefined();
			}),
		);
	});
});

describe('decrypting a resource', () => {
	const resource = { ciphertext: seal('{"a":1}', 'nonce'), nonce: 'nonce' };

	it.each(vectors.encryptedResources)('opens the vector with the nonce $nonce', ({ ciphertext, nonce, plaintext }) => {
		expect(decryptResource(appSecret, { ciphertext, nonce, algorithm: 'AEAD_AES_256_GCM' })).toEqual(
			JSON.parse(plaintext),
		);
	});

	it.each([1, 7, 12, 16, 32, 64])('takes a nonce of %i bytes as it is', (length) => {
		const nonce = 'n'.repeat(length);
		expect(decryptResource(appSecret, { ciphertext: seal('{"a":1}', nonce), nonce })).toEqual({ a: 1 });
	});

	it('uses associated data where there is some, and none where it is empty', () => {
		const sealed = { ciphertext: seal('{"a":1}', 'nonce', appSecret, '充值'), nonce: 'nonce' };
		expect(decryptResource(appSecret, { ...sealed, associated_data: '充值' })).toEqual({ a: 1 });
		expect(decryptResource(appSecret, sealed)).toBeUndefined();
		expect(decryptResource(appSecret, { ...resource, associated_data: '' })).toEqual({ a: 1 });
		expect(decryptResource(appSecret, { ...resource, associated_data: 'x' })).toBeUndefined();
	});

	it('keeps every digit of an amount', () => {
		const ciphertext = seal('{"amount":15500000000000000001}', 'nonce');
		expect(decryptResource(appSecret, { ciphertext, nonce: 'nonce' })).toEqual({ amount: '15500000000000000001' });
	});

	it('refuses a ciphertext or tag of which any byte was altered', () => {
		const bytes = Buffer.from(resource.ciphertext, 'base64');
		for (let index = 0; index < bytes.length; index++) {
			const altered = Buffer.from(bytes);
			altered[index] = (altered[index] as number) ^ 1;
			expect(decryptResource(appSecret, { ...resource, ciphertext: altered.toString('base64') })).toBeUndefined();
		}
	});

	it('refuses a tag that was shortened', () => {
		const bytes = Buffer.from(resource.ciphertext, 'base64');
		for (let length = 1; length < bytes.length; length++) {
			expect(
				decryptResource(appSecret, { ...resource, ciphertext: bytes.subarray(0, length).toString('base64') }),
			).toBeUndefined();
		}
	});

	it.each([
		['not an object', 'text'],
		['null', null],
		['without a nonce', { ciphertext: resource.ciphertext }],
		['with an empty nonce', { ...resource, nonce: '' }],
		['with another nonce', { ...resource, nonce: 'noncf' }],
		['with a number as nonce', { ...resource, nonce: 1 }],
		['without a ciphertext', { nonce: 'nonce' }],
		['with spaces in the ciphertext', { ...resource, ciphertext: ` ${resource.ciphertext}` }],
		['with another secret', { ...resource, ciphertext: seal('{"a":1}', 'nonce', 'fedcba9876543210fedcba9876543210') }],
		['that holds a list', { ...resource, ciphertext: seal('[1]', 'nonce') }],
		['that holds no JSON', { ...resource, ciphertext: seal('a=1', 'nonce') }],
		['that holds nothing', { ...resource, ciphertext: seal('', 'nonce') }],
	])('refuses a resource %s', (_what, other) => {
		expect(decryptResource(appSecret, other)).toBeUndefined();
	});

	it('refuses everything with a secret that is no key', () => {
		expect(decryptResource('short', resource)).toBeUndefined();
	});
});

function encrypt(bytes: Buffer): string {
	const cipher = createCipheriv('aes-256-ecb', appSecret, null);
	return Buffer.concat([cipher.update(bytes), cipher.final()]).toString('base64');
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.entries(value)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, inner]) => [key, sorted(inner)]);
}
