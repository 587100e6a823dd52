import path from 'node:path';

import type { N8nServer } from '../../core/tools/n8n/server';
import type { N8nWorkflow } from '../../core/tools/n8n/types';
import { fillIn, importWorkflow, nodeOf, publishTrigger, readExample } from '../../core/tools/n8n/workflows';
import { TOKENPAY } from '../../core/tools/project';
import { tokenPayCredential, type TokenPayAccount } from '../tokenpay/account';

export const EXAMPLE_FILES = ['pay-out-a-spreadsheet.json', 'payout-landed-chat-alert.json'] as const;

/** The two example workflows as they stand in an n8n server. */
export interface InstalledExamples {
	credentialId: string;
	/** Workflow id of "Pay out a spreadsheet". */
	spreadsheetId: string;
	/** Workflow id of "Payout landed → chat alert", published. */
	alertId: string;
	/** Production URL of the alert's trigger. */
	notifyUrl: string;
	/** What the spreadsheet workflow reads. */
	payoutsFile: string;
	/** What the spreadsheet workflow writes. */
	resultsFile: string;
}

/** The example workflows exactly as a user imports them: placeholders for the credential, the files and the chat. */
export async function readExamples(): Promise<[spreadsheet: N8nWorkflow, alert: N8nWorkflow]> {
	const [spreadsheet, alert] = await Promise.all(EXAMPLE_FILES.map(async (file) => await readExample(TOKENPAY, file)));
	return [spreadsheet as N8nWorkflow, alert as N8nWorkflow];
}

/**
 * Puts a credential and both examples into a server, with their placeholders filled in, and publishes the alert.
 *
 * @param chatUrl where the alerts and the message about each run are posted to
 */
export async function installExamples(
	server: N8nServer,
	account: TokenPayAccount,
	chatUrl: string,
): Promise<InstalledExamples> {
	const credential = tokenPayCredential(account);
	const credentialId = await server.importCredential(credential);
	const payoutsFile = path.join(server.files, 'payouts.csv');
	const resultsFile = path.join(server.files, 'results.csv');
	const [spreadsheet, alert] = await readExamples();
	fillIn(spreadsheet, { payouts_file: payoutsFile, results_file: resultsFile, chat_url: chatUrl });
	fillIn(alert, { chat_url: chatUrl });

	const credentials = { tokenPayApi: { id: credentialId, name: credential.name } };
	const { id: alertId, url: notifyUrl } = await publishTrigger(server, alert, 'Payout landed', credentials);
	nodeOf(spreadsheet, 'Pay out').parameters.additionalFields = { notifyUrl };
	const spreadsheetId = await importWorkflow(server, spreadsheet, credentials);
	return { credentialId, spreadsheetId, alertId, notifyUrl, payoutsFile, resultsFile };
}
