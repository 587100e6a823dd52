import { Workflow, type IDataObject, type INode, type INodeParameters, type INodeTypes } from 'n8n-workflow';
import { TokenPay } from '../nodes/TokenPay/TokenPay.node.ts';
import { PLATFORM_CODES } from '../nodes/TokenPay/errors';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../sandbox/server';
import { fastClock, stoppedClock } from '../core/tools/async/clocks';
import { localServers } from '../core/tools/testing/localServer';
import { runNode, type Item, type RunOptions } from '../tools/tokenpay/runNode';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const OTHER_ADDRESS = 'TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj';

const byName = (value: string) => ({ __rl: true, mode: 'name', value });

let sandbox: Sandbox;
const { serve, close } = localServers();

beforeAll(async () => {
	sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
});
afterAll(async () => {
	await sandbox.close();
	close();
});
beforeEach(() => {
	sandbox.reset();
});

const credential = (extra: object = {}) => ({
	environment: 'custom',
	baseUrl: sandbox.url,
	...DEFAULT_APP,
	requestsPerSecond: 1000,
	...extra,
});

const payoutParameters = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'payout',
	operation: 'create',
	outTradeNo: '={{ $json.number }}',
	chain: byName('TRON'),
	currency: byName('={{ $json.currency ?? "USDT" }}'),
	amount: '={{ $json.amount }}',
	toAddress: '={{ $json.address ?? "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t" }}',
	simplify: true,
	additionalFields: {},
	options: {},
	...extra,
});

const row = (number: unknown, amount: unknown = '15.5', extra: IDataObject = {}) =>
	({ number, amount, ...extra }) as IDataObject;

const run = async (options: Partial<RunOptions> & Pick<RunOptions, 'rows'>) =>
	await runNode({ clock: fastClock, credential: credential(), parameters: payoutParameters(), ...options });

const call = async (resource: string, operation: string, parameters: INodeParameters, more: Partial<RunOptions> = {}) =>
	await run({ rows: [{}], parameters: { resource, operation, ...parameters }, ...more });

const details = (item: Item | undefined) => item?.json.details as IDataObject;

const timesPaid = (number: string) =>
	sandbox.state().moneySent.filter(({ out_trade_no }) => out_trade_no === number).length;

async function errorOf(
	promise: Promise<unknown>,
): Promise<Error & { description?: string; context?: IDataObject; messages?: string[] }> {
	return await promise.then(
		() => {
			throw new Error('It should have failed');
		},
		(error) => error,
	);
}

describe('creating payouts', () => {
	test('answers the simplified detail, paired with its row', async () => {
		const items = await run({ rows: [row('row-1'), row('row-2', '0.000001')] });
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(items[0]?.json).toEqual({
			out_trade_no: 'row-1',
			result: 'sent',
			amount_decimal: '15.5',
			currency_symbol: 'USDT',
			chain: 'TRON',
			to_address: ADDRESS,
			trade_state: 'NOTPAY',
			tx_id: '',
			transaction_id: expect.stringMatching(/^[0-9a-f]{32}$/),
		});
		expect(items[1]?.json.amount_decimal).toBe('0.000001');
	});

	test("answers everything, with the platform's own fields untouched, when not simplified", async () => {
		const [item] = await run({ rows: [row('row-1')], parameters: payoutParameters({ simplify: false }) });
		expect(item?.json).toMatchObject({
			amount: 15500000,
			decimals: 6,
			amount_decimal: '15.5',
			currency: { code: 'TRON_USDT', currency: 'USDT' },
			currency_code: 'TRON_USDT',
			currency_symbol: 'USDT',
			pay_time: 0,
			service_amount_decimal: expect.any(String),
			created_at: expect.stringMatching(/^\d{4}-.*Z$/),
			request_id: expect.any(String),
		});
		expect(item?.json).not.toHaveProperty('paid_at');
	});

	test('keeps integers that a number cannot hold as text', async () => {
		const parameters = payoutParameters({ simplify: false, chain: byName('BSC'), currency: byName('BNB') });
		const address = '0x52908400098527886E0F7030069857D2E4169EE7';
		const [item] = await run({ rows: [row('row-1', '123.000000000000000001', { address })], parameters });
		expect(item?.json.amount).toBe('123000000000000000001');
		expect(item?.json.amount_decimal).toBe('123.000000000000000001');
	});

	test('looks up what was made when the platform answers no data', async () => {
		sandbox.configure({ createReturnsData: false });
		const [item] = await run({ rows: [row('row-1')], parameters: payoutParameters({ simplify: false }) });
		expect(item?.json).toMatchObject({
			out_trade_no: 'row-1',
			amount: 15500000,
			to_address: ADDRESS,
			request_id: expect.any(String),
		});
	});

	test('sends the additional fields', async () => {
		const additionalFields = { attach: 'a', description: '充值', notifyUrl: 'http://127.0.0.1:9/hook' };
		await run({ rows: [row('row-1')], parameters: payoutParameters({ additionalFields }) });
		expect(sandbox.state().payouts[0]).toMatchObject({
			attach: 'a',
			description: '充值',
			notify_url: 'http://127.0.0.1:9/hook',
		});
	});

	test("names the credential's Default Notify URL where a row has none; it makes no payout a different one", async () => {
		const own = 'http://127.0.0.1:9/own';
		const additionalFields = { notifyUrl: '={{ $json.own }}' };
		const pay = async (notifyUrl: string) =>
			await run({
				rows: [row('row-1'), row('row-2', '15.5', { own })],
				parameters: payoutParameters({ additionalFields }),
				credential: credential({ notifyUrl }),
			});
		await pay(' http://127.0.0.1:9/default ');
		const addresses = () => sandbox.state().payouts.map(({ notify_url }) => notify_url);
		expect(addresses()).toEqual(['http://127.0.0.1:9/default', own]);
		const again = await pay('http://127.0.0.1:9/other');
		expect(again.map(({ json }) => json.already_existed)).toEqual([true, true]);
		expect(addresses()).toEqual(['http://127.0.0.1:9/default', own]);
	});

	test('sends nothing with a Default Notify URL that is no web address', async () => {
		const error = await errorOf(run({ rows: [row('row-1')], credential: credential({ notifyUrl: 'n8n' }) }));
		expect(error.message).toContain(`'Default Notify URL' in the credential "n8n" is not a web address`);
		expect(sandbox.state().requests).toEqual([]);
	});

	test('waits out "too many requests" and sends again', async () => {
		sandbox.addFault({ kind: 'code', code: 11001, times: 2 });
		const [item] = await run({ rows: [row('row-1')] });
		expect(item?.json.out_trade_no).toBe('row-1');
		expect(timesPaid('row-1')).toBe(1);
	}, 20_000);
});

