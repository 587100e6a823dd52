import fc from 'fast-check';
import { ecbOpen } from '../tokenpay/signedClient';
import { blocksOf, evenly } from './alterations';
import { APP, type NotificationOptions, type SignedNotification, buildNotification } from './build';

// What somebody without the secret can make of signatures seen: AES-256-ECB encrypts blocks of 16 bytes one by one.

const BLOCK = 16;
const DAY = 24 * 3_600_000;

/** Digits of `create_time` after the second, as Go writes them: without trailing zeros. They decide where the rest lies. */
export const FRACTIONS = ['', '7', '75', '754', '7544', '75442', '754429', '7544291', '75442918', '754429183'];

/** A notification that was really sent. */
export interface Sent extends SignedNotification {
	transactionId: string;
	event: 'payout.success' | 'order.success';
	/** Whether it is accepted as it is. */
	isFresh: boolean;
}

/**
 * Payouts and orders with fractions of all lengths, fresh ones and ones of 90 days ago. Some have no time of payment,
 * some are called as in the English pages, and some are written with line breaks.
 */
export function sentNotifications(now: number): Sent[] {
	const ages = [0, 90 * DAY];
	return ages.flatMap((age) =>
		FRACTIONS.flatMap((fraction, index) =>
			(['payout.success', 'order.success'] as const).map((event): Sent => {
				const isOrder = event === 'order.success';
				const transactionId = `${isOrder ? 'a' : 'b'}${age === 0 ? '0' : '9'}${index}`.padEnd(32, 'c');
				const options: NotificationOptions = {
					createdAt: now - age,
					fraction,
					originalType: isOrder ? 'transaction' : index % 3 === 0 ? 'payout' : 'payanother',
					...(isOrder && index % 3 === 0 && { eventType: 'TRANSACTION.SUCCESS' }),
					nonce: transactionId.replaceAll('c', 'd'),
					detail: { transaction_id: transactionId, ...(index % 2 === 1 && { pay_time: 0 }) },
				};
				const notification = index === 4 ? withLineBreaks(options) : buildNotification(options);
				return { ...notification, transactionId, event, isFresh: age === 0 };
			}),
		),
	);
}

function withLineBreaks(options: NotificationOptions): SignedNotification {
	const signedBody = (body: object) => JSON.stringify(body, null, 1);
	const { headers, body } = buildNotification({ ...options, signedBody });
	return { headers, body: Buffer.from(signedBody(JSON.parse(body.toString()) as object)) };
}

/** How a notification is put together of others. Numbers from 0 to 1 choose from what there is. */
export interface Splice {
	head: number;
	/** Which tails replace the end of what is there, and where; those that fit leave JSON, where that is possible. */
	tails: Array<{ of: number; at: number; from: number; fits: boolean }>;
	/** Which line breaks end the timestamp and the nonce, and how far beside them; otherwise the first two do. */
	separators: { first: number; second: number; shift: number } | undefined;
}

export function splice(): fc.Arbitrary<Splice> {
	const share = evenly();
	const separators = fc.record({ first: fc.nat(3), second: fc.nat(3), shift: fc.integer({ min: -2, max: 2 }) });
	const fits = fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) });
	return fc.record({
		head: share,
		tails: fc.array(fc.record({ of: share, at: share, from: share, fits }), { minLength: 1, maxLength: 2 }),
		separators: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: separators }),
	});
}

const pick = <T>(list: readonly T[], share: number) => list[Math.floor(share * list.length)] as T;

/** Puts a notification together. */
export function applySplice({ head, tails, separators }: Splice, sent: readonly Sent[]): SignedNotification {
	let { blocks, text } = openSignature(pick(sent, head));
	for (const { of, at, from, fits } of tails) {
		const tail = openSignature(pick(sent, of));
		const joints = fits ? jointsOf(text, tail.text) : [];
		const [end, start] =
			joints.length > 0 ? pick(joints, at) : [Math.floor(at * blocks.length), Math.floor(from * tail.blocks.length)];
		blocks = [...blocks.slice(0, end), ...tail.blocks.slice(start)];
		text = Buffer.concat([text.subarray(0, end * BLOCK), tail.text.subarray(start * BLOCK)]);
	}
	const signature = Buffer.concat(blocks).toString('base64');
	const whole = text.toString();
	const breaks = [...whole.matchAll(/\n/g)].map(({ index }) => index);
	const { first, second, shift } = separators ?? { first: 0, second: 0, shift: 0 };
	const one = (breaks[first] ?? 0) + shift;
	const two = (breaks[first + 1 + second] ?? one) + shift;
	return {
		headers: {
			'TTPay-Timestamp': whole.slice(0, one),
			'TTPay-Nonce': whole.slice(one + 1, two),
			'TTPay-Signature': signature,
		},
		body: Buffer.from(whole.slice(two + 1)),
	};
}

