import { isClean, judge, type Verdict } from '../../core/tools/audit/judge';
import { trueReports } from './payouts';

type Column = 'paidTwice' | 'paidButUnpaid' | 'unpaidButPaid' | 'unclear';

/**
 * Proves that the check can fail: pays three of four rows for real, and then falsifies a copy of the ledger or of the
 * reports in every way that the check is there to find.
 *
 * @throws Error when the judge finds fault with the true ledger, or misses a falsification
 */
export async function testTheJudge(): Promise<void> {
	const { reports, ledger } = await trueReports();
	const [entry] = ledger;
	const [report] = reports;
	const refused = reports[3];
	if (!entry || !report || !refused || ledger.length !== 3)
		throw new Error(`Self-test: three of four rows should be paid, but ${ledger.length} are`);

	const honest = judge(reports, ledger);
	if (!isClean(honest) || honest.paidOnce !== 3 || honest.unknown !== 0)
		throw new Error(`Self-test: the judge finds fault with the true ledger: ${JSON.stringify(honest)}`);

	const late = {
		out_trade_no: refused.row.out_trade_no,
		to_address: refused.row.to_address,
		amount: refused.row.amount,
		currency: 'USDT',
		transaction_id: 'f'.repeat(32),
	};
	const falsified: Array<[what: string, column: Column, verdict: Verdict]> = [
		[
			'a second payment under a number',
			'paidTwice',
			judge(reports, [...ledger, { ...entry, transaction_id: 'f'.repeat(32) }]),
		],
		['a payment taken out', 'paidButUnpaid', judge(reports, ledger.slice(1))],
		[
			'another payee',
			'paidButUnpaid',
			judge(reports, [{ ...entry, to_address: refused.row.to_address }, ...ledger.slice(1)]),
		],
		['another amount', 'paidButUnpaid', judge(reports, [{ ...entry, amount: '1000' }, ...ledger.slice(1)])],
		[
			'another transaction',
			'paidButUnpaid',
			judge(reports, [{ ...entry, transaction_id: 'f'.repeat(32) }, ...ledger.slice(1)]),
		],
		['a refused row paid', 'unpaidButPaid', judge(reports, [...ledger, late])],
		[
			'a row paid that was "not sent"',
			'unpaidButPaid',
			judge([{ ...report, reported: 'not sent' }, ...reports.slice(1)], ledger),
		],
		[
			'another payout under a number that was reported unpaid',
			'unpaidButPaid',
			judge(reports, [...ledger, { ...late, amount: '1000' }], new Set([late.out_trade_no])),
		],
		[
			'a payout in the other unit that was reported paid',
			'paidButUnpaid',
			judge(reports, [{ ...entry, amount: '1000000' }, ...ledger.slice(1)], new Set(), { otherUnit: true }),
		],
		['a payment nobody asked for', 'unclear', judge(reports, [...ledger, { ...entry, out_trade_no: 'nobody' }])],
		[
			'a row without a report',
			'unclear',
			judge([{ row: report.row, reported: 'nothing' }, ...reports.slice(1)], ledger),
		],
	];
	for (const [what, column, verdict] of falsified) {
		if (verdict[column] === 0 || isClean(verdict))
			throw new Error(`Self-test: the judge overlooks ${what}: ${JSON.stringify(verdict)}`);
	}
	console.log(
		`Self-test: the judge accepts the true ledger and complains of ${falsified.length} falsified ones out of ${falsified.length}`,
	);
}