describe('every code of the platform', () => {
	const refused = Object.keys(PLATFORM_CODES)
		.map(Number)
		.filter((code) => ![11000, 11001, 12001, 20004].includes(code));

	test.each(refused)('%i is reported with meaning, advice, words and number, as unpaid', async (code) => {
		sandbox.addFault({ kind: 'code', code });
		const [item] = await run({ rows: [row('row-1')], onError: 'continueErrorOutput' });
		const { message, advice } = PLATFORM_CODES[code] as { message: string; advice: string };
		expect(Object.keys(item?.json ?? {}).sort()).toEqual(['details', 'error', 'message']);
		expect(item?.json.error).toBe(
			`Payout row-1 was not made: ${message} (TokenPay code ${code}: "sandbox fault: code")`,
		);
		expect(item?.json.message).toBe(advice);
		expect(details(item)).toMatchObject({
			code,
			out_trade_no: 'row-1',
			outcome: 'unpaid',
			request_id: expect.any(String),
		});
		expect(item?.pairedItem).toEqual({ item: 0 });
	});

	test('a code that nobody documents is a failure too', async () => {
		sandbox.addFault({ kind: 'code', code: 31337 });
		const [item] = await run({ rows: [row('row-1')], onError: 'continueRegularOutput' });
		expect(item?.json.error).toContain('TokenPay code 31337');
		expect(details(item)).toMatchObject({ code: 31337, outcome: 'unknown' });
	}, 20_000);

	test.each(refused)('%i ends the node with number and code in the message, and the advice below it', async (code) => {
		sandbox.addFault({ kind: 'code', code });
		const error = await errorOf(run({ rows: [row('row-1')] }));
		const { advice } = PLATFORM_CODES[code] as { advice: string };
		expect(error.message).toContain('row-1');
		expect(error.message).toContain(`code ${code}`);
		expect(error.description).toBe(advice);
	});
});

describe('an n8n before 2.35.3, which knows a failed row by `error` beside its json', () => {
	const failed = async (onError: 'continueErrorOutput' | 'continueRegularOutput') => {
		sandbox.addFault({ kind: 'code', code: 20005 });
		const [item] = await run({ rows: [row('row-1')], onError });
		return item;
	};

	test('leads it to the error output, where it keeps all of its json', async () => {
		const item = await failed('continueErrorOutput');
		expect(item?.error).toBeTruthy();
		// n8n copies the item on the way, and reduces the json of one that still has `error`.
		expect({ ...item }).not.toHaveProperty('error');
		expect(details(item)).toMatchObject({ code: 20005, outcome: 'unpaid' });
	});

	test('leaves it on the regular output as it is', async () => {
		const item = await failed('continueRegularOutput');
		expect(item).not.toHaveProperty('error');
		expect(details(item)).toMatchObject({ code: 20005, outcome: 'unpaid' });
	});
});

