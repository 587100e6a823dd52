import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../sandbox/server';
import { fastClock } from '../core/tools/async/clocks';
import { runNode, type Item, type RunOptions } from '../tools/tokenpay/runNode';

// What the node promises where TokenPay behaves otherwise than its documentation lets one hope.

const byName = (value: string) => ({ __rl: true, mode: 'name', value });

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
});
afterAll(async () => {
	await sandbox.close();
});
beforeEach(() => {
	sandbox.reset();
	sandbox.configure({
		...{ appId: DEFAULT_APP.appId, uniqueOutTradeNo: true },
		...{ amountUnit: 'decimal', spelling: 'documented', payoutStateName: '' },
	});
});

const payoutParameters = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'payout',
	operation: 'create',
	outTradeNo: '={{ $json.number }}',
	chain: byName('={{ $json.chain ?? "TRON" }}'),
	currency: byName('USDT'),
	amount: '={{ $json.amount }}',
	toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
	simplify: true,
	additionalFields: {},
	options: {},
	...extra,
});

const row = (number: string, amount = '15.5', extra: IDataObject = {}): IDataObject => ({ number, amount, ...extra });

interface Options extends Partial<RunOptions> {
	rows: IDataObject[];
	/** What differs in the credential. */
	stored?: IDataObject;
}

const run = async ({ stored, ...options }: Options) =>
	await runNode({
		credential: { environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP, requestsPerSecond: 1000, ...stored },
		parameters: payoutParameters(),
		onError: 'continueErrorOutput',
		...options,
	});

const details = (item: Item | undefined) => item?.json.details as IDataObject;
const paths = () => sandbox.state().requests.map(({ path }) => path.split('/').pop());
const paid = () => sandbox.state().moneySent.map(({ out_trade_no }) => out_trade_no);
const LOOK_UP_FIRST = payoutParameters({ options: { lookUpFirst: true } });
const IN_SMALLEST = { payoutAmountUnit: 'smallest' };

