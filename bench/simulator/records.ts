import type { Coin } from './coins';
import type { N8nProcess } from './n8nProcess';

/** A payout that somebody wants: a row of a list. */
export interface Row {
	number: string;
	coin: Coin;
	/** As it is typed, in decimal units. */
	amount: string;
	address: string;
	/** The amount comes as a number, as a sheet may make of it, where a number carries it. */
	isNumber?: boolean;
	/** It cannot pass its checks. */
	isBad?: true;
}

/** One run of the node over a list; a try of Retry On Fail is a run of its own. */
export interface RunRecord {
	/** For the story. */
	name: string;
	process: N8nProcess;
	lookUpFirst: boolean;
	/** One for each row. */
	attempts: Attempt[];
	startedAt: number;
	endedAt?: number;
	/** When the row that ended the run heard of its failure. */
	failedAt?: number;
}

/** What a run did about one row. */
export interface Attempt {
	run: RunRecord;
	row: Row;
	/** When its first request about this payout left. */
	firstSentAt?: number;
	/** When its first payment left. */
	firstPaymentAt?: number;
	/** When a payment of it got another response than a success, or none. */
	inDoubtSince?: number;
	/** When it last heard from the platform, or that it would not. */
	lastHeardAt: number;
	/** When the platform looked for what it then said, last, is not there. */
	notThereAt?: number;
	/** What a response said last of the payout's state. */
	told?: StateMeaning;
	/** A response said that the number is taken, which it was. */
	wasToldTaken?: true;
	/** A response said that the payout was made. */
	wasToldSuccess?: true;
	/** A response said what was paid, and to whom. */
	hasSeenContent?: true;
}

/** What a state means, as far as the documentation tells; `silent` where a response names none. */
export type StateMeaning = 'alive' | 'over' | 'unknown' | 'silent';

/** A payout that the platform has made. */
export interface Payout {
	transactionId: string;
	number: string;
	coin: Coin;
	/** In the smallest unit. */
	amount: string;
	address: string;
	madeAt: number;
	/** Whose request it was. */
	by: Attempt;
	/** What its attempt knew when it sent the request: when the platform last had nothing under the number. */
	notThereAt: number | undefined;
	sentAt: number;
	/** The request was answered with 20004 and processed later, or with no response. */
	wasRestricted: boolean;
	/** In the order of time. */
	states: Array<{ from: number; name: string; meaning: StateMeaning }>;
}

/** The state that a payout is in. */
export const stateAt = ({ states }: Payout, time: number) =>
	states.findLast(({ from }) => from <= time) ?? { name: 'NOTPAY', meaning: 'alive' as const };
