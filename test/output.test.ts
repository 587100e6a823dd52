import type { IDataObject, IHttpRequestOptions, INodeParameters } from 'n8n-workflow';
import { TokenPayApi } from '../credentials/TokenPayApi.credentials';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../sandbox/server';
import { fastClock } from '../core/tools/async/clocks';
import { CREDENTIAL, type NotificationOptions, buildNotification } from '../tools/notifications/build';
import { MOST_FIELDS, countOf, testOutputs } from '../core/tools/testing/outputs';
import { type RunOptions, callWebhook, runNode, tokenPayNode } from '../tools/tokenpay/runNode';

type Authenticate = (stored: object, options: IHttpRequestOptions) => Promise<IHttpRequestOptions>;

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const ON = { chain: byName('TRON'), currency: byName('USDT') };
const EXTRA = { attach: 'a', description: 'd', notifyUrl: 'http://127.0.0.1:9/' };

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
});
afterAll(async () => await sandbox.close());
beforeEach(() => {
	sandbox.reset();
	sandbox.configure({ createReturnsData: true });
});

const credential = () => ({
	...{ environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP, requestsPerSecond: 1000 },
	// A tool pays only with limits.
	maximumPayoutAmount: '1000',
});

const run = async (parameters: INodeParameters, more: Partial<RunOptions> = {}): Promise<IDataObject[]> => {
	const items = await runNode({ clock: fastClock, credential: credential(), rows: [{}], parameters, ...more });
	return items.map(({ json }) => json);
};

const create = (outTradeNo: string, extra: INodeParameters = {}): INodeParameters => ({
	...{ resource: 'payout', operation: 'create', outTradeNo, ...ON, amount: '15.5', toAddress: ADDRESS },
	...{ additionalFields: EXTRA, ...extra },
});
const createOrder = (outTradeNo: string, extra: INodeParameters = {}): INodeParameters => ({
	...{ resource: 'order', operation: 'create', outTradeNo, ...ON, amount: '9', expireSeconds: 60 },
	...{ additionalFields: { ...EXTRA, locale: 'en', returnUrl: 'https://shop.example/', toAddress: ADDRESS }, ...extra },
});
const byNumber = (resource: string, outTradeNo: string): INodeParameters => ({
	...{ resource, operation: 'get', lookUpBy: 'outTradeNo', outTradeNo },
});
const wallet = (operation: string): INodeParameters => ({
	...{ resource: 'wallet', operation, walletAddress: ADDRESS, chain: byName('TRON'), name: 'Till 1' },
});

/** The coins of a payout or an order arrive. */
function settle(number: string): void {
	const { payouts, orders } = sandbox.state();
	const [transaction] = [...payouts, ...orders].filter(({ out_trade_no }) => out_trade_no === number);
	sandbox.settle(transaction?.transaction_id ?? '', 'SUCCESS');
}

/** How each operation is run so that it returns as much as it can; what it needs is made before. */
const OPERATIONS: Record<string, () => Promise<INodeParameters>> = {
	'balance get': async () => ({ resource: 'balance', operation: 'get', ...ON }),
	'currency getAll': async () => ({ resource: 'currency', operation: 'getAll', returnAll: true }),
	'order create': async () => createOrder('order-1'),
	'order close': async () => {
		await run(createOrder('order-1'));
		return { resource: 'order', operation: 'close', outTradeNo: 'order-1' };
	},
	'order get': async () => {
		await run(createOrder('order-1'));
		settle('order-1');
		return byNumber('order', 'order-1');
	},
	'payout create': async () => create('row-1'),
	'payout close': async () => {
		await run(create('row-1'));
		return { resource: 'payout', operation: 'close', outTradeNo: 'row-1' };
	},
	'payout get': async () => {
		await run(create('row-1'));
		settle('row-1');
		return byNumber('payout', 'row-1');
	},
	'payout estimateFee': async () => ({ resource: 'payout', operation: 'estimateFee', ...ON, toAddress: ADDRESS }),
	'payout preview': async () =>
		await Promise.resolve({
			...create('row-1'),
			operation: 'preview',
			options: { lookUpNumbers: true, estimateFees: true },
		}),
	'payout waitUntilLanded': async () => {
		await run(create('row-1'));
		settle('row-1');
		return { ...byNumber('payout', 'row-1'), operation: 'waitUntilLanded', maximumWait: 1 };
	},
	'wallet create': async () => wallet('create'),
	'wallet delete': async () => {
		await run(wallet('create'));
		return wallet('delete');
	},
	'wallet get': async () => {
		await run(wallet('create'));
		return wallet('get');
	},
	'wallet update': async () => {
		await run(wallet('create'));
		return wallet('update');
	},
};

describe('the output', () => {
	testOutputs({
		...tokenPayNode(),
		operations: Object.fromEntries(
			Object.entries(OPERATIONS).map(([name, prepare]) => [
				name,
				async () => {
					sandbox.reset();
					return await prepare();
				},
			]),
		),
		run: async (parameters, asTool) => await run(parameters, { asTool }),
	});
});