describe('one number', () => {
	test.each([
		['on errors, continue', 'continueErrorOutput'],
		['on errors, stop', 'stopWorkflow'],
	] as const)(
		'twice in a list with the same content is paid once, even where used numbers are accepted (%s)',
		async (_what, onError) => {
			sandbox.configure({ uniqueOutTradeNo: false });
			const rows = [row('INV-1'), row('INV-2'), row('INV-1', '15.50')];
			const items = await run({ rows, onError, parameters: LOOK_UP_FIRST });
			expect(items.map(({ json }) => [json.out_trade_no, json.already_existed])).toEqual([
				['INV-1', undefined],
				['INV-2', undefined],
				['INV-1', true],
			]);
			expect(items[2]?.json.transaction_id).toBe(items[0]?.json.transaction_id);
			expect(paid().sort()).toEqual(['INV-1', 'INV-2']);
		},
	);

	test('twice in a list gives the same item twice with Simplify off, too', async () => {
		const rows = [row('INV-1'), row('INV-1')];
		const [first, second] = await run({ rows, parameters: payoutParameters({ simplify: false }) });
		expect(first?.json).toMatchObject({ out_trade_no: 'INV-1', decimals: 6 });
		expect(second?.json).toEqual({ ...first?.json, result: 'sent before', already_existed: true });
		expect(second?.pairedItem).toEqual({ item: 1 });
		expect(paths()).toEqual(['payment']);
	});

	test('twice in a list is unknown twice where its outcome is', async () => {
		sandbox.addFault({ kind: 'cut before', path: '*', times: -1 });
		const items = await run({ rows: [row('INV-1'), row('INV-1')], clock: fastClock });
		for (const item of items) expect(details(item)).toMatchObject({ out_trade_no: 'INV-1', outcome: 'unknown' });
		expect(paths().filter((path) => path === 'payment')).toHaveLength(1);
	});

	test('twice in a list with different contents is not paid at all, and both rows say so', async () => {
		sandbox.configure({ uniqueOutTradeNo: false });
		const items = await run({ rows: [row('INV-1', '1'), row('INV-2'), row('INV-1', '2')] });
		expect(items[0]?.json.error).toContain('row 3');
		expect(items[2]?.json.error).toContain('row 1');
		for (const item of [items[0], items[2]]) {
			expect(details(item)).toMatchObject({ out_trade_no: 'INV-1', outcome: 'unpaid', nothing_sent: true });
		}
		expect(paid()).toEqual(['INV-2']);
		await expect(
			run({ rows: [row('INV-3', '1'), row('INV-4'), row('INV-3', '2')], onError: 'stopWorkflow' }),
		).rejects.toThrow('row 3');
		expect(paid()).toEqual(['INV-2']);
	});

	test('in two executions at once is paid by one of them, even where used numbers are accepted', async () => {
		sandbox.configure({ uniqueOutTradeNo: false });
		const rows = Array.from({ length: 10 }, (_, at) => row(`INV-${at}`));
		const runs = [0, 1].map(async () => await run({ rows, parameters: LOOK_UP_FIRST }));
		const all = (await Promise.all(runs)).flat();
		expect(paid().sort()).toEqual(rows.map(({ number }) => number));
		expect(all.filter(({ json }) => json.already_existed === true)).toHaveLength(10);
		expect(all.filter(({ json }) => json.error !== undefined)).toEqual([]);
	});

	test('is paid right after its own look-up, not when the whole list has been looked up', async () => {
		await runNode({
			credential: { environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP, requestsPerSecond: 50 },
			parameters: LOOK_UP_FIRST,
			rows: Array.from({ length: 12 }, (_, at) => row(`INV-${at}`)),
		});
		const requests = sandbox.state().requests;
		const placeOf = (number: string, path: string) =>
			requests.findIndex((request) => request.out_trade_no === number && request.path.endsWith(path));
		const gaps = Array.from({ length: 12 }, (_, at) => placeOf(`INV-${at}`, 'payment') - placeOf(`INV-${at}`, 'query'));
		expect(Math.min(...gaps)).toBeGreaterThan(0);
		expect(Math.max(...gaps)).toBeLessThanOrEqual(4);
	});

	describe('that another execution is paying', () => {
		/** Starts to pay INV-1 and never comes to an end; the platform processes it or not. */
		async function holdNumber(kind: 'slow' | 'process late') {
			sandbox.addFault({ kind, delayMs: 3_600_000 });
			const stop = new AbortController();
			const outcome = run({ rows: [row('INV-1')], signal: stop.signal });
			await sandbox.waitFor(({ requests }) => requests.length === 1);
			return { stop: () => stop.abort(), outcome };
		}

		test('is waited for, until the execution that waits is stopped', async () => {
			const first = await holdNumber('slow');
			const stop = new AbortController();
			const second = run({ rows: [row('INV-1')], signal: stop.signal });
			stop.abort();
			expect(details((await second)[0])).toMatchObject({
				reason: 'stoppedBefore',
				outcome: 'unpaid',
				nothing_sent: true,
			});
			expect(paths()).toEqual(['payment']);
			first.stop();
			expect(details((await first.outcome)[0])).toMatchObject({ outcome: 'unknown' });
		});

		test('is let go when that execution is stopped', async () => {
			const first = await holdNumber('slow');
			const second = run({ rows: [row('INV-1')] });
			first.stop();
			await first.outcome;
			expect((await second)[0]?.json).toMatchObject({ out_trade_no: 'INV-1', already_existed: true });
			expect(paid()).toEqual(['INV-1']);
		});

		test('keeps neither other numbers waiting, nor the same number of another application', async () => {
			const first = await holdNumber('process late');
			expect((await run({ rows: [row('INV-2')] }))[0]?.json).toMatchObject({ out_trade_no: 'INV-2' });
			const appId = 'another-application';
			sandbox.configure({ appId });
			expect((await run({ rows: [row('INV-1')], stored: { appId } }))[0]?.json).toMatchObject({
				out_trade_no: 'INV-1',
			});
			expect(paid()).toEqual(['INV-2', 'INV-1']);
			first.stop();
			expect(details((await first.outcome)[0])).toMatchObject({ outcome: 'unknown' });
		});
	});
});