/**
 * All notifications of the head of one signature and the tail of another whose body is JSON: cut between any two blocks.
 *
 * @param least how many blocks of the head to take at least
 */
export function* splices(head: SignedNotification, tail: SignedNotification, least = 1): Generator<SignedNotification> {
	const [heads, tails] = [openSignature(head), openSignature(tail)];
	for (let i = least; i < heads.blocks.length; i++) {
		for (let j = 1; j < tails.blocks.length; j++) {
			const text = Buffer.concat([heads.text.subarray(0, i * BLOCK), tails.text.subarray(j * BLOCK)]);
			if (!isJson(text)) continue;
			const [timestamp = '', nonce = '', ...body] = text.toString().split('\n');
			const signature = Buffer.concat([...heads.blocks.slice(0, i), ...tails.blocks.slice(j)]).toString('base64');
			yield {
				headers: { 'TTPay-Timestamp': timestamp, 'TTPay-Nonce': nonce, 'TTPay-Signature': signature },
				body: Buffer.from(body.join('\n')),
			};
		}
	}
}

const known = new Map<string, Array<[end: number, start: number]>>();

/**
 * Where a head can end and a tail start so that the body stays JSON: numbers of blocks, between the merchant's number,
 * which has to be right, and the sealed detail, which cannot be cut.
 */
function jointsOf(head: Buffer, tail: Buffer): Array<[end: number, start: number]> {
	const key = `${head.toString('latin1')} ${tail.toString('latin1')}`;
	const joints = known.get(key) ?? [];
	if (known.has(key)) return joints;
	const [first, last] = ['"create_time"', '"ciphertext"'].map((name) => Math.floor(head.indexOf(name) / BLOCK));
	const lastOfTail = Math.floor(tail.indexOf('"ciphertext"') / BLOCK) + 1;
	for (let end = first ?? 0; end <= (last ?? 0) + 1; end++) {
		for (let start = 3; start <= lastOfTail; start++) {
			const text = Buffer.concat([head.subarray(0, end * BLOCK), tail.subarray(start * BLOCK)]);
			if (isJson(text)) joints.push([end, start]);
		}
	}
	if (known.size > 5000) known.clear();
	known.set(key, joints);
	return joints;
}

/** A signature's blocks, and what they say. */
function openSignature(notification: SignedNotification): { blocks: Buffer[]; text: Buffer } {
	const text = ecbOpen(notification.headers['TTPay-Signature'] ?? '', APP.appSecret);
	return { blocks: blocksOf(notification), text: Buffer.from(text) };
}

/** Whether what follows the second line break is JSON. */
function isJson(signed: Buffer): boolean {
	const text = signed.toString();
	try {
		return JSON.parse(text.slice(text.indexOf('\n', text.indexOf('\n') + 1) + 1)) !== undefined;
	} catch {
		return false;
	}
}

/** What of an item is said outside the sealed detail, so that it may come from another genuine notification. */
const UNSEALED = ['event', 'event_type', 'notified_at'];

/**
 * Whether an item says what a genuine and fresh notification says, under the same name.
 *
 * @param genuine the items of the genuine ones, by their transactions
 */
export function repeats(
	item: Record<string, unknown>,
	genuine: ReadonlyMap<unknown, Record<string, unknown>>,
): boolean {
	const sealed = (one: Record<string, unknown> = {}) =>
		JSON.stringify(
			Object.entries(one)
				.filter(([name]) => !UNSEALED.includes(name))
				.sort(([left], [right]) => (left < right ? -1 : 1)),
		);
	return sealed(item) === sealed(genuine.get(item['transaction_id']));
}