describe('a payout', () => {
	const simple = [
		...['out_trade_no', 'result', 'amount_decimal', 'currency_symbol', 'chain', 'to_address', 'trade_state'],
		...['tx_id', 'transaction_id'],
	];

	test('that was sent has these fields in this order', async () => {
		const [made = {}] = await run(create('row-1'));
		expect(Object.keys(made)).toEqual(simple);
		expect(made).toMatchObject({ out_trade_no: 'row-1', result: 'sent', trade_state: 'NOTPAY', tx_id: '' });
	});

	test('that was sent before says so, with its flag after it', async () => {
		await run(create('row-1'));
		settle('row-1');
		const [again = {}] = await run(create('row-1'));
		expect(Object.keys(again)).toEqual([
			...['out_trade_no', 'result', 'already_existed', 'amount_decimal', 'currency_symbol', 'chain', 'to_address'],
			...['trade_state', 'paid_at', 'tx_id', 'transaction_id'],
		]);
		expect(again).toMatchObject({ result: 'sent before', already_existed: true, trade_state: 'SUCCESS' });
	});

	test('whose response was lost was sent by this run', async () => {
		sandbox.addFault({ kind: 'cut after', number: 'row-1' });
		const [found = {}] = await run(create('row-1'));
		expect(Object.keys(found).slice(0, 3)).toEqual(['out_trade_no', 'result', 'recovered']);
		expect(found).toMatchObject({ result: 'sent', recovered: true });
		expect(sandbox.state().moneySent).toHaveLength(1);
	});

	test('that stands twice in a list was sent by the first row', async () => {
		const parameters = create('={{ $json.number }}');
		const items = await run(parameters, { rows: [{ number: 'row-1' }, { number: 'row-1' }, { number: 'row-2' }] });
		expect(items.map(({ result }) => result)).toEqual(['sent', 'sent before', 'sent']);
		expect(Object.keys(items[1] ?? {}).slice(0, 3)).toEqual(['out_trade_no', 'result', 'already_existed']);
		expect(sandbox.state().moneySent).toHaveLength(2);
	});

	test('that is looked up has no result', async () => {
		await run(create('row-1'));
		settle('row-1');
		const [found = {}] = await run(byNumber('payout', 'row-1'));
		expect(Object.keys(found)).toEqual([
			...['out_trade_no', 'amount_decimal', 'currency_symbol', 'chain', 'to_address', 'trade_state', 'paid_at'],
			...['tx_id', 'transaction_id'],
		]);
	});

	test('has its most used fields first with Simplify off, too', async () => {
		const [made = {}] = await run(create('row-1', { simplify: false }));
		expect(Object.keys(made).slice(0, simple.length)).toEqual(simple);
		expect(made).toMatchObject({ amount: 15500000, decimals: 6, request_id: expect.any(String) });
	});

	test('that TokenPay returns nothing about has no fields made up', async () => {
		sandbox.configure({ createReturnsData: false });
		sandbox.addFault({ kind: 'code', path: '/v1/payanother/query', code: 12002, times: 1 });
		const [made = {}] = await run(create('row-1'));
		expect(made).toEqual({ out_trade_no: 'row-1', result: 'sent', chain: 'TRON', to_address: ADDRESS });
	});

	describe('of the real platform', () => {
		/** Signs with this credential, and sends to the sandbox in place of the platform. */
		const { authenticate } = new TokenPayApi();
		const redirected = Object.assign(new TokenPayApi(), {
			authenticate: async (stored: object, options: IHttpRequestOptions) =>
				await (authenticate as Authenticate)({ ...stored, environment: 'custom', baseUrl: sandbox.url }, options),
		});
		const unannounced = { additionalFields: {} };
		const runReal = async (parameters: INodeParameters, environment = 'tokenPay') =>
			(await run(parameters, { credential: { ...credential(), environment }, credentialType: redirected }))[0] ?? {};

		test.each(['tokenPay', 'ttPay'])(
			'on %s has the page of its transaction in place of the number',
			async (environment) => {
				expect(await runReal(create('row-1', unannounced), environment)).toMatchObject({ tx_id: '' });
				settle('row-1');
				const [{ tx_id = '' } = {}] = sandbox.state().payouts;
				const page = `https://tronscan.org/#/transaction/${tx_id}`;
				for (const parameters of [create('row-1', unannounced), byNumber('payout', 'row-1')]) {
					const short = await runReal(parameters, environment);
					expect(short).toMatchObject({ explorer_url: page });
					expect(short).not.toHaveProperty('tx_id');
					expect(countOf(short)).toBeLessThanOrEqual(MOST_FIELDS);
					const long = await runReal({ ...parameters, simplify: false }, environment);
					expect(long).toMatchObject({ explorer_url: page, tx_id });
				}
			},
		);

		test('of an order has the page, too', async () => {
			await runReal(createOrder('order-1', unannounced));
			settle('order-1');
			const order = await runReal(byNumber('order', 'order-1'));
			expect(order.explorer_url).toBe(`https://tronscan.org/#/transaction/${sandbox.state().orders[0]?.tx_id}`);
			expect(countOf(order)).toBe(MOST_FIELDS);
		});
	});
});

