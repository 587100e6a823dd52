import { createHash, createHmac, createPublicKey, createSign, createVerify, getHashes } from 'node:crypto';
import { equalInConstantTime } from '../../../core/values/constantTime';
import { Digits, plainNumber } from '../../../core/values/exactJson';
import type { Received, ReceivedObject } from './receivedJson';

/** How an application signs, as its console calls it. */
export type SignType = 'hmacSha256' | 'md5' | 'sm3';

/** The fields that a signed text consists of, in its order: names and the text of their values. */
export type SignedFields = Array<[name: string, text: string]>;

/** How secret-signed text is made: 3.0 puts it in capitals, its betas do not. */
export interface SecretScheme {
	signType: SignType;
	secret: string;
	upperCase: boolean;
}

/** How objects inside a signed field are written. */
interface NestedStyle {
	/** Keys in the order received, or sorted ignoring capitals as notifications of 3.0 have them. */
	sorted: boolean;
	/** Numbers with their zeros as received, or without trailing zeros. */
	shortNumbers: boolean;
}

const AS_RECEIVED: NestedStyle = { sorted: false, shortNumbers: false };

const STYLES: readonly NestedStyle[] = [
	AS_RECEIVED,
	{ sorted: true, shortNumbers: false },
	{ sorted: false, shortNumbers: true },
	{ sorted: true, shortNumbers: true },
];

/** Quotes leave the signed text, so other keys could stand for other structures under the same signature. */
const SAFE_KEY = /^\w+$/;

/** Whether this Node can compute SM3; some builds leave it out. */
export const hasSm3 = (): boolean => getHashes().includes('sm3');

/**
 * The text that a secret signature covers (DaxPay API, secret signature, steps 1 to 6).
 *
 * @param fields the whole message; `sign` and nulls do not count, empty texts do
 */
export function secretText(fields: ReceivedObject, { secret, upperCase }: SecretScheme, style = AS_RECEIVED): string {
	const text = `${joined(secretFields(fields, style))}&key=${secret}`;
	return upperCase ? text.toUpperCase() : text;
}

function secretFields(fields: ReceivedObject, style: NestedStyle): SignedFields {
	return [...fields]
		.filter(([key, value]) => key !== 'sign' && value !== null)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, value]) => [key, textOf(value, style).replace(/["\\]/g, '')]);
}

/** The text that a signature covers, apart from the secret. */
export const joined = (fields: SignedFields): string => fields.map(([name, text]) => `${name}=${text}`).join('&');

function textOf(value: Received, style: NestedStyle): string {
	if (typeof value === 'string') return value;
	return value instanceof Digits ? plainNumber(value.source) : compactJson(value, style);
}

function compactJson(value: Received, style: NestedStyle): string {
	if (value instanceof Digits) return style.shortNumbers ? plainNumber(value.source) : value.source;
	if (Array.isArray(value))
		return `[${value
			.filter((entry) => entry !== null)
			.map((entry) => compactJson(entry, style))
			.join(',')}]`;
	if (!(value instanceof Map)) return JSON.stringify(value);
	const entries = [...value].filter(([, entry]) => entry !== null);
	if (style.sorted) entries.sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
	return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${compactJson(entry, style)}`).join(',')}}`;
}

/** The lowercase hex digest of a signed text; HMAC is keyed with the secret that also ends the text. */
export function secretDigest(text: string, { signType, secret }: SecretScheme): string {
	if (signType === 'hmacSha256') return createHmac('sha256', secret).update(text, 'utf8').digest('hex');
	return createHash(signType).update(text, 'utf8').digest('hex');
}

/** The signature of a request. */
export function signWithSecret(fields: ReceivedObject, scheme: SecretScheme): string {
	return secretDigest(secretText(fields, scheme), scheme);
}

/**
 * What the secret signature of a received message covers, in any order that servers use.
 *
 * @returns `undefined` when the signature is not the one of the message's own content
 */
export function secretSigned(fields: ReceivedObject, scheme: SecretScheme): SignedFields | undefined {
	const sign = fields.get('sign');
	if (typeof sign !== 'string' || scheme.secret === '' || !hasSafeKeys(fields)) return undefined;
	const used = STYLES.find((style) =>
		equalInConstantTime(sign, secretDigest(secretText(fields, scheme, style), scheme)),
	);
	return used && secretFields(fields, used);
}

function hasSafeKeys(value: Received): boolean {
	if (Array.isArray(value)) return value.every(hasSafeKeys);
	return !(value instanceof Map) || [...value].every(([key, entry]) => SAFE_KEY.test(key) && hasSafeKeys(entry));
}

/** The text that an RSA signature covers (DaxPay API, RSA signature): flattened, sorted, joined. */
export const rsaText = (fields: ReceivedObject): string => joined(rsaFields(fields));

function rsaFields(fields: ReceivedObject): SignedFields {
	const flat: SignedFields = [];
	const flatten = (value: Received, path: string): void => {
		if (value === null) return;
		if (Array.isArray(value)) value.forEach((entry, index) => flatten(entry, `${path}[${index}]`));
		else if (value instanceof Map)
			for (const [key, entry] of value) flatten(entry, path === '' ? key : `${path}.${key}`);
		else flat.push([path, value instanceof Digits ? value.source : String(value)]);
	};
	flatten(new Map([...fields].filter(([key]) => key !== 'sign')), '');
	return flat.sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * The signature of a request to an Open server: SHA256withRSA, in base64.
 *
 * @param privateKey PEM, PKCS#8
 */
export function signWithRsa(fields: ReceivedObject, privateKey: string): string {
	return createSign('RSA-SHA256').update(rsaText(fields), 'utf8').sign(privateKey, 'base64');
}

/**
 * What the platform's signature of a message received from an Open server covers, by flattened names.
 *
 * @param publicKey PEM
 * @returns `undefined` when the signature is not the platform's of the message's own content
 */
export function rsaSigned(fields: ReceivedObject, publicKey: string): SignedFields | undefined {
	const sign = fields.get('sign');
	if (typeof sign !== 'string' || sign === '') return undefined;
	const flat = rsaFields(fields);
	const verify = createVerify('RSA-SHA256').update(joined(flat), 'utf8');
	return verify.verify(createPublicKey(publicKey), sign, 'base64') ? flat : undefined;
}
