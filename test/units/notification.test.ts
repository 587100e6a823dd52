import { readNotification } from '../../nodes/TokenPay/notification';
import {
	APP,
	type SignedNotification,
	type NotificationOptions,
	beijingTime,
	buildNotification,
	paidDetail,
} from '../../tools/notifications/build';
import { blocksOf, genuineNotifications, notificationFromBlocks } from '../../tools/notifications/alterations';
import { FRACTIONS, splices } from '../../tools/notifications/splice';

const NOW = Date.parse('2024-06-01T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const read = ({ headers, body }: SignedNotification, { maximumAge = DAY, now = NOW, credential = APP } = {}) =>
	readNotification(credential, headers, body, { maximumAge, now });

const write = (options: NotificationOptions = {}) => buildNotification({ createdAt: NOW, ...options });

const eventOf = (options: NotificationOptions) => {
	const reading = read(write(options));
	return 'event' in reading ? reading.event : reading;
};

const idOf = (options: NotificationOptions) => {
	const reading = read(write(options));
	return 'id' in reading ? reading.id : reading.refused;
};

/** The names of genuine notifications, by their transactions. */
const idsOf = (genuine: SignedNotification[]) =>
	new Map(
		genuine.map((one) => {
			const reading = read(one);
			if ('refused' in reading) throw new Error(reading.refused);
			return [String(reading.item['transaction_id']), reading.id];
		}),
	);

describe('a genuine notification', () => {
	it('becomes an item with the detail as the platform sent it, and what it announces', () => {
		const reading = read(write());
		expect(reading).toMatchObject({
			event: 'payout.success',
			item: {
				...paidDetail(),
				amount_decimal: '15.5',
				event: 'payout.success',
				event_type: 'PAYPAYANOTHER.SUCCESS',
				notified_at: '2024-06-01T12:00:00.000Z',
				notification_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
			},
		});
	});

	it('may be signed with its keys in another order', () => {
		const signedBody = (body: Record<string, unknown>) =>
			JSON.stringify(Object.fromEntries(Object.entries(body).reverse()), null, 1);
		expect(read(write({ signedBody }))).toHaveProperty('item');
	});

	it('may have its headers in any case and its timestamp in seconds', () => {
		const { headers, body } = write({ timestamp: String(NOW / 1000) });
		const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
		expect(read({ headers: shouted, body })).toHaveProperty('item');
	});

	it('may carry associated data and fields that no document lists', () => {
		expect(read(write({ associatedData: 'x' }))).toHaveProperty('item');
		expect(read(write({ body: { summary: '支付成功', id: 1 } }))).toHaveProperty('item');
	});

	it.each([
		['payanother', 'PAYPAYANOTHER.SUCCESS', 'SUCCESS', 'payout.success'],
		['payout', 'PAYPAYOUT.SUCCESS', 'SUCCESS', 'payout.success'],
		['transaction', 'SUCCESS', 'SUCCESS', 'order.success'],
		['transaction', 'TRANSACTION.SUCCESS', 'SUCCESS', 'order.success'],
		['payanother', 'PAYPAYANOTHER.SUCCESS', 'CLOSED', 'other'],
		['payanother', 'PAYPAYANOTHER.SUCCESS', 'REFUND', 'other'],
		['payanother', 'PAYPAYANOTHER.SUCCESS', 'NOTPAY', 'other'],
		['payanother', 'PAYPAYANOTHER.FAILED', 'SUCCESS', 'payout.success'],
		['something', 'SUCCESS', 'SUCCESS', 'other'],
		['transaction', 'SUCCESS', 'success', 'other'],
	])('about a %s with the name %s and the state %s is %s', (originalType, eventType, trade_state, event) => {
		expect(eventOf({ originalType, eventType, detail: { trade_state } })).toBe(event);
	});

	it('without a state is something else', () => {
		expect(eventOf({ detail: { trade_state: undefined } })).toBe('other');
		expect(eventOf({ plaintext: `{"create_time":${NOW}}` })).toBe('other');
	});

	it('keeps every digit of a large amount', () => {
		const plaintext = `{"amount":15500000000000000001,"decimals":18,"pay_time":${NOW}}`;
		expect(read(write({ plaintext }))).toMatchObject({
			item: { amount: '15500000000000000001', amount_decimal: '15.500000000000000001' },
		});
	});

	it('cannot name itself or its event from inside', () => {
		expect(
			read(write({ detail: { event: 'x', notification_id: 'x', notified_at: 'x', event_type: 'x' } })),
		).toMatchObject({
			item: { event: 'payout.success', event_type: 'PAYPAYANOTHER.SUCCESS', notified_at: '2024-06-01T12:00:00.000Z' },
		});
	});
});

describe('the name of a notification', () => {
	it('is the same each time the same thing is announced', () => {
		const id = idOf({});
		expect(
			idOf({
				createdAt: NOW + 1000,
				nonce: '0'.repeat(32),
				originalType: 'payout',
				detail: { notify_num: 2, notify_status: 1, expire_second: 3, attach: 'y' },
			}),
		).toBe(id);
	});

	it('stays what it is from version to version, since names are remembered', () => {
		expect(idOf({})).toBe('88575ed38acca5c78004153c77960a1c');
		expect(idOf({ plaintext: `{"note":"nothing named","create_time":${NOW}}` })).toBe(
			'a7d4d7d98aa82e666ffa14a39b97ee90',
		);
	});

	it('differs by transaction, state and what was paid', () => {
		const ids = [
			{},
			{ detail: { transaction_id: 'x' } },
			{ detail: { trade_state: 'REFUND' } },
			{ detail: { transaction_id: undefined } },
			{ detail: { amount: 15500001 } },
		];
		expect(new Set(ids.map(idOf)).size).toBe(ids.length);
	});

	it('differs between a payout and an order of the same number, also where neither names a transaction', () => {
		const order = { originalType: 'transaction', detail: { transaction_id: 'f'.repeat(32) } };
		expect(idOf(order)).not.toBe(idOf({}));
		const unnamed = { transaction_id: undefined };
		const elsewhere = { ...unnamed, to_address: 'TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj' };
		expect(idOf({ originalType: 'transaction', detail: elsewhere })).not.toBe(idOf({ detail: unnamed }));
	});

	it('comes from what is sealed alone, whatever is said before it', () => {
		const ids = [
			{},
			{ originalType: 'transaction' },
			{ originalType: 'payout', eventType: 'X' },
			{ originalType: 'x', body: { resource_type: 'x' } },
		];
		expect(new Set(ids.map(idOf)).size).toBe(1);
	});

	it('goes by the whole content where no transaction is named', () => {
		const sealed = (a: number) => ({ plaintext: JSON.stringify({ a, create_time: NOW }) });
		expect(idOf(sealed(1))).toBe(idOf(sealed(1)));
		expect(idOf(sealed(1))).not.toBe(idOf(sealed(2)));
	});

	it('goes by either number alone, whatever else changes, and by the whole content without both', () => {
		const isSame = (numbers: Record<string, unknown>) =>
			idOf({ detail: { ...numbers, notify_num: 1 } }) === idOf({ detail: { ...numbers, notify_num: 2 } });
		expect(isSame({ transaction_id: undefined })).toBe(true);
		expect(isSame({ out_trade_no: undefined })).toBe(true);
		expect(isSame({ transaction_id: '', out_trade_no: '' })).toBe(false);
		expect(isSame({ transaction_id: 7, out_trade_no: 7 })).toBe(false);
	});

	it('differs between payouts whose transaction is sent empty', () => {
		expect(idOf({ detail: { transaction_id: '', out_trade_no: 'row-1' } })).not.toBe(
			idOf({ detail: { transaction_id: '', out_trade_no: 'row-2' } }),
		);
	});
});

describe('a notification is refused', () => {
	it.each(['TTPay-Timestamp', 'TTPay-Nonce', 'TTPay-Signature'])('without the header %s', (name) => {
		const { headers, body } = write();
		delete headers[name];
		expect(read({ headers, body })).toEqual({ refused: 'not signed' });
	});

	it.each(['', 'null', '[]', '"text"', '{', '<xml/>', 'a=1'])('with the body %p', (body) => {
		expect(read({ ...write(), body: Buffer.from(body) })).toEqual({ refused: 'not JSON' });
	});

	it('when its body was altered', () => {
		const { headers, body } = write();
		expect(read({ headers, body: Buffer.from(body.toString().replace('payanother', 'transaction')) })).toEqual({
			refused: 'signature does not match',
		});
	});

	it.each([
		['another application', { app_id: '0'.repeat(32) }],
		['another merchant', { mch_id: '87654321' }],
		['no application', { app_id: undefined }],
		['no merchant', { mch_id: undefined }],
		['an application in capitals', { app_id: APP.appId.toUpperCase() }],
	])('when it is for %s', (_what, body) => {
		expect(read(write({ body }))).toEqual({ refused: 'for another merchant' });
	});

	it('when the credential names no application or merchant', () => {
		expect(read(write({ body: { app_id: '' } }), { credential: { ...APP, appId: '' } })).toEqual({
			refused: 'for another merchant',
		});
		expect(read(write({ body: { mch_id: '' } }), { credential: { ...APP, mchId: '' } })).toEqual({
			refused: 'for another merchant',
		});
	});

	it.each([undefined, '', 'yesterday', 1717243200000, null, '2024-13-01T00:00:00Z'])(
		'when its time of creation is %p',
		(create_time) => {
			expect(read(write({ body: { create_time } }))).toEqual({ refused: 'no time of creation' });
		},
	);

	it.each([
		['its body and its signature are', { createdAt: NOW - DAY - 1 }],
		['its signature is', { signedAt: NOW - DAY - 1 }],
		['its signature in seconds is', { timestamp: String((NOW - DAY) / 1000 - 1) }],
		['its body is, though freshly signed,', { createdAt: NOW - DAY - 1, signedAt: NOW }],
	])('when %s too old', (_what, options) => {
		expect(read(write(options))).toEqual({ refused: 'too old' });
	});

	it('never for its age where there is no maximum', () => {
		expect(read(write({ createdAt: 1_500_000_000_000 }), { maximumAge: 0 })).toHaveProperty('item');
		expect(read(write({ plaintext: '{}' }), { maximumAge: 0 })).toHaveProperty('item');
	});

	it.each<[string, Record<string, unknown>, 'too old' | 'no time in its detail' | undefined]>([
		['pay_time is old, whatever its other times are', { pay_time: -25, block_time: -1, close_time: -1 }, 'too old'],
		['pay_time is fresh, whatever its other times are', { pay_time: -23, create_time: -90 * 24 }, undefined],
		['pay_time is 0 and the rest is old', { pay_time: 0, create_time: -90 * 24 }, 'too old'],
		['pay_time is missing and the rest is old', { create_time: -90 * 24, block_time: -89 * 24 }, 'too old'],
		['latest time is fresh where pay_time is 0', { pay_time: 0, create_time: -30, block_time: -2 }, undefined],
		['latest time is fresh where pay_time is missing', { create_time: -30, close_time: -2 }, undefined],
		['times are all 0', { pay_time: 0, create_time: 0, block_time: 0, close_time: 0 }, 'no time in its detail'],
		['times are missing', {}, 'no time in its detail'],
		['time of expiry alone is set', { expire_time: -1 }, 'no time in its detail'],
		['time of expiry alone is fresh', { create_time: -90 * 24, expire_time: -1 }, 'too old'],
		['times lie ahead, apart from an old one', { create_time: -90 * 24, close_time: 2, pay_time: 2 }, 'too old'],
		['times all lie ahead', { pay_time: 2, create_time: 2 }, 'no time in its detail'],
	])('or not by the detail under a fresh head: when its %s', (_what, hours, refused) => {
		const times = Object.entries(hours).map(([name, hour]) => [name, hour && NOW + Number(hour) * HOUR]);
		const plaintext = JSON.stringify(paidDetail(Object.fromEntries(times) as Record<string, unknown>));
		const reading = read(write({ plaintext }));
		if (refused === undefined) expect(reading).toHaveProperty('item');
		else expect(reading).toEqual({ refused });
	});

	it('for the age of a detail whose times are in seconds or text, as for any other', () => {
		for (const unit of [1000, 1]) {
			for (const form of [Number, String]) {
				const detail = (time: number) => ({ pay_time: form(Math.floor(time / unit)) });
				expect(read(write({ detail: detail(NOW - 23 * HOUR) }))).toHaveProperty('item');
				expect(read(write({ detail: detail(NOW - 25 * HOUR) }))).toEqual({ refused: 'too old' });
			}
		}
	});

	it('for the age of a detail to the millisecond, in either direction', () => {
		const refusal = (pay_time: number) => read(write({ plaintext: JSON.stringify({ pay_time }) }));
		const ahead = 15 * 60_000;
		expect(refusal(NOW - DAY)).toHaveProperty('item');
		expect(refusal(NOW - DAY - 1)).toEqual({ refused: 'too old' });
		expect(refusal(NOW + ahead)).toHaveProperty('item');
		expect(refusal(NOW + ahead + 1)).toEqual({ refused: 'no time in its detail' });
		// Up to eleven digits are seconds, here of the year 5138; more are milliseconds, here of 1973.
		expect(refusal(99_999_999_999)).toEqual({ refused: 'no time in its detail' });
		expect(refusal(100_000_000_000)).toEqual({ refused: 'too old' });
	});

	it.each([
		['payanother', 'SUCCESS'],
		['payout', 'TRANSACTION.SUCCESS'],
		['payout', 'success'],
		['payout', 'TRANSACTION_PAID.SUCCESS'],
		['transaction', 'PAYPAYANOTHER.SUCCESS'],
		['transaction', 'PAYPAYOUT.SUCCESS'],
		['transaction', 'paypayout.failed'],
	])('when it is called %s and %s, one of which is not true', (originalType, eventType) => {
		expect(read(write({ originalType, eventType }))).toEqual({ refused: 'named in two ways' });
	});

	it.each([
		['payout', 'PAYPAYANOTHER.SUCCESS', 'payout.success'],
		['payanother', 'WITHDRAW.SUCCESS', 'payout.success'],
		['transaction', 'PAYTRANSACTION.SUCCESS', 'order.success'],
		['transaction', '', 'order.success'],
		['wallet', 'PAYPAYOUT.SUCCESS', 'other'],
		['constructor', 'SUCCESS', 'other'],
	])('not when it is called %s and %s, which do not contradict each other', (originalType, eventType, event) => {
		expect(eventOf({ originalType, eventType })).toBe(event);
	});

	it('when it comes from the future, whatever the maximum', () => {
		for (const maximumAge of [0, DAY]) {
			expect(read(write({ createdAt: NOW + 16 * 60_000 }), { maximumAge })).toEqual({ refused: 'from the future' });
			expect(read(write({ body: { create_time: beijingTime(NOW + 16 * 60_000) } }), { maximumAge })).toEqual({
				refused: 'from the future',
			});
			expect(read(write({ signedAt: NOW + 16 * 60_000 }), { maximumAge })).toEqual({ refused: 'from the future' });
		}
		expect(read(write({ createdAt: NOW + 15 * 60_000 }))).toHaveProperty('item');
	});

	it('exactly beyond the maximum age and not before', () => {
		expect(read(write({ createdAt: NOW - DAY }))).toHaveProperty('item');
		expect(read(write({ createdAt: NOW - HOUR - 1 }), { maximumAge: HOUR })).toEqual({ refused: 'too old' });
	});

	it('when a fresh head was put before its old body, although the signature matches', () => {
		const { fresh, old } = genuineNotifications(NOW);
		const spliced = notificationFromBlocks([...blocksOf(fresh).slice(0, 3), ...blocksOf(old).slice(3)]);
		expect(spliced.body.equals(old.body)).toBe(true);
		expect(read(spliced)).toEqual({ refused: 'too old' });
		expect(read(spliced, { maximumAge: 0 })).toHaveProperty('item');
	});

	// The blocks of a fresh message reach up to its create_time; only a time inside the encrypted detail could show the age.
	it('when the fresh head that was put before an old resource brings its time of creation along', () => {
		const { fresh } = genuineNotifications(NOW);
		const old = write({
			createdAt: NOW - 48 * HOUR,
			detail: { transaction_id: '0'.repeat(32), pay_time: NOW - 48 * HOUR },
		});
		const seam = Math.ceil((46 + fresh.body.indexOf('"resource_type"')) / 16);
		const spliced = notificationFromBlocks([...blocksOf(fresh).slice(0, seam), ...blocksOf(old).slice(seam)]);
		expect(read(spliced)).toHaveProperty('refused');
	});

	// The digits of the fraction vary, and with them how far the parts of two notifications lie apart.
	it.each(FRACTIONS)(
		'unless it says what was sealed under its name, when the head of an order with the fraction "%s" was put before a payout',
		(fraction) => {
			const payout = write({ fraction: '7544' });
			const heads = [
				write({ originalType: 'transaction', fraction, detail: { transaction_id: '1'.repeat(32) } }),
				write({ fraction, nonce: '0'.repeat(32), eventType: 'X', detail: { transaction_id: '2'.repeat(32) } }),
			];
			for (const head of heads) {
				const genuine = idsOf([head, payout]);
				for (const spliced of splices(head, payout, 4)) {
					const reading = read(spliced);
					if ('item' in reading) expect(genuine.get(String(reading.item['transaction_id']))).toBe(reading.id);
				}
			}
		},
	);

	it.each(FRACTIONS)(
		'when a fresh head with the fraction "%s" was put before a detail without pay_time',
		(fraction) => {
			const fresh = write({ fraction, originalType: 'transaction', eventType: 'TRANSACTION.SUCCESS' });
			const own = paidDetail()['transaction_id'];
			for (const pay_time of [0, undefined]) {
				const detail = { transaction_id: '0'.repeat(32), pay_time };
				const old = write({ createdAt: NOW - 90 * DAY, fraction: '7544', detail });
				for (const spliced of splices(fresh, old, 4)) {
					const reading = read(spliced);
					if ('item' in reading) expect(reading.item['transaction_id']).toBe(own);
				}
			}
		},
	);

	it('while such heads and details do fit together, so that this shows something', () => {
		const payout = write({ fraction: '7544' });
		const fitting = FRACTIONS.filter((fraction) => {
			const order = write({ originalType: 'transaction', fraction, detail: { transaction_id: '1'.repeat(32) } });
			return [...splices(order, payout, 4)].some((spliced) => {
				const reading = read(spliced);
				return 'item' in reading && reading.event === 'order.success' && reading.item['out_trade_no'] === 'row-1';
			});
		});
		expect(fitting).not.toHaveLength(0);
	});

	it.each([
		['a list', '[]'],
		['no JSON', 'x'],
		['nothing', ''],
	])('when its resource holds %s', (_what, plaintext) => {
		expect(read(write({ plaintext }))).toEqual({ refused: 'cannot be decrypted' });
	});

	it.each([undefined, null, 'text', [], {}, { ciphertext: 'AAAA', nonce: 'x' }])(
		'when its resource is %j',
		(resource) => {
			expect(read(write({ body: { resource } }))).toEqual({ refused: 'cannot be decrypted' });
		},
	);

	it.each(['', 'short', `${APP.appSecret}x`, `é${APP.appSecret.slice(1)}`])(
		'when the secret %p is no key',
		(appSecret) => {
			expect(read(write(), { credential: { ...APP, appSecret } })).toEqual({ refused: 'no usable secret' });
		},
	);
});
