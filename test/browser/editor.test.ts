import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { installExamples, type InstalledExamples } from '../../tools/examples/install';
import type { TokenPayAccount } from '../../tools/tokenpay/account';
import { openEditor, type Editor } from '../../core/tools/n8n/editor';
import { ensureN8n } from '../../core/tools/n8n/install';
import { startN8n, type N8nServer } from '../../core/tools/n8n/server';
import { buildAndPack } from '../../core/tools/n8n/pack';
import { TOKENPAY } from '../../core/tools/project';
import { requestTokenPay, tokenPayCredential } from '../../tools/tokenpay/account';
import { exampleRows } from '../../tools/examples/rows';
import { toCsv } from '../../tools/tokenpay/csv';
import { waitFor } from '../../core/tools/async/waitFor';
import { randomAddress } from '../../sandbox/addresses';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../../sandbox/server';
import { TokenPay } from '../../nodes/TokenPay/TokenPay.node';
import { Photographer } from './pictures';

const MINUTE = 60_000;
jest.setTimeout(3 * MINUTE);

const OWNER = { email: 'test@example.com', password: 'Test-1234567' };
const PHONE = { width: 380, height: 760 };
const PAYEE = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const CANVAS_MIDDLE = { x: 500, y: 420 };

/** By which the node's lists are known to be unfolded. */
const ACTIONS = { action: 'Create payout', trigger: 'On payout landed' };

/** Each operation of the node, as its two lists name it. */
const OPERATIONS: Record<string, string[]> = {
	Balance: ['Get'],
	Currency: ['Get Many'],
	Order: ['Close', 'Create', 'Get'],
	Payout: ['Close', 'Create', 'Estimate Fee', 'Get', 'Preview', 'Wait Until Landed'],
	Wallet: ['Create', 'Delete', 'Get', 'Update'],
};

let work: string;
let pictures: string;
let sandbox: Sandbox;
let account: TokenPayAccount;
let n8n: N8nServer;
let browser: Browser;
let page: Page;
let editor: Editor;
let photographer: Photographer;

const log = (line: string) => process.stderr.write(`${line}\n`);

beforeAll(async () => {
	work = await mkdtemp(path.join(tmpdir(), 'tokenpay-browser-'));
	pictures = path.join(tmpdir(), 'tokenpay-pictures');
	await rm(pictures, { recursive: true, force: true });
	photographer = new Photographer(pictures);
	const [tarball, installed] = await Promise.all([buildAndPack(TOKENPAY, work), ensureN8n({ log })]);
	sandbox = await startSandbox({ payoutDelayMs: 300 });
	account = { baseUrl: sandbox.url, ...DEFAULT_APP };
	n8n = await startN8n({ n8n: installed, tarballs: [tarball] });
	await n8n.setupOwner(OWNER);
	({ browser, page, editor } = await openEditor(n8n.url, { log }));
}, 20 * MINUTE);

afterAll(async () => {
	await browser?.close();
	await n8n?.stop();
	await sandbox?.close();
	if (work) await rm(work, { recursive: true, force: true });
	log(`Pictures: ${pictures}`);
});

/** A test that, when it fails, leaves a picture of what could be seen. */
function step(name: string, run: () => Promise<void>): void {
	it(name, async () => {
		try {
			await run();
		} catch (error) {
			const file = await photographer
				.snapshot(`failed-${name.replace(/\W+/g, '-')}`, page)
				.catch(() => 'none could be taken');
			(error as Error).message += `\nPicture of the page: ${file}`;
			throw error;
		}
	});
}