describe('a used number', () => {
	test('whose payout is spelled otherwise is recognized by its meaning', async () => {
		await run({ rows: [row('INV-1')] });
		sandbox.configure({ spelling: 'network' });
		const [item] = await run({ rows: [row('INV-1')] });
		expect(item?.json).toMatchObject({ already_existed: true, out_trade_no: 'INV-1' });
	});

	test.each(['FAILED', 'REJECTED', 'CANCELED', 'EXPIRED', 'PAYERROR', 'none', 'CLOSED'])(
		'whose state is %s is neither a success nor unpaid',
		async (payoutStateName) => {
			await run({ rows: [row('INV-1')] });
			sandbox.configure({ payoutStateName });
			const [item] = await run({ rows: [row('INV-1')] });
			expect(details(item)).toMatchObject({ outcome: 'unknown' });
			expect(item?.json.error).toContain(payoutStateName === 'none' ? 'not named' : payoutStateName);
		},
	);

	test.each(['PROCESSING', 'pending', 'SUCCESS'])('whose state is %s is recognized', async (payoutStateName) => {
		await run({ rows: [row('INV-1')] });
		sandbox.configure({ payoutStateName });
		const [item] = await run({ rows: [row('INV-1')] });
		expect(item?.json).toMatchObject({ already_existed: true, trade_state: payoutStateName });
	});

	test.each([
		['after a refusal', payoutParameters(), ['payment', 'payment', 'query']],
		['when looked up first', LOOK_UP_FIRST, ['payment', 'query']],
	])('of a different payout is not called unpaid, and says what differs (%s)', async (_what, parameters, expected) => {
		await run({ rows: [row('INV-1')] });
		const [item] = await run({ rows: [row('INV-1', '16')], parameters });
		expect(details(item)).toMatchObject({ reason: 'different', outcome: 'unknown' });
		expect(item?.json.error).toContain("'amount' (asked for 16, TokenPay has 15.5)");
		expect(paths()).toEqual(expected);
	});

	test('of a different payout, looked up first, ends a run that stops on errors before anything else is paid', async () => {
		sandbox.configure({ uniqueOutTradeNo: false });
		await run({ rows: [row('INV-1')] });
		const rows = [row('INV-1', '16'), row('INV-2'), row('INV-3')];
		const stored = { requestsPerSecond: 20 };
		const outcome = run({ rows, stored, parameters: LOOK_UP_FIRST, onError: 'stopWorkflow' });
		await expect(outcome).rejects.toMatchObject({
			message: expect.stringMatching(/^Payout INV-1: .*different payout.*; of 3: unknown 1, not sent 2$/),
			details: { unknown: ['INV-1'], 'not sent': ['INV-2', 'INV-3'] },
		});
		expect(paid()).toEqual(['INV-1']);
	});
});

describe('the unit of amounts', () => {
	test('is decimal as long as nobody says otherwise', async () => {
		await run({ rows: [row('INV-1', '1.5')] });
		expect(sandbox.state().moneySent[0]).toMatchObject({ amount: '1.5' });
	});

	test("can be the smallest: amounts are converted by the decimals in the platform's list", async () => {
		sandbox.configure({ amountUnit: 'smallest' });
		const rows = [row('INV-1', '1.5'), row('INV-2', '0.000001')];
		const items = await run({ rows, stored: IN_SMALLEST });
		expect(items.map(({ json }) => json.amount_decimal)).toEqual(['1.5', '0.000001']);
		expect(sandbox.state().moneySent.map(({ amount }) => amount)).toEqual(['1.5', '0.000001']);
		expect(paths()).toEqual(['index', 'payment', 'payment']);
	});

	test('refuses before anything is sent what the smallest unit cannot carry, or no list names', async () => {
		sandbox.configure({ amountUnit: 'smallest' });
		const rows = [row('INV-1', '0.0000001'), row('INV-2', '1', { chain: 'Moon' })];
		const items = await run({ rows, stored: IN_SMALLEST });
		expect(items[0]?.json.error).toContain('more than the 6 digits');
		expect(items[1]?.json.error).toContain("not in TokenPay's list");
		for (const item of items) expect(details(item)).toMatchObject({ outcome: 'unpaid', nothing_sent: true });
		expect(paths()).toEqual(['index']);
	});

	test('sends nothing where the list cannot be read', async () => {
		sandbox.addFault({ kind: '500 before', path: '/v1/currency/index', times: -1 });
		const items = await run({ rows: [row('INV-1'), row('INV-2')], stored: IN_SMALLEST });
		for (const item of items) expect(details(item)).toMatchObject({ outcome: 'unpaid', nothing_sent: true });
		expect(paths()).toEqual(['index']);
	});

	test.each([
		['the smallest, the credential in decimals', 'smallest', '15', {}, '0.000015'],
		['decimals, the credential in the smallest', 'decimal', '0.5', IN_SMALLEST, '500000'],
	] as const)('is named where the account counts in %s', async (_what, amountUnit, asked, stored, moved) => {
		sandbox.configure({ amountUnit });
		const rows = [row('INV-1', asked)];
		for (const found of [await run({ rows, stored }), await run({ rows, stored })].flat()) {
			expect(found.json.error).toContain(`the other unit: 'amount' (asked for ${asked}, TokenPay has ${moved})`);
			expect(found.json.message).toContain('Payout Amount Unit');
			expect(details(found)).toMatchObject({ reason: 'otherUnit', outcome: 'unknown' });
		}
		expect(sandbox.state().moneySent.map(({ amount }) => amount)).toEqual([moved]);
	});
});