describe('telling what became of a payout', () => {
	const CONTINUE = { onError: 'continueErrorOutput' as const };

	test.each(['cut after', '500 after', 'redirect after', 'garbage after', '401 after'] as const)(
		'"%s": a payout that was made is found and returned as recovered',
		async (kind) => {
			sandbox.addFault({ kind });
			const [item] = await run({ rows: [row('row-1')], ...CONTINUE });
			expect(item?.json).toMatchObject({ out_trade_no: 'row-1', recovered: true });
			expect(timesPaid('row-1')).toBe(1);
			expect(sandbox.state().elsewhere).toEqual([]);
		},
		20_000,
	);

	test('11000 after processing: found and returned as recovered', async () => {
		sandbox.addFault({ kind: 'code after', code: 11000 });
		const [item] = await run({ rows: [row('row-1')], ...CONTINUE });
		expect(item?.json.recovered).toBe(true);
	});

	test.each(['cut before', '500 before', 'redirect', 'garbage before', '401 before'] as const)(
		'"%s": reported as OUTCOME UNKNOWN, with number and advice, and never sent again',
		async (kind) => {
			sandbox.addFault({ kind });
			const [item] = await run({ rows: [row('row-1')], ...CONTINUE });
			expect(item?.json.error).toMatch(/^Payout row-1: OUTCOME UNKNOWN/);
			expect(item?.json.message).toMatch(/same number, never with a new one/);
			expect(details(item)).toMatchObject({
				outcome: 'unknown',
				looked_up: expect.stringContaining('did not have it'),
				found_when_looked_up: false,
			});
			expect(sandbox.state().requests.filter(({ path }) => path === '/v1/payanother/payment')).toHaveLength(1);
			expect(sandbox.state().elsewhere).toEqual([]);
		},
		20_000,
	);

	test('a response slower than the time-out is looked up', async () => {
		sandbox.addFault({ kind: 'slow', delayMs: 60_000 });
		const parameters = payoutParameters({ requestOptions: { timeout: 300 } });
		const [item] = await run({ rows: [row('row-1')], parameters, ...CONTINUE });
		expect(item?.json.recovered).toBe(true);
		expect(timesPaid('row-1')).toBe(1);
	}, 20_000);

	test('a connection that was never made is unpaid, in words that n8n does not rewrite', async () => {
		const options = { rows: [row('row-1')], credential: credential({ baseUrl: 'http://127.0.0.1:9' }) };
		const [item] = await run({ ...options, onError: 'continueErrorOutput' });
		expect(item?.json.error).toBe('Payout row-1 was not sent: No connection could be made');
		expect(details(item)).toMatchObject({ outcome: 'unpaid', technical_reason: 'ECONNREFUSED' });
		const error = await errorOf(run(options));
		expect(error.message).toBe('Payout row-1 was not sent: No connection could be made');
		expect(JSON.stringify(error)).not.toContain('offline');
	});

	test('a host that does not exist is unpaid', async () => {
		const [item] = await run({
			rows: [row('row-1')],
			credential: credential({ baseUrl: 'http://no-such-host.invalid' }),
			onError: 'continueErrorOutput',
		});
		expect(details(item)).toMatchObject({ outcome: 'unpaid', reason: 'dns' });
	});

	test('a signed response that does not match is not believed when responses are verified', async () => {
		sandbox.addFault({ kind: 'bad signature' });
		const [item] = await run({ rows: [row('row-1')], ...CONTINUE, credential: credential({ verifyResponses: true }) });
		expect(details(item)).toMatchObject({ outcome: 'unknown', reason: 'unverified' });
		expect(sandbox.state().requests).toHaveLength(1);
	});

	test('a success without a signature is not believed when answers are verified, and looks nothing up', async () => {
		sandbox.configure({ signResponses: false });
		const [item] = await run({ rows: [row('row-1')], ...CONTINUE, credential: credential({ verifyResponses: true }) });
		expect(details(item)).toMatchObject({ outcome: 'unknown', reason: 'unsigned' });
		expect(sandbox.state().requests).toHaveLength(1);
	});

	test('an unsigned refusal is shown when answers are verified, and only a signed look-up tells more', async () => {
		await run({ rows: [row('row-1')] });
		sandbox.configure({ signResponses: false });
		const verifying = { ...CONTINUE, credential: credential({ verifyResponses: true }) };
		const [used] = await run({ rows: [row('row-1')], ...verifying });
		expect(details(used)).toMatchObject({ outcome: 'unknown', code: 12001 });
		sandbox.addFault({ kind: 'code', code: 20002 });
		const [refused] = await run({ rows: [row('row-2')], ...verifying });
		expect(details(refused)).toMatchObject({ outcome: 'unpaid', code: 20002 });
	});

	test.each(['body', 'data'] as const)(
		'a rightly signed response (%s) is believed when responses are verified',
		async (responseSigning) => {
			sandbox.configure({ responseSigning });
			const [item] = await run({ rows: [row('row-1')], credential: credential({ verifyResponses: true }) });
			expect(item?.json.out_trade_no).toBe('row-1');
		},
	);
});

describe('one number, one payout', () => {
	test('running a workflow again answers the same payouts and pays nothing', async () => {
		const rows = [row('row-1'), row('row-2', 3)];
		const first = await run({ rows });
		const second = await run({ rows });
		expect(second.map(({ json }) => json.transaction_id)).toEqual(first.map(({ json }) => json.transaction_id));
		expect(second.map(({ json }) => json.already_existed)).toEqual([true, true]);
		expect([timesPaid('row-1'), timesPaid('row-2')]).toEqual([1, 1]);
	});

	test('Retry on Fail pays each row once, although it runs all rows again', async () => {
		sandbox.addFault({ kind: '500 before', number: 'row-2' });
		const rows = [row('row-1'), row('row-2'), row('row-3')];
		await errorOf(run({ rows }));
		const items = await run({ rows });
		expect(items).toHaveLength(3);
		expect(['row-1', 'row-2', 'row-3'].map(timesPaid)).toEqual([1, 1, 1]);
	}, 30_000);

	test('a sheet sent again with a new row pays the new row alone', async () => {
		await run({ rows: [row('row-1')] });
		await run({ rows: [row('row-1'), row('row-2')] });
		expect(sandbox.state().moneySent.map(({ out_trade_no }) => out_trade_no)).toEqual(['row-1', 'row-2']);
	});

	test('the same number twice in one sheet is paid once', async () => {
		const items = await run({ rows: [row('row-1'), row('row-1')], onError: 'continueErrorOutput' });
		expect(items.map(({ json }) => json.already_existed ?? false)).toEqual([false, true]);
		expect(timesPaid('row-1')).toBe(1);
	});

	test.each([
		['amount', row('row-1', '16')],
		['to_address', row('row-1', '15.5', { address: OTHER_ADDRESS })],
		['currency', row('row-1', '15.5', { currency: 'TRX' })],
	])('a number used for another payout is refused, naming the %s', async (name, second) => {
		await run({ rows: [row('row-1')] });
		const [item] = await run({ rows: [second], onError: 'continueErrorOutput' });
		expect(item?.json.error).toContain('different payout');
		expect(item?.json.error).toContain(name);
		expect(details(item).outcome).toBe('unknown');
	});

	test('a payout that was closed is not returned as paid', async () => {
		const [item] = await run({ rows: [row('row-1')] });
		sandbox.settle(item?.json.transaction_id as string, 'CLOSED');
		const [again] = await run({ rows: [row('row-1')], onError: 'continueErrorOutput' });
		expect(again?.json.error).toContain('CLOSED');
		expect(again?.json.message).toContain('new number');
	});

	test('Look Up First protects where the platform accepts used numbers', async () => {
		sandbox.configure({ uniqueOutTradeNo: false });
		const parameters = payoutParameters({ options: { lookUpFirst: true } });
		await run({ rows: [row('row-1')], parameters });
		const [item] = await run({ rows: [row('row-1')], parameters });
		expect(item?.json.already_existed).toBe(true);
		expect(timesPaid('row-1')).toBe(1);
	});
});

