import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { DaxPay } from '../nodes/DaxPay/DaxPay.node';
import { startDaxPaySandbox, VERSIONS, type DaxPaySandbox, type Version } from '../sandbox/server';
import { FAULT_KINDS } from '../../core/sandbox/faults';
import { fastClock, stoppedClock } from '../../core/tools/async/clocks';
import {
	credentialOf,
	details,
	failureOf,
	runDaxPay as runInRealTime,
	timesMoved,
	transferParameters,
} from '../tools/runDaxPay';

let sandbox: DaxPaySandbox;

beforeAll(async () => {
	sandbox = await startDaxPaySandbox();
});
afterAll(async () => {
	await sandbox.close();
});
beforeEach(() => {
	sandbox.reset();
});

const runDaxPay: typeof runInRealTime = async (server, parameters, more) =>
	await runInRealTime(server, parameters, { clock: fastClock, ...more });

const CONTINUE = { onError: 'continueErrorOutput' as const };
/** Waits a short time for a response, so that a lost one is noticed soon. */
const SOON = { requestOptions: { timeout: 300 } };

const BY_EXPRESSION = { lookUpBy: '={{ $json.by }}' };

/** What an expression may give for Look Up By that is neither of its values. */
const GARBAGE = ['', 'order', 'ORDERNO', ' orderNo', 'tradeNo', null, 1, ['orderNo']];

/** What channels say when they do not know themselves what became of it. */
const UNCERTAIN = [
	'系统错误',
	'系统繁忙',
	'ACQ.SYSTEM_ERROR',
	'isp.unknow-error',
	'BANK_ERROR',
	'处理中',
	'HTTP 502',
	'其他',
];

const paths = () => sandbox.state().requests.map(({ path }) => path);
const sends = (path: string) => paths().filter((one) => one === path).length;

