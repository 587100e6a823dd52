import fc from 'fast-check';
import type { ApiResponse } from '../../core/requests/response';
import { noResponse, readResponse } from '../../nodes/TokenPay/response';
import { type Payment, createPayout } from '../../nodes/TokenPay/payOnce';
import type { ApiClient } from '../../core/requests/apiClient';
import type { SingleOutcome } from '../../core/run/operation';
import type { PayoutRequest } from '../../nodes/TokenPay/payoutRequest';

const PAYOUT: PayoutRequest = {
	outTradeNo: 'row-1',
	chain: 'TRON',
	currency: 'USDT',
	amount: '15.5',
	toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
};
const { outTradeNo: out_trade_no, toAddress: to_address, ...plain } = PAYOUT;
const PAYMENT: Payment = {
	payout: PAYOUT,
	create: {
		method: 'POST',
		path: '/v1/payanother/payment',
		fields: { out_trade_no, to_address, ...plain },
		movesMoney: true,
	},
	query: { method: 'POST', path: '/v1/payanother/query', fields: { out_trade_no } },
};

/** What can happen to one request; those with a time are processed that many milliseconds later. */
type Fault =
	| 'none'
	| 'never sent'
	| 'lost before'
	| 'lost after'
	| 'error before'
	| 'error after'
	| '11000 before'
	| '11000 after'
	| '401 after'
	| 'garbage after'
	| 'too many'
	| 'restricted'
	| 'low balance'
	| 'unverified after'
	| 'stopped after'
	| { late: number };

const FAULTS: readonly Fault[] = [
	'none',
	'none',
	'never sent',
	'lost before',
	'lost after',
	'error before',
	'error after',
	'11000 before',
	'11000 after',
	'401 after',
	'garbage after',
	'too many',
	'restricted',
	'low balance',
	'unverified after',
	'stopped after',
];

/** A platform that can lose, delay and do anything between, on a clock of its own. */
class Platform {
	payouts: Array<{ run: number; state: string }> = [];

	private time = 0;

	private later: Array<{ at: number; work: () => void }> = [];

	constructor(
		private readonly faults: Fault[],
		private readonly refusesUsedNumbers: boolean,
		private readonly closes: boolean,
	) {}

	advance(milliseconds: number): void {
		this.time += milliseconds;
		const due = this.later.filter(({ at }) => at <= this.time);
		this.later = this.later.filter(({ at }) => at > this.time);
		for (const { work } of due) work();
	}

	paidBy(run: number): number {
		return this.payouts.filter((payout) => payout.run === run).length;
	}

	handle(path: string, run: number): ApiResponse {
		this.advance(10);
		const fault = this.faults.shift() ?? 'none';
		const work = () => (path.endsWith('/payment') ? this.create(run) : this.query());
		if (typeof fault === 'object') {
			this.later.push({ at: this.time + fault.late, work });
			return lost('timeout');
		}
		const [what, when] = fault.split(' ');
		const response = when === 'after' || fault === 'none' ? work() : {};
		switch (what) {
			case 'none':
				return read(response);
			case 'never':
				return noResponse({ kind: 'refused', neverSent: true, reason: 'ECONNREFUSED' });
			case 'lost':
				return lost('cut');
			case 'error':
				return read(response, 500);
			case '401':
				return read(response, 401);
			case '11000':
				return read({ code: 11000 });
			case 'garbage':
				return readResponse({ statusCode: 200, headers: {}, body: '<html>' });
			case 'too':
				return read({ code: 11001 });
			case 'restricted':
				return read({ code: 20004 });
			case 'low':
				return read({ code: 20002 });
			case 'unverified':
				return { ...lost('cut'), mayLookUp: false };
			default:
				return lost('stopped');
		}
	}

	private create(run: number): object {
		if (this.refusesUsedNumbers && this.payouts.length > 0) return { code: 12001 };
		this.payouts.push({ run, state: this.closes ? 'CLOSED' : 'NOTPAY' });
		return { code: 0, data: this.detail('NOTPAY') };
	}

	private query(): object {
		const [payout] = this.payouts;
		return payout ? { code: 0, data: this.detail(payout.state) } : { code: 12002 };
	}

	private detail(trade_state: string): object {
		const { chain, currency } = PAYOUT;
		return { out_trade_no, chain, currency: { currency }, to_address, trade_state, amount: 15500000, decimals: 6 };
	}
}

function lost(kind: 'cut' | 'timeout' | 'stopped') {
	return noResponse({ kind, neverSent: false, reason: 'none' });
}

function read(envelope: object, statusCode = 200): ApiResponse {
	return readResponse({ statusCode, headers: {}, body: JSON.stringify(envelope) });
}