describe('all rows or none, when the node is told to stop', () => {
	test('sends nothing when one row does not pass its checks, and says which', async () => {
		const error = await errorOf(run({ rows: [row('row-1'), row('row-2', 'many'), row('row-3')] }));
		expect(sandbox.state().requests).toEqual([]);
		expect(error.message).toBe(
			`1 of 3 payouts is not right, so nothing was sent: 'Amount' "many" of row-2 is not a plain number`,
		);
		expect(error).toMatchObject({ details: { failed: ['row-2'], 'not sent': ['row-1', 'row-3'] } });
		expect(error.context?.itemIndex).toBe(1);
	});

	test('sends nothing when an expression of a later row fails', async () => {
		const parameters = payoutParameters({ amount: '={{ $json.amount.toFixed() }}' });
		await errorOf(run({ rows: [row('row-1', 1), row('row-2', 2), row('row-3', null)], parameters }));
		expect(sandbox.state().requests).toEqual([]);
	});

	test('sends no further row after the first failure, and lists what became of each', async () => {
		sandbox.addFault({ kind: 'code', code: 20002, number: 'row-2' });
		const rows = Array.from({ length: 30 }, (_, index) => row(`row-${index + 1}`));
		// A row each 0.2 s by the fast clock: the first failure is known long before the last row's turn.
		const error = await errorOf(run({ rows, credential: credential({ requestsPerSecond: 0.1 }) }));
		const paid = sandbox.state().moneySent.map(({ out_trade_no }) => out_trade_no);
		expect(paid.length).toBeLessThan(30);
		expect(error.message).toMatch(/20002.*; of 30: paid \d+, failed 1, not sent \d+$/);
		expect(error).toMatchObject({
			details: { paid, failed: ['row-2'], 'not sent': expect.arrayContaining(['row-30']) },
		});
	}, 20_000);

	test('of 200 rows, one with a mistyped address is named at once, and all others in the details', async () => {
		const rows = Array.from({ length: 200 }, (_, index) =>
			row(`INV-${index + 1}`, '15.5', index === 16 ? { address: ADDRESS.replace('q', 'Q') } : {}),
		);
		const error = await errorOf(run({ rows }));
		expect(error).toMatchObject({
			message:
				"1 of 200 payouts is not right, so nothing was sent: 'To Address' of INV-17 is not a TRON address: its check digits do not match",
			description: 'Copy the address again from its owner.',
			httpCode: 'input',
			details: { out_trade_no: 'INV-17', outcome: 'unpaid', nothing_sent: true, failed: ['INV-17'] },
		});
		expect(error.messages).toEqual([
			'out_trade_no: INV-17',
			'reason: input',
			'outcome: unpaid',
			'nothing_sent: yes',
			'failed (1): INV-17',
			expect.stringMatching(/^not sent \(199\): INV-1, INV-2, .*, INV-200$/),
		]);
	});

	test('of 200 rows that stop half-way, it says how many were paid, are unknown and were not sent', async () => {
		sandbox.addFault({ kind: 'cut before', number: 'INV-41' });
		const rows = Array.from({ length: 200 }, (_, index) => row(`INV-${index + 1}`));
		// One after the other, so that the 40 before are paid and none of those after is under way.
		const error = await errorOf(run({ rows, credential: credential({ requestsPerSecond: 0.1 }) }));
		expect(error).toMatchObject({
			message:
				'Payout INV-41: OUTCOME UNKNOWN, it may or may not have been made; of 200: paid 40, unknown 1, not sent 159',
			description: expect.stringMatching(/^Run again with the same number, never with a new one: /),
			httpCode: 'cut',
			details: { out_trade_no: 'INV-41', outcome: 'unknown', unknown: ['INV-41'] },
		});
	}, 60_000);

	test.each(['continueErrorOutput', 'continueRegularOutput'] as const)(
		'with %s each row stands alone',
		async (onError) => {
			const rows = [row('row-1'), row('row-2', 'many'), row('row-3')];
			const items = await run({ rows, onError });
			expect(items.map(({ json }) => json.out_trade_no ?? details({ json }).out_trade_no)).toEqual([
				'row-1',
				'row-2',
				'row-3',
			]);
			expect(items[1]?.json.error).toContain('Amount');
			expect(sandbox.state().moneySent).toHaveLength(2);
		},
	);
});

