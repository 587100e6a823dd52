import { createPrivateKey, createSign, generateKeyPairSync } from 'node:crypto';
import { type ReceivedObject, parseReceived } from '../../nodes/DaxPay/receivedJson';
import {
	type SecretScheme,
	rsaSigned,
	rsaText,
	secretDigest,
	secretSigned,
	secretText,
	signWithRsa,
	signWithSecret,
} from '../../nodes/DaxPay/signing';
import { Digits } from '../../../core/values/exactJson';
import vectors from '../fixtures/daxpay.json';

const received = (value: unknown) => parseReceived(JSON.stringify(value)) as ReceivedObject;

const verifyWithSecret = (...given: Parameters<typeof secretSigned>) => secretSigned(...given) !== undefined;
const verifyWithRsa = (...given: Parameters<typeof rsaSigned>) => rsaSigned(...given) !== undefined;

const SIGN_TYPES = { hmac_sha256: 'hmacSha256', md5: 'md5', sm3: 'sm3' } as const;

const cases = vectors.secretSigned.flatMap((vector) =>
	Object.entries(vector.expect).map(([algorithm, expected]) => {
		const scheme: SecretScheme = {
			signType: SIGN_TYPES[algorithm as keyof typeof SIGN_TYPES],
			secret: vector.key,
			upperCase: vector.upper,
		};
		return { name: `${vector.name}, ${algorithm}`, vector, scheme, expected };
	}),
);

describe('secret signatures', () => {
	test.each(cases)('verifies "$name"', ({ vector, scheme, expected }) => {
		expect(verifyWithSecret(received({ ...vector.object, sign: expected }), scheme)).toBe(true);
	});

	test.each(cases.filter(({ vector }) => vector.nestedOrder !== 'sorted'))(
		'makes "$name"',
		({ vector, scheme, expected }) => {
			expect(signWithSecret(received(vector.object), scheme)).toBe(expected);
		},
	);

	test.each(vectors.secretSigned.filter(({ signString }) => signString))(
		'the text of "$name" is the documented one',
		(vector) => {
			expect(
				secretText(received(vector.object), { signType: 'md5', secret: vector.key, upperCase: vector.upper }),
			).toBe(vector.signString);
		},
	);

	test('refuses a message of which any one character was changed', () => {
		const [recorded] = vectors.secretSigned;
		const scheme: SecretScheme = { signType: 'hmacSha256', secret: recorded?.key ?? '', upperCase: true };
		const text = JSON.stringify(recorded?.object);
		// Capitals, quotes and zeros at the end carry no meaning in this signature; digits and other letters do.
		for (let index = 0; index < text.length; index++) {
			const character = text.charAt(index);
			if (!/[1-9a-z\u4e00-\u9fff]/i.test(character)) continue;
			const altered = `${text.slice(0, index)}${character === '7' ? '8' : '7'}${text.slice(index + 1)}`;
			const message = parseReceived(altered);
			expect(message instanceof Map && verifyWithSecret(message, scheme)).toBe(false);
		}
	});

	test('refuses another structure that leaves the same text behind', () => {
		const scheme: SecretScheme = { signType: 'md5', secret: 's', upperCase: true };
		const honest = received({ code: 0, data: { status: 'close', title: 'x' } });
		const sign = signWithSecret(honest, scheme);
		const forged = received({ code: 0, data: { 'status:close,title': 'x' }, sign });
		expect(secretText(forged, scheme)).toBe(secretText(honest, scheme));
		expect(verifyWithSecret(forged, scheme)).toBe(false);
	});

	test('refuses everything when there is no secret', () => {
		const scheme: SecretScheme = { signType: 'md5', secret: '', upperCase: true };
		const sign = secretDigest(secretText(received({ code: 0 }), scheme), scheme);
		expect(verifyWithSecret(received({ code: 0, sign }), scheme)).toBe(false);
	});

	test('refuses a key that is no word, on any level and in any list', () => {
		const scheme: SecretScheme = { signType: 'md5', secret: 's', upperCase: false };
		const verifies = (data: unknown) => {
			const message = received({ code: 0, data });
			message.set('sign', signWithSecret(message, scheme));
			return verifyWithSecret(message, scheme);
		};
		expect([verifies({ a_1: 1 }), verifies([1, { a: [{ b: 2 }] }])]).toEqual([true, true]);
		for (const data of [{ 'a b': 1 }, { 'a:': 1 }, { '': 1 }, [{ a: 1 }, { 'b,c': 1 }], { a: [[{ 'x{': 1 }]] }]) {
			expect([data, verifies(data)]).toEqual([data, false]);
		}
		const message = received({ 'a=1&b': 0 });
		message.set('sign', signWithSecret(message, scheme));
		expect(verifyWithSecret(message, scheme)).toBe(false);
	});

	test.each([undefined, null, 5, true, {}, []])('refuses the signature %j, which is no text', (sign) => {
		const scheme: SecretScheme = { signType: 'md5', secret: 's', upperCase: true };
		expect(verifyWithSecret(received({ code: 0, sign }), scheme)).toBe(false);
	});

	test('says what it covers, as it was signed: without quotes, nulls and itself, numbers without needless zeros', () => {
		const scheme: SecretScheme = { signType: 'md5', secret: 's', upperCase: true };
		const message = parseReceived('{"b":{"Z":1.50,"a":"\\"x"},"a":1.10,"n":null,"e":""}') as ReceivedObject;
		message.set('sign', signWithSecret(message, scheme));
		expect(secretSigned(message, scheme)).toEqual([
			['a', '1.1'],
			['b', '{Z:1.50,a:x}'],
			['e', ''],
		]);
	});

	test.each([
		['3.0 notices sort the keys inside data ignoring capitals', '{"Z":1,"a":2}', '{"a":2,"Z":1}'],
		['a list keeps its order and loses nulls', '[1,null,"x"]', '[1,"x"]'],
		['numbers inside data may lose their zeros', '{"amount":1.10}', '{"amount":1.1}'],
	])('%s', (_what, sent, signed) => {
		const scheme: SecretScheme = { signType: 'md5', secret: 's', upperCase: true };
		const sign = secretDigest(`DATA=${signed.replace(/["\\]/g, '').toUpperCase()}&KEY=S`, scheme);
		expect(verifyWithSecret(parseReceived(`{"data":${sent},"sign":"${sign}"}`) as ReceivedObject, scheme)).toBe(true);
	});
});

