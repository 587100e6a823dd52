import { readNotification } from '../../nodes/DaxPay/notification';
import { type ReceivedObject, parseReceived } from '../../nodes/DaxPay/receivedJson';
import { signWithRsa } from '../../nodes/DaxPay/signing';
import { type Version, VERSIONS } from '../../sandbox/settings';
import { formatTime } from '../../sandbox/time';
import { KEYS, merchantOf } from '../../tools/scriptedServer';

type Json = Record<string, unknown>;

const NOW = Date.UTC(2026, 0, 31, 1, 30);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const MERCHANTS = { v3: merchantOf('v3'), v3Beta: merchantOf('v3Beta'), open: merchantOf('open') };

const NUMBERS = {
	pay: { orderNo: 'DEV_P1', bizOrderNo: 'order-1' },
	refund: { refundNo: 'DEV_R1', bizRefundNo: 'refund-1', orderNo: 'DEV_P1', bizOrderNo: 'order-1' },
	transfer: { transferNo: 'DEV_T1', bizTransferNo: 'row-1' },
};

const EVENTS = { pay: 'payment', refund: 'refund', transfer: 'transfer' };

const KINDS = Object.keys(NUMBERS) as Array<keyof typeof NUMBERS>;

const amountOf = (version: Version) => (version === 'open' ? 1550 : 15.5);

/** The fields beside the data of a notification. */
const besideData = (version: Version, at = NOW): Json => {
	const { settings } = MERCHANTS[version];
	return {
		...{ code: 0, msg: 'success', resTime: formatTime(at, settings), appId: settings.appId },
		...(version !== 'v3Beta' && { mchNo: settings.mchNo }),
		...(version === 'open' ? { reqId: 'R1' } : { traceId: 'T1' }),
	};
};

const payment = (version: Version, data: Json = {}): Json => ({
	...{ ...NUMBERS.pay, title: 'Shirt', amount: amountOf(version), status: 'success' },
	...data,
});

/** Reads a body with the credential of its merchant. */
function read(version: Version, body: string, { maximumAge = HOUR, now = NOW, changes = {} } = {}) {
	const credential = { ...MERCHANTS[version].credential, ...changes };
	const read = readNotification(credential, {}, Buffer.from(body), { maximumAge, now });
	return 'refused' in read
		? { ...read, event: undefined, id: undefined, item: undefined }
		: { ...read, refused: undefined };
}

const bodyOf = (version: Version, data: unknown, beside: Json = {}) =>
	MERCHANTS[version].signed({ ...besideData(version), ...beside, data });

/** Reads a genuine notification. */
const about = (version: Version, data: unknown, beside: Json = {}) => read(version, bodyOf(version, data, beside));

const TWO_WAYS = 'a field that can be read in two ways';

