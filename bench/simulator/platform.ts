import { RATE_LIMITS, type Takes } from '../../tools/tokenpay/rateLimits';
import { type Account, REQUESTS_A_SECOND, drawStates } from './account';
import { COINS, inSmallest } from './coins';
import { detailOf, writeJson } from './detail';
import type { Draw } from './draw';
import type { Fault } from './faults';
import { type Attempt, type Payout, type StateMeaning, stateAt } from './records';

/** A request, with where it comes from. */
export interface Received {
	path: string;
	fields: Record<string, unknown>;
	attempt: Attempt;
	sentAt: number;
	/** What the attempt knew when it sent it: when the platform last had nothing under the number. */
	notThereAt: number | undefined;
	fault: Fault | undefined;
}

/** What comes back, with what it tells about the number. */
export interface Reply {
	statusCode: number;
	body: string;
	tells?: Told;
}

/** What a response tells, and when it was so. */
interface Told {
	/** There is nothing under the number; it is taken; a payout was made; or what is there. */
	what: 'nothing' | 'taken' | 'success' | 'detail';
	at: number;
	/** Where it tells of a payout. */
	state?: StateMeaning;
	/** It holds what was paid, and to whom. */
	hasContent?: boolean;
}

const CURRENCIES = COINS.map(({ chain, currency, decimals }) => ({
	chain,
	currency,
	name: currency,
	decimal: decimals,
}));

const PAYMENT = '/v1/payanother/payment';
const QUERY = '/v1/payanother/query';

export const movesMoney = (path: string) => path === PAYMENT;

export const isAboutPayout = (path: string) => path === PAYMENT || path === QUERY;

/** A model of TokenPay whose behaviour was drawn. */
export class ModelPlatform {
	readonly payouts = new Map<string, Payout[]>();

	/** When requests arrived. */
	readonly arrivals: number[] = [];

	/** How many requests were one too many. */
	tooMany = 0;

	private readonly takes: Takes | undefined;

	private made = 0;

	/** Numbers of payouts that are not made yet. */
	private readonly reserved = new Map<string, Attempt>();

	/**
	 * @param phase when the platform's second begins, in milliseconds
	 * @param onPayout told of each payout that is made
	 */
	constructor(
		private readonly account: Account,
		private readonly draw: Draw,
		private readonly now: () => number,
		private readonly phase: number,
		private readonly onPayout: (payout: Payout) => void,
	) {
		this.takes = account.limit && RATE_LIMITS[account.limit](REQUESTS_A_SECOND);
	}

	/** Whether a request that arrives now is within the limit. */
	isWithinLimit(): boolean {
		this.arrivals.push(this.now());
		const isWithin = this.takes?.(this.phase + this.now()) ?? true;
		if (!isWithin) this.tooMany += 1;
		return isWithin;
	}

	/** Keeps a number for a payout that will be made late, where the account does so. */
	reserve({ path, fields, attempt }: Received): void {
		const number = String(fields['out_trade_no']);
		if (path === PAYMENT && this.account.reserves && !this.reserved.has(number)) this.reserved.set(number, attempt);
	}

	/** Does what a request asks for. */
	process(received: Received): Reply {
		switch (received.path) {
			case PAYMENT:
				return this.pay(received);
			case QUERY:
				return this.lookUp(String(received.fields['out_trade_no']));
			case '/v1/currency/index':
				return reply({ code: 0, data: CURRENCIES });
			default:
				throw new Error(`The model has no ${received.path}`);
		}
	}

	private pay({ fields, attempt, sentAt, notThereAt, fault }: Received): Reply {
		const number = String(fields['out_trade_no']);
		const before = this.payouts.get(number) ?? [];
		const first = before[0];
		const reservedFor = this.reserved.get(number) ?? attempt;
		if (this.account.usedNumbers === 'refused' && (first !== undefined || reservedFor !== attempt)) {
			return { ...reply({ code: 12001, msg: 'exists already' }), tells: { what: 'taken', at: this.now() } };
		}
		if (first && this.account.usedNumbers === 'returned') return this.confirm(first);

		const coin = COINS.find(({ chain, currency }) => chain === fields['chain'] && currency === fields['currency']);
		const typed = String(fields['amount']);
		const amount = coin && (this.account.unit === 'smallest' ? wholeNumber(typed) : inSmallest(typed, coin.decimals));
		if (!coin || amount === undefined || amount === '0') return reply({ code: 20005, msg: 'invalid parameter' });

		this.made += 1;
		const payout: Payout = {
			transactionId: `t${this.made}`,
			number,
			coin,
			amount,
			address: String(fields['to_address']),
			madeAt: this.now(),
			by: attempt,
			notThereAt,
			sentAt,
			wasRestricted: fault?.isRestricted === true,
			states: drawStates(this.draw, this.account, this.now()),
		};
		this.payouts.set(number, [...before, payout]);
		this.onPayout(payout);
		return this.confirm(payout);
	}

	/** The response to a payout that was made, or had been made before. */
	private confirm(payout: Payout): Reply {
		const at = this.now();
		const { ofCreate } = this.spelling();
		if (ofCreate === 'none') return { ...reply({ code: 0, msg: 'ok' }), tells: { what: 'success', at } };
		if (ofCreate === 'empty') return { ...reply({ code: 0, data: {} }), tells: { what: 'success', at } };
		const detail = this.describe(payout);
		const { transaction_id, out_trade_no, trade_state } = detail;
		if (ofCreate === 'all') return { ...reply({ code: 0, data: detail }), tells: this.told('success', payout, detail) };
		const data = { transaction_id, out_trade_no, trade_state };
		return { ...reply({ code: 0, data }), tells: this.told('success', payout, data) };
	}

	private lookUp(number: string): Reply {
		const payout = this.payouts.get(number)?.at(-1);
		if (!payout) {
			return { ...reply({ code: 12002, msg: 'not there' }), tells: { what: 'nothing', at: this.now() } };
		}
		const detail = this.describe(payout);
		return { ...reply({ code: 0, data: detail }), tells: this.told('detail', payout, detail) };
	}

	private told(what: 'success' | 'detail', payout: Payout, shown: Record<string, unknown>): Told {
		const at = this.now();
		// A payout that was just accepted needs no state; one that is looked up does.
		const silent = what === 'success' ? 'silent' : 'unknown';
		const state = shown['trade_state'] === '' ? silent : stateAt(payout, at).meaning;
		return { what, at, state, hasContent: Boolean(shown['amount'] && shown['to_address']) };
	}

	private describe(payout: Payout): Record<string, unknown> {
		return detailOf(payout, this.spelling(), this.now());
	}

	private spelling() {
		const { spelling, laterSpelling } = this.account;
		return this.now() < laterSpelling.from ? spelling : laterSpelling;
	}
}

const reply = (envelope: object): Reply => ({
	statusCode: 200,
	body: writeJson({ ...envelope, request_id: 'r' }),
});

const wholeNumber = (text: string) => (/^\d+$/.test(text) ? String(BigInt(text)) : undefined);