describe('stopping an execution', () => {
	test('sends no further row and names the rows that were not sent', async () => {
		const stop = new AbortController();
		const rows = Array.from({ length: 20 }, (_, index) => row(`row-${index}`));
		const running = run({
			rows,
			signal: stop.signal,
			onError: 'continueErrorOutput',
			// Nobody but the first gets a turn.
			clock: stoppedClock(),
		});
		await sandbox.waitFor(({ moneySent }) => moneySent.length === 1);
		stop.abort();
		const items = await running;
		expect(sandbox.state().moneySent).toHaveLength(1);
		expect(details(items[19])).toMatchObject({ outcome: 'unpaid', reason: 'stoppedBefore' });
	});

	test('a row in flight is unknown', async () => {
		const stop = new AbortController();
		sandbox.addFault({ kind: 'slow', delayMs: 60_000 });
		const running = run({ rows: [row('row-1')], signal: stop.signal, onError: 'continueErrorOutput' });
		await sandbox.waitFor(({ moneySent }) => moneySent.length === 1);
		stop.abort();
		expect(details((await running)[0]).outcome).toBe('unknown');
	});
});

describe('checks before anything is sent', () => {
	test.each([
		['an empty number', row('', '1'), "'Payout Number' is empty"],
		['an amount of zero', row('r', '0'), 'more than 0'],
		['a rounded amount', row('r', 0.1 + 0.2), 'rounded'],
		['an exponent', row('r', '1e3'), 'exponent'],
		['a thousands separator', row('r', '1,000'), 'plain number'],
		['a rounded number', row(12345678901234567890, '1'), 'rounded'],
		['a number of spaces', row('  ', '1'), "'Payout Number' is empty"],
		['a line break behind the number', row('r\n', '1'), 'line break'],
		['a mistyped address', row('r', '1', { address: ADDRESS.replace('q', 'Q') }), 'check digits'],
		['an empty address', row('r', '1', { address: '' }), "'To Address' is empty"],
		['an empty currency', row('r', '1', { currency: '' }), "'Currency' is empty"],
	])('%s is refused with words that help', async (_what, bad, words) => {
		const [item] = await run({ rows: [bad], onError: 'continueErrorOutput' });
		expect(item?.json.error).toContain(words);
		expect(details(item).outcome).toBe('unpaid');
		expect(sandbox.state().requests).toEqual([]);
	});

	test('spaces around a number and an address are no part of them, wherever they are sent, compared or shown', async () => {
		const spaced = row(' row-1 ', '15.5', { address: ` ${ADDRESS} ` });
		const items = await run({ rows: [spaced, row('row-1')] });
		expect(items.map(({ json }) => [json.out_trade_no, json.result, json.to_address])).toEqual([
			['row-1', 'sent', ADDRESS],
			['row-1', 'sent before', ADDRESS],
		]);
		expect(timesPaid('row-1')).toBe(1);
		const [other] = await run({ rows: [row(' row-1', '2')], onError: 'continueErrorOutput' });
		expect(other?.json.error).toMatch(/^Payout row-1: /);
		expect(details(other)).toMatchObject({ out_trade_no: 'row-1', reason: 'different' });
		const [found] = await call('payout', 'get', { outTradeNo: '  row-1' });
		expect(found?.json.out_trade_no).toBe('row-1');
	});

	test.each([
		['TRON', '0x52908400098527886E0F7030069857D2E4169EE7', "is an Ethereum or BSC address, but 'Chain' says TRON"],
		['BSC', ADDRESS, "is a TRON address, but 'Chain' says BSC"],
	])('an address of another chain than %s is recognized', async (chain, address, words) => {
		const parameters = payoutParameters({ chain: byName(chain) });
		const [item] = await run({ rows: [row('r', '1', { address })], parameters, onError: 'continueErrorOutput' });
		expect(item?.json.error).toContain(words);
		expect(item?.json.message).toBe("Correct 'Chain', or copy the address again from its owner.");
		expect(sandbox.state().requests).toEqual([]);
	});

	test('the limit of the credential holds for each currency', async () => {
		const limited = credential({ maximumPayoutAmount: 'USDT=500' });
		const rows = [row('a', '500'), row('b', '500.01'), row('c', '1', { currency: 'TRX' })];
		const items = await run({ rows, credential: limited, onError: 'continueErrorOutput' });
		expect(items[0]?.json.trade_state).toBe('NOTPAY');
		expect(details(items[1])).toMatchObject({ reason: 'limit', outcome: 'unpaid' });
		expect(items[2]?.json.error).toContain('does not list "TRX"');
	});

	test('a secret of the wrong length is named, and never shown', async () => {
		const appSecret = 'too-short-secret';
		const [item] = await run({
			rows: [row('r')],
			credential: credential({ appSecret }),
			onError: 'continueErrorOutput',
		});
		expect(item?.json.error).toContain('exactly 32 bytes');
		expect(JSON.stringify(item)).not.toContain(appSecret);
	});
});