describe('every parameter is read before anything is sent', () => {
	test('a broken expression in Simplify costs no paid row its result', async () => {
		const broken = payoutParameters({ simplify: '={{ $("No such node").first().json.x }}' });
		const [item] = await run({ rows: [row('INV-1')], parameters: broken });
		expect(item?.json.error).toContain("'Simplify' cannot be read");
		expect(details(item)).toMatchObject({ outcome: 'unpaid', nothing_sent: true });
		expect(paths()).toEqual([]);
	});

	test.each([
		['={{ "true" }}', ['query', 'payment']],
		['={{ true }}', ['query', 'payment']],
		['={{ "false" }}', ['payment']],
	])('Look Up First given as %s counts', async (lookUpFirst, expected) => {
		await run({ rows: [row('INV-1')], parameters: payoutParameters({ options: { lookUpFirst } }) });
		expect(paths()).toEqual(expected);
	});

	test('Look Up First that is neither on nor off is refused', async () => {
		const parameters = payoutParameters({ options: { lookUpFirst: '={{ "perhaps" }}' } });
		const [item] = await run({ rows: [row('INV-1')], parameters });
		expect(item?.json.error).toContain("'Look Up First' must be true or false");
		expect(details(item)).toMatchObject({ nothing_sent: true });
		expect(paths()).toEqual([]);
	});
});

describe('a response that trickles without end', () => {
	const parameters = payoutParameters({ requestOptions: { timeout: 100 } });

	test('counts as none, and the payout is looked up', async () => {
		sandbox.addFault({ kind: 'trickle' });
		const [item] = await run({ rows: [row('INV-1')], parameters });
		expect(item?.json).toMatchObject({ recovered: true, out_trade_no: 'INV-1' });
		expect(paid()).toEqual(['INV-1']);
	});

	test('to every look-up leaves the outcome unknown', async () => {
		sandbox.addFault({ kind: 'trickle', path: '*', times: -1 });
		const [item] = await run({ rows: [row('INV-1')], parameters, clock: fastClock });
		expect(details(item)).toMatchObject({ outcome: 'unknown', found_when_looked_up: null });
		expect(paths()).toEqual(['payment', 'query', 'query', 'query']);
	});
});

describe('"nothing sent"', () => {
	test.each([
		['a platform that cannot be reached', {}, payoutParameters()],
		['a look-up first that cannot reach it', {}, LOOK_UP_FIRST],
		['an address that the credential does not allow', { allowedHttpRequestDomains: 'domains' }, payoutParameters()],
	])('is said of %s', async (_what, stored, parameters) => {
		const [item] = await run({
			rows: [row('INV-1')],
			stored: { baseUrl: 'http://127.0.0.1:9', ...stored },
			parameters,
		});
		expect(details(item)).toMatchObject({ outcome: 'unpaid', nothing_sent: true });
	});

	test.each([
		['look-up first', LOOK_UP_FIRST, '/v1/payanother/query', { outcome: 'unknown', reason: 'notLookedUp' }],
		['payment', payoutParameters(), '/v1/payanother/payment', { outcome: 'unpaid', code: 20005 }],
	])('is not said where the platform refused the %s', async (_what, parameters, path, expected) => {
		sandbox.addFault({ kind: 'code', code: 20005, path, times: -1 });
		const [item] = await run({ rows: [row('INV-1')], parameters });
		expect(details(item)).toMatchObject(expected);
		expect(details(item)).not.toHaveProperty('nothing_sent');
	});
});
