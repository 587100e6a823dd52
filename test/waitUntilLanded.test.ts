import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../sandbox/server';
import { fastClock, stoppedClock } from '../core/tools/async/clocks';
import { runNode, type RunOptions } from '../tools/tokenpay/runNode';

jest.setTimeout(30_000);

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
});
afterAll(async () => {
	await sandbox.close();
});
beforeEach(() => {
	sandbox.reset();
});

const QUERY = '/v1/payanother/query';
const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const NUMBER = '={{ $json.number }}';

const WAIT = { resource: 'payout', operation: 'waitUntilLanded', lookUpBy: 'outTradeNo', outTradeNo: NUMBER };

const credential = (extra: object = {}) => ({
	...{ environment: 'custom', baseUrl: sandbox.url, requestsPerSecond: 1000 },
	...DEFAULT_APP,
	...extra,
});

const rowsOf = (numbers: string[]): IDataObject[] => numbers.map((number) => ({ number }));

const run = async (numbers: string[], parameters: INodeParameters, more: Partial<RunOptions> = {}) =>
	// A clock of its own, since what runs of one process share would be shared between tests.
	await runNode({ clock: { ...fastClock }, credential: credential(), rows: rowsOf(numbers), parameters, ...more });

const wait = async (numbers: string[], parameters: INodeParameters = {}, more: Partial<RunOptions> = {}) =>
	await run(numbers, { ...WAIT, ...parameters }, more);