describe('RSA signatures', () => {
	const keys = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});

	test.each(vectors.open.vectors)('verifies "$name" over the documented text', ({ object, signString, sign }) => {
		expect(rsaText(received(object))).toBe(signString);
		expect(verifyWithRsa(received({ ...object, sign }), vectors.open.publicKey)).toBe(true);
		expect(verifyWithRsa(received({ ...object, code: 1, sign }), vectors.open.publicKey)).toBe(false);
	});

	test('signs so that the public key verifies, with nested objects, lists, nulls and empty texts', () => {
		const message = received({ b: { y: [1, { z: 'q' }], x: '' }, a: true, n: null });
		expect(rsaText(message)).toBe('a=true&b.x=&b.y[0]=1&b.y[1].z=q');
		const sign = signWithRsa(message, keys.privateKey);
		expect(createSign('RSA-SHA256').update(rsaText(message)).sign(createPrivateKey(keys.privateKey), 'base64')).toBe(
			sign,
		);
		message.set('sign', sign);
		expect(verifyWithRsa(message, keys.publicKey)).toBe(true);
		message.set('a', false);
		expect(verifyWithRsa(message, keys.publicKey)).toBe(false);
	});
});

describe('an RSA signature', () => {
	const { object, sign } = vectors.open.vectors[0] as { object: object; sign: string };
	const { publicKey } = vectors.open;

	test.each([undefined, null, '', 5, true, {}, [], 'x'])('that is %j is none', (given) =>
		expect(rsaSigned(received({ ...object, sign: given }), publicKey)).toBeUndefined(),
	);

	test('that is empty is none, whatever the key is', () =>
		expect(rsaSigned(received({ ...object, sign: '' }), 'no key at all')).toBeUndefined());

	test('covers the flattened fields in their order, numbers as they were written', () => {
		const signed = rsaSigned(received({ ...object, sign }), publicKey);
		expect(signed?.map(([name, value]) => `${name}=${value}`).join('&')).toBe(rsaText(received(object)));
		expect(rsaText(parseReceived('{"b":1.10,"a":{"c":[1e2]},"C":""}') as ReceivedObject)).toBe('C=&a.c[0]=1e2&b=1.10');
	});
});

describe('JSON that is signed', () => {
	test.each(['{"a":1,"A":2}', '{"a":1,"a":1}', '{"data":[{"a":1,"A":2}]}', '{"a":1', ''])('refuses %j', (text) =>
		expect(parseReceived(text)).toBeUndefined(),
	);

	test('keeps the text of numbers and the order of keys', () => {
		const message = parseReceived('{"b":0.10,"a":[1e2],"1":null}') as ReceivedObject;
		expect([...message]).toEqual([
			['b', new Digits('0.10')],
			['a', [new Digits('1e2')]],
			['1', null],
		]);
	});

	test('is read in no time where a million zeros stand in a number', () => {
		const scheme: SecretScheme = { signType: 'md5', secret: 's', upperCase: true };
		const message = parseReceived(`{"a":0.${'0'.repeat(1_000_000)}1,"sign":"x"}`) as ReceivedObject;
		expect(verifyWithSecret(message, scheme)).toBe(false);
	});
});