describe.each(VERSIONS.map((version) => [version] as [Version]))('%s', (version) => {
	beforeEach(() => sandbox.configure({ apiVersion: version }));

	const run = async (parameters: Parameters<typeof runDaxPay>[1], more = {}) =>
		(await runDaxPay(sandbox, parameters, more))[0];
	const pay = async (number: string, extra = {}, more = {}) =>
		await run(transferParameters(version, extra), { rows: [{ number }], ...CONTINUE, ...more });

	test('channels are offered as the version names them, and can be typed', async () => {
		const offered = async (filter?: string) => {
			const { searchChannels } = new DaxPay().methods.listSearch;
			const context = { getCredentials: async () => await Promise.resolve(credentialOf(sandbox)) };
			const { results } = await searchChannels.call(context as unknown as ILoadOptionsFunctions, filter);
			return results.map(({ value }) => value);
		};
		expect(await offered()).toEqual(version === 'open' ? ['alipay', 'douyin', 'wechat'] : ['ali_pay', 'wechat_pay']);
		expect(await offered('wech')).toEqual([version === 'open' ? 'wechat' : 'wechat_pay']);
		for (const [number, channel] of [
			['row-1', 'new_pay'],
			['row-2', { __rl: true, mode: 'name', value: ' new_pay ' }],
			['row-3', { __rl: true, mode: 'list', value: 'new_pay' }],
		] as const) {
			await pay(number, { channel });
			const created = sandbox.state().requests.filter(({ path }) => path === '/unipay/transfer');
			expect(created.at(-1)?.fields).toMatchObject({ bizTransferNo: number, channel: 'new_pay' });
		}
	});

	describe('payments', () => {
		const close = {
			resource: 'payment',
			operation: 'close',
			lookUpBy: 'bizOrderNo',
			bizOrderNo: 'order-1',
			useCancel: false,
		};

		test.each(['close', 'get', 'sync'])('that are not there: %s says which number is expected', async (operation) => {
			const missing = { resource: 'payment', operation, orderNo: 'x-1', bizOrderNo: 'x-1' };
			const own = (await failureOf(run(missing))) as Error & { description?: string };
			expect(own.description).toMatch(
				/^'Merchant Order Number' takes your own number; DaxPay's own number goes into 'DaxPay Order Number'\. /,
			);
			const daxPays = (await failureOf(run({ ...missing, lookUpBy: 'orderNo' }))) as Error & { description?: string };
			expect(daxPays.description).toMatch(
				/^'DaxPay Order Number' takes DaxPay's own number; your own number goes into /,
			);
		});

		test('are closed by either number, with useCancel always sent and no field too many', async () => {
			const { no } = sandbox.addPayment({ bizOrderNo: 'order-1' });
			expect((await run(close))?.json).toMatchObject({
				success: true,
				bizOrderNo: 'order-1',
				traceId: expect.any(String),
			});
			expect(sandbox.state().payments[0]?.status).toBe('close');
			sandbox.addPayment({ bizOrderNo: 'order-2' });
			const [, second] = sandbox.state().payments;
			expect(
				(await run({ ...close, lookUpBy: 'orderNo', orderNo: second?.no ?? '', useCancel: true }))?.json.success,
			).toBe(true);
			expect(sandbox.state().payments[1]?.status).toBe('cancel');
			const [first, last] = sandbox.state().requests.map(({ fields }) => fields);
			const common =
				version === 'v3Beta' ? ['appId'] : version === 'v3' ? ['mchNo', 'appId'] : ['mchNo', 'appId', 'reqId'];
			expect(Object.keys(first ?? {}).sort()).toEqual(
				[...common, 'bizOrderNo', 'nonceStr', 'reqTime', 'sign', 'useCancel'].sort(),
			);
			expect([first?.useCancel, last?.useCancel, last?.orderNo === no]).toEqual([false, true, false]);
		});

		test('are closed by the number that an expression chooses, and by none where it chooses none', async () => {
			const first = sandbox.addPayment({ bizOrderNo: 'order-1' });
			sandbox.addPayment({ bizOrderNo: 'order-2' });
			const parameters = { ...close, ...BY_EXPRESSION, orderNo: first.no, bizOrderNo: 'order-2' };
			for (const by of GARBAGE) {
				const item = await run(parameters, { rows: [{ by }], ...CONTINUE });
				expect(item?.json.error).toContain("'Look Up By' must be bizOrderNo or orderNo");
			}
			expect(paths()).toEqual([]);
			await run(parameters, { rows: [{ by: 'orderNo' }] });
			expect(sandbox.state().payments.map(({ status }) => status)).toEqual(['close', 'wait']);
			await run(parameters, { rows: [{ by: 'bizOrderNo' }] });
			expect(sandbox.state().payments.map(({ status }) => status)).toEqual(['close', 'close']);
		});

		test('that are closed already are returned as closed', async () => {
			sandbox.addPayment({ bizOrderNo: 'order-1', status: 'close' });
			expect((await run(close))?.json).toMatchObject({
				success: true,
				bizOrderNo: 'order-1',
				already_closed: true,
				status: 'close',
			});
		});

		test('that are paid are not closed, and the state is named', async () => {
			sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
			const error = await failureOf(run(close));
			expect(error.message).toMatch(/Payment order-1: It could not be closed: its state is success/);
		});

		test('that do not exist are said not to exist', async () => {
			expect((await failureOf(run(close))).message).toContain('20041');
		});

		test.each(['cut after', '500 after', 'garbage after', 'redirect after'] as const)(
			'"%s": the state decides',
			async (kind) => {
				sandbox.addPayment({ bizOrderNo: 'order-1' });
				sandbox.addFault({ kind, path: '/unipay/close' });
				expect((await run(close))?.json.already_closed).toBe(true);
				expect(sandbox.state().elsewhere).toBe(0);
			},
		);

		test('being closed right now: asked again after a pause', async () => {
			sandbox.addPayment({ bizOrderNo: 'order-1' });
			sandbox.addFault({ kind: 'code', code: 20043, path: '/unipay/close' });
			expect((await run(close))?.json).toMatchObject({ success: true });
		}, 15_000);

		test('are looked up: amounts in yuan as text, times in ISO 8601, nothing that is null', async () => {
			sandbox.addPayment({ bizOrderNo: 'order-1', amount: 123456, status: 'close' });
			const item = await run({ resource: 'payment', operation: 'get', lookUpBy: 'bizOrderNo', bizOrderNo: 'order-1' });
			expect(item?.json).toMatchObject({
				bizOrderNo: 'order-1',
				amount: '1234.56',
				refundableBalance: '0',
				status: 'close',
				closeTime: expect.stringMatching(/^\d{4}-.*Z$/),
			});
			expect(Math.abs(Date.parse(String(item?.json.closeTime)) - Date.now())).toBeLessThan(60_000);
			expect(item?.json).not.toHaveProperty('errorMsg');
			expect(item?.pairedItem).toEqual({ item: 0 });
		});

		test('are synced', async () => {
			sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
			const item = await run({ resource: 'payment', operation: 'sync', lookUpBy: 'bizOrderNo', bizOrderNo: 'order-1' });
			expect(item?.json).toMatchObject({ bizOrderNo: 'order-1', orderStatus: 'success', adjust: false });
		});

		test('an empty number is named before anything is sent', async () => {
			expect((await failureOf(run({ ...close, bizOrderNo: '' }))).message).toContain(
				"'Merchant Order Number' is empty",
			);
			expect(paths()).toEqual([]);
		});
	});

	describe('refunds', () => {
		const refund = (extra = {}) => ({
			resource: 'refund',
			operation: 'create',
			bizRefundNo: 'refund-1',
			amount: '5.5',
			lookUpBy: 'bizOrderNo',
			bizOrderNo: 'order-1',
			additionalFields: { reason: 'r', attach: '{"a":"b"}', notifyUrl: 'http://127.0.0.1:9/' },
			...extra,
		});

		test('are made once for each number, and looked up by either number', async () => {
			sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
			const made = await run(refund());
			expect(made?.json).toMatchObject({
				bizRefundNo: 'refund-1',
				amount: '5.5',
				status: 'success',
				refundNo: expect.any(String),
			});
			const again = await run(refund());
			expect(again?.json).toMatchObject({ refundNo: made?.json.refundNo, amount: '5.5', already_existed: true });
			expect(sandbox.state().moved).toMatchObject([{ kind: 'refund', bizNo: 'refund-1', amount: 550 }]);
			const get = {
				resource: 'refund',
				operation: 'get',
				lookUpBy: 'refundNo',
				refundNo: made?.json.refundNo as string,
			};
			expect((await run(get))?.json).toMatchObject({ bizRefundNo: 'refund-1', amount: '5.5' });
			expect((await run({ ...get, lookUpBy: 'bizRefundNo', bizRefundNo: 'refund-1' }))?.json.refundNo).toBe(
				made?.json.refundNo,
			);
		});

		test("are announced to the credential's Default Notify URL where they name none", async () => {
			sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
			const more = { credential: credentialOf(sandbox, { notifyUrl: 'http://127.0.0.1:9/default' }) };
			await run(refund({ additionalFields: {} }), more);
			await run(refund({ bizRefundNo: 'refund-2' }), more);
			const sent = sandbox.state().requests.filter(({ path }) => path === '/unipay/refund');
			expect(sent.map(({ fields }) => fields.notifyUrl)).toEqual(['http://127.0.0.1:9/default', 'http://127.0.0.1:9/']);
			const again = await run(refund({ additionalFields: {} }));
			expect(again?.json.already_existed).toBe(true);
			const wrong = { credential: credentialOf(sandbox, { notifyUrl: 'pay.example.com' }) };
			expect((await failureOf(run(refund({ additionalFields: {} }), wrong))).message).toContain(
				`'Default Notify URL' in the credential "pay.example.com" must start with https://`,
			);
		});

		test("name the payment by DaxPay's own number too", async () => {
			const { no } = sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
			expect((await run(refund({ lookUpBy: 'orderNo', orderNo: no })))?.json.status).toBe('success');
			expect(sandbox.state().requests.at(-1)?.fields).toHaveProperty(version === 'open' ? 'tradeNo' : 'orderNo', no);
		});

		test('go to the payment that each item names, where an expression says which number it has', async () => {
			const first = sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
			const second = sandbox.addPayment({ bizOrderNo: 'order-2', status: 'success' });
			const rows = [
				{ refund: 'refund-1', by: 'orderNo', no: first.no, biz: 'order-2' },
				{ refund: 'refund-2', by: 'bizOrderNo', no: first.no, biz: 'order-2' },
			];
			const parameters = refund({
				...BY_EXPRESSION,
				bizRefundNo: '={{ $json.refund }}',
				orderNo: '={{ $json.no }}',
				bizOrderNo: '={{ $json.biz }}',
			});
			await runDaxPay(sandbox, parameters, { rows });
			const refunded = Object.fromEntries(sandbox.state().refunds.map(({ bizNo, orderNo }) => [bizNo, orderNo]));
			expect(refunded).toEqual({ 'refund-1': first.no, 'refund-2': second.no });
		});

		test.each(GARBAGE)('with %j for Look Up By are refused before anything is sent', async (by) => {
			const { no } = sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
			const item = await run(refund({ ...BY_EXPRESSION, orderNo: no }), { rows: [{ by }], ...CONTINUE });
			expect(item?.json.error).toContain("'Look Up By' must be bizOrderNo or orderNo");
			expect(details(item)).toMatchObject({ outcome: 'unpaid', nothing_sent: true });
			const get = { resource: 'refund', operation: 'get', ...BY_EXPRESSION, refundNo: 'a', bizRefundNo: 'b' };
			expect((await run(get, { rows: [{ by }], ...CONTINUE }))?.json.error).toContain('bizRefundNo or refundNo');
			expect(paths()).toEqual([]);
		});

		test('are looked up by the number that an expression chooses', async () => {
			sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
			const refunds = [await run(refund()), await run(refund({ bizRefundNo: 'refund-2' }))].map((item) => item?.json);
			const get = { resource: 'refund', operation: 'get', ...BY_EXPRESSION, bizRefundNo: 'refund-2' };
			const items = await runDaxPay(
				sandbox,
				{ ...get, refundNo: refunds[0]?.refundNo as string },
				{
					rows: [{ by: 'refundNo' }, { by: 'bizRefundNo' }],
				},
			);
			expect(items.map(({ json }) => json.bizRefundNo)).toEqual(['refund-1', 'refund-2']);
		});

		test('are made once where a number stands twice in a sheet, and not at all where it is to do different things', async () => {
			for (const bizOrderNo of ['order-1', 'order-2']) sandbox.addPayment({ bizOrderNo, status: 'success' });
			const parameters = refund({ bizRefundNo: '={{ $json.refund }}', bizOrderNo: '={{ $json.order }}' });
			const rows = [
				{ refund: 'refund-1', order: 'order-1' },
				{ refund: 'refund-1', order: 'order-1' },
				{ refund: 'refund-2', order: 'order-1' },
				{ refund: 'refund-2', order: 'order-2' },
			];
			const items = await runDaxPay(sandbox, parameters, { rows, ...CONTINUE });
			expect(items[1]?.json).toEqual({ ...items[0]?.json, result: 'sent before', already_existed: true });
			expect(sandbox.state().moved).toMatchObject([{ kind: 'refund', bizNo: 'refund-1', amount: 550 }]);
			expect(items[2]?.json.error).toContain('row 4');
			expect(items[3]?.json.error).toContain('row 3');
			for (const item of items.slice(2)) {
				expect(details(item)).toMatchObject({ bizRefundNo: 'refund-2', outcome: 'unpaid', nothing_sent: true });
			}
			expect(paths()).toHaveLength(2);
		});

		test('of a payment that is not paid are unpaid', async () => {
			sandbox.addPayment({ bizOrderNo: 'order-1' });
			expect(details(await run(refund(), CONTINUE))).toMatchObject({
				code: 20044,
				outcome: 'unpaid',
				bizRefundNo: 'refund-1',
			});
		});
	});

	describe('transfers', () => {
		test('are sent with the amount as the version counts it, and returned in yuan', async () => {
			const item = await pay('row-1', {
				additionalFields: {
					title: 'A"B\\C',
					reason: 'line1\nline2',
					attach: '{"order":"1"}',
					payeeName: '张三',
					notifyUrl: 'https://example.com/n?a=1&b=2',
				},
			});
			expect(item?.json).toMatchObject({
				bizTransferNo: 'row-1',
				transferNo: expect.any(String),
				amount: '15.5',
				status: 'success',
				payeeAccount: 'someone@example.com',
			});
			expect(item?.pairedItem).toEqual({ item: 0 });
			const { fields } = sandbox.state().requests.at(-1) ?? {};
			expect(fields?.amount).toBe(version === 'open' ? 1550 : 15.5);
			expect('channelMchNo' in (fields ?? {})).toBe(version === 'open');
			expect(sandbox.state().moved).toMatchObject([{ bizNo: 'row-1', amount: 1550 }]);
		});

		test('are looked up by either number', async () => {
			const made = await pay('row-1');
			const get = {
				resource: 'transfer',
				operation: 'get',
				lookUpBy: 'bizTransferNo',
				bizTransferNo: 'row-1',
				channel: version === 'open' ? 'alipay' : '',
			};
			expect((await run(get))?.json).toMatchObject({ transferNo: made?.json.transferNo, amount: '15.5' });
			expect(
				(await run({ ...get, lookUpBy: 'transferNo', transferNo: made?.json.transferNo as string }))?.json
					.bizTransferNo,
			).toBe('row-1');
		});

		test('under way are returned as such', async () => {
			sandbox.configure({ channel: 'progress' });
			expect((await pay('row-1'))?.json.status).toBe(version === 'open' ? 'processing' : 'progress');
		});

		test('that the channel refuses are unpaid, whatever the code, and may be sent again under the same number', async () => {
			sandbox.configure({ channel: 'refuse' });
			const item = await pay('row-1');
			expect(item?.json.error).toContain('余额不足');
			expect(details(item)).toMatchObject({ outcome: 'unpaid', bizTransferNo: 'row-1' });
			sandbox.configure({ channel: 'success' });
			expect((await pay('row-1'))?.json.status).toBe('success');
			expect(timesMoved(sandbox, 'row-1')).toBe(1);
		});

		test('that failed after a time-out towards the channel are unknown, since they may be paid', async () => {
			sandbox.configure({ channel: 'time out' });
			const item = await pay('row-1');
			expect(item?.json.error).toContain('OUTCOME UNKNOWN');
			expect(details(item).outcome).toBe('unknown');
			expect(timesMoved(sandbox, 'row-1')).toBe(1);
			expect(sends('/unipay/transfer')).toBe(1);
			// Sent again, the channel now refuses: that says nothing of the first time.
			sandbox.configure({ channel: 'refuse' });
			expect(details(await pay('row-1')).outcome).toBe('unknown');
		}, 15_000);

		test.each(UNCERTAIN)(
			'that the channel answers with "%s" are unknown, since they may be paid',
			async (words) => {
				sandbox.configure({ channel: 'time out', errorMsg: words });
				const item = await pay('row-1');
				expect(item?.json.error).toContain('OUTCOME UNKNOWN');
				expect(details(item).outcome).toBe('unknown');
				// Refused for certain when it is sent again: that says nothing of the first time.
				sandbox.configure({ channel: 'refuse', errorMsg: '' });
				expect(details(await pay('row-1')).outcome).toBe('unknown');
				expect(timesMoved(sandbox, 'row-1')).toBe(1);
			},
			15_000,
		);

		test.each(['ACQ.SELLER_BALANCE_NOT_ENOUGH', '收款账号不存在', 'INVALID_PARAMETER 参数有误'])(
			'that the channel refuses with "%s" are unpaid',
			async (words) => {
				sandbox.configure({ channel: 'refuse', errorMsg: words });
				expect(details(await pay('row-1'))).toMatchObject({ outcome: 'unpaid', msg: words });
				expect(details(await pay('row-1'))).toMatchObject({ outcome: 'unpaid' });
			},
		);

		test('are paid once when a workflow runs again, and when a number stands twice in a sheet', async () => {
			const parameters = transferParameters(version);
			await runDaxPay(sandbox, parameters, { rows: [{ number: 'row-1' }] });
			const items = await runDaxPay(sandbox, parameters, {
				rows: [{ number: 'row-1' }, { number: 'row-2' }, { number: 'row-2' }],
			});
			expect(items.map(({ json }) => json.already_existed ?? false)).toEqual([true, false, true]);
			expect([timesMoved(sandbox, 'row-1'), timesMoved(sandbox, 'row-2')]).toEqual([1, 1]);
		});

		test('with one number and the same content are one, however often it stands in a sheet', async () => {
			const rows = [{ number: 'row-1' }, { number: 'row-1', amount: '15.5' }];
			const [first, second] = await runDaxPay(sandbox, transferParameters(version), { rows });
			expect(second).toEqual({
				json: { ...first?.json, result: 'sent before', already_existed: true },
				pairedItem: { item: 1 },
			});
			expect(first?.json).not.toHaveProperty('already_existed');
			expect(sends('/unipay/transfer')).toBe(1);
			expect(paths()).toHaveLength(2);

			// What failed is sent again by the next run, not by the next row.
			sandbox.configure({ channel: 'refuse' });
			const failed = await runDaxPay(sandbox, transferParameters(version), {
				rows: [{ number: 'row-2' }, { number: 'row-2' }],
				...CONTINUE,
			});
			expect(failed.map((item) => details(item).outcome)).toEqual(['unpaid', 'unpaid']);
			expect(sends('/unipay/transfer')).toBe(2);
		});

		test.each([
			['amount', { amount: '16' }],
			['payee', { account: 'other@example.com' }],
		])('with one number and another %s are not sent at all, and both rows say so', async (_name, other) => {
			const rows = [{ number: 'row-1' }, { number: 'row-2' }, { number: 'row-1', ...other }];
			const items = await runDaxPay(sandbox, transferParameters(version), { rows, ...CONTINUE });
			expect(items[0]?.json.error).toContain('row 3');
			expect(items[2]?.json.error).toContain('row 1');
			for (const item of [items[0], items[2]]) {
				expect(details(item)).toMatchObject({ bizTransferNo: 'row-1', outcome: 'unpaid', nothing_sent: true });
			}
			expect(sandbox.state().moved).toMatchObject([{ bizNo: 'row-2' }]);

			const stopped = [{ number: 'row-3' }, { number: 'row-4' }, { number: 'row-3', ...other }];
			const error = await failureOf(runDaxPay(sandbox, transferParameters(version), { rows: stopped }));
			expect(error.message).toContain('row 3');
			expect(sandbox.state().moved).toMatchObject([{ bizNo: 'row-2' }]);
		});

		test('with one number in two executions at once are sent by one of them, and found by the other', async () => {
			const runs = [0, 1].map(async () => await pay('row-1'));
			const items = await Promise.all(runs);
			expect(items.map((item) => item?.json.already_existed ?? false).sort()).toEqual([false, true]);
			const query = expect.stringContaining('/unipay/query/') as string;
			expect(paths()).toEqual([query, '/unipay/transfer', query]);
		});

		test('keep neither other numbers waiting, nor a refund of the same number', async () => {
			sandbox.addPayment({ bizOrderNo: 'order-1', status: 'success' });
			sandbox.addFault({ kind: 'slow', delayMs: 3_600_000, path: '/unipay/transfer' });
			const stop = new AbortController();
			const first = pay('row-1', {}, { signal: stop.signal });
			await sandbox.waitFor(({ requests }) => requests.length === 2);
			const refund = {
				resource: 'refund',
				operation: 'create',
				bizRefundNo: 'row-1',
				amount: '1',
				lookUpBy: 'bizOrderNo',
				bizOrderNo: 'order-1',
			};
			expect((await run(refund))?.json).toMatchObject({ bizRefundNo: 'row-1', status: 'success' });
			expect((await pay('row-2'))?.json).toMatchObject({ bizTransferNo: 'row-2', status: 'success' });
			const second = pay('row-1');
			stop.abort();
			expect(details(await first).outcome).toBe('unknown');
			expect((await second)?.json).toMatchObject({ bizTransferNo: 'row-1', already_existed: true });
			expect(timesMoved(sandbox, 'row-1')).toBe(2);
		});

		test('Retry on Fail pays each row once', async () => {
			sandbox.addFault({ kind: '500 before', number: 'row-2' });
			const rows = [{ number: 'row-1' }, { number: 'row-2' }, { number: 'row-3' }];
			const parameters = transferParameters(version);
			await failureOf(runDaxPay(sandbox, parameters, { rows }));
			expect(await runDaxPay(sandbox, parameters, { rows })).toHaveLength(3);
			expect(['row-1', 'row-2', 'row-3'].map((number) => timesMoved(sandbox, number))).toEqual([1, 1, 1]);
		}, 30_000);

		test.each([
			['amount', { amount: '16' }],
			...(version === 'open' ? [] : [['payeeAccount', { account: 'other@example.com' }] as [string, object]]),
		])('a number used for another transfer is refused before sending, naming the %s', async (name, other) => {
			await pay('row-1');
			const item = await run(transferParameters(version), { rows: [{ number: 'row-1', ...other }], ...CONTINUE });
			expect(item?.json.error).toMatch(new RegExp(`different payment.*${name}`));
			// The other transfer was made, so nothing is said to be unpaid, nor that nothing reached DaxPay.
			expect(details(item)).toMatchObject({ outcome: 'unknown', differences: [expect.stringContaining(name)] });
			expect(details(item)).not.toHaveProperty('nothing_sent');
			expect(sends('/unipay/transfer')).toBe(1);
		});

		test('a transfer that was closed is not returned as paid', async () => {
			sandbox.configure({ channel: 'progress' });
			await pay('row-1');
			sandbox.settle('row-1', 'close');
			const item = await pay('row-1');
			expect(item?.json.error).toMatch(/over and will not be paid: its state is close/);
			expect(details(item).outcome).toBe('unknown');
		});

		test.each(['refunded', 'SUCCESS', 'Fail', ''])('a state that nobody knows (%j) is unknown', async (state) => {
			await pay('row-1');
			sandbox.settle('row-1', state);
			expect(details(await pay('row-1'))).toMatchObject({ outcome: 'unknown', status: state });
			expect(sends('/unipay/transfer')).toBe(1);
		});

		// Each row meets a fault of its own; all wait for their look-ups together.
		const struck = async (faults: Array<Parameters<typeof sandbox.addFault>[0]>, extra = {}) => {
			const rows = faults.map(({ kind, code }) => ({ number: `${kind} ${code ?? ''}`.trim().replaceAll(' ', '-') }));
			faults.forEach((fault, index) => sandbox.addFault({ ...fault, number: rows[index]?.number ?? '' }));
			const items = await runDaxPay(sandbox, transferParameters(version, extra), { rows, ...CONTINUE });
			return items.map((item, index) => ({ item, number: rows[index]?.number ?? '' }));
		};

		test('that were made although the response was lost are found and returned as recovered', async () => {
			const kinds = ['cut after', '500 after', 'redirect after', 'garbage after', '401 after', 'slow'] as const;
			const outcomes = await struck(
				kinds.map((kind) => ({ kind, delayMs: 60_000 })),
				SOON,
			);
			for (const { item, number } of outcomes) {
				expect(item.json).toMatchObject({ bizTransferNo: number, amount: '15.5', recovered: true });
				expect(timesMoved(sandbox, number)).toBe(1);
			}
			expect([sends('/unipay/transfer'), sandbox.state().elsewhere]).toEqual([kinds.length, 0]);
		}, 15_000);

		test('that nobody knows of are OUTCOME UNKNOWN and never sent again', async () => {
			const kinds = ['cut before', '500 before', 'redirect', 'garbage before', '401 before'] as const;
			// A nonce used before, and a state that DaxPay does not know, leave open what became of the request.
			const codes = [10409, 20013].map((code) => ({ kind: 'code' as const, code }));
			const outcomes = await struck([...kinds.map((kind) => ({ kind })), ...codes]);
			for (const { item, number } of outcomes) {
				expect(item.json.error).toMatch(new RegExp(`^Transfer ${number}: OUTCOME UNKNOWN`));
				expect(item.json.message).toMatch(/same number, never with a new one/);
				expect(details(item)).toMatchObject({
					outcome: 'unknown',
					looked_up: expect.stringContaining('did not have it'),
					found_when_looked_up: false,
				});
				expect(timesMoved(sandbox, number)).toBe(0);
			}
			expect([sends('/unipay/transfer'), sandbox.state().elsewhere]).toEqual([outcomes.length, 0]);
		}, 15_000);

		test('that were made although a code says otherwise are found and returned', async () => {
			const codes = [1, 10500, 10507, 20043, 20044, 20080, 20091, 30000, 31337];
			const outcomes = await struck(codes.map((code) => ({ kind: 'code after', code })));
			for (const { item, number } of outcomes) {
				expect(item.json.recovered ?? item.json.already_existed).toBe(true);
				expect(timesMoved(sandbox, number)).toBe(1);
			}
			expect(sends('/unipay/transfer')).toBe(codes.length);
		}, 15_000);

		test('are never paid twice and never misreported, whatever goes wrong, and all are paid after running again', async () => {
			const sending = FAULT_KINDS.filter((kind) => kind !== 'slow' && kind !== 'process late' && kind !== 'reordered');
			const numbers = ['none', ...sending, ...sending.map((kind) => `look-up ${kind}`)].map((name) =>
				name.replaceAll(' ', '-'),
			);
			const query = version === 'open' ? '/unipay/query/transfer-order' : '/unipay/query/transferOrder';
			sending.forEach((kind, index) => {
				sandbox.addFault({ kind, number: numbers[index + 1] ?? '', code: 10500 });
				// The sending and every look-up go wrong.
				const number = numbers[sending.length + index + 1] ?? '';
				sandbox.addFault({ kind: 'cut after', number });
				sandbox.addFault({ kind, path: query, number, times: -1, code: 10500 });
			});
			for (const round of ['with faults', 'without']) {
				const rows = numbers.map((number) => ({ number }));
				const extra = round === 'with faults' ? SOON : {};
				const items = await runDaxPay(sandbox, transferParameters(version, extra), { rows, ...CONTINUE });
				items.forEach((item, index) => {
					const paid = timesMoved(sandbox, numbers[index] ?? '');
					const claim = item.json.error === undefined ? 'paid' : details(item).outcome;
					expect([round, numbers[index], paid <= 1, claim]).toEqual([
						round,
						numbers[index],
						true,
						expect.stringMatching(/^(paid|unpaid|unknown)$/),
					]);
					if (claim !== 'unknown')
						expect([numbers[index], claim]).toEqual([numbers[index], paid === 1 ? 'paid' : 'unpaid']);
					if (round === 'without') expect([numbers[index], claim]).toEqual([numbers[index], 'paid']);
				});
				sandbox.clearFaults();
			}
			expect(sandbox.state().moved).toHaveLength(numbers.length);
		}, 60_000);

		test.each([10506, 20021, 20052])('code %i is a refusal before anything was done', async (code) => {
			sandbox.addFault({ kind: 'code', code });
			const item = await pay('row-1');
			expect(item?.json.error).toContain(`DaxPay code ${code}`);
			expect(details(item)).toMatchObject({ code, outcome: 'unpaid', bizTransferNo: 'row-1' });
		});

		test.each(['bad signature', 'unsigned'] as const)(
			'a response of success with "%s" is not believed, and not asked about again',
			async (kind) => {
				sandbox.addFault({ kind });
				const item = await pay('row-1');
				expect(details(item)).toMatchObject({
					outcome: 'unknown',
					reason: kind === 'unsigned' ? 'unsigned' : 'unverified',
				});
				expect([timesMoved(sandbox, 'row-1'), paths().length]).toEqual([1, 2]);
			},
		);

		test('nothing is sent while the look-up before brings no response, and an earlier run is not denied', async () => {
			await pay('row-1');
			const path = version === 'open' ? '/unipay/query/transfer-order' : '/unipay/query/transferOrder';
			sandbox.addFault({ kind: '500 before', path });
			const item = await pay('row-1');
			expect(item?.json.error).toContain('No payment was sent');
			expect(details(item).outcome).toBe('unknown');
			expect(details(item)).not.toHaveProperty('nothing_sent');
			expect(sends('/unipay/transfer')).toBe(1);
		});

		test.each([10500, 20052])(
			'nothing is sent when the look-up before is refused with %i, and an earlier run is not denied',
			async (code) => {
				await pay('row-1');
				const path = version === 'open' ? '/unipay/query/transfer-order' : '/unipay/query/transferOrder';
				sandbox.addFault({ kind: 'code', code, path });
				const item = await pay('row-1');
				expect(details(item)).toMatchObject({ outcome: 'unknown', code });
				expect(details(item)).not.toHaveProperty('nothing_sent');
				expect(sends('/unipay/transfer')).toBe(1);
			},
		);

		test('a connection that was never made is unpaid', async () => {
			const item = await pay('row-1', {}, { credential: credentialOf(sandbox, { serverUrl: 'http://127.0.0.1:9' }) });
			expect(item?.json.error).toBe('Transfer row-1 was not sent: No connection could be made');
			expect(details(item)).toMatchObject({
				outcome: 'unpaid',
				nothing_sent: true,
				technical_reason: 'ECONNREFUSED',
			});
		});

		test('all rows or none, when the node is told to stop', async () => {
			const rows = [{ number: 'row-1' }, { number: 'row-2', amount: '1.234' }, { number: 'row-3' }];
			const error = await failureOf(runDaxPay(sandbox, transferParameters(version), { rows }));
			expect(error.message).toBe(
				'1 of 3 transfers is not right, so nothing was sent: \'Amount\' "1.234" of row-2 has more than 2 digits after the point',
			);
			expect(error).toMatchObject({ details: { failed: ['row-2'], 'not sent': ['row-1', 'row-3'] } });
			expect(paths()).toEqual([]);
		});

		test('Stop ends the run; a row in flight is unknown', async () => {
			const stop = new AbortController();
			sandbox.addFault({ kind: 'slow', delayMs: 60_000 });
			const running = runDaxPay(sandbox, transferParameters(version), {
				rows: [{ number: 'row-1' }],
				signal: stop.signal,
				...CONTINUE,
			});
			await sandbox.waitFor(({ moved }) => moved.length === 1);
			stop.abort();
			expect(details((await running)[0]).outcome).toBe('unknown');
			expect(sends('/unipay/transfer')).toBe(1);
		});

		test('Stop sends no further row and says so of each', async () => {
			const stop = new AbortController();
			const running = runDaxPay(sandbox, transferParameters(version), {
				rows: [{ number: 'row-1' }, { number: 'row-2' }],
				signal: stop.signal,
				// Nobody but the first look-up gets a turn.
				clock: stoppedClock(),
				...CONTINUE,
			});
			await sandbox.waitFor(({ requests }) => requests.length === 1);
			stop.abort();
			expect(details((await running)[1])).toMatchObject({ outcome: 'unpaid', reason: 'stoppedBefore' });
			expect([sends('/unipay/transfer'), paths().length]).toEqual([0, 1]);
		});

		test.each([
			['an empty number', { number: '' }, "'Transfer Number' is empty"],
			['a rounded amount', { number: 'r', amount: 0.1 + 0.2 }, 'rounded'],
			['an amount of a third digit', { number: 'r', amount: '0.001' }, 'more than 2 digits'],
			['zero', { number: 'r', amount: '0.00' }, 'more than 0'],
			['an amount that no number carries', { number: 'r', amount: '99999999999999999.99' }, 'more digits'],
			['an empty account', { number: 'r', account: '' }, "'Payee Account' is empty"],
		])('%s is refused before anything is sent', async (_what, bad, words) => {
			const item = await run(transferParameters(version), { rows: [bad], ...CONTINUE });
			expect(item?.json.error).toContain(words);
			expect(details(item).outcome).toBe('unpaid');
			expect(paths()).toEqual([]);
		});
	});
});

