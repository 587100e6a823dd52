import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { N8nServer, N8nWorkflow } from '../n8n/server';
import { PROJECT } from '../project';

export const EXAMPLE_FILES = ['pay-out-a-spreadsheet.json', 'payout-landed-chat-alert.json'] as const;

/** What the credential of a TokenPay application holds. */
export interface TokenPayAccount {
	baseUrl: string;
	appId: string;
	mchId: string;
	appSecret: string;
}

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

/** The credential as n8n takes it. */
export function tokenPayCredential(account: TokenPayAccount) {
	return { name: 'TokenPay sandbox', type: 'tokenPayApi', data: { environment: 'custom', ...account } };
}

/** The example workflows exactly as a user imports them: placeholders for the credential, the files and the chat. */
export async function readExamples(): Promise<[spreadsheet: N8nWorkflow, alert: N8nWorkflow]> {
	const [spreadsheet, alert] = await Promise.all(
		EXAMPLE_FILES.map(
			async (file) => JSON.parse(await readFile(path.join(PROJECT, 'examples', file), 'utf8')) as N8nWorkflow,
		),
	);
	return [spreadsheet as N8nWorkflow, alert as N8nWorkflow];
}

/**
 * Puts a credential and both examples into a server, with their placeholders filled in, and publishes the alert.
 *
 * @param chatUrl where the alert is posted to
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
	// n8n makes this id when a workflow is imported in the editor; it is part of the trigger's URL.
	const webhookId = randomUUID();
	const notifyUrl = `${server.url}/webhook/${webhookId}/webhook`;

	const [spreadsheet, alert] = await readExamples();
	useCredential(spreadsheet, credentialId, credential.name);
	useCredential(alert, credentialId, credential.name);
	nodeOf(spreadsheet, 'Read payouts.csv').parameters.fileSelector = payoutsFile;
	nodeOf(spreadsheet, 'Write results.csv').parameters.fileName = resultsFile;
	nodeOf(spreadsheet, 'Pay out').parameters.additionalFields = { notifyUrl };
	nodeOf(alert, 'Payout landed').webhookId = webhookId;
	nodeOf(alert, 'Post to the chat').parameters.url = chatUrl;

	const [spreadsheetId = '', alertId = ''] = await server.importWorkflows([spreadsheet, alert]);
	await server.publish(alertId);
	return { credentialId, spreadsheetId, alertId, notifyUrl, payoutsFile, resultsFile };
}

/**
 * A node of a workflow by its name.
 *
 * @throws Error when there is none
 */
export function nodeOf(workflow: N8nWorkflow, name: string): N8nWorkflow['nodes'][number] {
	const node = workflow.nodes.find((one) => one.name === name);
	if (node === undefined) throw new Error(`The workflow "${workflow.name}" has no node "${name}"`);
	return node;
}

/** Points every TokenPay node of a workflow at one credential. */
export function useCredential(workflow: N8nWorkflow, id: string, name: string): void {
	for (const { credentials } of workflow.nodes) {
		if (credentials?.tokenPayApi !== undefined) credentials.tokenPayApi = { id, name };
	}
}