describe.each(VERSIONS.map((version) => [version] as [Version]))('a notification of %s', (version) => {
	const isOpen = version === 'open';

	it('becomes an item with its data, the event, and what it is known by', () => {
		const { item, event, id } = about(
			version,
			payment(version, { payTime: formatTime(NOW, MERCHANTS[version].settings) }),
		);
		const { mchNo, appId } = MERCHANTS[version].settings;
		expect(event).toBe('payment.success');
		expect(id).toMatch(/^[0-9a-f]{32}$/);
		expect(item).toEqual({
			...{ ...NUMBERS.pay, title: 'Shirt', amount: '15.5', status: 'success', payTime: '2026-01-31T01:30:00.000Z' },
			...{ event, appId, notified_at: '2026-01-31T01:30:00.000Z', notification_id: id },
			...(version !== 'v3Beta' && { mchNo }),
		});
	});

	it.each(KINDS)('is about what its numbers say: %s', (kind) => {
		for (const [status, end] of [
			['success', 'success'],
			['close', 'close'],
			['cancel', 'close'],
			['fail', 'fail'],
		] as const) {
			const data = { ...NUMBERS[kind], amount: amountOf(version), status };
			expect(about(version, data).event).toBe(`${EVENTS[kind]}.${end}`);
			const named = isOpen ? { event: `${kind}.${status}` } : { noticeType: kind };
			expect(about(version, data, named).event).toBe(`${EVENTS[kind]}.${end}`);
		}
	});

	it('is no event where its state is none that ends, or nothing is named', () => {
		for (const status of ['progress', 'wait', '', undefined]) {
			expect(about(version, payment(version, { status })).event).toBe('other');
		}
		expect(about(version, { title: 'x', status: 'success' }).event).toBe('other');
	});

	it('is no event where it says to be of another kind or state than its data', () => {
		const names = isOpen
			? ['refund.success', 'pay.fail', 'pay', 'pay.', '.success', 'pay.success.', 'pay.success.x', 'paid.success']
			: ['refund', 'transfer', 'payment', 'pay.success'];
		for (const name of names) {
			expect([name, about(version, payment(version), { [isOpen ? 'event' : 'noticeType']: name }).event]).toEqual([
				name,
				'other',
			]);
		}
	});

	it('about what was shared among receivers is no payment, and may list many states and amounts', () => {
		const data = payment(version, {
			allocNo: 'DEV_A1',
			title: isOpen ? 'x&data.status=fail' : 'x,status:fail,amount:1',
		});
		expect(about(version, data)).toMatchObject({ event: 'other', item: { allocNo: 'DEV_A1' } });
	});

	it('may be as old as the limit and no older, and a quarter of an hour ahead and no more', () => {
		const body = bodyOf(version, payment(version));
		expect(read(version, body, { now: NOW + HOUR }).event).toBe('payment.success');
		expect(read(version, body, { now: NOW + HOUR + 1 }).refused).toBe('too old');
		expect(read(version, body, { now: NOW + 1000 * HOUR, maximumAge: 0 }).event).toBe('payment.success');
		expect(read(version, body, { now: NOW - 15 * MINUTE }).event).toBe('payment.success');
		expect(read(version, body, { now: NOW - 15 * MINUTE - 1, maximumAge: 0 }).refused).toBe('from the future');
	});

	it.each([undefined, null, 'now', ''])('is refused with the time %j', (resTime) =>
		expect(about(version, payment(version), { resTime }).refused).toBe('no time'),
	);

	it('is refused where it names another merchant or application, or none', () => {
		const names = version === 'v3Beta' ? ['appId'] : ['mchNo', 'appId'];
		for (const name of names) {
			for (const value of ['other', 5, undefined, null]) {
				expect(about(version, payment(version), { [name]: value }).refused).toBe('for another merchant');
			}
		}
	});

	it('is refused where the credential is not usable, what came is not JSON, or is not signed', () => {
		const body = bodyOf(version, payment(version));
		expect(read(version, body, { changes: { serverUrl: '' } }).refused).toBe('no usable credential');
		for (const text of ['', 'x', '[]', '"x"', 'null', '{"a":1,"a":2}']) {
			expect(read(version, text).refused).toBe('not JSON');
		}
		expect(read(version, body.replace('DEV_P1', 'DEV_P2')).refused).toBe('signature does not match');
		expect(read(version, '{}').refused).toBe('signature does not match');
	});

	it.each([undefined, null, 'x', []])('is refused with the data %j', (data) =>
		expect(about(version, data).refused).toBe('no data'),
	);

	it.each(['much', '-1', '', '1.234.5'])('is refused with the amount %j', (amount) =>
		expect(about(version, payment(version, { amount })).refused).toBe('no amount'),
	);

	it('needs no amount', () =>
		expect(about(version, payment(version, { amount: undefined })).event).toBe('payment.success'));

	it('has nothing in its item that is null', () => {
		const { item, event } = about(version, payment(version, { transferNo: null, attach: null }));
		expect(event).toBe('payment.success');
		expect(Object.keys(item ?? {})).toEqual(expect.not.arrayContaining(['transferNo', 'attach']));
	});

	it.each([
		['transferNo', ['orderNo', 'bizOrderNo', 'refundNo', 'bizRefundNo', 'allocNo']],
		[
			'refundNo',
			['bizTransferNo', 'allocNo', 'refundableBalance', 'refundStatus', 'payTime', 'closeTime', 'expiredTime'],
		],
		[
			'allocNo',
			['bizTransferNo', 'bizRefundNo', 'refundableBalance', 'refundStatus', 'payTime', 'closeTime', 'expiredTime'],
		],
		['orderNo', ['bizTransferNo']],
	])('with %s is refused with what belongs to another kind', (number, others) => {
		for (const other of others) {
			const data = { [number]: 'DEV_1', [other]: 'x', status: 'success' };
			expect([other, about(version, data).refused]).toEqual([other, 'fields of two kinds']);
		}
	});

	it.each([
		...['orderNo', 'bizOrderNo', 'tradeNo', 'refundNo', 'bizRefundNo', 'transferNo', 'bizTransferNo', 'allocNo'],
		...['status', 'amount'],
	])('is refused where a text could be read as the field %s', (name) => {
		for (const title of isOpen
			? [`x&data.${name}=y`, `&data.${name}=`]
			: [`x,${name}:y`, `{${name}:y}`, `,${name.toUpperCase()}:`]) {
			expect([title, about(version, payment(version, { title })).refused]).toEqual([title, TWO_WAYS]);
		}
		// Where nothing can be meant by it.
		expect(about(version, payment(version, { title: `${name}: x` })).event).toBe('payment.success');
	});

	it('has the same name each time it is sent, and another for each number and state', () => {
		const again = {
			resTime: formatTime(NOW - MINUTE, MERCHANTS[version].settings),
			[isOpen ? 'reqId' : 'traceId']: 'X2',
		};
		const idOf = (data: Json, beside: Json = {}) => about(version, data, beside).id;
		const data = payment(version);
		expect(idOf(data, again)).toBe(idOf(data));
		expect(idOf({ ...data, title: 'Trousers' })).toBe(idOf(data));
		const refund = { ...NUMBERS.refund, status: 'success' };
		const transfer = { ...NUMBERS.transfer, status: 'success' };
		const different = [
			...[data, { ...data, orderNo: 'DEV_P2' }, { ...data, status: 'close' }, { ...data, status: 'cancel' }],
			...[refund, { ...refund, refundNo: 'DEV_R2' }, transfer, { ...transfer, transferNo: 'DEV_T2' }],
		].map((one) => idOf(one));
		expect(new Set(different).size).toBe(different.length);
		expect(different).not.toContain(undefined);
	});

	it('that is no event has a name over all that is signed but what is new each time', () => {
		const data = payment(version, { status: 'wait' });
		const again = {
			resTime: formatTime(NOW - MINUTE, MERCHANTS[version].settings),
			...{ [isOpen ? 'reqId' : 'traceId']: 'X2', nonceStr: 'N2' },
		};
		const { id } = about(version, data);
		expect(about(version, data, again)).toMatchObject({ event: 'other', id });
		for (const other of [{ title: 'Trousers' }, { orderNo: 'DEV_P2' }, { status: 'progress' }]) {
			expect(about(version, { ...data, ...other }).id).not.toBe(id);
		}
		expect(about(version, data, { msg: 'other' }).id).not.toBe(id);
	});
});