describe('signatures', () => {
	test.each(['hmacSha256', 'md5', 'sm3'] as const)('%s is spoken with 3.0 and its betas', async (signType) => {
		for (const apiVersion of ['v3', 'v3Beta'] as const) {
			sandbox.reset();
			sandbox.configure({ apiVersion, signType });
			const [item] = await runDaxPay(sandbox, transferParameters(apiVersion), { rows: [{ number: 'row-1' }] });
			expect(item?.json.status).toBe('success');
		}
	});

	test("the time is the server's, wherever it stands", async () => {
		sandbox.configure({ timezone: 'America/New_York' });
		const credential = credentialOf(sandbox, { timezone: 'America/New_York' });
		sandbox.addPayment({ bizOrderNo: 'order-1' });
		const parameters = { resource: 'payment', operation: 'get', lookUpBy: 'bizOrderNo', bizOrderNo: 'order-1' };
		expect(await runDaxPay(sandbox, parameters, { credential })).toHaveLength(1);
		expect((await failureOf(runDaxPay(sandbox, parameters))).message).toMatch(/window \(DaxPay code 10506/);
	});

	test.each([
		['spaces for line breaks', (pem: string) => pem.replace(/\n/g, ' ')],
		['\\n for line breaks', (pem: string) => pem.replace(/\n/g, '\\n')],
		['bare base64', (pem: string) => pem.replace(/-----[A-Z ]+-----|\n/g, '')],
	])('keys are accepted with %s', async (_what, mangle) => {
		sandbox.configure({ apiVersion: 'open' });
		const { privateKey, platformPublicKey } = sandbox.credential();
		const credential = credentialOf(sandbox, {
			privateKey: mangle(privateKey),
			platformPublicKey: mangle(platformPublicKey),
		});
		const [item] = await runDaxPay(sandbox, transferParameters('open'), { credential, rows: [{ number: 'row-1' }] });
		expect(item?.json.status).toBe('success');
	});

	test.each([
		['a secret', { secret: '' }, /'Secret' in the credential is empty/],
		[
			'a key',
			{ apiVersion: 'open', privateKey: 'AAAA', platformPublicKey: 'AAAA' },
			/'Private Key' in the credential must be an RSA key/,
		],
		['a time zone', { timezone: 'Mars/Base' }, /Time Zone/],
		['an address', { serverUrl: 'pay.example.com' }, /Server URL/],
	])('a credential without %s is refused before anything is sent', async (_what, change, words) => {
		const credential = credentialOf(sandbox, change);
		const error = await failureOf(
			runDaxPay(sandbox, transferParameters('v3'), { credential, rows: [{ number: 'row-1' }] }),
		);
		expect(error.message).toMatch(words);
		expect(error.message).not.toContain('AAAA');
		expect(paths()).toEqual([]);
	});
});
