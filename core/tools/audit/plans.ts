import type { Item } from '../n8n/runNode';
import { joinRuns, judge, type LedgerEntry, type Report, type Verdict, type WantedRow } from './judge';
import { reportOfItem, reportsOfError, type FieldNames } from './reports';

/** What n8n does when a node is set to Retry on Fail and says nothing else. */
const MOST_TRIES = 3;
const WAIT_BETWEEN_TRIES = 1000;

/**
 * - once: one run
 * - twice: a second run when nothing of the first is under way any more
 * - concurrent: two runs of the same rows at the same time
 * - retry: n8n's Retry on Fail, up to three tries, of which only the last one's report is seen
 */
export type Plan = 'once' | 'twice' | 'concurrent' | 'retry';

/** A platform's node and sandbox, ready for one batch of rows. */
export interface Place {
	rows: WantedRow[];
	/** Rows of the second of two runs, where they are others. */
	laterRows?: WantedRow[];
	/** The names of what the judge compares, in the node's items. */
	names: FieldNames;
	/** The account counts in another unit than the credential says. */
	otherUnit?: boolean;
	/** Sets the faults of a stage; where there is no such stage, the last ones stay. */
	useStage(index: number): void;
	/** Runs the node; `turn` counts the runs of the plans "twice" and "concurrent" from 0. */
	run(turn: number): Promise<Item[]>;
	/** The ledger when every request has been processed, the late ones too, whether or not anybody still waits for a response. */
	settledLedger(): Promise<LedgerEntry[]>;
}

/** Runs rows as planned and judges every run by the ledger when nothing is under way any more. */
export async function runPlan(plan: Plan, place: Place): Promise<Verdict> {
	place.useStage(0);
	if (plan === 'retry') return await runWithRetries(place);
	if (plan === 'concurrent') {
		const [first, second] = await Promise.all([runOnce(place), runOnce(place, 1)]);
		const ledger = await place.settledLedger();
		// What one run did not send, the other may have: one of them must own up to it.
		return joinRuns([judge(first, ledger, ownedBy(second), place), judge(second, ledger, ownedBy(first), place)]);
	}
	const reports = await runOnce(place);
	const ledger = await place.settledLedger();
	const first = judge(reports, ledger, new Set(), place);
	if (plan === 'once') return first;
	place.useStage(1);
	const before = new Set(ledger.map(({ out_trade_no }) => out_trade_no));
	const second = await runOnce(place, 1);
	return joinRuns([first, judge(second, await place.settledLedger(), before, place)]);
}

/** The numbers that a run says it paid or may have paid. */
const ownedBy = (reports: Report[]) =>
	new Set(
		reports.filter(({ reported }) => reported === 'paid' || reported === 'unknown').map(({ row }) => row.out_trade_no),
	);

/** One run of the node, and what it reported. */
export async function runOnce(place: Place, turn = 0): Promise<Report[]> {
	const rows = (turn > 0 && place.laterRows) || place.rows;
	try {
		return reportsOfItems(rows, await place.run(turn), place.names);
	} catch (error) {
		return reportsOfError(rows, error as Error);
	}
}

/** Repeats a run as n8n's engine does: after an error, and after output whose first item has an error. */
async function runWithRetries(place: Place): Promise<Verdict> {
	let reports: Report[] = [];
	let before = new Set<string>();
	for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
		if (attempt > 0) {
			await new Promise((resolve) => setTimeout(resolve, WAIT_BETWEEN_TRIES));
			place.useStage(attempt);
			// What an earlier try sent is not this try's doing: "not sent" says nothing about it.
			before = new Set(place.rows.map(({ out_trade_no }) => out_trade_no));
		}
		try {
			const items = await place.run(0);
			reports = reportsOfItems(place.rows, items, place.names);
			if (!items[0]?.json.error) break;
		} catch (error) {
			reports = reportsOfError(place.rows, error as Error);
		}
	}
	return judge(reports, await place.settledLedger(), before, place);
}

function reportsOfItems(rows: WantedRow[], items: Item[], names: FieldNames): Report[] {
	const byRow = Map.groupBy(items, ({ pairedItem }) => (pairedItem as { item?: number } | undefined)?.item);
	return rows.map((row, index) => reportOfItem(row, byRow.get(index) ?? [], names));
}
