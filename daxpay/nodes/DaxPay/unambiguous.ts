import { type ExactJson, plainOf } from '../../../core/values/exactJson';
import type { DaxPayCredential } from './credential';
import { yuanOf } from './money';
import type { ReceivedObject } from './receivedJson';
import { type SignedFields, joined } from './signing';

/**
 * DaxPay's signatures cover a text in which nothing is escaped, so one signature can fit several messages. Secret-signed
 * text has no quotes (and on 3.0 no capitals): what stands in a text can be read as a field, and a field as part of a
 * text. RSA text joins `name=value` with `&`: the same, and a nested object can be read as a flat one.
 *
 * Refusing every text with a comma, a colon or an `&` would hit genuine notifications. So only what decides the meaning
 * is held to one reading: each of these names may stand in the signed text once, and there it must be the field. Then
 * every message that fits the signature has the same value under it. Other fields have no such protection.
 */
const DECISIVE = [
	'orderNo',
	'bizOrderNo',
	'tradeNo',
	'refundNo',
	'bizRefundNo',
	'transferNo',
	'bizTransferNo',
	'allocNo',
	'status',
	'amount',
];

/** What was shared among receivers is no event, and lists a state and an amount for each of them. */
const decisiveIn = (timesIn: (name: string) => number) =>
	timesIn('allocNo') === 0 ? DECISIVE : DECISIVE.filter((name) => name !== 'status' && name !== 'amount');

/** Beside `data` only Open signs them in a way that lets a text be read as one of them. */
const DECISIVE_BESIDE_DATA = ['event', 'eventId', 'resTime', 'reqId'];

/** What only payments have, and every payment some of; refunds name their payment with the fields of a payment. */
const OF_PAYMENTS = ['refundableBalance', 'refundStatus', 'payTime', 'closeTime', 'expiredTime'];

/** What is never in one notification with a number, unless a text is read as a field. */
const NEVER_WITH: Readonly<Record<string, readonly string[]>> = {
	transferNo: ['orderNo', 'bizOrderNo', 'refundNo', 'bizRefundNo', 'allocNo'],
	refundNo: ['bizTransferNo', 'allocNo', ...OF_PAYMENTS],
	allocNo: ['bizTransferNo', 'bizRefundNo', ...OF_PAYMENTS],
	orderNo: ['bizTransferNo'],
};

/** Further fields of notifications; in other capitals they would be other fields under the same signature. */
const FURTHER = [
	...['title', 'description', 'channel', 'method', 'otherMethod', 'product', 'provider', 'currency', 'buyerId'],
	...['realAmount', 'orderAmount', 'allocation', 'autoAllocation'],
	...['outOrderNo', 'outRefundNo', 'outTransferNo', 'bizAllocNo', 'outAllocNo', 'relationNo'],
	...['finishTime', 'attach', 'reason', 'errorMsg', 'errorCode'],
	...['payeeType', 'payeeAccount', 'payeeName'],
];

const ENVELOPE = ['code', 'msg', 'data', 'sign', 'resTime', 'reqId', 'traceId', 'mchNo', 'appId', 'noticeType'];

const exactNames = (names: string[]) => new Map(names.map((name) => [name.toUpperCase(), name]));
const DATA_NAMES = exactNames([...DECISIVE, ...OF_PAYMENTS, ...FURTHER]);
const ENVELOPE_NAMES = exactNames([...ENVELOPE, ...DECISIVE_BESIDE_DATA]);

