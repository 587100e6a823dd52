import type { ApiClient } from '../../core/requests/apiClient';
import { routesOf } from '../../core/run/description';
import { inFull } from '../../core/run/message';
import type { PreparedItem } from '../../core/run/operation';
import { checkList } from '../../nodes/TokenPay/checkList';
import type { PayoutPlan, SamePayeeTwice } from '../../nodes/TokenPay/payoutPlan';
import { TOKEN_PAY } from '../../nodes/TokenPay/platform';
import { noResponse, readResponse } from '../../nodes/TokenPay/response';
import { TokenPay } from '../../nodes/TokenPay/TokenPay.node';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const OTHER = 'TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj';
const BALANCE = '/v1/merchant/balance';
const QUERY = '/v1/payanother/query';

const ROUTES = routesOf(new TokenPay().description);

interface Row {
	number: string;
	amount?: string;
	currency?: string;
	to?: string;
	twice?: SamePayeeTwice;
	checkBalance?: boolean;
}

/** A payout of a list that passed its own checks. */
function payout({ number, amount = '4', currency = 'USDT', to = ADDRESS, ...options }: Row): PreparedItem<PayoutPlan> {
	const request = { outTradeNo: number, chain: 'TRON', currency, amount, toAddress: to };
	const plan = {
		payout: request,
		recipient: '',
		create: ROUTES('payout', 'create')(request),
		query: ROUTES('payout', 'get')({ outTradeNo: number }),
		lookUpFirst: false,
		checkBalance: options.checkBalance ?? false,
		samePayeeTwice: options.twice ?? ('warn' as const),
	};
	return { plan, send: async () => await Promise.reject(new Error('The check sends no payout')) };
}

interface World {
	maximumRunTotal?: string;
	/** What there is of each currency, in the smallest unit of six decimals; or a code. */
	balances?: Record<string, string | number>;
	/** Numbers that were paid before. */
	paid?: string[];
	/** Numbers whose look-ups get no response. */
	lost?: string[];
}

/** Checks a list, and says what was asked of the platform: currencies whose balance, and numbers. */
async function check(rows: Array<Row | undefined>, { balances = {}, paid = [], lost = [], ...limits }: World = {}) {
	const balancesOf: unknown[] = [];
	const lookedUp: string[] = [];
	const respond = (path: string, fields: Record<string, unknown>): object | undefined => {
		if (path === BALANCE) {
			const currency = String(fields['currency']);
			balancesOf.push(currency);
			const balance = balances[currency];
			if (typeof balance === 'number') return { code: balance, msg: 'no' };
			return { code: 0, data: [{ chain: 'TRON', currency, balance, decimal: 6 }] };
		}
		if (path !== QUERY) throw new Error(`The check may not send ${path}`);
		const number = String(fields['out_trade_no']);
		lookedUp.push(number);
		if (lost.includes(number)) return undefined;
		return paid.includes(number) ? { code: 0, data: { out_trade_no: number } } : { code: 12002 };
	};
	const client: ApiClient = {
		async send({ path, fields }, { urgent = false } = {}) {
			// A check goes before nobody.
			expect(urgent).toBe(false);
			const body = respond(path, fields);
			if (body === undefined) return noResponse({ kind: 'cut', neverSent: false, reason: 'ECONNRESET' });
			return readResponse({ statusCode: 200, headers: {}, body: JSON.stringify(body) });
		},
		pause: async () => true,
		elapsed: () => 0,
		random: () => 0.5,
		now: () => new Date(0),
	};
	const credential = TOKEN_PAY.readCredential({ environment: 'tokenPay', ...limits });
	const context = { credential, routes: ROUTES, isTool: false, facts: undefined };
	const items = rows.map((row) => row && payout(row));
	const { failures, notes } = await checkList(items, client, context);
	const refused = [...failures].map(([at, { details }]) => [at, details.reason]);
	const words = new Set([...failures.values()].map((failure) => inFull(failure)));
	return { refused, words: [...words], notes, balancesOf, lookedUp };
}

describe('a list of payouts', () => {
	it('is fine where nothing was chosen: nothing is asked of the platform, and nothing is said', async () => {
		const list = [{ number: 'a' }, { number: 'b', amount: '5' }];
		expect(await check(list)).toEqual({ refused: [], words: [], notes: [], balancesOf: [], lookedUp: [] });
		expect(await check([])).toEqual({ refused: [], words: [], notes: [], balancesOf: [], lookedUp: [] });
	});

	it('is told of payees that are named twice, and is paid', async () => {
		const { refused, notes } = await check([{ number: 'a' }, undefined, { number: 'b' }]);
		expect(refused).toEqual([]);
		expect(notes).toEqual([
			`The same payee gets the same amount more than once: 4 USDT on TRON to ${ADDRESS} as a, b.`,
		]);
	});

	it.each([
		[5, /as a4, b4\.$/],
		[6, /as a4, b4; and 1 more\.$/],
		[9, /as a4, b4; and 4 more\.$/],
	])('names five of %i payees that are named twice, and counts the others', async (count, end) => {
		const list = Array.from({ length: count }, (_, index) =>
			['a', 'b'].map((name) => ({ number: `${name}${index}`, amount: String(index + 1) })),
		);
		const { notes } = await check(list.flat());
		expect(notes).toHaveLength(1);
		expect(notes[0]).toMatch(end);
		expect(notes[0]?.match(/; /g)?.length).toBe(count > 5 ? 5 : 4);
	});

	it('says nothing of those that are allowed, and sends none of those that are refused, at their places', async () => {
		expect((await check(['a', 'b'].map((number) => ({ number, twice: 'allow' })))).notes).toEqual([]);
		const list = [
			undefined,
			{ number: 'a', twice: 'refuse' as const },
			{ number: 'x', amount: '7' },
			{ number: 'b', twice: 'refuse' as const },
		];
		const { refused, notes, words } = await check(list);
		expect(refused).toEqual([
			[1, 'samePayee'],
			[3, 'samePayee'],
		]);
		expect(words[0]).toContain('a, b');
		expect(notes).toEqual([]);
	});
});

