import fc from 'fast-check';
import { readCredential } from '../../nodes/DaxPay/credential';
import { readNotification } from '../../nodes/DaxPay/notification';
import { type Version, VERSIONS, makeKeys, mergeSettings } from '../../sandbox/settings';
import { signMessage } from '../../sandbox/signing';
import { formatTime } from '../../sandbox/time';
import vectors from '../fixtures/daxpay.json';

/** DaxPay signs text in which nothing is escaped: one signature fits many messages. These tests put them together. */

type Json = Record<string, unknown>;

const SEED = 20_260_104;
const NOW = Date.UTC(2026, 0, 31, 1, 30);
const KEYS = makeKeys();

const KINDS = ['pay', 'refund', 'transfer'] as const;
type Kind = (typeof KINDS)[number];

const settingsOf = (apiVersion: Version) => mergeSettings({ apiVersion });

function read(version: Version, body: string) {
	const credential = readCredential({
		...settingsOf(version),
		serverUrl: 'https://pay.example.com',
		privateKey: KEYS.merchant.privateKey,
		platformPublicKey: KEYS.platform.publicKey,
	});
	return readNotification(credential, {}, Buffer.from(body), { maximumAge: 3_600_000, now: NOW });
}

/** The data of a genuine notification. */
function dataOf(kind: Kind, status: string, texts: { title?: string; attach?: string } = {}): Json {
	const numbers = {
		pay: { bizOrderNo: 'order-1', orderNo: 'DEV_P2025' },
		refund: { bizRefundNo: 'refund-1', refundNo: 'DEV_R2025', bizOrderNo: 'order-1', orderNo: 'DEV_P2025' },
		transfer: { bizTransferNo: 'row-1', transferNo: 'DEV_T2025' },
	}[kind];
	const { title = 'Shirt', attach = 'a-1' } = texts;
	const own = kind === 'pay' ? { refundableBalance: '15.5' } : kind === 'refund' ? { orderAmount: '15.5' } : {};
	return { title, ...numbers, channel: 'ali_pay', amount: '15.5', status, ...own, attach };
}

interface Genuine {
	message: Json;
	data: Json;
	sign: string;
}

/** A genuine notification, signed by the platform. */
function genuine(version: Version, kind: Kind, data: Json, sorted = true, extra: Json = {}): Genuine {
	const settings = settingsOf(version);
	const isOpen = version === 'open';
	const text = isOpen
		? Object.fromEntries(Object.entries(data).map(([key, value]) => [key, value === '15.5' ? '1550' : value]))
		: data;
	const event = `${kind}.${String(data.status)}`;
	const message: Json = {
		code: 0,
		msg: 'success',
		data: text,
		resTime: formatTime(NOW, settings),
		...(isOpen ? { reqId: 'R1', event, eventId: `E-${event}` } : { traceId: 'T1', noticeType: kind }),
		...(version !== 'v3Beta' && { mchNo: settings.mchNo }),
		appId: settings.appId,
		...extra,
	};
	return { message, data: text, sign: signMessage(message, settings, KEYS, sorted) };
}

const bodyOf = ({ message, sign }: Genuine, data: Json = {}) =>
	JSON.stringify({ ...message, data: { ...(message.data as Json), ...data }, sign });

const UNNAMED: Json = { noticeType: undefined, event: undefined, eventId: undefined };

const EVENTS: Record<Kind, string> = { pay: 'payment', refund: 'refund', transfer: 'transfer' };
const DECISIVE = ['orderNo', 'bizOrderNo', 'refundNo', 'bizRefundNo', 'transferNo', 'bizTransferNo', 'status'];

/** What a workflow would act on. */
const meaningOf = (version: Version, item: Json) => {
	const all = [
		item.event,
		item.amount,
		item.mchNo,
		item.appId,
		item.notified_at,
		...DECISIVE.map((name) => item[name]),
	];
	return version === 'v3' ? JSON.stringify(all).toUpperCase() : JSON.stringify(all);
};