describe.each(['v3', 'v3Beta'] as const)('a notification of %s, which is signed with a secret,', (version) => {
	it.each([
		[{ status: 'Success' }, {}],
		[{ status: 'FAIL' }, {}],
		[{ status: 'wait' }, { noticeType: 'Pay' }],
	])('is refused with a known state or kind in other capitals: %j, %j', (data, beside) =>
		expect(about(version, payment(version, data), beside).refused).toBe('a state or a kind in other capitals'),
	);

	it.each(['OrderNo', 'TITLE', 'STATUS', 'refundablebalance', 'PayTime', 'errormsg', 'payeeaccount'])(
		'is refused with a known field of the data in other capitals: %s',
		(name) => {
			const fields = Object.entries({ ...payment(version), [name]: 'x' });
			const data = fields.filter(([key]) => key === name || key.toUpperCase() !== name.toUpperCase());
			expect(about(version, Object.fromEntries(data)).refused).toBe('a field in other capitals');
		},
	);

	it('has no name but the one that its event and number make', () => {
		const { id } = about(version, payment(version));
		expect(about(version, payment(version), { event: 'pay.success', eventId: 'E1' })).toMatchObject({ id });
	});

	it('may have fields that nobody knows, in any capitals', () =>
		expect(about(version, payment(version, { Foo: 'x', BAR: 'y' }), { Baz: 'z' }).event).toBe('payment.success'));

	it.each(['MSG', 'EventID', 'REQID', 'nOticeType'])('is refused with a known field in other capitals: %s', (name) => {
		const beside = { ...(name === 'MSG' && { msg: undefined }), [name]: 'x' };
		expect(about(version, payment(version), beside).refused).toBe('a field in other capitals');
	});

	it('is refused where a text beside the data could hold another field, which the data may', () => {
		expect(about(version, payment(version), { msg: 'a&b=c' }).refused).toBe('two fields in one');
		expect(about(version, payment(version, { title: 'a&b=c' })).event).toBe('payment.success');
	});

	it.each(['{', '}', '[', ']', ',', '"', '\\', '\n', '\u0000'])(
		'is refused with %j in a number or a state',
		(character) => {
			for (const name of ['bizOrderNo', 'status']) {
				expect(about(version, payment(version, { [name]: `a${character}b` })).refused).toBe(TWO_WAYS);
			}
			expect(about(version, payment(version, { title: `a${character}b` })).event).toBe('payment.success');
		},
	);

	it.each([5, true, {}, ['x']])('is refused with %j in the place of a number', (bizOrderNo) =>
		expect(about(version, payment(version, { bizOrderNo })).refused).toBe(TWO_WAYS),
	);
});

