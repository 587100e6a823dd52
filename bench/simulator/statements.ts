import type { ItemOutcome } from '../../core/run/operation';
import type { RunOutcome } from '../../core/run/run';
import type { Report, WantedRow } from '../../core/tools/audit/judge';
import { reportOfItem, reportsOfError } from '../../core/tools/audit/reports';
import type { Row } from './records';

/** What a person reads of each row. */
export function reportsOf(rows: Row[], outcome: RunOutcome): Report[] {
	const wanted = rows.map(({ number, address, amount }): WantedRow => ({
		out_trade_no: number,
		to_address: address,
		amount,
	}));
	if ('outcomes' in outcome) {
		return wanted.map((row, index) => {
			const result = outcome.outcomes[index];
			return reportOfItem(row, result ? [{ json: jsonOf(result) }] : []);
		});
	}
	if (!('stoppedBy' in outcome)) throw new Error('Payouts came to one item for all');
	const { error, details } = outcome.failure;
	const reports = reportsOfError(wanted, { message: error, details });
	// Where a check failed, nothing was sent: neither the rows that are listed as failed nor those as not sent, nor those
	// whose number is among both.
	const listed = [details['failed'], details['not sent']].filter(Array.isArray).flat();
	const wasChecked = details['nothing_sent'] === true;
	return reports.map((report) =>
		wasChecked &&
		listed.includes(report.row.out_trade_no) &&
		report.reported !== 'paid' &&
		report.reported !== 'unknown'
			? { ...report, reported: 'not sent' }
			: report,
	);
}

function jsonOf(outcome: ItemOutcome): Record<string, unknown> {
	if ('json' in outcome) return outcome.json;
	if ('list' in outcome) throw new Error('A payout came to a list');
	const { error, details } = outcome.failure;
	return { error, details };
}

/** What a person reads of a payout that was waited for. */
export interface Landing {
	row: Row;
	/** Whether it has landed; nothing where it failed. */
	landed?: unknown;
	/** What a failure says of the outcome. */
	outcome?: unknown;
	words?: unknown;
}

/** What a person reads of each payout that was waited for; of one alone where the first failure ended the run. */
export function landingsOf(rows: Row[], outcome: RunOutcome): Landing[] {
	const landingOf = (row: Row, { landed, error, details }: Record<string, unknown>): Landing =>
		error === undefined ? { row, landed } : { row, outcome: (details as Details).outcome, words: error };
	if ('stoppedBy' in outcome) {
		const { error, details } = outcome.failure;
		return rows.slice(outcome.stoppedBy, outcome.stoppedBy + 1).map((row) => landingOf(row, { error, details }));
	}
	if (!('outcomes' in outcome)) throw new Error('Payouts came to one item for all');
	return outcome.outcomes.map((one, index) => landingOf(rows[index] as Row, jsonOf(one)));
}

interface Details {
	outcome?: unknown;
}

/** For the story. */
export const describe = (reports: Report[] = [], landings: Landing[] = []): string =>
	[
		...reports.map(({ row, reported, words }) => `${row.out_trade_no} ${reported}${words ? ` (${words})` : ''}`),
		...landings.map(({ row, landed, words }) => `${row.number} landed: ${String(words ?? landed)}`),
	].join('; ');
