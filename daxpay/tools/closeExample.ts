import { type DataTable, makeDataTable } from '../../core/tools/n8n/dataTable';
import type { N8nServer } from '../../core/tools/n8n/server';
import { type Credentials, fillIn, importWorkflow, readExample } from '../../core/tools/n8n/workflows';
import { DAXPAY } from '../../core/tools/project';
import type { Log } from '../../core/tools/system/runCommand';
import { formatTable } from '../../core/tools/table';
import type { DaxPaySandbox } from '../sandbox/server';
import { credentialOf } from './runDaxPay';

/** It needs nothing but DaxPay. */
export const CLOSE_EXAMPLE = 'close-unpaid-payments.json';

/** The payments of {@link addPayments}, and what the list must say of each when the example has run. */
const PAYMENTS = { 'order-1': 'closed', 'order-2': 'closed', 'order-3': 'paid' } as const;
/** What DaxPay says of what the list says. */
const STATUS = { closed: 'close', paid: 'success' } as const;

/** Adds three payments to a sandbox: two that nobody pays, and one that is paid before the example looks at it. */
export function addPayments(sandbox: DaxPaySandbox): void {
	for (const [bizOrderNo, end] of Object.entries(PAYMENTS))
		sandbox.addPayment({ bizOrderNo, ...(end === 'paid' && { status: 'success' }) });
}

/** The example "close payments unpaid for a day" in a server. */
export interface InstalledClose {
	workflowId: string;
	/** Its list, with the payments of {@link addPayments}. */
	payments: DataTable;
}

/** Puts the example into a server, with a list of payments, and lets it close those that are a moment old. */
export async function installClose(server: N8nServer, credentials: Credentials): Promise<InstalledClose> {
	const payments = await makeDataTable(server, 'DaxPay payments', ['bizOrderNo', 'result', 'error']);
	await payments.insert(Object.keys(PAYMENTS).map((bizOrderNo) => ({ bizOrderNo, result: 'unpaid', error: '' })));
	const workflow = await readExample(DAXPAY, CLOSE_EXAMPLE);
	fillIn(workflow, { hours: 0 });
	return { workflowId: await importWorkflow(server, workflow, credentials), payments };
}

/**
 * Runs the example on the payments of {@link addPayments}, and prints what became of each.
 *
 * @returns whether every payment ended as it should
 */
export async function closeOnce(
	server: N8nServer,
	sandbox: DaxPaySandbox,
	{ workflowId, payments }: InstalledClose,
	log: Log,
): Promise<boolean> {
	log(`Running "DaxPay: close payments unpaid for a day" on ${Object.keys(PAYMENTS).length} payments …`);
	const { status, data } = await server.finished(await server.executeWorkflow(workflowId));
	if (status !== 'success') {
		log(`The workflow ended with "${status}": ${data.resultData.error?.message ?? 'no reason given'}`);
		return false;
	}
	const rows = await payments.rows();
	const endings = Object.entries(PAYMENTS).map(([number, end]) => {
		const row = rows.find(({ bizOrderNo }) => bizOrderNo === number);
		const there = sandbox.state().payments.filter(({ bizNo }) => bizNo === number);
		const good = row?.result === end && row.error === '' && there.length === 1 && there[0]?.status === STATUS[end];
		return { good, cells: [number, String(row?.result), there.map((one) => one.status).join(), String(row?.error)] };
	});
	const head = ['payment', 'list', 'DaxPay', 'why'];
	const table = endings.map(({ cells }) => cells);
	log(`\n${formatTable(head, table, { align: head.map(() => 'left') })}\n`);
	const bad = endings.filter(({ good }) => !good);
	for (const { cells } of bad) log(`NOT AS IT SHOULD BE  ${cells.join(' ')}`);
	if (bad.length === 0) log('All 3 payments ended as they should: 2 closed, and 1 that was paid meanwhile left alone.');
	return bad.length === 0;
}

/** Saves the credential for a sandbox. @returns it, by its type */
export async function addDaxPayCredential(server: N8nServer, sandbox: DaxPaySandbox): Promise<Credentials> {
	const name = 'DaxPay sandbox';
	const id = await server.importCredential({ name, type: 'daxPayApi', data: credentialOf(sandbox) });
	return { daxPayApi: { id, name } };
}