function clientOf(platform: Platform, run: number, stopInPause: number): ApiClient {
	let pauses = 0;
	return {
		send: async ({ path }) => {
			// Other runs get their chance while this request is on its way.
			await Promise.resolve();
			return platform.handle(path, run);
		},
		async pause(milliseconds) {
			await Promise.resolve();
			platform.advance(milliseconds);
			pauses += 1;
			return pauses < stopInPause;
		},
		elapsed: () => 0,
		random: () => 0.5,
		now: () => new Date(0),
	};
}

const outcomeOf = (result: SingleOutcome) => ('json' in result ? 'paid' : result.failure.details.outcome);

const late = fc
	.constantFrom(1, 200, 1000, 3000, 10_000, 10 ** 9)
	.map((milliseconds): Fault => ({ late: milliseconds }));
const fault = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...FAULTS) }, { weight: 1, arbitrary: late });
const script = (of: fc.Arbitrary<Fault>) => fc.array(of, { maxLength: 40, size: 'max' });
const stop = fc.oneof(
	{ weight: 3, arbitrary: fc.constant(Infinity) },
	{ weight: 1, arbitrary: fc.integer({ min: 1, max: 8 }) },
);

describe('a payout on a platform where anything can go wrong', () => {
	it('is made at most once by one run, even where the platform accepts used numbers', async () => {
		await fc.assert(
			fc.asyncProperty(script(fault), stop, async (faults, stopInPause) => {
				const platform = new Platform([...faults], false, false);
				const result = await createPayout(PAYMENT, clientOf(platform, 0, stopInPause), { lookUpFirst: false });
				platform.advance(10 ** 10);
				expect(platform.payouts.length).toBeLessThanOrEqual(1);
				if (outcomeOf(result) === 'paid') expect(platform.payouts).toHaveLength(1);
				if (outcomeOf(result) === 'unpaid') expect(platform.payouts).toHaveLength(0);
			}),
			{ numRuns: 4000 },
		);
	});

	it('is made at most once by many runs with its number, and no run tells anything untrue', async () => {
		await fc.assert(
			fc.asyncProperty(
				script(fault),
				fc.array(stop, { minLength: 2, maxLength: 5 }),
				fc.boolean(),
				fc.boolean(),
				fc.boolean(),
				async (faults, stops, together, closes, lookUpFirst) => {
					const platform = new Platform([...faults], true, closes);
					const results: SingleOutcome[] = [];
					const run = async (index: number) => {
						const result = await createPayout(PAYMENT, clientOf(platform, index, stops[index] ?? Infinity), {
							lookUpFirst,
						});
						if (outcomeOf(result) === 'paid') expect(platform.payouts).toHaveLength(1);
						results[index] = result;
					};
					if (together) await Promise.all(stops.map(async (_, index) => await run(index)));
					else for (const index of stops.keys()) await run(index);

					// Whatever is still under way is processed in the end.
					platform.advance(10 ** 10);
					expect(platform.payouts.length).toBeLessThanOrEqual(1);
					for (const [index, result] of results.entries()) {
						expect(['paid', 'unpaid', 'unknown']).toContain(outcomeOf(result));
						const isOver = 'failure' in result && result.failure.details.reason === 'closed';
						if (outcomeOf(result) === 'unpaid' && !isOver) expect(platform.paidBy(index)).toBe(0);
					}
				},
			),
			{ numRuns: 4000 },
		);
	});

	it('is made at most once by runs one after the other that look up first, where the platform accepts used numbers', async () => {
		await fc.assert(
			fc.asyncProperty(
				script(fc.constantFrom(...FAULTS)),
				fc.array(stop, { minLength: 2, maxLength: 5 }),
				async (faults, stops) => {
					const platform = new Platform([...faults], false, false);
					for (const [index, stopInPause] of stops.entries()) {
						await createPayout(PAYMENT, clientOf(platform, index, stopInPause), { lookUpFirst: true });
					}
					expect(platform.payouts.length).toBeLessThanOrEqual(1);
				},
			),
			{ numRuns: 4000 },
		);
	});

	it('is made in the end when the same number is run again until nothing goes wrong', async () => {
		await fc.assert(
			fc.asyncProperty(script(fault), async (faults) => {
				const platform = new Platform([...faults], true, false);
				for (let run = 0; run < faults.length + 1; run++) {
					await createPayout(PAYMENT, clientOf(platform, run, Infinity), { lookUpFirst: false });
				}
				const last = await createPayout(PAYMENT, clientOf(platform, 99, Infinity), { lookUpFirst: false });
				expect(last).toMatchObject({ json: { already_existed: true } });
				expect(platform.payouts).toHaveLength(1);
			}),
			{ numRuns: 500 },
		);
	});

	it('is made twice by a client that sends again after a lost response, so this platform would show it', async () => {
		const platform = new Platform(['lost after'], false, false);
		const client = clientOf(platform, 0, Infinity);
		if ((await client.send(PAYMENT.create)).kind === 'lost') await client.send(PAYMENT.create);
		expect(platform.payouts).toHaveLength(2);
	});
});