/** Texts that payers and merchants write, and texts that are made to be read as fields. */
const HONEST = [
	'Shirt',
	'a=1&b=2',
	'尺码:XL,红色',
	'Size: XL, red',
	'{"user":7,"vip":true}',
	'"quoted"',
	'C:\\x',
	'[1,2]',
];
const CRAFTED = [
	'x,status:success,orderNo:DEV_P9,z:',
	'x},status:success,y:{',
	'x,transferNo:DEV_T9',
	'x,refundNo:DEV_R9,bizRefundNo:refund-9',
	'x,allocNo:DEV_A9',
	'x,orderNo:DEV_P9,bizOrderNo:order-9,status:success,amount:9,rest:',
	'{,',
	'},orderNo:DEV_P9,status:success,bizOrderNo:order-9,x:y',
	'x&data.status=success',
	'x&data.status=success&data.z=',
	'x&data.bizOrderNo=order-9&data.orderNo=DEV_P9&data.amount=9&data.status=success&data.z=',
	'x&event=pay.success&eventId=E9&z=',
	'x}&resTime=2030-01-01 00:00:00&traceId=T9&x={',
	'x&eventId=E9',
	'x&data.transferNo=DEV_T9',
	'x&data.refundNo=DEV_R9',
	'x&data.allocNo=DEV_A9',
	'x,\u017ftatus:success',
];

const texts = fc.record({
	title: fc.oneof(fc.constantFrom(...HONEST), fc.constantFrom(...HONEST, ...CRAFTED)),
	attach: fc.oneof(fc.constantFrom(...HONEST), fc.constantFrom(...HONEST, ...CRAFTED)),
});

/** Random choices, the same ones every run. */
type Choose = <T>(from: readonly T[]) => T;

const rarely = (choose: Choose) => choose([true, ...Array.from({ length: 15 }, () => false)]);

/** The pieces of a text, put together anew at some of the places where it could be split. */
function split(text: string, places: RegExp, choose: Choose): string[] {
	const pieces: string[] = [];
	for (const piece of text.split(places)) {
		const [separator] = places.source;
		if (pieces.length > 0 && rarely(choose)) pieces.push(`${pieces.pop()}${separator}${piece}`);
		else pieces.push(piece);
	}
	return pieces;
}

const recase = (key: string, choose: Choose) =>
	rarely(choose) ? choose([key.toUpperCase(), `${key.charAt(0).toUpperCase()}${key.slice(1)}`]) : key;

/** A text, or the number or the object that the same text stands for. */
function valueOf(text: string, choose: Choose): unknown {
	if (/^\d+$/.test(text)) return choose([text, Number(text)]);
	if (/^\{\w+:\w+\}$/.test(text))
		return choose([text, { [text.slice(1, -1).split(':')[0] ?? '']: text.slice(1, -1).split(':')[1] }]);
	return rarely(choose) ? choose([`"${text}`, text.replace('n', '\n'), text.toUpperCase()]) : text;
}

const shuffled = <T>(list: T[], choose: Choose): T[] => {
	const rest = [...list];
	return choose([true, false])
		? rest
		: list.map(() => {
				const one = choose(rest);
				rest.splice(rest.indexOf(one), 1);
				return one;
			});
};

/** Another message that secret-signed text can be read as. */
function rereadSecret({ data, message, sign }: Genuine, sorted: boolean, choose: Choose): string {
	const keys = Object.keys(data);
	if (sorted) keys.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
	// What JSON escapes with a backslash is in the text without it.
	const inner = keys.map((key) => `${key}:${JSON.stringify(data[key]).replace(/["\\]/g, '')}`).join(',');
	const fields = split(inner, /,(?=\w+:)/, choose).map((piece): [string, unknown] => {
		const [key = ''] = piece.split(':');
		return [recase(key, choose), valueOf(piece.slice(key.length + 1), choose)];
	});
	if (choose([true, false, false])) fields.push([choose(['transferNo', 'refundNo', 'allocNo', 'event']), null]);
	const envelope = Object.entries(message).map(([key, value]): [string, unknown] =>
		key === 'data' ? [key, Object.fromEntries(shuffled(fields, choose))] : [recase(key, choose), value],
	);
	return JSON.stringify({ ...Object.fromEntries(shuffled(envelope, choose)), sign });
}