describe('closing and looking up payouts', () => {
	const created = async () => (await run({ rows: [row('row-1')] }))[0]?.json.transaction_id as string;

	test('closes a payout', async () => {
		const transactionId = await created();
		const [item] = await call('payout', 'close', { lookUpBy: 'transactionId', transactionId });
		expect(item?.json).toEqual({ success: true, transaction_id: transactionId, request_id: expect.any(String) });
	});

	test('closes a payout by its own number, unless somebody chooses the other', async () => {
		const transactionId = await created();
		const named = { success: true, out_trade_no: 'row-1', transaction_id: transactionId };
		const [item] = await call('payout', 'close', { outTradeNo: 'row-1' });
		expect(item?.json).toEqual({ ...named, request_id: expect.any(String) });
		expect(sandbox.state().payouts[0]?.trade_state).toBe('CLOSED');
		const before = sandbox.state().requests.length;
		const [again] = await call('payout', 'close', { outTradeNo: 'row-1' });
		expect(again?.json).toEqual({ ...named, already_closed: true, request_id: expect.any(String) });
		const paths = sandbox.state().requests.map(({ path }) => path);
		expect(paths.slice(before)).toEqual(['/v1/payanother/query']);
	});

	test('closes no other payout than the one whose number was given', async () => {
		await created();
		const answer = (detail: object) => ({ code: 0, data: { trade_state: 'NOTPAY', ...detail } });
		for (const [detail, words] of [
			[{ out_trade_no: 'row-2', transaction_id: 'x' }, 'it does not name this payout'],
			[{ transaction_id: 'x' }, 'it does not name this payout'],
			[{ out_trade_no: 'row-1' }, 'it names no transaction_id'],
		] as const) {
			const heard: string[] = [];
			const baseUrl = await serve((request, response) => {
				heard.push(request.url ?? '');
				response.end(JSON.stringify(answer(detail)));
			});
			const more = { credential: credential({ baseUrl }) };
			const error = await errorOf(call('payout', 'close', { outTradeNo: 'row-1' }, more));
			expect(error.message).toContain(words);
			expect(heard).toEqual(['/v1/payanother/query']);
		}
	});

	test('answers a payout that is closed already as closed', async () => {
		const parameters = { lookUpBy: 'transactionId', transactionId: await created() };
		await call('payout', 'close', parameters);
		const [item] = await call('payout', 'close', parameters);
		expect(item?.json).toMatchObject({ success: true, already_closed: true });
	});

	test.each(['transactionId', 'outTradeNo'])(
		'finds out after a lost response that it was closed (%s)',
		async (lookUpBy) => {
			const transactionId = await created();
			sandbox.addFault({ kind: 'cut after', path: '/v1/payanother/close' });
			const [item] = await call('payout', 'close', { lookUpBy, transactionId, outTradeNo: 'row-1' });
			expect(item?.json).toMatchObject({ success: true, already_closed: true });
		},
	);

	test.each(['transactionId', 'outTradeNo'])(
		'names the state of a payout that cannot be closed (%s)',
		async (lookUpBy) => {
			const transactionId = await created();
			sandbox.settle(transactionId, 'SUCCESS');
			const error = await errorOf(call('payout', 'close', { lookUpBy, transactionId, outTradeNo: 'row-1' }));
			expect(error.message).toContain('its state is SUCCESS');
		},
	);

	test.each(['close', 'get', 'waitUntilLanded'])(
		'says that there is nothing under a number, and which number is expected (%s)',
		async (operation) => {
			const nothing = { transactionId: 'f'.repeat(32), outTradeNo: 'row-9', maximumWait: 0.001 };
			const byId = await errorOf(call('payout', operation, { ...nothing, lookUpBy: 'transactionId' }));
			expect(byId.message).toContain('12002');
			expect(byId.description).toBe(
				"'Transaction ID' takes TokenPay's own number; your own number goes into 'Payout Number'. Check the number, and that the credential is the one it was created with.",
			);
			const byNumber = await errorOf(call('payout', operation, nothing));
			expect(byNumber.description).toMatch(
				/^'Payout Number' takes your own number; TokenPay's own number goes into 'Transaction ID'\. /,
			);
			expect(sandbox.state().requests.map(({ path }) => path)).not.toContain('/v1/payanother/payment');
		},
	);

	test.each(['transactionId', 'outTradeNo'])('looks a payout up by %s', async (lookUpBy) => {
		const transactionId = await created();
		const [item] = await call('payout', 'get', { lookUpBy, transactionId, outTradeNo: 'row-1', simplify: true });
		expect(item?.json).toMatchObject({ transaction_id: transactionId, out_trade_no: 'row-1', amount_decimal: '15.5' });
	});

	test('an empty number is named before anything is sent', async () => {
		const error = await errorOf(call('payout', 'get', { lookUpBy: 'outTradeNo', outTradeNo: '' }));
		expect(error.message).toContain("'Payout Number' is empty");
		expect(sandbox.state().requests).toEqual([]);
	});
});

describe('the hint about lists before a run', () => {
	const { hints = [] } = new TokenPay().description;

	/** Whether the editor shows the hint, by n8n's own evaluation of its condition. */
	const isShown = (parameters: INodeParameters, count: number) => {
		const node = { id: '1', name: 'Pay', type: 'tokenPay', typeVersion: 1, position: [0, 0], parameters } as INode;
		const nodeTypes = { getByNameAndVersion: () => new TokenPay() } as unknown as INodeTypes;
		const { expression } = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
		const input = Array.from({ length: count }, () => ({ json: {} }));
		return hints.map(({ displayCondition = '' }) =>
			expression.getParameterValue(displayCondition, null, 0, 0, node.name, input, 'manual', {}),
		);
	};

	test('is there only where a list is to be paid', () => {
		expect(isShown({ resource: 'payout', operation: 'create' }, 2)).toEqual([true]);
		expect(isShown({}, 2)).toEqual([true]);
		expect(isShown({ resource: 'payout', operation: 'create' }, 1)).toEqual([false]);
		expect(isShown({ resource: 'payout', operation: 'preview' }, 2)).toEqual([false]);
		expect(isShown({ resource: 'order', operation: 'create' }, 2)).toEqual([false]);
	});
});

