import type { Report } from '../../core/tools/audit/judge';
import { inSmallest } from './coins';
import type { Execution } from './execution';
import type { Findings } from './findings';
import type { Attempt, Payout, Row } from './records';

/**
 * Compares what an execution reported with what the platform made. Only the last try's report is seen, so it speaks for
 * the tries before it as well.
 */
export function judgeReports(execution: Execution, payouts: ReadonlyMap<string, Payout[]>, findings: Findings): void {
	const { reports, runs } = execution;
	const last = runs.at(-1);
	if (!execution.isOver || !reports || last?.endedAt === undefined) return;
	for (const [index, report] of reports.entries()) {
		const made = payouts.get(report.row.out_trade_no) ?? [];
		// A number that stands in the list again is sent once, by its first row.
		const attempts = runs.map((run) => senderOf(run.attempts, index));
		const statement = `${report.row.out_trade_no} by ${last.name}: ${report.reported}${report.words ? ` (${report.words})` : ''}`;
		judgeReport(report, attempts, { made, statement, endedAt: last.endedAt }, findings);
	}
}

function senderOf(attempts: Attempt[], index: number): Attempt {
	const own = attempts[index] as Attempt;
	if (own.row.isBad) return own;
	return attempts.find(({ row, firstSentAt }) => isSame(row, own.row) && firstSentAt !== undefined) ?? own;
}

const isSame = (a: Row, b: Row) =>
	a.number === b.number && a.coin === b.coin && amountOf(a) === amountOf(b) && addressOf(a) === addressOf(b);

const amountOf = ({ amount, coin }: Row) => inSmallest(amount, coin.decimals);

/** Capitals carry no meaning in a 0x address. */
const addressOf = ({ address }: { address: string }) => (address.startsWith('0x') ? address.toLowerCase() : address);

function judgeReport(
	report: Report,
	attempts: Attempt[],
	{ made, statement, endedAt }: { made: Payout[]; statement: string; endedAt: number },
	findings: Findings,
): void {
	const last = attempts.at(-1) as Attempt;
	const own = made.filter(({ by }) => attempts.includes(by));
	switch (report.reported) {
		case 'nothing':
			return findings.complain('without a clear report', statement);
		case 'unknown':
			return;
		case 'paid':
			return judgePaid(
				report,
				last,
				made.filter(({ madeAt }) => madeAt <= endedAt),
				statement,
				findings,
			);
		case 'not sent':
			// It speaks of its own run alone.
			if (made.some(({ by }) => by === last)) findings.complain('reported unpaid but paid', statement);
			return;
		case 'unpaid': {
			const lookedUpAt = last.notThereAt ?? -Infinity;
			if (made.some(({ by, madeAt }) => by === last || madeAt < lookedUpAt || last.wasToldTaken))
				findings.complain('reported unpaid but paid', statement);
			else if (made.some(({ madeAt }) => madeAt < endedAt && lookedUpAt === -Infinity))
				findings.complain('reported unpaid but paid', statement);
			else if (own.length > 0) findings.countApart('reported unpaid, and made only after the last look-up');
		}
	}
}

function judgePaid(report: Report, last: Attempt, made: Payout[], statement: string, findings: Findings): void {
	const { row } = last;
	const asAsked = made.filter(
		(payout) => payout.coin === row.coin && addressOf(payout) === addressOf(row) && payout.amount === amountOf(row),
	);
	const { transactionId } = report;
	const isThere =
		transactionId === undefined ? asAsked.length > 0 : asAsked.some((one) => one.transactionId === transactionId);
	const wasToldOtherwise = last.told === 'over' || last.told === 'unknown';
	if (isThere && !wasToldOtherwise) return;
	if (!last.wasToldSuccess || last.hasSeenContent) return findings.complain('reported paid but unpaid', statement);
	const isItsOwn = made.some(({ by }) => by === last);
	findings.countApart(
		isItsOwn
			? 'reported paid, in another unit: a success that does not say what was paid'
			: 'reported paid, but another payout was: a success that does not say what was paid',
	);
}
