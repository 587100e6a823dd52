import { inFull } from '../../core/run/message';
import type { PayoutPlan, SamePayeeTwice } from '../../nodes/TokenPay/payoutPlan';
import type { PayoutRequest } from '../../nodes/TokenPay/payoutRequest';
import { refusalOf, samePayees } from '../../nodes/TokenPay/samePayee';

const TRON = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const OTHER = 'TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj';
const EVM = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';

/** A payout of a list, as far as it counts here. */
function entry(
	outTradeNo: string,
	payout: Partial<PayoutRequest> = {},
	samePayeeTwice: SamePayeeTwice = 'warn',
	recipient = '',
) {
	const request = { outTradeNo, chain: 'TRON', currency: 'USDT', amount: '15.5', toAddress: TRON, ...payout };
	return { plan: { payout: request, recipient, samePayeeTwice } as PayoutPlan };
}

const numbersOf = (entries: Array<ReturnType<typeof entry>>) => samePayees(entries).map(({ numbers }) => numbers);

describe('a payee who is named twice', () => {
	it('is told with everybody that the list pays the same, in the order of the list', () => {
		const list = [
			entry('a'),
			entry('b', { toAddress: OTHER }),
			entry('c'),
			entry('d', { toAddress: OTHER }),
			entry('e'),
		];
		expect(numbersOf(list)).toEqual([
			['a', 'c', 'e'],
			['b', 'd'],
		]);
		expect(samePayees(list)[1]?.entries).toEqual([list[1], list[3]]);
	});

	it.each([
		['the amount with zeros', { amount: '015.50' }, {}],
		['the currency by its code', { currency: 'TRC20_USDT' }, {}],
		['the chain by its coin', { chain: 'trx' }, {}],
		['a 0x address in small letters', { chain: 'BSC', toAddress: EVM }, { chain: 'BSC', toAddress: EVM.toLowerCase() }],
	])('is recognized although one item writes %s', (_how, one, other) => {
		expect(numbersOf([entry('a', one), entry('b', other)])).toEqual([['a', 'b']]);
	});

	it.each([
		['another amount', { amount: '15.51' }],
		['another currency', { currency: 'TRX' }],
		['another chain', { chain: 'BSC' }],
		['an address that differs in its capitals alone', { toAddress: TRON.toLowerCase() }],
		['another address', { toAddress: OTHER }],
	])('is nobody who is to have %s', (_what, payout) => {
		expect(samePayees([entry('a'), entry('b', payout)])).toEqual([]);
	});

	it('is nobody where only the digits of amount and address run into the same text', () => {
		const [one, other] = [
			entry('a', { chain: 'SOLANA', amount: '1', toAddress: '5Nd1' }),
			entry('b', { chain: 'SOLANA', amount: '15', toAddress: 'Nd1' }),
		];
		expect(samePayees([one, other])).toEqual([]);
	});

	it('is nobody in a list of one, or of none', () => {
		expect(samePayees([entry('a')])).toEqual([]);
		expect(samePayees([])).toEqual([]);
	});

	it.each<[SamePayeeTwice[], SamePayeeTwice]>([
		[['allow', 'allow'], 'allow'],
		[['allow', 'warn'], 'warn'],
		[['warn', 'allow'], 'warn'],
		[['warn', 'refuse'], 'refuse'],
		[['refuse', 'allow', 'warn'], 'refuse'],
		[['allow', 'warn', 'refuse'], 'refuse'],
	])('is treated by the strictest choice: of %j that is %p', (choices, strictest) => {
		expect(samePayees(choices.map((choice, at) => entry(`n${at}`, {}, choice)))[0]?.choice).toBe(strictest);
	});

	it('is named with the amount and all numbers, by the name in the credential where there is one', () => {
		const words = (recipient: string) =>
			samePayees([entry('a', {}, 'warn', recipient), entry('b', { amount: '15.50' })])[0]?.words;
		expect(words('')).toBe(`15.5 USDT on TRON to ${TRON} as a, b`);
		expect(words('Acme')).toBe(`15.5 USDT on TRON to Acme (${TRON}) as a, b`);
	});

	it('is refused with the numbers, also where there is room for nothing else', () => {
		const [found] = samePayees([entry('a'), entry('b')]);
		const failure = refusalOf(found as NonNullable<typeof found>);
		expect(failure.details).toMatchObject({ reason: 'samePayee', numbers: ['a', 'b'], explanation: found?.words });
		expect(failure.more?.at(-1)).toBe(': a, b');
		expect(inFull(failure)).toContain(`15.5 USDT on TRON to ${TRON} as a, b`);
	});
});
