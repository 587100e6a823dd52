import { DEFAULT_APP } from '../../sandbox/server';
import { runNode } from '../../tools/tokenpay/runNode';

/** What a process is told to pay. */
export interface Order {
	baseUrl: string;
	count: number;
	/** Begins the payout numbers. */
	prefix: string;
}

// A process of its own, as a worker of n8n is one, so with a rate limiter of its own. It says that it is ready, pays
// what it is told to at the credential's default rate, says how many were left unpaid, and ends.
process.once('message', (order: Order) => {
	void pay(order).then((unpaid) => process.send?.(unpaid, () => process.exit()));
});
process.send?.('ready');

async function pay({ baseUrl, count, prefix }: Order): Promise<number> {
	const byName = (value: string) => ({ __rl: true, mode: 'name', value });
	const items = await runNode({
		credential: { environment: 'custom', baseUrl, ...DEFAULT_APP },
		parameters: {
			resource: 'payout',
			operation: 'create',
			outTradeNo: '={{ $json.number }}',
			chain: byName('TRON'),
			currency: byName('USDT'),
			amount: '1',
			toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
			simplify: true,
			additionalFields: {},
			options: {},
		},
		rows: Array.from({ length: count }, (_, index) => ({ number: `${prefix}-${index}` })),
		onError: 'continueRegularOutput',
	});
	return items.filter(({ json }) => json.error !== undefined).length;
}