async function pay(numbers: string[]): Promise<void> {
	await run(numbers, {
		...{ resource: 'payout', operation: 'create', outTradeNo: NUMBER, amount: '15.5' },
		...{ chain: byName('TRON'), currency: byName('USDT'), toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
	});
}

const idOf = (number: string) =>
	sandbox.state().payouts.find(({ out_trade_no }) => out_trade_no === number)?.transaction_id ?? '';

const lookUps = (number?: string) =>
	sandbox
		.state()
		.requests.filter(({ path, out_trade_no }) => path === QUERY && (number ?? out_trade_no) === out_trade_no).length;

/** Does something once a payout has been looked up so often. */
async function afterLookUps(count: number, number: string, then: () => void): Promise<void> {
	await sandbox.waitFor(() => lookUps(number) >= count);
	then();
}

const NUMBERS = ['row-1', 'row-2', 'row-3', 'row-4'];

/** One lands, one fails, one is late, and one was never made. */
async function waitForAll(more: Partial<RunOptions>) {
	await pay(NUMBERS.slice(0, 3));
	const waiting = wait(NUMBERS, { maximumWait: 2 }, more);
	const first = afterLookUps(2, 'row-1', () => sandbox.settle(idOf('row-1'), 'SUCCESS'));
	const second = afterLookUps(2, 'row-2', () => sandbox.settle(idOf('row-2'), 'FAILED'));
	return { waiting, settled: Promise.all([first, second]) };
}

describe('Wait Until Landed', () => {
	test('brings what landed and what is late, and each failure with its row', async () => {
		const { waiting, settled } = await waitForAll({ onError: 'continueErrorOutput' });
		const items = await waiting;
		await settled;
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(NUMBERS.map((_, item) => ({ item })));
		expect(items[0]?.json).toEqual({
			...{ out_trade_no: 'row-1', landed: true, trade_state: 'SUCCESS', waited_seconds: expect.any(Number) },
			...{ amount_decimal: '15.5', currency_symbol: 'USDT', chain: 'TRON', to_address: expect.stringMatching(/^T/) },
			...{ paid_at: expect.stringContaining('T'), tx_id: expect.stringMatching(/^[0-9a-f]{64}$/) },
		});
		expect(Number(items[0]?.json.waited_seconds)).toBeGreaterThanOrEqual(5);
		expect(items[1]?.json).toEqual({
			error: expect.stringMatching(/^Payout row-2: .*its state is FAILED$/),
			message: expect.any(String),
			details: expect.objectContaining({ out_trade_no: 'row-2', trade_state: 'FAILED', outcome: 'unknown' }),
		});
		expect(items[2]?.json).toMatchObject({ out_trade_no: 'row-3', landed: false, trade_state: 'NOTPAY' });
		expect(items[3]?.json).toMatchObject({
			error: expect.stringContaining('There is nothing under this number'),
			details: { out_trade_no: 'row-4', code: 12002, outcome: 'unknown' },
		});
	});

	test('ends with the first that is over, where the node stops on errors', async () => {
		const { waiting, settled } = await waitForAll({});
		await expect(waiting).rejects.toMatchObject({
			message: expect.stringMatching(/row-2.*its state is FAILED/),
			context: { itemIndex: 1 },
		});
		await settled;
	});

	test('run again after it was interrupted, brings the same without waiting', async () => {
		await pay(NUMBERS);
		for (const number of NUMBERS) sandbox.settle(idOf(number), 'SUCCESS');
		const [before, after] = [await wait(NUMBERS), await wait(NUMBERS)];
		const shown = before.map(({ json }) => ({ ...json, waited_seconds: expect.any(Number) }));
		expect(after.map(({ json }) => json)).toEqual(shown);
		expect(before.map(({ json }) => json.landed)).toEqual(NUMBERS.map(() => true));
		expect(lookUps()).toBe(2 * NUMBERS.length);
		expect(sandbox.state().moneySent).toHaveLength(NUMBERS.length);
	});

	test('goes on through lost responses and "too many requests"', async () => {
		await pay(['row-1']);
		for (const kind of ['cut before', '500 after', 'garbage after', 'bad signature'] as const)
			sandbox.addFault({ kind, path: QUERY });
		sandbox.addFault({ kind: 'code', code: 11001, path: QUERY });
		const waiting = wait(['row-1']);
		await afterLookUps(6, 'row-1', () => sandbox.settle(idOf('row-1'), 'SUCCESS'));
		expect((await waiting)[0]?.json).toMatchObject({ landed: true });
	});

	test('fails at once with a wrong credential', async () => {
		await pay(['row-1']);
		await expect(wait(['row-1'], {}, { credential: credential({ appSecret: 'x'.repeat(32) }) })).rejects.toMatchObject({
			message: expect.stringContaining('The signature is invalid'),
			description: expect.stringContaining("'App Secret'"),
		});
		expect(sandbox.state().requests.at(-1)).toMatchObject({ path: QUERY, code: 103 });
		expect(lookUps()).toBe(1);
	});

	test('ends at once when the execution is stopped', async () => {
		await pay(['row-1']);
		const stop = new AbortController();
		const waiting = wait(['row-1'], {}, { signal: stop.signal, onError: 'continueErrorOutput', clock: stoppedClock() });
		await afterLookUps(1, 'row-1', () => stop.abort());
		expect((await waiting)[0]?.json).toMatchObject({
			details: { reason: expect.stringMatching(/^stopped/), outcome: 'unknown' },
		});
		expect(lookUps()).toBe(1);
	});

	test('looks up by the Transaction ID, and brings all of it without Simplify', async () => {
		await pay(['row-1']);
		sandbox.settle(idOf('row-1'), 'SUCCESS');
		const parameters = { lookUpBy: 'transactionId', transactionId: NUMBER, simplify: false };
		const [item] = await wait([idOf('row-1')], parameters);
		expect(item?.json).toMatchObject({
			...{ out_trade_no: 'row-1', landed: true, waited_seconds: expect.any(Number) },
			...{ transaction_id: idOf('row-1'), amount: 15_500_000, request_id: expect.any(String) },
		});
	});

	test('names what is wrong before anything is sent', async () => {
		const items = await wait(
			['', 'row-2'],
			{ maximumWait: '={{ $json.number }}' },
			{ onError: 'continueRegularOutput' },
		);
		expect(items.map(({ json }) => json.error)).toEqual([
			expect.stringContaining("'Payout Number' is empty"),
			expect.stringContaining("'Maximum Wait' must be a number of minutes above 0"),
		]);
		expect(sandbox.state().requests).toEqual([]);
	});
});