describe('A merchant in the editor', () => {
	step('signs in', async () => {
		await editor.signIn(OWNER.email, OWNER.password);
		await editor.part('new-workflow-card').waitFor();
	});

	step('creates the credential: red with a wrong secret, saying why, and green with the right one', async () => {
		await page.goto(`${n8n.url}/home/credentials/create`);
		await editor.part('new-credential-type-select-option').first().waitFor();
		await page.keyboard.type('tokenpay');
		await editor.part('new-credential-type-select-option').filter({ hasText: 'TokenPay API' }).click();
		await editor.part('new-credential-type-button').click();

		const dialog = editor.part('credential-edit-dialog');
		await editor.choose('environment', 'Custom', dialog);
		await editor.fill('baseUrl', account.baseUrl, dialog);
		await editor.fill('appId', account.appId, dialog);
		await editor.fill('mchId', account.mchId, dialog);
		await editor.fill('appSecret', 'x'.repeat(32), dialog);
		await editor.part('credential-save-button').click();
		await dialog.getByText('Couldn’t connect with these settings').waitFor();
		await dialog.getByText('More details').click();
		await dialog.getByText(/Check 'App Secret'/).waitFor();
		await photographer.snapshot('credential-refused', page);

		await editor.fill('appSecret', account.appSecret, dialog);
		await editor.part('credential-save-button').click();
		await editor.part('credentials-config-container-test-success').waitFor();
		expect(await editor.badLabels(dialog)).toEqual([]);
		await photographer.picture('credential', page, {
			what: page.locator('.el-dialog, [role=dialog]').filter({ has: dialog }).last(),
		});
	});

	step('finds the node by its name and by what it does, in many words', async () => {
		await editor.newWorkflow();
		for (const text of ['tokenpay', 'payout', 'stablecoin', 'send money', 'mass payment']) {
			await editor.searchNodes(text);
			expect(await editor.foundNodes('TokenPay')).toContain('TokenPay');
			await editor.part('node-creator').getByText('Send crypto payouts').waitFor();
			await photographer.snapshot(`search-${text}`, page);
		}
		await editor.searchNodes('payout');
		await editor.foundNodes('TokenPay');
		await editor.openActions('TokenPay', ACTIONS);
		const names = (await editor.part('node-creator-item-name').allTextContents()).map((name) => name.trim());
		expect(names).toEqual(
			expect.arrayContaining([
				'On payout landed',
				'On order paid',
				'On other notification',
				'Create payout',
				'Get payout',
				'Close payout',
				'Create order',
				'Close order',
				'Get balance',
			]),
		);
		expect(names.length).toBe(3 + Object.values(OPERATIONS).flat().length);
		await photographer.picture('node-panel', page, {
			what: editor.part('node-creator'),
			size: { width: 1280, height: 1360 },
			// n8n draws the icon in the heading once.
			prepare: async () => {
				await editor.newWorkflow();
				await editor.searchNodes('payout');
				await editor.foundNodes('TokenPay');
				await editor.openActions('TokenPay', ACTIONS);
			},
		});
	});

	step('drags "Create payout" onto the canvas, chooses from filled lists and pays', async () => {
		await editor.drag(editor.action('Create payout'), CANVAS_MIDDLE);
		expect(await editor.field('resource').locator('input').inputValue()).toBe('Payout');
		expect(await editor.field('operation').locator('input').inputValue()).toBe('Create');

		expect(await editor.offered('chain')).toEqual(['BSC', 'ETHEREUM', 'TRON']);
		await editor.take('TRON');
		const currencies = await editor.offered('currency');
		expect(currencies.map((name) => name.split(' ')[0])).toEqual(['TRX', 'USDT']);
		await photographer.snapshot('currencies', page);
		await editor.take('USDT');
		await editor.fill('outTradeNo', 'invoice-1042');
		await editor.fill('amount', '15.5');

		await editor.fill('toAddress', `${PAYEE.slice(0, -2)}t6`);
		await editor.part('node-execute-button').click();
		await editor
			.part('output-panel')
			.getByText(/address/i)
			.first()
			.waitFor();
		await photographer.snapshot('mistyped-address', page);
		expect(sandbox.state().payouts).toEqual([]);

		await editor.fill('toAddress', PAYEE);
		await editor.part('node-execute-button').click();
		const [row] = await editor.outputTable();
		expect(row).toMatchObject({
			out_trade_no: 'invoice-1042',
			amount_decimal: '15.5',
			currency_symbol: 'USDT',
			chain: 'TRON',
			to_address: PAYEE,
		});
		expect(Object.keys(row ?? {}).slice(0, 4)).toEqual(['out_trade_no', 'result', 'amount_decimal', 'currency_symbol']);
		expect(row?.result).toBe('sent');
		expect(sandbox.state().payouts.map(({ transaction_id }) => transaction_id)).toEqual([row?.transaction_id]);
		await editor.widenOutput(170);
		await photographer.picture('create-payout', page, {
			what: editor.nodePanel(),
			size: { width: 1280, height: 1080 },
		});
	});

	step('finds On Error under the name that the hint for lists gives', async () => {
		const [hint] = new TokenPay().description.hints ?? [];
		expect(hint?.message).toContain('<b>On Error</b> to <b>Continue (using error output)</b>');
		await editor.part('tab-settings').click();
		await editor.choose('onError', 'Continue (using error output)');
		await photographer.snapshot('settings', page);
		await editor.part('tab-params').click();
		await editor.closeNode();
		await photographer.snapshot('error-output', page);
		const node = editor.part('canvas-node').filter({ hasText: 'Create payout' });
		expect(await node.getByText(/^(Success|Error)$/).allTextContents()).toEqual(['Success', 'Error']);
		await node.dblclick();
		await editor.part('ndv-close-button').waitFor();
	});

	step('sees words and whole labels in every operation', async () => {
		const panel = editor.part('node-parameters');
		for (const [resource, operations] of Object.entries(OPERATIONS)) {
			await editor.choose('resource', resource);
			for (const operation of operations) {
				await editor.choose('operation', operation);
				await waitFor(
					`${operation} to be chosen`,
					async () => (await editor.field('operation').locator('input').inputValue()) === operation,
				);
				expect({ resource, operation, bad: await editor.badLabels(panel) }).toEqual({ resource, operation, bad: [] });
				await photographer.snapshot(`operation-${resource}-${operation}`, page);
			}
		}
		await editor.closeNode();
	});

	step('listens with the test URL and receives a notification', async () => {
		await editor.newWorkflow();
		await editor.searchNodes('payout');
		await editor.foundNodes('TokenPay');
		await editor.openActions('TokenPay', ACTIONS);
		await editor.drag(editor.action('On payout landed'), CANVAS_MIDDLE);
		await page.getByText('Webhook URLs').click();
		const url = (await page.locator('.webhook-url').filter({ visible: true }).first().innerText()).trim();
		expect(url).toContain('/webhook-test/');
		await page.getByText('When will this node trigger my flow?').click();
		expect(await editor.badLabels(editor.nodePanel())).toEqual([]);
		await photographer.snapshot('trigger-help', page);

		await editor.part('trigger-execute-button').click();
		await editor.part('trigger-listening').waitFor();
		await photographer.snapshot('trigger-listening', page);
		await editor.closeNode();
		await page.getByText("Waiting for TokenPay's notification at the Test URL").waitFor();
		await editor.part('canvas-node').filter({ hasText: 'TokenPay Trigger' }).dblclick();
		await editor.part('ndv-close-button').waitFor();
		await requestTokenPay(account, '/v1/payanother/payment', {
			out_trade_no: 'invoice-1043',
			to_address: PAYEE,
			amount: '20',
			currency: 'USDT',
			chain: 'TRON',
			notify_url: url,
		});

		const [row] = await editor.outputTable();
		expect(row).toMatchObject({ event: 'payout.success', out_trade_no: 'invoice-1043', amount_decimal: '20' });
		await waitFor('the acknowledgement', () =>
			sandbox.state().notifications.some((one) => one.out_trade_no === 'invoice-1043' && one.state === 'delivered'),
		);
		await photographer.picture('trigger', page, { what: editor.nodePanel(), size: { width: 1280, height: 760 } });
		await editor.closeNode();
	});
});