describe('the hint after a run of payouts', () => {
	const rows = [row('row-1', '1000'), row('row-2', '234.50'), row('row-2', '234.5'), row('row-3', '-1'), row('row-4')];

	test('says what was sent, by currency, what was refused, and what is unknown', async () => {
		sandbox.addFault({ kind: 'cut before', number: 'row-4' });
		const hints: string[] = [];
		const onError = 'continueErrorOutput';
		await run({ rows, hints, onError });
		expect(hints).toEqual([
			'2 sent, 1,234.5 USDT; 1 sent before; 1 refused; 1 unknown (run again with the same numbers to find out).',
		]);
		const again: string[] = [];
		await run({ rows, hints: again, onError });
		expect(again).toEqual(['1 sent, 15.5 USDT; 3 sent before; 1 refused; 0 unknown.']);
	});

	test('is there where the node stops on errors, too', async () => {
		const hints: string[] = [];
		await run({ rows: [row('row-1'), row('row-2', '4.5', { currency: 'TRX' })], hints });
		expect(hints).toEqual(['2 sent, 15.5 USDT, 4.5 TRX; 0 refused; 0 unknown.']);
	});

	test('is not there after look-ups', async () => {
		await run({ rows: [row('row-1')] });
		const hints: string[] = [];
		await call('payout', 'get', { lookUpBy: 'outTradeNo', outTradeNo: 'row-1' }, { hints });
		expect(hints).toEqual([]);
	});
});

describe('estimating the fee of a payout', () => {
	const parameters = { chain: byName('TRON'), currency: byName('USDT'), toAddress: ADDRESS };

	test("passes TokenPay's answer through, and makes no payout", async () => {
		const [item] = await call('payout', 'estimateFee', parameters);
		expect(item?.json).toEqual({
			...{
				chain: 'TRON',
				to_address: ADDRESS,
				decimals: 6,
				service_amount: 1_000_000,
				service_amount_currency: 'USDT',
			},
			request_id: expect.any(String),
		});
		expect(sandbox.state().payouts).toEqual([]);
	});

	test('asks again after "too many requests" and lets rows stand alone', async () => {
		sandbox.addFault({ kind: 'code', code: 11001, path: '/v1/payanother/estimated_fee' });
		const rows = [{ address: ADDRESS }, { address: '0x1' }, { address: '' }];
		const toAddress = '={{ $json.address }}';
		const onError = 'continueRegularOutput';
		const items = await call('payout', 'estimateFee', { ...parameters, toAddress }, { rows, onError });
		expect(items[0]?.json).toMatchObject({ service_amount: 1_000_000 });
		expect(items[1]?.json.error).toContain(`'To Address' "0x1" is not a TRON address`);
		expect(items[2]?.json.error).toContain("'To Address' is empty");
		expect(sandbox.state().requests).toHaveLength(2);
	});
});