/** Another message that RSA text can be read as. */
function rereadRsa({ data, message, sign }: Genuine, choose: Choose): string {
	const flat = Object.entries({
		...message,
		data: null,
		...Object.fromEntries(Object.entries(data).map(([key, value]) => [`data.${key}`, value])),
	}).filter(([, value]) => (value ?? null) !== null);
	const text = flat
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, value]) => `${key}=${String(value)}`)
		.join('&');
	const inside: Json = {};
	const outside: Json = { data: inside };
	for (const piece of shuffled(split(text, /&(?=[\w.]+=)/, choose), choose)) {
		const [path = ''] = piece.split('=');
		const rest = piece.slice(path.length + 1);
		const value = /^\d+$/.test(rest) ? choose([rest, Number(rest)]) : rest;
		if (path.startsWith('data.') && choose([true, true, true, false])) inside[path.slice(5)] = value;
		else outside[path] = value;
	}
	if (choose([true, false, false])) inside[choose(['transferNo', 'refundNo', 'allocNo'])] ??= null;
	return JSON.stringify({ ...outside, sign });
}

describe.each(VERSIONS.map((version) => [version] as [Version]))('a notification of DaxPay %s', (version) => {
	test('is accepted only with the meaning and the id that it was sent with, however it is put together again', () => {
		let accepted = 0;
		let understood = 0;
		fc.assert(
			fc.property(
				fc.constantFrom(...KINDS),
				fc.constantFrom('success', 'fail', 'close'),
				texts,
				fc.boolean(),
				fc.boolean(),
				fc.infiniteStream(fc.nat({ max: 2 ** 30 })),
				(kind, status, { title, attach }, sorted, isNamed, numbers) => {
					const choose: Choose = (from) => from[Number(numbers.next().value) % from.length] as (typeof from)[number];
					// Not every notification names its kind.
					const extra = isNamed ? {} : UNNAMED;
					const sent = genuine(version, kind, dataOf(kind, status, { title, attach }), sorted, extra);
					const honest = genuine(version, kind, dataOf(kind, status), sorted, extra);
					const expected = read(version, bodyOf(honest));
					if ('refused' in expected) throw new Error(expected.refused);
					expect(expected.event).toBe(`${EVENTS[kind]}.${status}`);
					for (let times = 0; times < 20; times += 1) {
						const variant = version === 'open' ? rereadRsa(sent, choose) : rereadSecret(sent, sorted, choose);
						const seen = read(version, variant);
						if ('refused' in seen) {
							understood += seen.refused === 'signature does not match' ? 0 : 1;
							continue;
						}
						accepted += 1;
						expect([variant, seen.event, seen.id]).toEqual([variant, expected.event, expected.id]);
						expect([variant, meaningOf(version, seen.item)]).toEqual([variant, meaningOf(version, expected.item)]);
					}
				},
			),
			{ seed: SEED, numRuns: 400 },
		);
		// Enough of both, or nothing is proven.
		expect([accepted > 100, understood > 100]).toEqual([true, true]);
	});

	test.each(HONEST)('is accepted with the text %j as title and attach', (text) => {
		for (const kind of KINDS) {
			const sent = genuine(version, kind, dataOf(kind, 'success', { title: text, attach: text }));
			expect(read(version, bodyOf(sent))).toMatchObject({
				event: `${EVENTS[kind]}.success`,
				item: { title: text, attach: text, amount: '15.5' },
			});
		}
	});

	test('is not taken for another kind because of a field that is null and not signed', () => {
		const sent = genuine(version, 'pay', dataOf('pay', 'success'), true, UNNAMED);
		for (const name of ['transferNo', 'refundNo', 'allocNo']) {
			const seen = read(version, bodyOf(sent, { [name]: null }));
			expect(seen).toMatchObject({ event: 'payment.success' });
			expect(seen).toMatchObject({ id: 'refused' in seen ? '' : (read(version, bodyOf(sent)) as typeof seen).id });
		}
	});

	test('that says to be of another kind or state than its data is "other"', () => {
		const extras: Json[] =
			version === 'open'
				? ['refund.success', 'pay.close', 'pay', 'pay.success.', 'Pay.success', 'payment.success'].map((event) => ({
						event,
					}))
				: ['refund', 'transfer', 'payment', 'pay.success'].map((noticeType) => ({ noticeType }));
		for (const extra of extras) {
			const sent = genuine(version, 'pay', dataOf('pay', 'success'), true, extra);
			expect([extra, read(version, bodyOf(sent))]).toEqual([extra, expect.objectContaining({ event: 'other' })]);
		}
	});

	test('has the same id when it is sent again, also where it is no event', () => {
		const first = genuine(version, 'pay', dataOf('pay', 'timeout'), true, { eventId: undefined });
		const isOpen = version === 'open';
		const again = genuine(version, 'pay', dataOf('pay', 'timeout'), true, {
			eventId: undefined,
			resTime: formatTime(NOW - 60_000, settingsOf(version)),
			...(isOpen ? { reqId: 'R2' } : { traceId: 'T2' }),
		});
		const other = genuine(version, 'pay', { ...dataOf('pay', 'timeout'), orderNo: 'DEV_P2026' }, true, {
			eventId: undefined,
		});
		const ids = [first, again, other].map((sent) => {
			const seen = read(version, bodyOf(sent));
			expect(seen).toMatchObject({ event: 'other' });
			return 'refused' in seen ? seen.refused : seen.id;
		});
		expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
	});

	test('about what was shared among receivers is no payment', () => {
		const named = { ...dataOf('pay', 'success'), refundableBalance: undefined };
		const details = version === 'open' ? {} : { details: [{ amount: '1', status: 'success' }] };
		const data = { ...named, allocNo: 'DEV_A1', ...details };
		const sent = genuine(version, 'pay', data, true, UNNAMED);
		expect(read(version, bodyOf(sent))).toMatchObject({ event: 'other' });
	});
});