describe('The examples and the sandbox', () => {
	let examples: InstalledExamples;

	step('pay out a spreadsheet from the editor', async () => {
		examples = await installExamples(n8n, account, `${sandbox.url}/_sandbox/chat`);
		await writeFile(examples.payoutsFile, toCsv(exampleRows()));
		await editor.openWorkflow(examples.spreadsheetId);
		await editor.part('execute-workflow-button').first().click();
		await waitFor(
			'the execution to end',
			async () => (await n8n.executions(examples.spreadsheetId)).some(({ status }) => status === 'success'),
			{ timeoutMs: MINUTE },
		);
		await editor
			.part('canvas-node')
			.filter({ hasText: 'Write results.csv' })
			.getByTestId('canvas-node-status-success')
			.waitFor();
		await photographer.picture('workflow', page, {
			size: { width: 1760, height: 900 },
			prepare: async () => await editor.part('zoom-to-fit').click(),
			crop: async () => await editor.workflowBox(),
		});
		await waitFor('the alerts', () => sandbox.state().chat.length >= 10, { timeoutMs: MINUTE });
	});

	step("show on the sandbox's page what happened, on a desk and on a phone", async () => {
		await page.goto(sandbox.url);
		await page.locator('#live.on').waitFor();
		await page.locator('.transaction').first().waitFor();
		for (const [name, size] of [
			['sandbox', { width: 1280, height: 566 }],
			['sandbox-phone', PHONE],
		] as const) {
			await photographer.picture(name, page, {
				size,
				prepare: async () => {
					await page.locator('#chat').evaluate((chat) => chat.scrollTo(0, chat.scrollHeight));
					for (const part of ['html', '.tile.money'])
						expect(
							await page.locator(part).evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
						).toBeLessThanOrEqual(0);
				},
			});
		}
	});

	step('send a notification again, or altered, with one click', async () => {
		const transaction = page
			.locator('.transaction')
			.filter({ has: page.locator('.number').getByText('row-2', { exact: true }) });
		for (const [variation, verdict] of [
			['plain', 'accepted'],
			['altered', 'refused'],
		] as const) {
			await transaction.locator('summary').click();
			await transaction
				.locator('.choices button')
				.filter({ hasText: startingWith(variation) })
				.first()
				.click();
			await page
				.locator('#toast')
				.filter({ hasText: `“${variation}” was ${verdict}` })
				.waitFor();
		}
		await transaction.locator('summary').click();
		await photographer.snapshot('sandbox-notify', page);
		await page.keyboard.press('Escape');
	});

	step('let a call go wrong', async () => {
		const form = page.locator('#fault');
		await form.locator('[name=kind]').selectOption('code');
		await form.locator('[name=code]').fill('20002');
		await form.locator('[name=number]').fill('unlucky');
		await form.getByText('Add the fault').click();
		await page.locator('#faults li').filter({ hasText: 'unlucky' }).waitFor();
		await photographer.snapshot('sandbox-fault', page);
		const call = requestTokenPay(account, '/v1/payanother/payment', {
			out_trade_no: 'unlucky',
			to_address: randomAddress('TRON'),
			amount: '1',
			currency: 'USDT',
			chain: 'TRON',
		});
		await expect(call).rejects.toThrow('20002');
		await page.locator('#faults li').waitFor({ state: 'detached' });
		await page.locator('#requests').getByText('unlucky').first().waitFor();
	});
});

