/** One payment that a run is asked to make, in TokenPay's words whatever the platform. */
export interface WantedRow {
	/** The person's own number. */
	out_trade_no: string;
	/** The payee. */
	to_address: string;
	/** Decimal units, written without superfluous zeros, as the ledger writes it. */
	amount: string;
}

/** A payment in the platform's ledger. */
export interface LedgerEntry extends WantedRow {
	/** The platform's own number of the payment. */
	transaction_id: string;
}

/**
 * What a run reported about one row.
 * - paid: an item without an error
 * - unpaid: certainly not paid, in its own words
 * - not sent: this run did not send it
 * - unknown: it may or may not have been paid, in its own words
 * - nothing: no item and no error spoke of it, or it spoke twice
 */
export interface Report {
	row: WantedRow;
	reported: 'paid' | 'unpaid' | 'not sent' | 'unknown' | 'nothing';
	/** The platform's number of the reported payout. */
	transactionId?: string;
	/** The words, for a complaint. */
	words?: string;
}

/** How reports and ledger agree. All but `rows`, `paidOnce` and `unknown` must be 0. */
export interface Verdict {
	/** Rows with a number of their own. */
	rows: number;
	/** Numbers that the ledger has once, and those that it has more than once. */
	paidOnce: number;
	paidTwice: number;
	/** Reports that say paid where the ledger has no such payment, and the other way round. */
	paidButUnpaid: number;
	unpaidButPaid: number;
	/** Reports that say unknown. */
	unknown: number;
	/** Rows without a clear report, and payments that nobody asked for. */
	unclear: number;
	/** One line for each thing that must not be. */
	complaints: string[];
}

const COLUMNS = ['rows', 'paidOnce', 'paidTwice', 'paidButUnpaid', 'unpaidButPaid', 'unknown', 'unclear'] as const;

const blankVerdict = (rows: number): Verdict => ({
	rows,
	paidOnce: 0,
	paidTwice: 0,
	paidButUnpaid: 0,
	unpaidButPaid: 0,
	unknown: 0,
	unclear: 0,
	complaints: [],
});

/**
 * Compares what a run reported with what the platform's ledger says once nothing is under way any more. Whoever reads
 * "unpaid" pays again under a new number, so it is wrong wherever the ledger has anything under the number, of any run.
 *
 * @param ledger every payout that was accepted
 * @param before numbers that were in the ledger when the run began, or that another run owns up to: "not sent" says
 * nothing about those
 * @param options.otherUnit the account counts in another unit than the credential says: that a payout has another amount
 * is not the node's doing then, but it is never the payout that was asked for
 */
export function judge(
	reports: Report[],
	ledger: LedgerEntry[],
	before: ReadonlySet<string> = new Set(),
	{ otherUnit = false } = {},
): Verdict {
	const byNumber = Map.groupBy(ledger, ({ out_trade_no }) => out_trade_no);
	const asked = Map.groupBy(reports, ({ row }) => row.out_trade_no);
	/** Of rows with the same number, one that was not sent says nothing about one that was. */
	const isOwned = (number: string) =>
		before.has(number) || asked.get(number)?.some(({ reported }) => reported === 'paid' || reported === 'unknown');
	const verdict = blankVerdict(asked.size);
	const complain = (column: 'paidTwice' | 'paidButUnpaid' | 'unpaidButPaid' | 'unclear', line: string) => {
		verdict[column] += 1;
		verdict.complaints.push(line);
	};

	for (const number of asked.keys()) {
		const times = byNumber.get(number)?.length ?? 0;
		if (times === 1) verdict.paidOnce += 1;
		if (times > 1) complain('paidTwice', `${number} was paid ${times} times`);
	}
	for (const { out_trade_no, to_address, amount } of ledger) {
		const wanted = asked
			.get(out_trade_no)
			?.some(({ row }) => row.to_address === to_address && (row.amount === amount || otherUnit));
		if (!wanted && !before.has(out_trade_no))
			complain('unclear', `${out_trade_no}: ${amount} to ${to_address} was not asked for`);
	}
	for (const { row, reported, transactionId, words } of reports) {
		const entries = byNumber.get(row.out_trade_no) ?? [];
		const asAsked = entries.filter((entry) => entry.to_address === row.to_address && entry.amount === row.amount);
		const statement = `${row.out_trade_no} was reported ${reported}${words ? ` ("${words}")` : ''}`;
		if (reported === 'unknown') verdict.unknown += 1;
		if (reported === 'nothing') complain('unclear', `${row.out_trade_no} has no report${words ? ` ("${words}")` : ''}`);
		if (reported === 'paid') {
			if (asAsked.length === 0) complain('paidButUnpaid', `${statement}, but the ledger has no such payout`);
			else if (transactionId !== undefined && !asAsked.some(({ transaction_id }) => transaction_id === transactionId))
				complain('paidButUnpaid', `${statement} as ${transactionId}, which the ledger does not have`);
		}
		const saysUnpaid = reported === 'unpaid' || (reported === 'not sent' && !isOwned(row.out_trade_no));
		if (saysUnpaid && entries.length > 0) complain('unpaidButPaid', `${statement}, but it is in the ledger`);
	}
	return verdict;
}

/** Adds verdicts over different rows up. */
export function sum(verdicts: Verdict[]): Verdict {
	const total = blankVerdict(0);
	for (const { complaints, ...counts } of verdicts) {
		for (const column of COLUMNS) total[column] += counts[column];
		total.complaints.push(...complaints);
	}
	return total;
}

/**
 * Joins the verdicts of runs over the same rows: misreports of any of them count, while payments and what is still
 * unknown are those at the end. A payment made twice is in the last ledger too, so it is not added up.
 */
export function joinRuns(verdicts: Verdict[]): Verdict {
	const last = verdicts.at(-1);
	if (last === undefined) throw new Error('There was no run to judge');
	const all = sum(verdicts);
	return {
		...last,
		paidButUnpaid: all.paidButUnpaid,
		unpaidButPaid: all.unpaidButPaid,
		unclear: all.unclear,
		complaints: all.complaints,
	};
}

/** Whether nothing is wrong. */
export function isClean({ paidTwice, paidButUnpaid, unpaidButPaid, unclear }: Verdict): boolean {
	return paidTwice + paidButUnpaid + unpaidButPaid + unclear === 0;
}