test('one that a server really sent is accepted, as the payment that was closed', () => {
	const [{ object, key }] = vectors.secretSigned as unknown as [{ object: Json; key: string }];
	const { mchNo, appId } = object as { mchNo: string; appId: string };
	const credential = readCredential({
		...settingsOf('v3'),
		serverUrl: 'https://pay.example.com',
		mchNo,
		appId,
		secret: key,
	});
	const seen = readNotification(credential, {}, Buffer.from(JSON.stringify(object)), { maximumAge: 0, now: NOW });
	expect(seen).toMatchObject({
		event: 'payment.close',
		item: { orderNo: 'DEV_P2025051717190770000003', amount: '0.01' },
	});
});

describe('secret-signed text', () => {
	const sent = genuine('v3', 'refund', dataOf('refund', 'success'), true, { noticeType: undefined });
	const body = bodyOf(sent);

	test('refuses a known field in other capitals, so that it has no second identity', () => {
		for (const [from, to] of [
			['"refundNo"', '"RefundNo"'],
			['"orderNo"', '"OrderNo"'],
			['"status"', '"STATUS"'],
			['"amount"', '"Amount"'],
			['"title"', '"Title"'],
			['"mchNo"', '"mCHNO"'],
			['"resTime"', '"resTIME"'],
			['"status":"success"', '"status":"SUCCESS"'],
		] as const) {
			expect([to, read('v3', body.replaceAll(from, to))]).toEqual([
				to,
				{ refused: expect.stringMatching(/capitals|time|merchant/) },
			]);
		}
	});

	test('does not let a refund be read as a payment by taking its number into a text', () => {
		const { refundNo, orderNo, ...rest } = sent.data;
		const merged = { ...rest, orderNo: `${String(orderNo)},refundNo:${String(refundNo)}` };
		expect(read('v3', JSON.stringify({ ...sent.message, data: merged, sign: sent.sign }))).toHaveProperty('refused');
		const received = genuine('v3', 'refund', dataOf('refund', 'success'), false, { noticeType: undefined });
		const { bizRefundNo, refundNo: own, ...others } = received.data;
		const { title, ...afterTitle } = others;
		const swallowed = {
			title: `${String(title)},bizRefundNo:${String(bizRefundNo)},refundNo:${String(own)}`,
			...afterTitle,
		};
		expect(read('v3', JSON.stringify({ ...received.message, data: swallowed, sign: received.sign }))).toEqual({
			refused: 'a field that can be read in two ways',
		});
	});

	test.each([
		['a quote', '"refund-1'],
		['a backslash', 'refund-1\\'],
	])('refuses a number with %s that was not there', (_what, number) => {
		expect(read('v3', bodyOf(sent, { bizRefundNo: number }))).toHaveProperty('refused');
	});

	test('refuses a line break in the place of a letter that leaves the same text behind', () => {
		const numbered = genuine('v3', 'pay', { ...dataOf('pay', 'success'), bizOrderNo: 'order-n1' });
		expect(read('v3', bodyOf(numbered))).toMatchObject({ event: 'payment.success' });
		expect(read('v3', bodyOf(numbered, { bizOrderNo: 'order-\n1' }))).toHaveProperty('refused');
	});

	test.each(['{"status":"x"}', 'a,orderNo:b', '{"amount":1}'])(
		'refuses %j in a text, which could be a field',
		(attach) => {
			expect(read('v3', bodyOf(genuine('v3', 'pay', dataOf('pay', 'success', { attach }))))).toEqual({
				refused: 'a field that can be read in two ways',
			});
		},
	);
});

