import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { ecbOpen } from '../tokenpay/signedClient';
import { APP, buildNotification, type SignedNotification } from './build';

/** Fits as a key and is nobody's. */
const OTHER_SECRET = 'fedcba9876543210fedcba9876543210';

const HOUR = 3_600_000;

/** The notification that somebody without the secret can make from blocks of signatures seen: headers and body follow. */
export function notificationFromBlocks(blocks: Buffer[]): SignedNotification {
	const signature = Buffer.concat(blocks).toString('base64');
	const [timestamp = '', nonce = '', ...body] = ecbOpen(signature, APP.appSecret).split('\n');
	return {
		headers: { 'TTPay-Timestamp': timestamp, 'TTPay-Nonce': nonce, 'TTPay-Signature': signature },
		body: Buffer.from(body.join('\n')),
	};
}

/** The 16-byte blocks of a notification's signature. */
export function blocksOf({ headers }: SignedNotification): Buffer[] {
	const bytes = Buffer.from(headers['TTPay-Signature'] ?? '', 'base64');
	return Array.from({ length: bytes.length / 16 }, (_, index) => bytes.subarray(index * 16, index * 16 + 16));
}

/** Whether two notifications say the same: equal headers and a body that is equal as JSON. */
export function saysTheSame(a: SignedNotification, b: SignedNotification): boolean {
	const parse = ({ body }: SignedNotification) =>
		JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)) as unknown;
	try {
		return isDeepStrictEqual(a.headers, b.headers) && isDeepStrictEqual(parse(a), parse(b));
	} catch {
		return false;
	}
}

/** Genuine notifications that alterations are made of. */
export interface Genuine {
	/** Accepted as it is. */
	fresh: SignedNotification;
	/** Accepted as it is, about another payout. */
	other: SignedNotification;
	/** Of two days ago. */
	old: SignedNotification;
}

export function genuineNotifications(now = Date.now()): Genuine {
	return {
		fresh: buildNotification({ createdAt: now }),
		other: buildNotification({
			createdAt: now,
			nonce: 'f'.repeat(32),
			detail: { transaction_id: 'f'.repeat(32), to_address: 'TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj' },
		}),
		old: buildNotification({
			createdAt: now - 48 * HOUR,
			nonce: '0'.repeat(32),
			detail: { transaction_id: '0'.repeat(32) },
		}),
	};
}

export interface Alteration {
	what: string;
	/** The altered notification; it may say the same as the fresh one, where chance altered nothing. */
	apply: (genuine: Genuine) => SignedNotification;
}

type Json = Record<string, unknown>;

const HEADER_NAMES = ['TTPay-Timestamp', 'TTPay-Nonce', 'TTPay-Signature'];
const BODY_FIELDS = ['app_id', 'mch_id', 'create_time', 'resource_type', 'event_type', 'resource'];
const RESOURCE_FIELDS = ['original_type', 'algorithm', 'ciphertext', 'nonce'];

/** A number from 0 to below 1, each as likely as any other; `fc.double` would mostly choose numbers next to 0 and 1. */
export const evenly = (): fc.Arbitrary<number> => fc.noBias(fc.nat(9999)).map((number) => number / 10_000);

