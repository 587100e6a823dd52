import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { installExamples, readExamples, type InstalledExamples } from '../../tools/examples/install';
import { FILL_IN, fillIn, nodeOf, useCredentials } from '../../core/tools/n8n/workflows';
import { tokenPayCredential, type TokenPayAccount } from '../../tools/tokenpay/account';
import { ensureN8n } from '../../core/tools/n8n/install';
import { startN8n, type N8nServer } from '../../core/tools/n8n/server';
import type { N8nExecutionDetail, N8nItem } from '../../core/tools/n8n/types';
import { alertText, chatTexts, payOutOnce } from '../../tools/examples/payOut';
import { buildAndPack } from '../../core/tools/n8n/pack';
import { TOKENPAY } from '../../core/tools/project';
import { requestTokenPay } from '../../tools/tokenpay/account';
import { parseCsv, toCsv } from '../../tools/tokenpay/csv';
import type { PayoutRow } from '../../tools/tokenpay/payoutRows';
import type { ResultRow } from '../../tools/examples/rows';
import { waitFor } from '../../core/tools/async/waitFor';
import { randomAddress } from '../../sandbox/addresses';
import { DEFAULT_APP, startSandbox, type NotifyVariation, type Sandbox } from '../../sandbox/server';

const MINUTE = 60_000;
jest.setTimeout(3 * MINUTE);

interface Delivered {
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** What TokenPay would post, kept instead of delivered, so that a test can post it where and as often as it likes. */
const delivered: Delivered[] = [];

let work: string;
let sandbox: Sandbox;
let account: TokenPayAccount;
let mailbox: Server;
let mailboxUrl: string;
let n8n: N8nServer;
let examples: InstalledExamples;

beforeAll(async () => {
	work = await mkdtemp(path.join(tmpdir(), 'tokenpay-test-'));
	const [tarball, installed] = await Promise.all([
		buildAndPack(TOKENPAY, work),
		ensureN8n({ log: (line) => process.stderr.write(`${line}\n`) }),
	]);
	sandbox = await startSandbox({ payoutDelayMs: 300 });
	account = { baseUrl: sandbox.url, ...DEFAULT_APP };
	mailbox = createServer((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			delivered.push({ headers: incoming.headers, body: Buffer.concat(chunks) });
			response.end('success');
		});
	});
	await new Promise<void>((resolve) => mailbox.listen(0, '127.0.0.1', resolve));
	mailboxUrl = `http://127.0.0.1:${(mailbox.address() as AddressInfo).port}/`;
	// "debug" so that the search for the secret sees all that n8n would ever write.
	n8n = await startN8n({ n8n: installed, tarballs: [tarball], env: { N8N_LOG_LEVEL: 'debug' } });
	await n8n.setupOwner({ email: 'test@example.com', password: 'Test-1234567' });
	examples = await installExamples(n8n, account, `${sandbox.url}/_sandbox/chat`);
}, 20 * MINUTE);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
	mailbox?.closeAllConnections();
	mailbox?.close();
	if (work) await rm(work, { recursive: true, force: true });
});

describe('The packed package in n8n', () => {
	it('offers the chains and their currencies as lists', async () => {
		expect(await list('searchChains', 'chain', {})).toEqual(expect.arrayContaining(['TRON']));
		expect(await list('searchCurrencies', 'currency', { chain: { __rl: true, mode: 'list', value: 'TRON' } })).toEqual(
			expect.arrayContaining(['USDT', 'TRX']),
		);
	});
});