describe('an order', () => {
	test('that was created has its payment page first', async () => {
		const [made = {}] = await run(createOrder('order-1'));
		expect(Object.keys(made)).toEqual([
			...['out_trade_no', 'payment_url', 'amount_decimal', 'currency_symbol', 'chain', 'to_address', 'prepay_id'],
			'payment_url_original',
		]);
	});

	test('that is looked up has these fields in this order', async () => {
		await run(createOrder('order-1'));
		settle('order-1');
		const [found = {}] = await run(byNumber('order', 'order-1'));
		expect(Object.keys(found)).toEqual([
			...['out_trade_no', 'amount_decimal', 'currency_symbol', 'chain', 'trade_state', 'created_at', 'paid_at'],
			...['tx_id', 'transaction_id', 'attach'],
		]);
	});
});

describe('a tool', () => {
	const asTool = async (parameters: INodeParameters) => (await run(parameters, { asTool: true }))[0] ?? {};

	test('returns the simplified output unless something else is chosen, whatever Simplify says', async () => {
		expect(Object.keys(await asTool(create('row-1', { simplify: false })))).toEqual(
			Object.keys(await asTool(create('row-2'))),
		);
		expect(countOf(await asTool(create('row-3')))).toBeLessThanOrEqual(MOST_FIELDS);
	});

	test('returns everything, or the fields that are chosen beside the numbers', async () => {
		expect(await asTool(create('row-1', { output: 'raw' }))).toMatchObject({
			decimals: 6,
			currency: expect.any(Object),
		});
		const chosen = create('row-2', { output: 'selectedFields', fields: ['amount', 'result'] });
		expect(await asTool(chosen)).toEqual({
			...{ out_trade_no: 'row-2', result: 'sent', amount: 15500000 },
			transaction_id: expect.any(String),
		});
	});

	test('is no other node: in a workflow, Output counts for nothing', async () => {
		const [made = {}] = await run(create('row-1', { output: 'raw' }));
		expect(countOf(made)).toBeLessThanOrEqual(MOST_FIELDS);
	});
});

describe('deleting a wallet', () => {
	test('returns that it is deleted and the address, nothing else', async () => {
		await run(wallet('create'));
		expect(await run(wallet('delete'))).toEqual([{ deleted: true, wallet_address: ADDRESS }]);
	});
});

describe('a notification', () => {
	const EVENTS = ['payout.success', 'order.success', 'other'];
	const HEX = 'ab'.repeat(32);

	const itemOf = async (options: NotificationOptions, parameters: INodeParameters = {}, environment = 'tokenPay') => {
		const { result } = await callWebhook({
			credential: { ...CREDENTIAL, environment },
			...buildNotification({ ...options, detail: { tx_id: HEX, ...options.detail } }),
			parameters: { events: EVENTS, ...parameters },
		});
		return result.workflowData?.[0]?.[0]?.json ?? {};
	};

	const common = ['amount_decimal', 'currency_symbol', 'chain', 'to_address'];
	const named = ['event', 'notification_id', 'out_trade_no'];

	test('of a payout has these fields in this order, with the page of its transaction', async () => {
		const item = await itemOf({});
		expect(Object.keys(item)).toEqual([...named, ...common, 'paid_at', 'explorer_url', 'transaction_id']);
		expect(item).toMatchObject({
			event: 'payout.success',
			explorer_url: `https://tronscan.org/#/transaction/${HEX}`,
		});
		expect(Object.keys(await itemOf({}, {}, 'custom'))).toContain('tx_id');
	});

	test('of an order has the same', async () => {
		const item = await itemOf({ originalType: 'transaction' });
		expect(Object.keys(item)).toEqual([...named, ...common, 'paid_at', 'explorer_url', 'transaction_id']);
	});

	test('of anything else says its state', async () => {
		const item = await itemOf({ detail: { trade_state: 'REFUND' } });
		expect(Object.keys(item)).toEqual([...named, ...common, 'trade_state', 'explorer_url', 'transaction_id']);
	});

	test('has everything with Simplify off, event and notification_id first', async () => {
		const item = await itemOf({}, { simplify: false });
		expect(Object.keys(item).slice(0, 2)).toEqual(['event', 'notification_id']);
		expect(item).toMatchObject({ amount: 15500000, event_type: 'PAYPAYANOTHER.SUCCESS', tx_id: HEX });
		expect(countOf(item)).toBeGreaterThan(MOST_FIELDS);
	});

	test('is simplified where an expression leaves Simplify open', async () => {
		for (const simplify of ['', null, 'maybe'] as never[]) {
			expect(countOf(await itemOf({}, { simplify }))).toBe(MOST_FIELDS);
		}
	});
});