describe('RSA text', () => {
	const attach = 'x&data.bizOrderNo=order-9&data.orderNo=DEV_P9&data.status=success&data.z=';

	test('does not let a failed payment be read as paid by what its attach holds', () => {
		const sent = genuine('open', 'pay', dataOf('pay', 'fail', { attach }));
		const { bizOrderNo, ...rest } = sent.data;
		const after = ['channel', 'orderNo', 'refundableBalance', 'status', 'title'];
		const swallowed = after.map((key) => `&data.${key}=${String(rest[key])}`).join('');
		const forged = {
			...{ amount: rest.amount, attach: 'x', bizOrderNo: 'order-9', orderNo: 'DEV_P9', status: 'success' },
			z: `&data.bizOrderNo=${String(bizOrderNo)}${swallowed}`,
		};
		const body = JSON.stringify({ ...sent.message, event: undefined, data: forged, sign: sent.sign });
		const eventInside = body.replace('"}', '&event=pay.fail"}');
		for (const one of [body, eventInside]) expect(read('open', one)).toHaveProperty('refused');
		expect(read('open', JSON.stringify({ ...sent.message, data: forged, sign: sent.sign }))).toEqual({
			refused: 'a field that can be read in two ways',
		});
	});

	test('has one eventId, wherever another stands in a text', () => {
		const sent = genuine('open', 'pay', dataOf('pay', 'success', { title: 'x&eventId=E9' }), true, {
			eventId: undefined,
		});
		const moved = { ...sent.message, data: { ...sent.data, title: 'x' }, eventId: 'E9' };
		for (const message of [sent.message, moved]) {
			expect(read('open', JSON.stringify({ ...message, sign: sent.sign }))).toHaveProperty('refused');
		}
	});

	test('says the same flat and nested', () => {
		const sent = genuine('open', 'pay', dataOf('pay', 'success'));
		const { status, ...rest } = sent.data;
		const moved = JSON.stringify({ ...sent.message, data: rest, 'data.status': status, sign: sent.sign });
		expect(read('open', moved)).toEqual(read('open', bodyOf(sent)));
	});
});
