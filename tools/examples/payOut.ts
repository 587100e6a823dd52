import { readFile, rm, writeFile } from 'node:fs/promises';

import type { Sandbox } from '../../sandbox/server';
import type { InstalledExamples } from './install';
import type { TokenPayAccount } from '../tokenpay/account';
import type { Log } from '../../core/tools/system/runCommand';
import type { N8nServer } from '../../core/tools/n8n/server';
import { BAD_ADDRESS, exampleRows, TOTAL, USED_NUMBER, useUpNumber, type ResultRow } from './rows';
import { COLUMNS, type PayoutRow } from '../tokenpay/payoutRows';
import { parseCsv, toCsv } from '../tokenpay/csv';
import { waitFor } from '../../core/tools/async/waitFor';
import { formatTable } from '../../core/tools/table';

/** What the line of totals says of {@link exampleRows}: amount, result, error. */
const TOTALS = ['515.150001 USDT', '10 sent, 1 failed, 1 unknown', `Look at: ${BAD_ADDRESS}, ${USED_NUMBER}`] as const;
const DIGEST = `Payouts: ${TOTALS[1]}. Sent in all: ${TOTALS[0]}. ${TOTALS[2]}`;

/** How one row ended, and what is wrong with that, if anything. */
interface Ending {
	row: PayoutRow;
	result: ResultRow | undefined;
	alerts: number;
	problems: string[];
}

/**
 * Pays twelve rows out through the example workflows in a real server, two of which must fail, waits for the chat
 * alerts of the others, and prints a table of what became of each row.
 *
 * @returns whether every row ended as it should
 */
export async function payOutOnce(
	server: N8nServer,
	sandbox: Sandbox,
	account: TokenPayAccount,
	examples: InstalledExamples,
	log: Log,
): Promise<boolean> {
	const rows = exampleRows();
	const toBePaid = rows.filter(({ out_trade_no }) => out_trade_no !== BAD_ADDRESS && out_trade_no !== USED_NUMBER);
	const usedRow = rows.find(({ out_trade_no }) => out_trade_no === USED_NUMBER) as PayoutRow;
	await useUpNumber(sandbox, account, usedRow);
	await rm(examples.resultsFile, { force: true });
	await writeFile(examples.payoutsFile, toCsv(rows));

	log(`Running "Pay out a spreadsheet" on ${rows.length} rows …`);
	const started = Date.now();
	const execution = await server.finished(await server.executeWorkflow(examples.spreadsheetId));
	const seconds = ((Date.now() - started) / 1000).toFixed(1);
	if (execution.status !== 'success') {
		log(
			`The workflow ended with "${execution.status}": ${execution.data.resultData.error?.message ?? 'no reason given'}`,
		);
		return false;
	}
	log(`Done in ${seconds} s. Waiting for the chat alerts …`);
	await settled(server, sandbox, examples, toBePaid.map(alertText));

	const lines = parseCsv<ResultRow>(await readFile(examples.resultsFile, 'utf8'));
	const results = lines.filter(({ out_trade_no }) => out_trade_no !== TOTAL);
	const endings = rows.map((row) => judge(row, results, sandbox, toBePaid.includes(row)));
	log(`\n${tableOf(endings)}\n`);
	const bad = [
		...endings.flatMap(({ row, problems }) => problems.map((problem) => `${row.out_trade_no}: ${problem}`)),
		...problemsOfWhole(rows, lines, sandbox),
	];
	for (const problem of bad) log(`NOT AS IT SHOULD BE  ${problem}`);
	const good = bad.length === 0;
	if (good)
		log(
			`All ${rows.length} rows ended as they should: ${toBePaid.length} paid once and alerted once, ${rows.length - toBePaid.length} not paid, with their reasons.`,
		);
	return good;
}

/** The line that the chat shows for a row that landed. */
export function alertText({ out_trade_no, amount, currency, to_address }: PayoutRow): string {
	return `Payout ${out_trade_no} landed: ${amount} ${currency} to ${to_address}`;
}

/** The lines that the sandbox's chat has received. */
export function chatTexts(sandbox: Sandbox): string[] {
	return sandbox.state().chat.map(({ body }) => String((body as { text?: unknown } | null)?.text));
}