describe('The example "Pay out a spreadsheet"', () => {
	it('pays ten of twelve rows, says why the others failed, and every landed payout reaches the chat once', async () => {
		const lines: string[] = [];
		const good = await payOutOnce(n8n, sandbox, account, examples, (line) => lines.push(line));
		if (!good) throw new Error(lines.join('\n'));
	});

	it('pays nothing twice when the same file is run again, this time from the command line', async () => {
		const paidBefore = sandbox.state().moneySent;
		const before = parseCsv<ResultRow>(await readFile(examples.resultsFile, 'utf8'));
		const output = await n8n.cli(['execute', `--id=${examples.spreadsheetId}`, '--rawOutput']);
		expect(output).toContain('Write results.csv');
		expect(sandbox.state().moneySent).toEqual(paidBefore);
		const after = parseCsv<ResultRow>(await readFile(examples.resultsFile, 'utf8'));
		expect(after.map(({ transaction_id }) => transaction_id)).toEqual(
			before.map(({ transaction_id }) => transaction_id),
		);
		expect(after.map(({ result }) => result)).toEqual(
			before.map(({ result }) => result.replace('sent', 'sent before')),
		);
		const landed = after.filter(({ result }) => result === 'sent before');
		expect(landed).toHaveLength(10);
		for (const row of landed)
			expect(row).toMatchObject({ state: 'SUCCESS', link: expect.stringMatching(/^[0-9a-f]{64}$/) });
	});

	it('keeps amounts as text, digit by digit', async () => {
		const row = { ...payout('exact-1'), amount: '0000012.340000' };
		const execution = await runSheet(
			[row, { ...payout('exact-2'), amount: '9007199254740993.000001' }],
			'continueErrorOutput',
		);
		const read = outputOf(execution, 'Rows of the spreadsheet')[0] ?? [];
		expect(read.map(({ json }) => json.amount)).toEqual(['0000012.340000', '9007199254740993.000001']);
	});
});

describe('The example "Payout landed → chat alert"', () => {
	it('writes an amount with 18 decimals exactly', async () => {
		const row = {
			...payout('alert-1'),
			amount: '15.500000000000000001',
			currency: 'BNB',
			chain: 'BSC',
			to_address: randomAddress('BSC'),
		};
		await requestTokenPay(account, '/v1/payanother/payment', { ...row, notify_url: examples.notifyUrl });
		await waitFor('the alert', () => chatTexts(sandbox).includes(alertText(row)));
	});
});

describe("The trigger's acknowledgement", () => {
	it('is exactly "success" for a notification it accepts, which starts one execution', async () => {
		const notification = await notificationOf('ack-1');
		const before = await alertCount();
		expect(await post(notification)).toEqual({ status: 200, body: Buffer.from('success') });
		expect(await alertCount()).toBe(before + 1);
		await waitFor('the alert', () => chatTexts(sandbox).some((text) => text.startsWith('Payout ack-1 ')));
	});

	it('is exactly "success" for one it has had before, which starts nothing', async () => {
		const notification = await notificationOf('ack-2');
		await post(notification);
		const before = await alertCount();
		expect(await post(notification)).toEqual({ status: 200, body: Buffer.from('success') });
		expect(await post(await notificationOf('ack-2', 'plain'))).toEqual({ status: 200, body: Buffer.from('success') });
		expect(await alertCount()).toBe(before);
	});

	it('is exactly "success" for an event that was not chosen, which starts nothing', async () => {
		const created = (await requestTokenPay(account, '/v1/transaction/prepayment', {
			out_trade_no: 'ack-order',
			amount: 9,
			chain: 'TRON',
			currency: 'USDT',
			expire_second: 600,
			order_type: 'platform_order',
			notify_url: mailboxUrl,
		})) as object;
		expect(created).toBeDefined();
		const order = sandbox.state().orders.find(({ out_trade_no }) => out_trade_no === 'ack-order');
		const at = delivered.length;
		sandbox.settle(order?.transaction_id ?? '', 'SUCCESS');
		const notification = await waitFor("the order's notification", () => delivered[at]);
		const before = await alertCount();
		expect(await post(notification)).toEqual({ status: 200, body: Buffer.from('success') });
		expect(await alertCount()).toBe(before);
	});

	it.each<NotifyVariation>(['english', 'reordered keys'])(
		'is exactly "success" for the form "%s"',
		async (variation) => {
			const notification = await notificationOf(`ack-${variation}`, variation);
			const before = await alertCount();
			expect(await post(notification)).toEqual({ status: 200, body: Buffer.from('success') });
			expect(await alertCount()).toBe(before + 1);
		},
	);

	it.each<NotifyVariation>(['unsigned', 'wrong secret', 'altered', 'altered body', 'old'])(
		'is 401 for a notification that is "%s", and nothing is stored',
		async (variation) => {
			const notification = await notificationOf(`forged-${variation}`, variation);
			const before = await alertCount();
			const response = await post(notification);
			expect(response.status).toBe(401);
			expect(response.body.toString()).not.toBe('success');
			// A genuine one after it is the only execution that is added.
			expect(await post(await notificationOf(`genuine-after-${variation}`))).toEqual({
				status: 200,
				body: Buffer.from('success'),
			});
			expect(await alertCount()).toBe(before + 1);
		},
	);
});

