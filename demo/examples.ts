import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { startDaxPaySandbox, type DaxPaySandbox } from '../daxpay/sandbox/server';
import { addDaxPayCredential, addPayments, CLOSE_EXAMPLE, closeOnce, installClose } from '../daxpay/tools/closeExample';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../sandbox/server';
import { EXAMPLE_FILES, installExamples, type InstalledExamples } from '../tools/examples/install';
import { payOutOnce } from '../tools/examples/payOut';
import { addOrders, installSelfContained, SELF_CONTAINED_FILES } from '../tools/examples/selfContained';
import { exampleRows, USED_NUMBER, useUpNumber } from '../tools/examples/rows';
import type { N8nServer } from '../core/tools/n8n/server';
import { DAXPAY, TOKENPAY } from '../core/tools/project';
import type { Log } from '../core/tools/system/runCommand';
import type { TokenPayAccount } from '../tools/tokenpay/account';
import { parseCsv, toCsv } from '../tools/tokenpay/csv';
import type { PayoutRow } from '../tools/tokenpay/payoutRows';

/** Who may open the pages to fill in, with the owner's password. */
export const FORM_USER = 'demo';

/** How long payouts are on their way where nobody watches, in milliseconds. */
const LANDS_QUICKLY = 2000;

/** Long enough for a person to see that a payout is sent but not landed, in milliseconds. */
export const LANDS_VISIBLY = 10_000;

/** Both platforms on this machine. */
export interface Platforms {
	tokenPay: Sandbox;
	daxPay: DaxPaySandbox;
	/** Of the credential for TokenPay's. */
	account: TokenPayAccount;
	chatUrl: string;
}

/**
 * Starts both.
 *
 * @param ports 0 picks a free one
 * @param landAfterMs how long TokenPay's payouts are on their way, in milliseconds
 * @throws Error when a port is taken
 */
export async function startPlatforms(
	ports: { tokenPay: number; daxPay: number },
	{ landAfterMs = LANDS_QUICKLY }: { landAfterMs?: number } = {},
): Promise<Platforms> {
	const tokenPay = await startSandbox({ port: ports.tokenPay, payoutDelayMs: landAfterMs });
	try {
		const daxPay = await startDaxPaySandbox({ port: ports.daxPay });
		const account = { baseUrl: tokenPay.url, ...DEFAULT_APP };
		return { tokenPay, daxPay, account, chatUrl: `${tokenPay.url}/_sandbox/chat` };
	} catch (error) {
		await tokenPay.close();
		throw error;
	}
}

export async function stopPlatforms({ tokenPay, daxPay }: Platforms): Promise<void> {
	await Promise.all([tokenPay.close(), daxPay.close()]);
}

/** All that the examples in a server depend on besides the server, as text: another text, other examples. */
export async function setUpFor({ account, chatUrl, daxPay }: Platforms): Promise<string> {
	const { serverUrl, secret } = daxPay.credential();
	const files = [
		...[...EXAMPLE_FILES, ...SELF_CONTAINED_FILES].map((file) => path.join(TOKENPAY.folder, 'examples', file)),
		path.join(DAXPAY.folder, 'examples', CLOSE_EXAMPLE),
	];
	const texts = await Promise.all(files.map(async (file) => await readFile(file, 'utf8')));
	// The word is another one whenever a kept folder holds something else.
	return JSON.stringify(['pages', account, chatUrl, serverUrl, secret, ...texts]);
}

/** What a person looks for in a server, besides the workflows. */
export interface ReadyExamples extends InstalledExamples {
	/** Pages to fill in, by the names of their workflows. */
	pages: Record<string, string>;
}

/**
 * Puts both packages' examples that need no account elsewhere into a server, ready to run, with their credentials.
 *
 * @param password of the pages to fill in
 */
export async function installAll(server: N8nServer, platforms: Platforms, password: string): Promise<ReadyExamples> {
	const { account, chatUrl, daxPay } = platforms;
	await installClose(server, await addDaxPayCredential(server, daxPay));
	const form = { name: 'Who may open the form', type: 'httpBasicAuth', data: { user: FORM_USER, password } };
	const httpBasicAuth = { id: await server.importCredential(form), name: form.name };
	const basic = await installExamples(server, account, chatUrl);
	const tokenPayApi = { id: basic.credentialId, name: 'TokenPay sandbox' };
	const pages = await installSelfContained(server, { tokenPayApi, httpBasicAuth }, chatUrl);
	return { ...basic, pages };
}

/** Fills fresh platforms with what the examples are about to find there, and makes the file that is paid, unless it is there. */
export async function fillPlatforms(platforms: Platforms, { payoutsFile }: InstalledExamples): Promise<void> {
	const { account, tokenPay, daxPay } = platforms;
	addPayments(daxPay);
	await addOrders(tokenPay, account);
	if (!existsSync(payoutsFile)) await writeFile(payoutsFile, toCsv(exampleRows()));
	const rows = parseCsv<PayoutRow>(await readFile(payoutsFile, 'utf8'));
	const usedRow = rows.find(({ out_trade_no }) => out_trade_no === USED_NUMBER);
	if (usedRow !== undefined) await useUpNumber(tokenPay, account, usedRow);
}

/**
 * Pays twelve rows with TokenPay and closes three payments with DaxPay, in one server.
 *
 * @returns whether all of them ended as they should
 */
export async function runBothOnce(server: N8nServer, platforms: Platforms, log: Log): Promise<boolean> {
	const { tokenPay, daxPay, account, chatUrl } = platforms;
	const examples = await installExamples(server, account, chatUrl);
	const close = await installClose(server, await addDaxPayCredential(server, daxPay));
	addPayments(daxPay);
	const paid = await payOutOnce(server, tokenPay, account, examples, log);
	return (await closeOnce(server, daxPay, close, log)) && paid;
}