describe('A list, from the sheet to the last payout that landed', () => {
	const ROWS = ['ann', 'ben', 'cas', 'dee'].map((name, index) => ({
		...{ 'Payout Number': `may-${name}`, 'To Address': randomAddress('TRON') },
		...{ Amount: `${index + 1}.25`, Currency: 'USDT', Chain: 'TRON' },
	}));
	let workflowId: string;

	beforeAll(async () => {
		sandbox.reset();
		const { name, type, data } = tokenPayCredential(account);
		const credentials = { tokenPayApi: { id: await n8n.importCredential({ name, type, data }), name } };
		const payout = (name: string, operation: string, parameters: object, [x, y]: [number, number]) => ({
			...{ id: randomUUID(), name, type: 'n8n-nodes-tokenpay.tokenPay', typeVersion: 1, credentials },
			...{ position: [x, y] as [number, number], parameters: { resource: 'payout', operation, ...parameters } },
		});
		const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
		const byColumns = { mappingMode: 'autoMapInputData' };
		workflowId = await n8n.importWorkflow({
			name: 'From the sheet to the last payout',
			nodes: [
				{
					...{ id: randomUUID(), name: 'Sheet', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
					...{ position: [0, 0], parameters: {} },
				},
				payout('Preview payouts', 'preview', { ...byColumns, returnAs: 'summary' }, [220, -160]),
				payout('Create payouts', 'create', byColumns, [220, 0]),
				payout(
					'Wait until landed',
					'waitUntilLanded',
					{ lookUpBy: 'outTradeNo', outTradeNo: '={{ $json.out_trade_no }}' },
					[440, 0],
				),
			],
			connections: {
				Sheet: { main: [['Preview payouts', 'Create payouts'].map((node) => ({ node, type: 'main', index: 0 }))] },
				'Create payouts': to('Wait until landed'),
			},
			pinData: { Sheet: ROWS.map((json) => ({ json })) },
		});
	});

	/** Opens a node, executes it, and takes the picture of it with what came out. */
	async function execute(node: string, picture: string): Promise<Array<Record<string, string>>> {
		await editor.openWorkflow(workflowId);
		await editor.part('canvas-node').filter({ hasText: node }).dblclick();
		expect(await editor.badLabels(editor.nodePanel())).toEqual([]);
		await editor.part('node-execute-button').click();
		const rows = await editor.outputTable();
		await editor.widenOutput(170);
		await photographer.picture(picture, page, { what: editor.nodePanel(), size: { width: 1280, height: 860 } });
		await editor.closeNode();
		return rows;
	}

	step('looks before it pays', async () => {
		const [summary] = await execute('Preview payouts', 'preview');
		expect(summary).toMatchObject({ ok: 'true', text: expect.stringContaining('4') });
		expect(sandbox.state().payouts).toEqual([]);
	});

	step('takes the columns as they are', async () => {
		const rows = await execute('Create payouts', 'map-automatically');
		expect(
			rows.map(({ out_trade_no, amount_decimal, to_address, result }) => [
				out_trade_no,
				amount_decimal,
				to_address,
				result,
			]),
		).toEqual(ROWS.map((row) => [row['Payout Number'], row.Amount, row['To Address'], 'sent']));
	});

	step('waits until all has landed', async () => {
		const rows = await execute('Wait until landed', 'wait-until-landed');
		expect(rows.map(({ out_trade_no, landed }) => [out_trade_no, landed])).toEqual(
			ROWS.map((row) => [row['Payout Number'], 'true']),
		);
	});
});

describe('What went wrong', () => {
	let credential: { id: string; name: string };

	beforeAll(async () => {
		sandbox.reset();
		const { name, type, data } = tokenPayCredential(account);
		credential = { id: await n8n.importCredential({ name, type, data }), name };
	});

	/** Runs Create payout with the rows INV-1 and so on, and unfolds what it says. */
	async function payOut(addresses: string[]) {
		const node = (name: string, type: string, parameters: object, more: object = {}) => ({
			...{ id: randomUUID(), name, type, typeVersion: 1, position: [0, 0] as [number, number] },
			...{ parameters: parameters as Record<string, unknown>, ...more },
		});
		const byName = (value: string) => ({ __rl: true, mode: 'name', value });
		const parameters = {
			...{ resource: 'payout', operation: 'create', outTradeNo: '={{ $json.number }}', amount: '15.5' },
			...{ chain: byName('TRON'), currency: byName('USDT'), toAddress: '={{ $json.address }}' },
		};
		const credentials = { tokenPayApi: credential };
		const rows = addresses.map((address, index) => ({ json: { number: `INV-${index + 1}`, address } }));
		const id = await n8n.importWorkflow({
			name: `Pay out ${rows.length}`,
			nodes: [
				node('Rows', 'n8n-nodes-base.manualTrigger', {}),
				node('Create payout', 'n8n-nodes-tokenpay.tokenPay', parameters, { credentials, position: [240, 0] }),
			],
			connections: { Rows: { main: [[{ node: 'Create payout', type: 'main', index: 0 }]] } },
			pinData: { Rows: rows },
		});
		await editor.openWorkflow(id);
		await editor.part('canvas-node').filter({ hasText: 'Create payout' }).dblclick();
		await editor.part('node-execute-button').click();
		return await editor.shownError();
	}

	/** Takes the picture of what can be read, and leaves the node. */
	async function keep(name: string) {
		await editor.widenOutput(170);
		await photographer.picture(name, page, {
			what: editor.part('output-panel'),
			size: { width: 1280, height: 760 },
			prepare: async () => await editor.part('node-error-message').scrollIntoViewIfNeeded(),
		});
		await editor.closeNode();
	}

	const mistyped = `${PAYEE.slice(0, -2)}t6`;

	step('with one row is said in one sentence, with what to do', async () => {
		expect(await payOut([mistyped])).toEqual({
			message: `Payout INV-1 was not sent: 'To Address' "TR7NHqjeKQxGT…gjLjt6" is not a TRON address: its check digits do not match`,
			advice: 'Copy the address again from its owner.',
			code: 'input',
			lines: ['out_trade_no: INV-1', 'reason: input', 'outcome: unpaid', 'nothing_sent: yes'],
			cut: [],
		});
		await keep('message-one-row');
	});

	step('where nobody knows the outcome is one red sentence, too', async () => {
		sandbox.addFault({ kind: 'cut before', number: 'INV-1' });
		const { lines, ...shown } = await payOut([PAYEE]);
		expect(shown).toEqual({
			message:
				'Payout INV-1: OUTCOME UNKNOWN, it may or may not have been made: The connection broke before the answer came',
			advice:
				'Run again with the same number, never with a new one: the node looks the number up and pays at most once.',
			code: 'cut',
			cut: [],
		});
		expect(lines).toContain('looked_up: TokenPay did not have it, but it may still be processed');
		await keep('message-outcome-unknown');
	});

	step('in a list of 200 names the row that is not right, before anything is sent', async () => {
		const { lines, ...shown } = await payOut(Array.from({ length: 200 }, (_, at) => (at === 16 ? mistyped : PAYEE)));
		expect(shown).toEqual({
			message:
				"1 of 200 payouts is not right, so nothing was sent: 'To Address' of INV-17 is not a TRON address: its check digits do not match [item 16]",
			advice: 'Copy the address again from its owner.',
			code: 'input',
			cut: [],
		});
		expect(lines.slice(-2)).toEqual(['failed (1): INV-17', expect.stringMatching(/^not sent \(199\): INV-1, INV-2, /)]);
		await keep('message-list-nothing-sent');
	});

	step('in a list of 200 that stopped half-way says what became of all', async () => {
		sandbox.addFault({ kind: 'code', code: 20002, number: 'INV-41' });
		const { lines, ...shown } = await payOut(Array.from({ length: 200 }, () => PAYEE));
		expect(shown).toEqual({
			message: expect.stringMatching(
				/^Payout INV-41 was not made: The balance is too low \(TokenPay code 20002.*\); of 200: paid \d+, failed 1, not sent \d+ \[item 40\]$/,
			),
			advice:
				'Top up the balance of this currency, then run again with the same number. What was paid already is not paid again.',
			code: '20002',
			cut: [],
		});
		expect(lines.join('\n')).toMatch(/\nfailed \(1\): INV-41\npaid \(\d+\): INV-1, .*\nnot sent \(\d+\): INV-4/);
		await keep('message-list-half-way');
	});
});

function startingWith(word: string): RegExp {
	return new RegExp(`^${word}`);
}
