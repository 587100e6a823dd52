import { importWorkflow, inOneLine, nodeOf, useCredentials } from '../../core/tools/n8n/workflows';
import { readExamples } from '../../tools/examples/install';
import { tokenPayCredential } from '../../tools/tokenpay/account';
import type { N8nExecutionDetail, N8nItem, N8nWorkflow } from '../../core/tools/n8n/types';
import type { N8nServer } from '../../core/tools/n8n/server';
import { DEFAULT_APP } from '../../sandbox/server';
import type { PayoutRow } from '../../tools/tokenpay/payoutRows';
import type { Report } from '../../core/tools/audit/judge';
import { reportOfItem, reportsOfError } from '../../core/tools/audit/reports';

/** The workflow that pays a spreadsheet out. */
export interface PayoutsWorkflow {
	name: string;
	/** Path of the spreadsheet, in n8n's own folder for files; read at each execution. */
	file: string;
	requestsPerSecond: number;
	onError: 'continueErrorOutput' | 'stopWorkflow';
	retryOnFail?: boolean;
	lookUpFirst?: boolean;
}

/** The first half of the spreadsheet example, with a file and a credential of its own. @returns its id */
export async function importPayouts(
	server: N8nServer,
	{ name, file, requestsPerSecond, onError, retryOnFail, lookUpFirst }: PayoutsWorkflow,
	baseUrl: string,
): Promise<string> {
	const credential = tokenPayCredential({ baseUrl, ...DEFAULT_APP });
	Object.assign(credential.data, { requestsPerSecond });
	const credentialId = await server.importCredential(credential);

	const [workflow] = await readExamples();
	workflow.name = name;
	useCredentials(workflow, { tokenPayApi: { id: credentialId, name: credential.name } });
	nodeOf(workflow, 'Read payouts.csv').parameters.fileSelector = file;
	const pay = nodeOf(workflow, 'Pay out');
	Object.assign(pay, { onError, ...(retryOnFail && { retryOnFail, maxTries: 3, waitBetweenTries: 1000 }) });
	Object.assign(pay.parameters, { requestOptions: { timeout: 2000 }, options: lookUpFirst ? { lookUpFirst } : {} });
	return await importFirstHalf(server, workflow);
}

/** The same workflow with n8n's HTTP Request node in the place of the payout node. @returns its id */
export async function importPlainPayouts(server: N8nServer, name: string, file: string, url: string): Promise<string> {
	const [workflow] = await readExamples();
	workflow.name = name;
	nodeOf(workflow, 'Read payouts.csv').parameters.fileSelector = file;
	const pay = nodeOf(workflow, 'Pay out');
	delete pay.credentials;
	Object.assign(pay, {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		onError: 'continueErrorOutput',
		parameters: {
			method: 'POST',
			url,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ JSON.stringify($json) }}',
			options: { batching: { batch: { batchSize: 1, batchInterval: 20 } } },
		},
	});
	return await importFirstHalf(server, workflow);
}

/** Keeps what comes before and with the payout node. @returns the workflow's id */
async function importFirstHalf(server: N8nServer, workflow: N8nWorkflow): Promise<string> {
	const kept = ['Start by hand', 'Read payouts.csv', 'Rows of the spreadsheet', 'Pay out'];
	workflow.nodes = kept.map((name) => nodeOf(workflow, name));
	workflow.connections = inOneLine(workflow.nodes);
	return await importWorkflow(server, workflow);
}

/** What an execution of that workflow reported about the rows of its spreadsheet. */
export function reportsOf({ data: { resultData } }: N8nExecutionDetail, rows: PayoutRow[]): Report[] {
	const run = resultData.runData['Pay out']?.[0];
	const error = run?.error ?? resultData.error;
	if (run?.data === undefined) return reportsOfError(rows, error ?? { message: 'the node did not run' });
	const items = run.data.main.flatMap((output) => output ?? []);
	const byNumber = Map.groupBy(items, numberOf);
	return rows.map((row) => reportOfItem(row, byNumber.get(row.out_trade_no) ?? []));
}

const numberOf = ({ json }: N8nItem): unknown =>
	json.out_trade_no ?? (json.details as { out_trade_no?: unknown } | undefined)?.out_trade_no;