it('of 3.0 has one name in any capitals, which its signature does not tell apart', () => {
	const idOf = (orderNo: string) => about('v3', payment('v3', { orderNo })).id;
	expect(idOf('dev_p1')).toBe(idOf('DEV_P1'));
});

it('of the betas may name a merchant, which their credential does not', () =>
	expect(about('v3Beta', payment('v3Beta'), { mchNo: 'M1' }).event).toBe('payment.success'));

describe('a notification of Open', () => {
	const own = { event: 'pay.success', eventId: 'E1' };

	it('has another name where its number is in other capitals, which are signed', () => {
		const ids = ['dev_p1', 'DEV_P1'].map((orderNo) => about('open', payment('open', { orderNo })).id);
		expect(new Set(ids).size).toBe(2);
	});

	it('has the name that the platform gives it, where it names its event too', () => {
		expect(about('open', payment('open'), own).id).toBe('E1');
		const { id } = about('open', payment('open'));
		for (const beside of [{ event: 'pay.success' }, { ...own, eventId: '' }, { eventId: 'E1' }]) {
			expect(about('open', payment('open'), beside)).toMatchObject({ event: 'payment.success', id });
		}
	});

	it('is no event with a state in other capitals', () => {
		for (const status of ['SUCCESS', 'Success']) {
			expect(about('open', payment('open', { status })).event).toBe('other');
		}
	});

	it.each(['event', 'eventId', 'resTime', 'reqId'])('is refused where a text could be read as %s', (name) =>
		expect(about('open', payment('open', { title: `x&${name}=y` })).refused).toBe(TWO_WAYS),
	);

	it.each(['bizOrderNo', 'status'])('is refused where %s holds what could be another field', (name) => {
		expect(about('open', payment('open', { [name]: 'a&b' })).refused).toBe(TWO_WAYS);
		expect(about('open', payment('open', { title: 'a&b=c' })).event).toBe('payment.success');
	});

	it('is refused with a field twice, nested and flat', () => {
		const twice = { ...besideData('open'), data: payment('open'), 'data.status': 'fail' };
		const message = parseReceived(JSON.stringify(twice)) as ReceivedObject;
		const sign = signWithRsa(message, KEYS.platform.privateKey);
		expect(read('open', JSON.stringify({ ...twice, sign })).refused).toBe('a field twice');
	});

	it('needs no application where the credential names none', () => {
		const body = bodyOf('open', payment('open'), { appId: undefined });
		for (const one of [body, bodyOf('open', payment('open'))]) {
			const seen = read('open', one, { changes: { appId: '' } });
			expect(seen.event).toBe('payment.success');
			expect(seen.item).not.toHaveProperty('appId');
		}
	});
});