describe("The credential's test", () => {
	it('is green with the right secret', async () => {
		expect(await n8n.testCredential(examples.credentialId, tokenPayCredential(account))).toMatchObject({
			status: 'OK',
		});
	});

	it.each([
		['a wrong secret', { appSecret: 'x'.repeat(32) }, /103.*App Secret/],
		['a secret of the wrong length', { appSecret: 'short' }, /32/],
		['an unknown application', { appId: 'f'.repeat(32) }, /App ID|103|20000/],
		['a host that does not respond', { baseUrl: 'http://127.0.0.1:9' }, /reach|connect/i],
	])('is red with %s and says why', async (_what, change, reason) => {
		const { status, message } = await n8n.testCredential(
			examples.credentialId,
			tokenPayCredential({ ...account, ...change }),
		);
		expect(message).toMatch(reason);
		expect(status).toBe('Error');
	});
});

describe('The node', () => {
	it('leads a failed row to the error output with its own fields, and the others go on', async () => {
		const rows = [payout('split-1'), { ...payout('split-2'), to_address: 'nowhere' }, payout('split-3')];
		const [sent = [], failed = []] = outputOf(await runSheet(rows, 'continueErrorOutput'), 'Pay out');
		expect(sent.map(({ json, pairedItem }) => [json.out_trade_no, pairedItem])).toEqual([
			['split-1', { item: 0 }],
			['split-3', { item: 2 }],
		]);
		expect(failed).toHaveLength(1);
		expect(failed[0]).toMatchObject({
			json: {
				...rows[1],
				error: expect.stringContaining('nowhere'),
				message: expect.any(String),
				details: { out_trade_no: 'split-2' },
			},
			pairedItem: { item: 1 },
		});
	});

	it('keeps all rows in order when it continues on the regular output', async () => {
		const rows = [payout('mixed-1'), { ...payout('mixed-2'), to_address: 'nowhere' }, payout('mixed-3')];
		const [all = []] = outputOf(await runSheet(rows, 'continueRegularOutput'), 'Pay out');
		expect(all.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(all.map(({ json }) => Boolean(json.error))).toEqual([false, true, false]);
		expect(all[1]?.json).toMatchObject({
			error: expect.stringContaining('nowhere'),
			details: { out_trade_no: 'mixed-2' },
		});
	});

	it('sends no row at all when it stops on errors and one row is wrong', async () => {
		const rows = [payout('stop-1'), payout('stop-2'), { ...payout('stop-3'), to_address: 'nowhere' }];
		const execution = await runSheet(rows, 'stopWorkflow');
		expect(execution.status).toBe('error');
		expect(execution.data.resultData.error?.message).toContain('nowhere');
		expect(sandbox.state().moneySent.filter(({ out_trade_no }) => out_trade_no.startsWith('stop-'))).toEqual([]);
	});

	it('lets the app secret and signed headers into no log, execution or file', async () => {
		// A request that gets no response: its error is where a library would show the whole request.
		const unreachable = await n8n.importCredential({
			...tokenPayCredential({ ...account, baseUrl: 'http://127.0.0.1:9' }),
			name: 'Nobody there',
		});
		for (const onError of ['continueErrorOutput', 'stopWorkflow']) {
			const execution = await runSheet([payout(`secret-${onError}`)], onError, unreachable);
			expect(JSON.stringify(execution.data)).toContain(`secret-${onError}`);
		}
		const seen = await filesWith(n8n.folder, ['secret-stopWorkflow']);
		expect(seen.map((file) => path.basename(file).split('.')[0])).toContain('database');
		expect(await filesWith(n8n.folder, [account.appSecret, 'TTPAY-AES-256-ECB app_id'])).toEqual([]);
		expect(n8n.log).not.toContain(account.appSecret);
	});
});

function payout(out_trade_no: string): PayoutRow {
	return { out_trade_no, to_address: randomAddress('TRON'), amount: '1.5', currency: 'USDT', chain: 'TRON' };
}

/** What a resource locator of the node offers. */
async function list(methodName: string, parameter: string, currentNodeParameters: object): Promise<string[]> {
	const { results } = await n8n.rest<{ results: Array<{ value: string }> }>(
		'POST',
		'/rest/dynamic-node-parameters/resource-locator-results',
		{
			path: `parameters.${parameter}`,
			methodName,
			nodeTypeAndVersion: { name: 'n8n-nodes-tokenpay.tokenPay', version: 1 },
			currentNodeParameters: { resource: 'payout', operation: 'create', ...currentNodeParameters },
			credentials: { tokenPayApi: { id: examples.credentialId, name: 'TokenPay sandbox' } },
		},
	);
	return results.map(({ value }) => value);
}

/** Runs the first half of the spreadsheet example on rows of its own. */
async function runSheet(
	rows: PayoutRow[],
	onError: string,
	credentialId = examples.credentialId,
): Promise<N8nExecutionDetail> {
	const file = path.join(n8n.files, `${rows[0]?.out_trade_no}.csv`);
	await writeFile(file, toCsv(rows));
	const [workflow] = await readExamples();
	useCredentials(workflow, { tokenPayApi: { id: credentialId, name: 'TokenPay sandbox' } });
	fillIn(workflow, { payouts_file: file });
	nodeOf(workflow, 'Pay out').onError = onError;
	const kept = ['Start by hand', FILL_IN, 'Read payouts.csv', 'Rows of the spreadsheet', 'Pay out'];
	workflow.nodes = workflow.nodes.filter(({ name }) => kept.includes(name));
	workflow.connections = Object.fromEntries(
		kept.slice(0, -1).map((name): [string, unknown] => [name, workflow.connections[name]]),
	);
	const id = await n8n.importWorkflow(workflow);
	return await n8n.finished(await n8n.executeWorkflow(id));
}

/** The items of each output of a node. */
function outputOf(execution: N8nExecutionDetail, node: string): N8nItem[][] {
	const run = execution.data.resultData.runData[node]?.[0];
	if (run?.data === undefined)
		throw new Error(`"${node}" put nothing out: ${JSON.stringify(execution.data.resultData.error)}`);
	return run.data.main.map((items) => items ?? []);
}

/** A notification of a landed payout with this number, as it goes over the wire. */
async function notificationOf(out_trade_no: string, variation: NotifyVariation = 'plain'): Promise<Delivered> {
	const known = () => sandbox.state().payouts.find((one) => one.out_trade_no === out_trade_no);
	if (known() === undefined) {
		await waitFor(
			'a free place under the rate limit',
			async () =>
				await requestTokenPay(account, '/v1/payanother/payment', {
					...payout(out_trade_no),
					notify_url: mailboxUrl,
				}).then(
					() => true,
					(error: Error) => (/code 11001/.test(error.message) ? false : Promise.reject(error)),
				),
		);
		await waitFor(`${out_trade_no} to land and be notified`, () =>
			sandbox.state().notifications.some((one) => one.out_trade_no === out_trade_no && one.state === 'delivered'),
		);
	}
	await sandbox.notify(known()?.transaction_id ?? '', variation);
	const notification = delivered.at(-1);
	if (notification === undefined) throw new Error('No notification came');
	return notification;
}

/** Delivers a notification to the published alert, byte for byte. */
async function post({ headers, body }: Delivered): Promise<{ status: number | undefined; body: Buffer }> {
	return await new Promise((resolve, reject) => {
		const outgoing = request(
			examples.notifyUrl,
			{
				method: 'POST',
				headers: { ...headers, host: new URL(examples.notifyUrl).host, connection: 'close' },
				agent: false,
			},
			(incoming) => {
				const chunks: Buffer[] = [];
				incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
				incoming.on('end', () => resolve({ status: incoming.statusCode, body: Buffer.concat(chunks) }));
				incoming.on('error', reject);
			},
		);
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}

/** How many executions of the alert n8n has stored, in whatever state. */
async function alertCount(): Promise<number> {
	return (await n8n.executions(examples.alertId)).length;
}

/** The files under a folder that hold one of the texts, the database included. */
async function filesWith(folder: string, texts: string[]): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
	const found = await Promise.all(
		files.map(async (file) => {
			const bytes = await readFile(file).catch(() => Buffer.alloc(0));
			return texts.some((text) => bytes.includes(text)) ? [file] : [];
		}),
	);
	return found.flat();
}
