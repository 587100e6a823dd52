import type { IDataObject } from 'n8n-workflow';
import { DEFAULT_APP, startSandbox } from '../sandbox/server';
import { runNode } from '../tools/tokenpay/runNode';

/** Timers may fire a little early, and arrivals shift on the way. */
const TOLERANCE = 50;

// Everything else runs by a fast clock (tools/async/clocks.ts).
test('in real time, pays 100 rows at five requests a second, in order, with none left refused, and looks a lost one up after 0.3, 1.5 and 4 seconds', async () => {
	const sandbox = await startSandbox({ requestsPerSecond: 5, payoutDelayMs: -1 });
	try {
		sandbox.addFault({ kind: 'cut before', number: 'lost' });
		const numbers = Array.from({ length: 100 }, (_, index) => `row-${index}`);
		const byName = (value: string) => ({ __rl: true, mode: 'name', value });
		const started = performance.now();
		const items = await runNode({
			credential: { environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP, requestsPerSecond: 5 },
			parameters: {
				...{ resource: 'payout', operation: 'create', outTradeNo: '={{ $json.number }}', amount: '15.5' },
				...{ chain: byName('TRON'), currency: byName('USDT'), toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
				...{ simplify: true, additionalFields: {}, options: {} },
			},
			rows: ['lost', ...numbers].map((number) => ({ number })),
			onError: 'continueErrorOutput',
		});
		expect(performance.now() - started).toBeGreaterThan((100 / 5) * 1000);
		expect(items.slice(1).map(({ json }) => json.out_trade_no)).toEqual(numbers);
		// A request that a busy machine sent too early is refused and sent again: none is left refused, none is paid twice.
		expect(
			sandbox
				.state()
				.moneySent.map(({ out_trade_no }) => out_trade_no)
				.sort(),
		).toEqual([...numbers].sort());

		expect(items[0]?.json.error).toContain('OUTCOME UNKNOWN');
		expect(items[0]?.json.details as IDataObject).toMatchObject({ outcome: 'unknown', found_when_looked_up: false });
		const [sent = 0, ...lookUps] = sandbox
			.state()
			.requests.filter(({ out_trade_no, code }) => out_trade_no === 'lost' && code !== 11001)
			.map(({ at }) => Date.parse(at));
		const pauses = lookUps.map((at, index) => at - (lookUps[index - 1] ?? sent));
		expect(pauses).toHaveLength(3);
		expect(pauses[0]).toBeGreaterThan(300 - TOLERANCE);
		expect(pauses[1]).toBeGreaterThan(1500 - TOLERANCE);
		expect(pauses[2]).toBeGreaterThan(4000 - TOLERANCE);
	} finally {
		await sandbox.close();
	}
}, 90_000);