/** Alterations of every kind that somebody without the secret can make on the way. */
export function alteration(): fc.Arbitrary<Alteration> {
	const position = evenly();
	const character = fc.constantFrom(...Array.from('0123456789abcdefXYZ+/= \n\t,.-_%é\u0000'));
	const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant([]), fc.constant({}));

	const header = fc
		.record({
			name: fc.constantFrom(...HEADER_NAMES),
			at: position,
			with: character,
			how: fc.constantFrom('replaced', 'inserted', 'removed', 'cut off', 'in capitals', 'empty', 'missing', 'twice'),
		})
		.map(({ name, at, with: sign, how }): Alteration => ({
			what: `${name} with a character ${how}`,
			apply({ fresh }) {
				const text = fresh.headers[name] ?? '';
				const place = Math.floor(at * text.length);
				const [before, after] = [text.slice(0, place), text.slice(place)];
				const headers = { ...fresh.headers };
				if (how === 'missing') Reflect.deleteProperty(headers, name);
				else {
					headers[name] = {
						replaced: before + sign + after.slice(1),
						inserted: before + sign + after,
						removed: before + after.slice(1),
						'cut off': before,
						'in capitals': text.toUpperCase(),
						empty: '',
						twice: `${text}, ${text}`,
					}[how];
				}
				return { ...fresh, headers };
			},
		}));

	const bytes = fc
		.record({
			at: position,
			bit: fc.integer({ min: 0, max: 7 }),
			byte: fc.integer({ min: 0, max: 255 }),
			how: fc.constantFrom('flipped', 'replaced', 'inserted', 'removed', 'cut off', 'appended'),
		})
		.map(({ at, bit, byte, how }): Alteration => ({
			what: `the body with a byte ${how}`,
			apply({ fresh }) {
				const place = Math.floor(at * fresh.body.length);
				const [before, after] = [fresh.body.subarray(0, place), fresh.body.subarray(place)];
				const parts: Record<string, Buffer[]> = {
					flipped: [before, Buffer.from([(after[0] ?? 0) ^ (1 << bit)]), after.subarray(1)],
					replaced: [before, Buffer.from([byte]), after.subarray(1)],
					inserted: [before, Buffer.from([byte]), after],
					removed: [before, after.subarray(1)],
					'cut off': [before],
					appended: [fresh.body, Buffer.from([byte])],
				};
				return { ...fresh, body: Buffer.concat(parts[how] ?? []) };
			},
		}));

	const json = fc
		.record({
			field: fc.oneof(
				fc.constantFrom(...BODY_FIELDS).map((name) => [name]),
				fc.constantFrom(...RESOURCE_FIELDS).map((name) => ['resource', name]),
			),
			value,
			how: fc.constantFrom(
				'replaced',
				'left out',
				'renamed',
				'wrapped in a list',
				'accompanied by another',
				'written twice',
			),
		})
		.map(({ field, value: other, how }): Alteration => ({
			what: `the body with ${field.join('.')} ${how}`,
			apply({ fresh }) {
				const content = JSON.parse(fresh.body.toString()) as Json;
				const name = field.at(-1) ?? '';
				const parent = (field.length === 1 ? content : content.resource) as Json;
				const was = parent[name];
				if (how === 'written twice') {
					const text = JSON.stringify(content).replace(/\}$/, `,${JSON.stringify(field[0])}:${JSON.stringify(other)}}`);
					return { ...fresh, body: Buffer.from(text) };
				}
				if (how === 'replaced') parent[name] = other;
				if (how === 'left out') Reflect.deleteProperty(parent, name);
				if (how === 'renamed') {
					Reflect.deleteProperty(parent, name);
					parent[name.toUpperCase()] = was;
				}
				if (how === 'wrapped in a list') parent[name] = [was];
				if (how === 'accompanied by another') parent[`${name}_`] = other;
				return { ...fresh, body: Buffer.from(JSON.stringify(content)) };
			},
		}));

	const swapped = fc
		.constantFrom('ciphertext', 'resource', 'headers', 'signature', 'timestamp', 'create_time')
		.map((what): Alteration => ({
			what: `the ${what} of another notification`,
			apply({ fresh, other, old }) {
				const content = JSON.parse(fresh.body.toString()) as Json;
				const others = JSON.parse(other.body.toString()) as Json;
				if (what === 'headers') return { ...fresh, headers: other.headers };
				if (what === 'signature')
					return { ...fresh, headers: { ...fresh.headers, 'TTPay-Signature': other.headers['TTPay-Signature'] ?? '' } };
				if (what === 'timestamp')
					return { ...old, headers: { ...old.headers, 'TTPay-Timestamp': fresh.headers['TTPay-Timestamp'] ?? '' } };
				if (what === 'create_time')
					return {
						...old,
						body: Buffer.from(
							JSON.stringify({ ...(JSON.parse(old.body.toString()) as Json), create_time: content.create_time }),
						),
					};
				if (what === 'resource') content.resource = others.resource;
				else (content.resource as Json).ciphertext = (others.resource as Json).ciphertext;
				return { ...fresh, body: Buffer.from(JSON.stringify(content)) };
			},
		}));

	// ECB lets blocks be moved without the secret; what lies inside the ciphertext is protected by GCM.
	const blocks = fc
		.record({
			from: position,
			to: position,
			how: fc.constantFrom('exchanged', 'left out', 'repeated', 'put before an old body'),
		})
		.map(({ from, to, how }): Alteration => ({
			what: `blocks of signatures ${how}`,
			apply({ fresh, old }) {
				const own = blocksOf(fresh);
				if (how === 'put before an old body')
					return notificationFromBlocks([...own.slice(0, 3), ...blocksOf(old).slice(3)]);
				const body = fresh.body.toString();
				const start = body.indexOf('"ciphertext":"') + '"ciphertext":"'.length + 47;
				const first = Math.ceil(start / 16);
				const count = Math.floor((body.indexOf('"', start - 46) + 46 - 16) / 16) - first;
				const a = first + Math.floor(from * count);
				const b = first + Math.floor(to * count);
				const [one, two] = [own[a] as Buffer, own[b] as Buffer];
				if (how === 'exchanged') {
					own[a] = two;
					own[b] = one;
				} else if (how === 'left out') own.splice(a, 1);
				else own.splice(a, 0, two);
				return notificationFromBlocks(own);
			},
		}));

	const encodings = fc
		.constantFrom('utf-16', 'a byte order mark', 'base64', 'base64url', 'hex', 'lines', 'a form', 'a JSON text')
		.map((what): Alteration => ({
			what: `another encoding: ${what}`,
			apply({ fresh }) {
				const signature = Buffer.from(fresh.headers['TTPay-Signature'] ?? '', 'base64');
				const signed = (text: string) => ({ ...fresh, headers: { ...fresh.headers, 'TTPay-Signature': text } });
				const sent = (body: Buffer | string) => ({ ...fresh, body: Buffer.from(body as string) });
				switch (what) {
					case 'utf-16':
						return sent(Buffer.from(fresh.body.toString(), 'utf16le'));
					case 'a byte order mark':
						return sent(`\ufeff${fresh.body.toString()}`);
					case 'base64':
						return sent(fresh.body.toString('base64'));
					case 'base64url':
						return signed(`${signature.toString('base64url')}_`);
					case 'hex':
						return signed(signature.toString('hex'));
					case 'lines':
						return signed(signature.toString('base64').replace(/.{76}/g, '$&\n'));
					case 'a form':
						return sent(
							new URLSearchParams(
								Object.entries(JSON.parse(fresh.body.toString()) as Record<string, string>),
							).toString(),
						);
					default:
						return sent(JSON.stringify(fresh.body.toString()));
				}
			},
		}));

	const forged = fc
		.constantFrom('another secret', 'another application', 'another merchant', 'plain text as signature')
		.map((what): Alteration => ({
			what: `made with ${what}`,
			apply({ fresh }) {
				if (what === 'another secret') return buildNotification({ secret: OTHER_SECRET });
				if (what === 'another application') return buildNotification({ body: { app_id: '0'.repeat(32) } });
				if (what === 'another merchant') return buildNotification({ body: { mch_id: '87654321' } });
				const { headers, body } = fresh;
				const text = `${headers['TTPay-Timestamp']}\n${headers['TTPay-Nonce']}\n${body.toString()}`;
				return { body, headers: { ...headers, 'TTPay-Signature': Buffer.from(text).toString('base64') } };
			},
		}));

	return fc.oneof(header, bytes, json, swapped, blocks, encodings, forged);
}