describe('orders', () => {
	const orderParameters = (extra: INodeParameters = {}): INodeParameters => ({
		outTradeNo: 'order-1',
		amount: '9',
		chain: byName('TRON'),
		currency: byName('USDT'),
		expireSeconds: 3600,
		simplify: true,
		additionalFields: {},
		...extra,
	});

	test('creates an order and completes the address of its payment page', async () => {
		const [item] = await call('order', 'create', orderParameters());
		expect(item?.json).toMatchObject({ out_trade_no: 'order-1', amount_decimal: '9', prepay_id: expect.any(String) });
		expect(item?.json.payment_url).toBe(`${sandbox.url}${String(item?.json.payment_url_original)}`);
	});

	test('sends every additional field', async () => {
		const additionalFields = {
			attach: 'a',
			description: 'd',
			locale: 'en',
			notifyUrl: 'http://127.0.0.1:9/',
			returnUrl: 'https://shop.example/',
			toAddress: ADDRESS,
		};
		await call('order', 'create', orderParameters({ additionalFields }));
		expect(sandbox.state().orders[0]).toMatchObject({
			attach: 'a',
			description: 'd',
			return_url: 'https://shop.example/',
			to_address: ADDRESS,
		});
	});

	test("names the credential's Default Notify URL, unless the order has its own", async () => {
		const more = { credential: credential({ notifyUrl: 'http://127.0.0.1:9/default' }) };
		const additionalFields = { notifyUrl: 'http://127.0.0.1:9/own' };
		await call('order', 'create', orderParameters(), more);
		await call('order', 'create', orderParameters({ outTradeNo: 'order-2', additionalFields }), more);
		expect(sandbox.state().orders.map(({ notify_url }) => notify_url)).toEqual([
			'http://127.0.0.1:9/default',
			'http://127.0.0.1:9/own',
		]);
	});

	test('takes off the spaces around its number and its address', async () => {
		const additionalFields = { orderType: 'merchant_order', toAddress: ` ${ADDRESS} ` };
		await call('order', 'create', orderParameters({ outTradeNo: ' order-1 ', additionalFields }));
		expect(sandbox.state().orders).toMatchObject([{ out_trade_no: 'order-1', to_address: ADDRESS }]);
	});

	test('creates a merchant order, paid to a wallet of your own', async () => {
		await call(
			'order',
			'create',
			orderParameters({ additionalFields: { orderType: 'merchant_order', toAddress: ADDRESS } }),
		);
		const [order] = sandbox.state().orders;
		expect(order).toMatchObject({ to_address: ADDRESS });
		sandbox.settle(order?.transaction_id ?? '', 'SUCCESS');
		expect(sandbox.state().balances.USDT).toBe('1000000');
	});

	test.each<[string, INodeParameters, string]>([
		['a merchant order without an address', { orderType: 'merchant_order' }, "needs your wallet's address"],
		['an order type that there is not', { orderType: 'my_order' }, 'platform_order or merchant_order'],
		['an address of another chain', { toAddress: '0x1' }, 'not a TRON address'],
	])('sends nothing for %s', async (_what, additionalFields, words) => {
		const error = await errorOf(call('order', 'create', orderParameters({ additionalFields })));
		expect(error.message).toContain(words);
		expect(sandbox.state().requests).toEqual([]);
	});

	test('looks an order up and closes it', async () => {
		await call('order', 'create', orderParameters());
		const [order] = await call('order', 'get', { lookUpBy: 'outTradeNo', outTradeNo: 'order-1', simplify: true });
		expect(order?.json).toMatchObject({ trade_state: 'NOTPAY', amount_decimal: '9' });
		const transactionId = order?.json.transaction_id as string;
		const [closed] = await call('order', 'close', { lookUpBy: 'transactionId', transactionId });
		expect(closed?.json).toEqual({ success: true, transaction_id: transactionId, request_id: expect.any(String) });
		const [state] = await call('order', 'get', { lookUpBy: 'transactionId', transactionId, simplify: false });
		expect(state?.json).toMatchObject({ trade_state: 'CLOSED', closed_at: expect.any(String) });
		const [again] = await call('order', 'close', { outTradeNo: 'order-1' });
		expect(again?.json).toMatchObject({ success: true, out_trade_no: 'order-1', already_closed: true });
	});

	test('closes an order by its own number', async () => {
		await call('order', 'create', orderParameters());
		const [closed] = await call('order', 'close', { outTradeNo: 'order-1' });
		expect(closed?.json).toMatchObject({ success: true, out_trade_no: 'order-1' });
		expect(sandbox.state().orders[0]?.trade_state).toBe('CLOSED');
	});

	test('has its fields in the order of a payout', () => {
		const { properties } = new TokenPay().description;
		const orderOf = (resource: string) =>
			properties
				.filter(
					({ displayOptions: { show } = {} }) =>
						show?.resource?.includes(resource) && show.operation?.includes('create'),
				)
				.map(({ name }) => name);
		const common = ['outTradeNo', 'chain', 'currency', 'amount', 'additionalFields'] as string[];
		for (const resource of ['order', 'payout']) {
			expect([...new Set(orderOf(resource))].filter((name) => common.includes(name))).toEqual(common);
		}
	});

	test('refuses an amount that a JSON number cannot hold', async () => {
		const error = await errorOf(call('order', 'create', orderParameters({ amount: '1.00000000000000001' })));
		expect(error.message).toContain('Amount');
		expect(sandbox.state().requests).toEqual([]);
	});
});

describe('balances, currencies and wallets', () => {
	test('answers a balance with its decimal form', async () => {
		const [item] = await call('balance', 'get', { chain: byName('TRON'), currency: byName('USDT') });
		expect(item?.json).toMatchObject({ balance_decimal: '1000000', currency: 'USDT' });
	});

	test.each([
		['body', () => sandbox.configure({ responseSigning: 'body' })],
		['data', () => sandbox.configure({ responseSigning: 'data' })],
		['nothing', () => sandbox.configure({ signResponses: false })],
		['unknown', () => sandbox.addFault({ kind: 'bad signature', path: '/v1/merchant/balance' })],
	])('says what the signature of the answer covers: %s', async (covers, arrange) => {
		arrange();
		const parameters = { chain: byName('TRON'), currency: byName('USDT'), simplify: false };
		expect((await call('balance', 'get', parameters))[0]?.json.signature_covers).toBe(covers);
	});

	test('lists currencies, all or up to a limit', async () => {
		const all = await call('currency', 'getAll', { returnAll: true });
		expect(all.length).toBeGreaterThan(2);
		expect(await call('currency', 'getAll', { returnAll: false, limit: 2 })).toHaveLength(2);
		expect(all[0]?.json).toMatchObject({ chain: expect.any(String), currency: expect.any(String) });
	});

	test('creates, changes, looks up and deletes a wallet', async () => {
		const wallet = { walletAddress: ADDRESS, chain: byName('TRON') };
		const [made] = await call('wallet', 'create', { ...wallet, name: 'Till 1' });
		expect(made?.json).toMatchObject({
			wallet_address: ADDRESS,
			name: 'Till 1',
			created_at: expect.stringMatching(/Z$/),
		});
		const [changed] = await call('wallet', 'update', { ...wallet, name: 'Till 2' });
		expect(changed?.json.name).toBe('Till 2');
		const [found] = await call('wallet', 'get', { walletAddress: ADDRESS });
		expect(found?.json.name).toBe('Till 2');
		const [gone] = await call('wallet', 'delete', wallet);
		expect(gone?.json).toEqual({ deleted: true, wallet_address: ADDRESS });
		expect((await errorOf(call('wallet', 'get', { walletAddress: ADDRESS }))).message).toContain('12002');
	});

	test('refuses a mistyped wallet address', async () => {
		const error = await errorOf(call('wallet', 'create', { walletAddress: `${ADDRESS}x`, chain: byName('TRON') }));
		expect(error.message).toContain('Wallet Address');
	});
});