describe('Maximum Total per Run', () => {
	const list = [undefined, { number: 'a', amount: '2.5' }, { number: 'b', amount: '2.6', checkBalance: true }];

	it('refuses every payout that is to be sent, each with the sum, before anything is asked', async () => {
		const { refused, words, balancesOf } = await check(list, { maximumRunTotal: '5' });
		expect(refused).toEqual([
			[1, 'runTotal'],
			[2, 'runTotal'],
		]);
		expect(words).toEqual([expect.stringContaining('The payouts come to 5.1 USDT, above the 5 of') as string]);
		expect(balancesOf).toEqual([]);
	});

	it('counts no payout that is refused as one of the same', async () => {
		const twice = [...list, ...['c', 'd'].map((number) => ({ number, amount: '4', twice: 'refuse' as const }))];
		const { refused } = await check(twice, { maximumRunTotal: '5.1', balances: { USDT: '5100000' } });
		expect(refused).toEqual([
			[3, 'samePayee'],
			[4, 'samePayee'],
		]);
		const above = await check(twice, { maximumRunTotal: '5' });
		expect(Object.fromEntries(above.refused)).toEqual({ 1: 'runTotal', 2: 'runTotal', 3: 'samePayee', 4: 'samePayee' });
	});
});

describe('Check Balance First', () => {
	const list = [
		{ number: 'a', amount: '4', checkBalance: true },
		{ number: 'b', amount: '6', to: OTHER },
		{ number: 'c', amount: '1', currency: 'TRX', to: OTHER },
	];
	const enough = { USDT: '10000000', TRX: '1000000' };

	it('asks once for each coin, where one payout of the list wants it, and looks nothing up where it suffices', async () => {
		expect(await check(list, { balances: enough })).toEqual({
			...{ refused: [], words: [], notes: [] },
			...{ balancesOf: ['USDT', 'TRX'], lookedUp: [] },
		});
	});

	it('refuses all where one coin falls short, and names each that does', async () => {
		const one = await check(list, { balances: { ...enough, USDT: '9999999' } });
		expect(one.refused).toEqual([0, 1, 2].map((at) => [at, 'balance']));
		expect(one.words).toEqual([expect.stringContaining(': 10 USDT to be paid on TRON, 9.999999 there') as string]);
		expect(one.words[0]).not.toContain('TRX');
		expect(one.balancesOf).toEqual(['USDT', 'TRX']);
		const both = await check(list, { balances: { USDT: '0', TRX: '999999' } });
		expect(both.words[0]).toContain(': 10 USDT to be paid on TRON, 0 there; 1 TRX to be paid on TRON, 0.999999 there');
	});

	it('keeps what it says of payees that are named twice', async () => {
		const twice = [...list, { number: 'd', amount: '4' }];
		const { notes, refused } = await check(twice, { balances: { ...enough, USDT: '0' } });
		expect(refused).toHaveLength(4);
		expect(notes).toEqual([expect.stringContaining('as a, d') as string]);
	});

	it('does not count what was paid before, and looks up no more numbers than it must', async () => {
		const short = { ...enough, USDT: '6000000' };
		const again = await check(list, { balances: short, paid: ['a'] });
		expect(again).toMatchObject({ refused: [], lookedUp: ['a'] });
		const later = await check(list, { balances: { ...enough, USDT: '5000000' }, paid: ['b'] });
		expect(later).toMatchObject({ refused: [], lookedUp: ['a', 'b'] });
		const less = await check(list, { balances: { ...enough, USDT: '5999999' }, paid: ['a'] });
		expect(less.words).toEqual([expect.stringContaining(': 6 USDT to be paid on TRON, 5.999999 there') as string]);
		expect(less.lookedUp).toEqual(['a', 'b']);
	});

	it('takes a payout for one that is still to be paid where its look-up tells nothing, and looks no further', async () => {
		const { refused, lookedUp } = await check(list, {
			...{ balances: { ...enough, USDT: '6000000' } },
			...{ lost: ['a'], paid: ['b'] },
		});
		expect(refused).toHaveLength(3);
		expect(lookedUp).toEqual(['a']);
	});

	it('sends nothing where a balance cannot be had, and says why', async () => {
		const { refused, words, balancesOf } = await check(list, { balances: { ...enough, USDT: 20001 } });
		expect(refused).toEqual([0, 1, 2].map((at) => [at, 'balanceUnknown']));
		expect(words[0]).toContain('The balance could not be checked: The application is disabled');
		expect(balancesOf).toEqual(['USDT']);
	});
});