/** Waits until the alerts that are due have come, and then until nothing is under way that could bring another. */
async function settled(
	server: N8nServer,
	sandbox: Sandbox,
	{ alertId }: InstalledExamples,
	due: string[],
): Promise<void> {
	try {
		await waitFor('the chat alerts', () => due.every((text) => chatTexts(sandbox).includes(text)), {
			timeoutMs: 60_000,
		});
		await waitFor('all notifications to be answered', () =>
			sandbox.state().notifications.every(({ state }) => state !== 'pending'),
		);
		await waitFor('the alert workflow to be idle', async () =>
			(await server.executions(alertId)).every(({ status }) => status !== 'new' && status !== 'running'),
		);
	} catch {
		// The table shows which alert is missing.
	}
}

/** What is wrong with the order of the results, with their totals, and with the message about the run. */
function problemsOfWhole(rows: PayoutRow[], lines: ResultRow[], sandbox: Sandbox): string[] {
	const expected = [...rows.map(({ out_trade_no }) => out_trade_no), TOTAL];
	const given = lines.map(({ out_trade_no }) => out_trade_no);
	const { amount, result, error } = lines.at(-1) ?? {};
	const totals = [amount, result, error].join('; ');
	const told = chatTexts(sandbox).filter((text) => text.startsWith('Payouts: '));
	return [
		...(given.join() === expected.join() ? [] : [`the results file holds ${given.join(', ')}`]),
		...(totals === TOTALS.join('; ') ? [] : [`totals: "${totals}"`]),
		...(told.join() === DIGEST ? [] : [`told: ${JSON.stringify(told)}`]),
	];
}

function judge(row: PayoutRow, results: ResultRow[], sandbox: Sandbox, toBePaid: boolean): Ending {
	const { out_trade_no } = row;
	const lines = results.filter((line) => line.out_trade_no === out_trade_no);
	const result = lines[0];
	const alerts = chatTexts(sandbox).filter((text) => text.startsWith(`Payout ${out_trade_no} `));
	const paid = sandbox.state().moneySent.filter((sent) => sent.out_trade_no === out_trade_no);
	const paidAsAsked = paid.filter(({ amount, to_address }) => amount === row.amount && to_address === row.to_address);

	const problems: string[] = [];
	const expect = (holds: boolean, problem: string) => {
		if (!holds) problems.push(problem);
	};
	expect(lines.length === 1, `${lines.length} lines in the results file`);
	for (const column of COLUMNS)
		expect(result?.[column] === row[column], `${column} in the results file is "${result?.[column]}"`);
	if (toBePaid) {
		expect(result?.result === 'sent', `result "${result?.result}": ${result?.error}`);
		expect(result?.state === 'NOTPAY' && result.fee === '1 USDT', `state "${result?.state}", fee "${result?.fee}"`);
		expect(!Number.isNaN(Date.parse(result?.time ?? '')), `time "${result?.time}"`);
		expect(
			paid.length === 1 && paidAsAsked.length === 1,
			`paid ${paid.length} times, ${paidAsAsked.length} of them as asked`,
		);
		expect(alerts.length === 1 && alerts[0] === alertText(row), `alerts: ${JSON.stringify(alerts)}`);
		expect(
			sandbox
				.state()
				.payouts.some(
					(payout) => payout.out_trade_no === out_trade_no && payout.transaction_id === result?.transaction_id,
				),
			`transaction_id "${result?.transaction_id}"`,
		);
	} else {
		// Under a number that belongs to another payout, nothing is certain.
		const expected = out_trade_no === USED_NUMBER ? 'unknown' : 'failed';
		expect(result?.result === expected, `result "${result?.result}"`);
		expect(Boolean(result?.error) && Boolean(result?.advice), 'no reason or no advice');
		expect(paidAsAsked.length === 0, 'paid');
		expect(paid.length === (out_trade_no === USED_NUMBER ? 1 : 0), `${paid.length} payouts under its number`);
		expect(alerts.length === 0, `alerts: ${JSON.stringify(alerts)}`);
	}
	return { row, result, alerts: alerts.length, problems };
}

function tableOf(endings: Ending[]): string {
	const head = ['row', 'to', 'amount', 'result', 'alerts', 'why'];
	const rows = endings.map(({ row, result, alerts }) => [
		row.out_trade_no,
		`${row.to_address.slice(0, 6)}…${row.to_address.slice(-4)}`,
		`${row.amount} ${row.currency}`,
		result?.result ?? '-',
		alerts,
		result?.error ?? '',
	]);
	return formatTable(head, rows, { align: head.map(() => 'left'), widths: [null, null, null, null, null, 70] });
}