/** What no number or state has, and what the signed text separates with or leaves out. */
const SEPARATING = /[{}[\],"\\\p{Cc}\p{Cs}]/u;

/** A notification, as far as its signature leaves no other reading. */
export interface Reading {
	/** The fields beside `data` that are texts. */
	envelope: Map<string, string>;
	/** The fields of `data` that are not `null`; flat, and all of them texts, on Open. */
	data: Record<string, unknown>;
}

/**
 * Reads a verified notification, or says why what decides its meaning could be read in another way too.
 *
 * @param fields what the signature covers
 */
export function readUnambiguously(
	message: ReceivedObject,
	fields: SignedFields,
	credential: DaxPayCredential,
): Reading | { refused: string } {
	const read = credential.apiVersion === 'open' ? readFlattened(fields) : readSecretSigned(message, fields);
	if ('refused' in read) return read;
	const { envelope, data, timesIn } = read;
	const isMixed = ([number, never]: [string, readonly string[]]) =>
		data[number] !== undefined && never.some((name) => timesIn(name) > 0);
	if (Object.entries(NEVER_WITH).some(isMixed)) return { refused: 'fields of two kinds' };
	const { amount } = data;
	if (amount !== undefined && yuanOf(credential.apiVersion, amount) === undefined) return { refused: 'no amount' };
	return { envelope, data };
}

/** A reading, and how often a name stands in the signed text where it could be a field of `data`. */
type Read = (Reading & { timesIn: (name: string) => number }) | { refused: string };

/** Secret-signed text: `name=value` joined with `&`, and in `data` `{name:value,name:value}` without quotes. */
function readSecretSigned(message: ReceivedObject, fields: SignedFields): Read {
	const data = message.get('data');
	if (!(data instanceof Map)) return { refused: 'no data' };
	if (hasOtherCapitals(message, ENVELOPE_NAMES) || hasOtherCapitals(data, DATA_NAMES))
		return { refused: 'a field in other capitals' };
	// Otherwise it could have been another field; only `data` has an end of its own.
	if (fields.some(([name, text]) => name !== 'data' && text.includes('&'))) return { refused: 'two fields in one' };

	// 3.0 signs in capitals, and some letters have one capital.
	const text = joined(fields).toUpperCase();
	const timesIn = (name: string) => text.split(new RegExp(`[{,]${name.toUpperCase()}:`)).length - 1;
	const isClear = (name: string) => {
		const value = data.get(name) ?? null;
		const isField = value !== null && (name === 'amount' || (typeof value === 'string' && !SEPARATING.test(value)));
		return timesIn(name) === (isField ? 1 : 0);
	};
	if (!decisiveIn(timesIn).every(isClear)) return { refused: 'a field that can be read in two ways' };
	const texts = [...message].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
	const values = new Map([...data].filter(([, value]) => value !== null));
	return { envelope: new Map(texts), data: plainOf(values) as Reading['data'], timesIn };
}

const hasOtherCapitals = (object: ReceivedObject, names: Map<string, string>) =>
	[...object.keys()].some((key) => (names.get(key.toUpperCase()) ?? key) !== key);

const DATA_PREFIX = 'data.';

/** RSA text: flattened, `path=value` joined with `&`. Read from the paths, so that nesting makes no difference. */
function readFlattened(fields: SignedFields): Read {
	const flat = new Map<string, string>(fields);
	if (flat.size < fields.length) return { refused: 'a field twice' };
	const text = `&${joined(fields)}`;
	const times = (path: string) => text.split(`&${path}=`).length - 1;
	const isClear = (path: string) => {
		const value = flat.get(path);
		return times(path) === (value === undefined ? 0 : 1) && !value?.includes('&');
	};
	const timesIn = (name: string) => times(`${DATA_PREFIX}${name}`);
	const decisive = [...decisiveIn(timesIn).map((name) => `${DATA_PREFIX}${name}`), ...DECISIVE_BESIDE_DATA];
	if (!decisive.every(isClear)) return { refused: 'a field that can be read in two ways' };
	const inData = fields.filter(([path]) => path.startsWith(DATA_PREFIX));
	if (inData.length === 0) return { refused: 'no data' };
	const data: Array<[string, ExactJson]> = inData.map(([path, value]) => [path.slice(DATA_PREFIX.length), value]);
	return { envelope: flat, data: plainOf(new Map(data)) as Reading['data'], timesIn };
}
