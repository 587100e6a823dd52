import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { type DataTable, findDataTable, makeDataTable, type Row } from '../../core/tools/n8n/dataTable';
import { FILL_IN, fillIn, nodeOf, readExample } from '../../core/tools/n8n/workflows';
import { tokenPayCredential, type TokenPayAccount } from '../../tools/tokenpay/account';
import type { N8nExecutionDetail, N8nWorkflow } from '../../core/tools/n8n/types';
import { TOKENPAY } from '../../core/tools/project';
import { requestTokenPay } from '../../tools/tokenpay/account';
import { parseCsv, toCsv } from '../../tools/tokenpay/csv';
import type { PayoutRow } from '../../tools/tokenpay/payoutRows';
import { THREE_NODES_FILE, uploadToThreeNodes } from '../../tools/examples/threeNodes';
import { waitFor } from '../../core/tools/async/waitFor';
import { randomAddress } from '../../sandbox/addresses';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../../sandbox/server';
import {
	ExampleServer,
	FORM_AUTHORIZATION,
	communityTypes,
	itemsPerRun,
	openPage,
	put,
	submit,
} from '../../core/tools/testing/exampleServer';
import { ForeignServices, press } from '../../core/tools/testing/foreignServices';
import { type Mail, Mailbox } from '../../core/tools/testing/mailbox';
import { PLACEHOLDER, problemsOf } from '../../core/tools/testing/workflows';
import { type ChatRequest, chatCompletion, payoutToolOf } from '../helpers/chatModel';

const MINUTE = 60_000;
jest.setTimeout(3 * MINUTE);

const FOLDER = path.join(TOKENPAY.folder, 'examples');

/** Where the examples would go without the substitution by a local fake. */
const CHATS = [
	{
		chat: 'Slack',
		file: 'payout-landed-slack.json',
		host: 'slack.com',
		good: { ok: true, ts: '1' },
		bad: { ok: false, error: 'channel_not_found' },
		fields: { channel: 'C0123456789' },
		bodyWith: (text: string) => ({ channel: 'C0123456789', text }),
		reason: 'channel_not_found',
	},
	{
		chat: 'Telegram',
		file: 'payout-landed-telegram.json',
		host: 'api.telegram.org',
		good: { ok: true, result: {} },
		bad: { ok: false, error_code: 400, description: 'Bad Request: chat not found' },
		fields: { bot_token: '1:token', chat_id: '-100' },
		bodyWith: (text: string) => ({ chat_id: '-100', text }),
		reason: 'chat not found',
	},
	{
		chat: 'DingTalk',
		file: 'payout-landed-dingtalk.json',
		host: 'oapi.dingtalk.com',
		good: { errcode: 0, errmsg: 'ok' },
		bad: { errcode: 310000, errmsg: 'keywords not in content' },
		fields: {},
		bodyWith: (text: string) => ({ msgtype: 'text', text: { content: text } }),
		reason: 'keywords not in content',
	},
	{
		chat: 'Feishu',
		file: 'payout-landed-feishu.json',
		host: 'open.feishu.cn',
		good: { code: 0, msg: 'success', data: {} },
		bad: { code: 19024, msg: 'Key Words Not Found', data: {} },
		fields: {},
		bodyWith: (text: string) => ({ msg_type: 'text', content: { text } }),
		reason: 'Key Words Not Found',
	},
	{
		chat: 'WeCom',
		file: 'payout-landed-wecom.json',
		host: 'qyapi.weixin.qq.com',
		good: { errcode: 0, errmsg: 'ok' },
		bad: { errcode: 93000, errmsg: 'invalid webhook url' },
		fields: {},
		bodyWith: (text: string) => ({ msgtype: 'text', text: { content: text } }),
		reason: 'invalid webhook url',
	},
];

let sandbox: Sandbox;
let account: TokenPayAccount;
let foreign: ForeignServices;
let mailbox: Mailbox;
let server: ExampleServer;

beforeAll(async () => {
	// No limit: the pace has tests of its own, and these have many rows.
	sandbox = await startSandbox({ payoutDelayMs: -1, requestsPerSecond: 0 });
	account = { baseUrl: sandbox.url, ...DEFAULT_APP };
	foreign = await ForeignServices.start();
	mailbox = await Mailbox.start();
	server = await ExampleServer.start([TOKENPAY], {
		tokenPayApi: { ...tokenPayCredential(account).data, requestsPerSecond: 200 },
		slackApi: { accessToken: 'xoxb-test' },
		telegramApi: foreign.telegramApi,
		smtp: mailbox.smtp,
		openAiApi: { apiKey: 'test', url: `${foreign.url}/v1` },
	});
}, 20 * MINUTE);

afterEach(() => foreign.forget());

afterAll(async () => {
	await server?.n8n.stop();
	await sandbox?.close();
	foreign?.close();
	mailbox?.close();
});

test('Installed alone, the package brings its own nodes and credentials and no others', async () => {
	expect(await communityTypes(server.n8n)).toEqual({
		nodes: ['n8n-nodes-tokenpay.tokenPay', 'n8n-nodes-tokenpay.tokenPayTool', 'n8n-nodes-tokenpay.tokenPayTrigger'],
		credentials: ['tokenPayApi'],
	});
});

describe('Every example', () => {
	it('is there', async () => {
		expect((await readdir(FOLDER)).sort()).toEqual([
			'ai-agent-with-approval.json',
			'approve-before-paying.json',
			'check-landed-payouts.json',
			'close-unpaid-orders.json',
			'find-out-how-your-account-behaves.json',
			'look-up-unfinished-payouts.json',
			'pay-out-a-csv-in-three-nodes.json',
			'pay-out-a-google-sheet.json',
			'pay-out-a-spreadsheet.json',
			'pay-out-an-uploaded-csv.json',
			'payout-day.json',
			'payout-landed-chat-alert.json',
			'payout-landed-dingtalk.json',
			'payout-landed-feishu.json',
			'payout-landed-slack.json',
			'payout-landed-telegram.json',
			'payout-landed-wecom.json',
			'payout-ledger.json',
		]);
	});

	it('imports, with all its nodes, parameters, values, expressions and connections known to n8n', async () => {
		const names = new Set<string>();
		for (const file of await readdir(FOLDER)) {
			const workflow = await example(file);
			expect({ file, problems: problemsOf(workflow, server.known) }).toEqual({ file, problems: [] });
			const id = await server.n8n.importWorkflow(workflow);
			const stored = await server.n8n.rest<N8nWorkflow>('GET', `/rest/workflows/${id}`);
			expect(stored.nodes.map(({ name, parameters }) => ({ name, parameters }))).toEqual(
				workflow.nodes.map(({ name, parameters }) => ({ name, parameters })),
			);
			expect(stored.connections).toEqual(workflow.connections);
			names.add(workflow.name);
		}
		expect(names.size).toBe((await readdir(FOLDER)).length);
	});

	it('calls what became of a row by the same names', async () => {
		const columns = ['out_trade_no', 'to_address', 'amount', 'currency', 'chain', 'row_number', 'result', 'state'];
		columns.push('tx_id', 'fee', 'link', 'time', 'transaction_id', 'error', 'advice', 'difference');
		const given = new Set<string>();
		for (const file of await readdir(FOLDER)) {
			for (const { name, parameters } of (await example(file)).nodes) {
				if (!['Result of each row', 'State of each row', 'What to mark', 'Compare', 'Totals'].includes(name)) continue;
				const { assignments = [] } = (parameters.assignments ?? {}) as { assignments?: Array<{ name: string }> };
				for (const one of assignments) given.add(one.name);
			}
			const text = JSON.stringify(await example(file));
			expect({ file, odd: /"(?:problem|problems|look_up_error|paid_at)"/.exec(text)?.[0] }).toEqual({ file });
		}
		// What the report of a payout day is made of.
		for (const part of ['totals', 'landed', 'bars', 'table']) given.delete(part);
		expect([...given].filter((name) => !columns.includes(name))).toEqual([]);
	});

	it.each<[what: string, problem: RegExp, spoil: (workflow: N8nWorkflow) => void]>([
		[
			'an unknown node',
			/no node n8n-nodes-base.nothing/,
			(workflow) => {
				nodeOf(workflow, 'Pay out').type = 'n8n-nodes-base.nothing';
			},
		],
		[
			'a version that does not exist',
			/of version 99/,
			(workflow) => {
				nodeOf(workflow, 'Pay out').typeVersion = 99;
			},
		],
		[
			'an unknown parameter',
			/Pay out: toAdress is not known/,
			(workflow) => {
				nodeOf(workflow, 'Pay out').parameters.toAdress = 'T…';
			},
		],
		[
			'a parameter of another operation',
			/transactionId is not shown/,
			(workflow) => {
				nodeOf(workflow, 'Pay out').parameters.transactionId = '1';
			},
		],
		[
			'an unknown option',
			/additionalFields.notifyURL is not known/,
			(workflow) => {
				nodeOf(workflow, 'Pay out').parameters.additionalFields = { notifyURL: 'https://example.com' };
			},
		],
		[
			'an unknown field of a form',
			/formFields.values\[0\].label is not known/,
			(workflow) => {
				put(nodeOf(workflow, 'Payment request').parameters, 'formFields.values.0.label', 'CSV');
			},
		],
		[
			'a value that is not offered',
			/operation does not offer "pay"/,
			(workflow) => {
				nodeOf(workflow, 'Pay out').parameters.operation = 'pay';
			},
		],
		[
			'a value of another type',
			/resumeAmount is not a number/,
			(workflow) => {
				put(nodeOf(workflow, 'First approval').parameters, 'options.limitWaitTime.values.resumeAmount', '1');
			},
		],
		[
			'an unknown mode of a list',
			/chain has no mode text/,
			(workflow) => {
				put(nodeOf(workflow, 'Pay out').parameters, 'chain.mode', 'text');
			},
		],
		[
			'an empty required field',
			/Pay out: amount: .*required/,
			(workflow) => {
				nodeOf(workflow, 'Pay out').parameters.amount = '';
			},
		],
		[
			'an empty required list',
			/Pay out: chain: .*required/,
			(workflow) => {
				put(nodeOf(workflow, 'Pay out').parameters, 'chain.value', '');
			},
		],
		[
			'a missing required field',
			/Payment request: formTitle: .*required/,
			(workflow) => {
				delete nodeOf(workflow, 'Payment request').parameters.formTitle;
			},
		],
		[
			'no credential',
			/Pay out: its credential is missing/,
			(workflow) => {
				delete nodeOf(workflow, 'Pay out').credentials;
			},
		],
		[
			'a credential of another node',
			/takes no credential slackApi/,
			(workflow) => {
				nodeOf(workflow, 'Pay out').credentials = { slackApi: { id: PLACEHOLDER, name: 'x' } };
			},
		],
		[
			"somebody's own credential",
			/is somebody's own/,
			(workflow) => {
				nodeOf(workflow, 'Pay out').credentials = { tokenPayApi: { id: 'b7Xk', name: 'x' } };
			},
		],
		[
			'a broken expression',
			/the expression .* is broken/,
			(workflow) => {
				nodeOf(workflow, 'Pay out').parameters.amount = '={{ $json.amount ?? }}';
			},
		],
		[
			'a reference to nothing',
			/refers to a node "Rows" that/,
			(workflow) => {
				nodeOf(workflow, 'Pay out').parameters.amount = "={{ $('Rows').item.json.amount }}";
			},
		],
		[
			'a connection to nothing',
			/to "Nobody", which is not there/,
			(workflow) => {
				put(workflow.connections, 'Pay out.main.0.0.node', 'Nobody');
			},
		],
		[
			'a connection from an output that does not exist',
			/"Pay out" has 2 outputs main, and 3/,
			(workflow) => {
				put(workflow.connections, 'Pay out.main.2', [{ node: 'Tell: sent', type: 'main', index: 0 }]);
			},
		],
		[
			'a node that nothing leads to',
			/"Tell: sent" is connected to nothing/,
			(workflow) => {
				put(workflow.connections, 'Pay out.main.0', []);
			},
		],
		[
			'two nodes of one name',
			/two nodes have the name/,
			(workflow) => {
				workflow.nodes.push(structuredClone(nodeOf(workflow, 'Pay out')));
			},
		],
		[
			'a note over a node',
			/"Start" and "Pay out" cover each other/,
			(workflow) => {
				nodeOf(workflow, 'Pay out').position = [0, -200];
			},
		],
		[
			'nodes so far away that the rest is too small',
			/2400 pixels wide, so n8n opens it too small to read/,
			(workflow) => {
				nodeOf(workflow, 'Tell: sent').position = [2250, 0];
			},
		],
		[
			'something to fill in outside the one node for that',
			/First approval: REPLACE_ME stands here, and not in "Fill in here"/,
			(workflow) => {
				nodeOf(workflow, 'First approval').parameters.chatId = 'REPLACE_ME_APPROVER';
			},
		],
		[
			'a note that nobody reads',
			/Paying: a note of 60 words/,
			(workflow) => {
				nodeOf(workflow, 'Paying').parameters.content = '# Long\n## ' + 'word '.repeat(59);
			},
		],
		[
			'a note in small letters',
			/Paying: a line of a note that is no heading/,
			(workflow) => {
				nodeOf(workflow, 'Paying').parameters.content = '# Paying\nSmall letters.';
			},
		],
		[
			'a name that is not English',
			/"付款" is not English/,
			(workflow) => {
				nodeOf(workflow, 'Approving').name = '付款';
			},
		],
	])('would be refused with %s', async (_what, problem, spoil) => {
		const workflow = await example('approve-before-paying.json');
		spoil(workflow);
		expect(problemsOf(workflow, server.known).join('\n')).toMatch(problem);
	});
});

describe.each(CHATS)(
	'The example "Payout landed → $chat"',
	({ chat, file, host, good, bad, fields, bodyWith, reason }) => {
		let id: string;
		let notifyUrl: string;

		beforeAll(async () => {
			const workflow = await example(file);
			// Slack and Telegram have one address each; a group of the others has its own, which is filled in.
			const hook = filledIn(workflow, 'chat_url');
			const { parameters } = nodeOf(workflow, `Post to ${chat}`);
			const start = `https://${host}/`;
			expect(String(hook ?? parameters.url).replace(/^=/, '')).toMatch(start);
			const toForeign = (url: string) => url.replace(start, `${foreign.url}/${chat}/`);
			if (hook === undefined) parameters.url = toForeign(String(parameters.url));
			else fillIn(workflow, { chat_url: toForeign(hook) });
			fillIn(workflow, fields);
			({ id, url: notifyUrl } = await server.publishTrigger(workflow, 'Payout landed'));
		});

		it('tells the chat once, with the exact amount', async () => {
			foreign.responses.set(`/${chat}`, () => good);
			const row = {
				...payout(`${chat}-good`),
				amount: '15.500000000000000001',
				currency: 'BNB',
				chain: 'BSC',
				to_address: randomAddress('BSC'),
			};
			await land(row, notifyUrl);
			const [execution] = await server.executionsOf(id, 1);
			expect(execution?.status).toBe('success');
			expect(foreign.requests.filter((request) => request.path.startsWith(`/${chat}`)).map(({ body }) => body)).toEqual(
				[bodyWith(`Payout ${row.out_trade_no} landed: 15.500000000000000001 BNB to ${row.to_address}`)],
			);
			if (chat === 'Slack') expect(foreign.requests[0]?.headers.authorization).toBe('Bearer xoxb-test');
			if (chat === 'Telegram') expect(foreign.requests[0]?.path).toBe('/Telegram/bot1:token/sendMessage');
		});

		it('fails with its reason when it answers HTTP 200 and did not take it', async () => {
			foreign.responses.set(`/${chat}`, () => bad);
			await land(payout(`${chat}-bad`), notifyUrl);
			const [execution] = await server.executionsOf(id, 2);
			expect(execution?.status).toBe('error');
			expect(execution?.data.resultData.error?.message).toContain(
				`${chat} did not take the alert about payout ${chat}-bad`,
			);
			expect(execution?.data.resultData.error?.message).toContain(reason);
		});

		it.each([
			['something else', { status: 'fine' }],
			['nothing', {}],
		])('fails when it answers %s', async (what, answer) => {
			foreign.responses.set(`/${chat}`, () => answer);
			const before = (await server.n8n.executions(id)).length;
			await land(payout(`${chat}-${what}`), notifyUrl);
			const [execution] = await server.executionsOf(id, before + 1);
			expect(execution?.data.resultData.error?.message).toContain('it gave no reason');
		});
	},
);

describe('The example "Pay out a Google Sheet"', () => {
	it('pays in chunks of 50, writes each chunk back, and pays only what is left the next time', async () => {
		const rows: Row[] = Array.from({ length: 120 }, (_, index) => ({ ...payout(`sheet-${index + 1}`) }));
		const [wrong, alreadySent, duplicate, asNumber] = [7, 60, 110, 20];
		rows[wrong] = { ...payout('sheet-8'), to_address: 'nowhere' };
		rows[alreadySent] = { ...rows[alreadySent], result: 'landed' };
		rows[duplicate] = { ...payout('sheet-1'), amount: '99' };
		// Google gives a cell that is not formatted as text as a number.
		rows[asNumber] = { ...payout(''), out_trade_no: 20260021, amount: 15.5 };
		const sheet = fakeSheet(rows);
		const workflow = onFakeSheet(await example('pay-out-a-google-sheet.json'));
		fillIn(workflow, { chat_url: `${foreign.url}/chat` });
		const id = await server.install(workflow);

		const first = await server.runAgain(id);
		expect(first.data.resultData.error).toBeUndefined();
		expect(itemsPerRun(first, 'Pay out')).toEqual([50, 50, 19]);
		expect(itemsPerRun(first, 'Write results')).toEqual([50, 50, 19]);
		expect(sheet.map(({ result }) => result)).toEqual(
			rows.map((_, index) =>
				index === alreadySent ? 'landed' : index === wrong ? 'failed' : index === duplicate ? 'unknown' : 'sent',
			),
		);
		expect(sheet[wrong]).toMatchObject({
			transaction_id: '',
			error: expect.stringContaining('nowhere'),
			advice: expect.stringMatching(/./),
		});
		expect(sheet[duplicate]?.error).toContain('different');
		const numbers = new Map(sandbox.state().payouts.map((one) => [one.out_trade_no, one.transaction_id]));
		for (const row of sheet.filter(({ result }) => result === 'sent'))
			expect(row).toMatchObject({
				transaction_id: numbers.get(String(row.out_trade_no)),
				state: 'NOTPAY',
				fee: '1 USDT',
				time: expect.stringContaining('T'),
				error: '',
				advice: '',
			});
		expect(sandbox.state().moneySent.find(({ out_trade_no }) => out_trade_no === '20260021')?.amount).toBe('15.5');
		expect(paid('sheet-')).toHaveLength(116);
		// One of 15.5, and 116 of 1.5.
		expect(toldTo('/chat')).toEqual([
			'Payouts: 117 sent, 1 failed, 1 unknown. Sent in all: 189.5 USDT. Look at: sheet-8, sheet-1',
		]);

		const second = await server.runAgain(id);
		expect(itemsPerRun(second, 'Pay out')).toEqual([2]);
		expect(paid('sheet-')).toHaveLength(116);
		expect(toldTo('/chat')[1]).toBe('Payouts: 1 failed, 1 unknown. Sent in all: nothing. Look at: sheet-8, sheet-1');
	});
});

describe('The example "Pay out an uploaded CSV"', () => {
	it('pays what a person uploads and gives the results back, but not without the password', async () => {
		const { id, url } = await server.publishTrigger(await example('pay-out-an-uploaded-csv.json'), 'Upload of a CSV');
		const rows = Array.from({ length: 60 }, (_, index) => payout(`csv-${index + 1}`));
		rows[3] = { ...payout('csv-4'), to_address: 'nowhere' };
		rows[4] = { ...payout('csv-5'), amount: '12.340000' };
		const file = new Blob([toCsv(rows)], { type: 'text/csv' });
		expect((await submit(url, [file], '')).status).toBe(401);
		expect(await server.n8n.executions(id)).toEqual([]);

		const { formWaitingUrl } = (await (await submit(url, [file])).json()) as { formWaitingUrl: string };
		// The browser's page asks for the state until there is something to show.
		const state = new URL(formWaitingUrl);
		state.pathname += '/n8n-execution-status';
		await waitFor('the results', async () => (await (await fetch(state)).text()) === 'form-waiting');
		const page = await openPage(formWaitingUrl);
		expect(page).toContain('59 sent, 1 failed');
		expect(page).toContain('Sent in all: 99.34 USDT.');
		const [, encoded = ''] = /(%5B%7B%22data%22[^"'`<\s]*)/.exec(page) ?? [];
		const [results] = JSON.parse(decodeURIComponent(encoded)) as Array<{ data: { data: number[] }; fileName: string }>;
		expect(results?.fileName).toBe('results.csv');
		const all = parseCsv(Buffer.from(results?.data.data ?? []).toString('utf8'));
		const [lines, total] = [all.slice(0, -1), all.at(-1)];
		expect(total).toMatchObject({ out_trade_no: 'TOTAL', amount: '99.34 USDT', result: '59 sent, 1 failed' });
		expect(
			lines.map(({ out_trade_no, to_address, amount, currency, chain }) => ({
				out_trade_no,
				to_address,
				amount,
				currency,
				chain,
			})),
		).toEqual(rows);
		expect(lines.map(({ result }) => result)).toEqual(
			rows.map(({ to_address }) => (to_address === 'nowhere' ? 'failed' : 'sent')),
		);
		expect(lines[3]?.error).toContain('nowhere');
		const [stored] = await server.n8n.executions(id);
		expect(itemsPerRun(await server.n8n.execution(stored?.id ?? ''), 'Pay out')).toEqual([60]);
		expect(paid('csv-')).toHaveLength(59);
	});
});

describe('The example "Pay out a CSV in three nodes"', () => {
	it('pays what is uploaded, row by row, and nothing twice', async () => {
		const rows = Array.from({ length: 5 }, (_, index) => payout(`three-${index + 1}`));
		rows[2] = { ...payout('three-3'), to_address: 'nowhere' };
		const published = await server.publishTrigger(await example(THREE_NODES_FILE), 'Upload');
		expect((await submit(published.url, [new Blob([toCsv(rows)])], '')).status).toBe(401);
		const upload = async () => await uploadToThreeNodes(server.n8n, published, toCsv(rows), FORM_AUTHORIZATION);
		expect(await upload()).toEqual(['sent', 'sent', 'unpaid', 'sent', 'sent']);
		expect(await upload()).toEqual(['sent before', 'sent before', 'unpaid', 'sent before', 'sent before']);
		expect(paid('three-')).toEqual(['three-1', 'three-2', 'three-4', 'three-5']);
	});
});

describe('The example "Approve before paying"', () => {
	let id: string;
	let url: string;

	beforeAll(async () => {
		({ id, url } = await server.publishTrigger(await example('approve-before-paying.json'), 'Payment request'));
	});

	/** Asks for a payment. @returns the execution's id once the approver has been asked */
	async function ask(number: string, amount: string, currency = 'USDT', chain = 'TRON'): Promise<string> {
		const to = randomAddress(chain);
		const fields = [number, amount, currency, chain, to, 'Desk `chairs`\n*for* two', 'Kim'];
		const execution = await server.startedBy(id, async () => expect((await submit(url, fields)).status).toBe(200));
		const { text } = await foreign.questionTo('REPLACE_ME_FIRST_APPROVER', number);
		expect(text).toContain(
			`Amount:   ${amount} ${currency}\nTo:       ${to}\nChain:    ${chain}\nFor:      Desk chairs *for* two\nAsked by: Kim`,
		);
		return execution;
	}

	const told = () =>
		foreign
			.telegrams()
			.filter(({ reply_markup }) => reply_markup === undefined)
			.map(({ text }) => text.split('\n')[0]);

	it('pays a small amount after one approval, and not before', async () => {
		const execution = await ask('approve-1', '15.5');
		expect(paid('approve-1')).toEqual([]);
		await press(await foreign.questionTo('REPLACE_ME_FIRST_APPROVER', 'approve-1'), 'Approve');
		expect((await server.n8n.finished(execution)).status).toBe('success');
		expect(paid('approve-1')).toEqual(['approve-1']);
		expect(told()).toEqual(["Sent. TokenPay's number of it is"]);
		expect(foreign.telegrams().filter(({ chat_id }) => chat_id === 'REPLACE_ME_SECOND_APPROVER')).toEqual([]);
	});

	it('does not pay what the first person declines', async () => {
		const execution = await ask('approve-2', '15.5');
		await press(await foreign.questionTo('REPLACE_ME_FIRST_APPROVER', 'approve-2'), 'Decline');
		expect((await server.n8n.finished(execution)).status).toBe('success');
		expect(paid('approve-2')).toEqual([]);
		expect(told()).toEqual(['*Not approved, so not paid*']);
	});

	it.each([
		['the limit', '1000', 'USDT', 'TRON'],
		['a currency without a limit', '0.5', 'BNB', 'BSC'],
	])('asks a second person for %s, and pays when both agree', async (_what, amount, currency, chain) => {
		const number = `approve-both-${currency}`;
		const execution = await ask(number, amount, currency, chain);
		await press(await foreign.questionTo('REPLACE_ME_FIRST_APPROVER', number), 'Approve');
		const question = await foreign.questionTo('REPLACE_ME_SECOND_APPROVER', number);
		expect(paid(number)).toEqual([]);
		await press(question, 'Approve');
		expect((await server.n8n.finished(execution)).status).toBe('success');
		expect(paid(number)).toEqual([number]);
	});

	it('does not pay what the second person declines', async () => {
		const execution = await ask('approve-3', '5000');
		await press(await foreign.questionTo('REPLACE_ME_FIRST_APPROVER', 'approve-3'), 'Approve');
		await press(await foreign.questionTo('REPLACE_ME_SECOND_APPROVER', 'approve-3'), 'Decline');
		expect((await server.n8n.finished(execution)).status).toBe('success');
		expect(paid('approve-3')).toEqual([]);
		expect(told()).toEqual(['*Not approved, so not paid*']);
	});

	it('says why an approved payment did not work', async () => {
		const execution = await ask('approve-4', '1,5');
		await press(await foreign.questionTo('REPLACE_ME_FIRST_APPROVER', 'approve-4'), 'Approve');
		await press(await foreign.questionTo('REPLACE_ME_SECOND_APPROVER', 'approve-4'), 'Approve');
		expect((await server.n8n.finished(execution)).status).toBe('success');
		expect(paid('approve-4')).toEqual([]);
		expect(told()).toEqual(['*This payment did not work*']);
	});
});

describe('The example "Payout day"', () => {
	const [APPROVER, BOSS] = ['approver@example.com', 'boss@example.com'];
	const PAGE = 'https://tronscan.org/#/transaction/1?a=1&b=2';
	let id: string;
	let url: string;

	async function publish(change: (workflow: N8nWorkflow) => void = () => undefined): Promise<void> {
		const workflow = await example('payout-day.json');
		fillIn(workflow, { approver: APPROVER, report_to: BOSS, sent_from: 'n8n@example.com', minutes_to_wait: 0.1 });
		change(workflow);
		({ id, url } = await server.publishTrigger(workflow, 'Upload'));
	}

	beforeAll(async () => await publish());

	beforeEach(() => {
		mailbox.mails.length = 0;
	});

	afterEach(() => {
		sandbox.configure({ payoutDelayMs: -1 });
		sandbox.clearFaults();
	});

	/** @returns the execution's id as soon as there is one */
	async function upload(rows: PayoutRow[]): Promise<string> {
		return await server.startedBy(id, async () => {
			expect((await submit(url, [new Blob([toCsv(rows)])])).status).toBe(200);
		});
	}

	/** Opens the form behind a mail's button, and decides. @returns what the page showed */
	async function decide({ body }: Mail, decision: string): Promise<string> {
		const link = (/href="([^"]+)"/.exec(body)?.[1] ?? '').replaceAll('&amp;', '&');
		const page = await waitFor('n8n to wait for the decision', async () => {
			const answer = await fetch(link);
			return answer.status === 409 ? undefined : await answer.text();
		});
		expect((await submit(link, [decision], '')).status).toBe(200);
		return page;
	}

	async function ended(execution: string): Promise<void> {
		const { status, data } = await server.n8n.finished(execution);
		expect(data.resultData.error).toBeUndefined();
		expect(status).toBe('success');
	}

	it('pays what was approved, waits until it landed, and reports every row in the order of the file', async () => {
		sandbox.configure({ payoutDelayMs: 50 });
		const rows = Array.from({ length: 6 }, (_, index) => payout(`day-${index + 1}`));
		await requestTokenPay(account, '/v1/payanother/payment', rows[1] as PayoutRow);
		// One whose response is lost and that is not made; one that TokenPay does not make.
		sandbox.addFault({ kind: '500 before', number: 'day-3' });
		sandbox.addFault({ kind: 'code', code: 11003, number: 'day-5' });

		const execution = await upload(rows);
		const question = await mailbox.mailTo(APPROVER, 'Please approve 5 payouts');
		expect(question.body).toContain('Ready: 5 of 6 rows to pay.');
		expect(question.body).toContain('7.5 USDT on TRON in 5 payouts');
		expect(paid('day-')).toEqual(['day-2']);
		const page = await decide(question, 'Pay');
		expect(page).toContain('Ready: 5 of 6 rows to pay.');
		await ended(execution);
		expect(paid('day-')).toEqual(['day-2', 'day-1', 'day-4', 'day-6']);

		const { subject, body } = await mailbox.mailTo(BOSS, 'Payout day');
		expect(subject).toBe('Payout day: 4 landed, 1 failed, 1 unknown');
		expect(body).toContain('Landed: <b>6 USDT</b>');
		expect(barsOf(body)).toEqual([
			['landed', '4', '6 USDT', '67%'],
			['failed', '1', '1.5 USDT', '17%'],
			['unknown', '1', '1.5 USDT', '17%'],
		]);
		const lines = tableOf(body);
		expect(lines.map(([number, amount, , result, state]) => [number, amount, result, state])).toEqual([
			['day-1', '1.5 USDT', 'sent', 'landed'],
			['day-2', '1.5 USDT', 'sent before', 'landed'],
			['day-3', '1.5 USDT', 'unknown', 'unknown'],
			['day-4', '1.5 USDT', 'sent', 'landed'],
			['day-5', '1.5 USDT', 'failed', 'failed'],
			['day-6', '1.5 USDT', 'sent', 'landed'],
		]);
		const [, , , , , fee, link, time, error] = lines[0] ?? [];
		expect([fee, error]).toEqual(['1 USDT', '']);
		const tx = sandbox.state().payouts.find(({ out_trade_no }) => out_trade_no === 'day-1')?.tx_id ?? '';
		expect(link).toBe(`<span title="${tx}">${tx.slice(0, 12)}…</span>`);
		expect(time).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
		expect(lines[2]?.at(-1)).toContain('OUTCOME UNKNOWN');
	});

	it('started again with the same file, pays only what is left, and nothing twice', async () => {
		const rows = Array.from({ length: 3 }, (_, index) => payout(`again-${index + 1}`));
		sandbox.addFault({ kind: '500 before', number: 'again-2' });
		for (const [to_pay, given, report] of [
			[3, 'Please approve 3 payouts', '2 under way, 1 unknown'],
			[1, 'Please approve 1 payout', '3 under way'],
		] as const) {
			const execution = await upload(rows);
			await decide(await mailbox.mailTo(APPROVER, given), 'Pay');
			await ended(execution);
			const { body } = await mailbox.mailTo(BOSS, report);
			expect(tableOf(body).filter(([, , , result]) => result === 'sent')).toHaveLength(to_pay === 3 ? 2 : 1);
		}
		expect(paid('again-').sort()).toEqual(['again-1', 'again-2', 'again-3']);
	});

	it('pays nothing that was not approved', async () => {
		const execution = await upload([payout('declined-1')]);
		await decide(await mailbox.mailTo(APPROVER, 'Please approve 1'), 'Do not pay');
		await ended(execution);
		expect((await mailbox.mailTo(BOSS, 'not approved, nothing was sent')).body).toContain('Ready: 1 row to pay.');
		expect(paid('declined-')).toEqual([]);
	});

	it('asks nobody and pays nothing when a row is wrong, and says which', async () => {
		await ended(await upload([payout('wrong-1'), { ...payout('wrong-2'), to_address: '<b>nowhere</b>' }]));
		expect((await mailbox.mailTo(BOSS, 'not ready, nothing was sent')).body).toContain('wrong-2');
		expect(mailbox.mails).toHaveLength(1);
		expect(paid('wrong-')).toEqual([]);
	});

	it('shows names from the list as text', async () => {
		const execution = await upload([{ ...payout('<i>odd</i>') }]);
		await decide(await mailbox.mailTo(APPROVER, 'Please approve'), 'Pay');
		await ended(execution);
		const { body } = await mailbox.mailTo(BOSS, 'Payout day');
		expect(body).toContain('&#60;i&#62;odd&#60;/i&#62;');
		expect(body).not.toContain('<i>');
	});

	it("links to the transaction's page where the chain has an explorer, as in real life", async () => {
		sandbox.configure({ payoutDelayMs: 50 });
		await publish((workflow) => {
			const { assignments } = nodeOf(workflow, 'Result of each row').parameters.assignments as {
				assignments: Array<{ name: string; value: string }>;
			};
			// The sandbox's payouts are in no explorer.
			for (const field of assignments.filter(({ name }) => name === 'link')) {
				expect(field.value).toContain('explorer_url');
				field.value = PAGE;
			}
		});
		const execution = await upload([payout('linked-1')]);
		await decide(await mailbox.mailTo(APPROVER, 'Please approve'), 'Pay');
		await ended(execution);
		const { body } = await mailbox.mailTo(BOSS, '1 landed');
		expect(tableOf(body)[0]?.[6]).toBe(`<a href="${PAGE.replace('&', '&#38;')}">explorer</a>`);
	});
});

describe('The example "Payout ledger"', () => {
	let id: string;
	let table: DataTable;

	const pay = async () => await succeeded(await server.runAgain(id));
	const compare = async () => await succeeded(await server.runAgain(id, 'Every night'));
	const ledger = async () =>
		Object.fromEntries((await table.rows()).map(({ out_trade_no, ...row }) => [String(out_trade_no), row]));
	const results = async () =>
		Object.fromEntries(Object.entries(await ledger()).map(([number, { result }]) => [number, result]));
	const made = (number: string) => sandbox.state().payouts.find(({ out_trade_no }) => out_trade_no === number);

	async function succeeded(execution: N8nExecutionDetail): Promise<N8nExecutionDetail> {
		expect(execution.data.resultData.error).toBeUndefined();
		return execution;
	}

	beforeAll(async () => {
		const workflow = await example('payout-ledger.json');
		fillIn(workflow, { chat_url: `${foreign.url}/chat` });
		id = await server.install(workflow);
	});

	afterAll(async () => await table?.remove());

	it('makes the table by itself', async () => {
		await pay();
		table = await findDataTable(server.n8n, 'TokenPay payouts');
		expect(await table.rows()).toEqual([]);
	});

	it('pays every row, and after a partial failure only what is left', async () => {
		const numbers = ['ledger-1', 'ledger-2', 'ledger-3', 'ledger-4', 'ledger-5'];
		await table.insert(numbers.map((number) => ({ ...payout(number) })));
		sandbox.addFault({ kind: '500 before', number: 'ledger-2' });
		sandbox.addFault({ kind: 'code', code: 11003, number: 'ledger-3' });
		sandbox.addFault({ kind: '500 after', number: 'ledger-4' });
		await pay();
		expect(await results()).toEqual({
			'ledger-1': 'sent',
			'ledger-2': 'unknown',
			'ledger-3': 'failed',
			'ledger-4': 'sent',
			'ledger-5': 'sent',
		});
		expect((await ledger())['ledger-2']?.error).toContain('OUTCOME UNKNOWN');

		expect(itemsPerRun(await pay(), 'Pay out')).toEqual([2]);
		expect(Object.values(await results())).toEqual(Array(5).fill('sent'));
		expect(paid('ledger-').sort()).toEqual(numbers);
		expect((await ledger())['ledger-2']).toMatchObject({ state: 'NOTPAY', fee: '1 USDT', error: '' });
	});

	it('brings the ledger up to date every night, and has nothing to tell when all is right', async () => {
		sandbox.settle(made('ledger-1')?.transaction_id ?? '', 'SUCCESS');
		await compare();
		expect((await ledger())['ledger-1']).toMatchObject({
			result: 'landed',
			state: 'SUCCESS',
			tx_id: expect.stringMatching(/^[0-9a-f]{64}$/),
			link: expect.stringMatching(/^[0-9a-f]{64}$/),
			time: expect.stringContaining('T'),
			error: '',
		});
		expect(await results()).toMatchObject({ 'ledger-2': 'sent', 'ledger-5': 'sent' });
		expect(toldTo('/chat')).toEqual([]);
	});

	it('tells the chat once what differs: amount, state, transaction', async () => {
		sandbox.settle(made('ledger-3')?.transaction_id ?? '', 'CLOSED');
		await requestTokenPay(account, '/v1/payanother/payment', payout('ledger-failed'));
		const row = (number: string, more: object) => ({ ...payout(number), result: 'sent', ...more });
		const same = { to_address: made('ledger-1')?.to_address, result: 'landed', state: 'SUCCESS' };
		await table.insert([
			row('ledger-gone', {}),
			row('ledger-open', { result: 'unknown', error: 'OUTCOME UNKNOWN' }),
			row('ledger-failed', { result: 'failed', to_address: made('ledger-failed')?.to_address }),
			row('ledger-never', { result: 'failed', error: 'a wrong address' }),
			// Twice in the ledger, to have rows about a payout that differ from it.
			row('ledger-1', { ...same, amount: '15' }),
			row('ledger-1', { ...same, amount: '01.50', tx_id: 'f'.repeat(64) }),
		]);
		await compare();
		const [text = '', ...more] = toldTo('/chat');
		expect(more).toEqual([]);
		const tx = made('ledger-1')?.tx_id;
		expect(text.split('\n')).toEqual([
			'Payout ledger: 5 differences',
			'- ledger-3: state CLOSED',
			'- ledger-gone: TokenPay does not know it',
			'- ledger-failed: the ledger says failed, and TokenPay has it',
			'- ledger-1: amount 15, and TokenPay says 1.5',
			`- ledger-1: transaction ${'f'.repeat(64)}, and TokenPay says ${tx}`,
		]);
		expect(await ledger()).toMatchObject({
			'ledger-3': { result: 'closed', error: 'state CLOSED' },
			'ledger-gone': { result: 'sent', error: 'TokenPay does not know it' },
			'ledger-open': { result: 'not found', error: 'OUTCOME UNKNOWN' },
			'ledger-failed': { result: 'sent' },
			'ledger-never': { result: 'failed', error: 'a wrong address' },
		});
	});

	it('leaves alone what is older than it is told to look', async () => {
		server.makeOlder(table, 31 * 24);
		expect(itemsPerRun(await compare(), 'Look up')).toEqual([]);
		expect(toldTo('/chat')).toEqual([]);
	});
});

describe('The example "Look up payouts without an end"', () => {
	it('writes the end of each payout into the sheet, and leaves all other rows alone', async () => {
		const make = async (number: string) =>
			((await requestTokenPay(account, '/v1/payanother/payment', payout(number))) as { transaction_id: string })
				.transaction_id;
		for (const [number, state] of [
			['look-1', 'SUCCESS'],
			['look-2', 'CLOSED'],
			['look-3', 'REFUND'],
			['look-6', 'SUCCESS'],
		] as const)
			sandbox.settle(await make(number), state);
		await make('look-4');
		await make('look-5');
		await make('look-7');
		const states = {
			'look-1': 'sent',
			'look-2': 'sent',
			'look-3': 'unknown',
			'look-4': 'sent',
			'look-5': 'unknown',
			'look-6': 'sent before',
			'look-7': 'sent before',
			'look-never': 'unknown',
			'look-lost': 'sent',
			'look-failed': 'failed',
			'look-new': '',
		};
		const sheet = fakeSheet(Object.entries(states).map(([out_trade_no, result]) => ({ out_trade_no, result })));
		const execution = await server.run(onFakeSheet(await example('look-up-unfinished-payouts.json')));
		expect(execution.data.resultData.error).toBeUndefined();
		expect(Object.fromEntries(sheet.map(({ out_trade_no, result }) => [out_trade_no, result]))).toEqual({
			'look-1': 'landed',
			'look-2': 'closed',
			'look-3': 'refunded',
			'look-4': 'sent',
			'look-5': 'sent',
			'look-6': 'landed',
			'look-7': 'sent before',
			'look-never': 'not found',
			'look-lost': 'sent',
			'look-failed': 'failed',
			'look-new': '',
		});
		expect(sheet[0]).toMatchObject({
			link: expect.stringMatching(/^[0-9a-f]{64}$/),
			state: 'SUCCESS',
			fee: '1 USDT',
			time: expect.stringContaining('T'),
			error: '',
			transaction_id: expect.stringMatching(/^[0-9a-f]{32}$/),
		});
		expect(sheet[8]?.error).toContain('12002');
		expect(Object.keys(sheet[9] ?? {})).toEqual(['row_number', 'out_trade_no', 'result']);
	});
});

describe('The example "Close orders that nobody paid"', () => {
	it('closes what is too late, marks what was paid, and leaves the rest open', async () => {
		const order = async (number: string) => {
			await requestTokenPay(account, '/v1/transaction/prepayment', {
				out_trade_no: number,
				amount: 9,
				chain: 'TRON',
				currency: 'USDT',
				expire_second: 7200,
				order_type: 'platform_order',
			});
			return sandbox.state().orders.find((one) => one.out_trade_no === number)?.transaction_id ?? '';
		};
		await order('order-late');
		sandbox.settle(await order('order-paid'), 'SUCCESS');
		sandbox.settle(await order('order-closed'), 'CLOSED');
		await order('order-other');
		const table = await makeDataTable(server.n8n, 'TokenPay orders', ['out_trade_no', 'result', 'error']);
		await table.insert([
			...['order-late', 'order-paid', 'order-closed', 'order-missing'].map((out_trade_no) => ({
				out_trade_no,
				result: 'open',
			})),
			{ out_trade_no: 'order-other', result: 'kept' },
		]);
		const run = async (minutes: number) => {
			const workflow = await example('close-unpaid-orders.json');
			fillIn(workflow, { minutes });
			const execution = await server.run(workflow);
			expect(execution.data.resultData.error).toBeUndefined();
			return Object.fromEntries((await table.rows()).map(({ out_trade_no, result }) => [out_trade_no, result]));
		};
		const sorted = { 'order-paid': 'paid', 'order-closed': 'closed', 'order-missing': 'open', 'order-other': 'kept' };
		expect(await run(60)).toEqual({ ...sorted, 'order-late': 'open' });
		expect(sandbox.state().orders.find((one) => one.out_trade_no === 'order-late')?.trade_state).toBe('NOTPAY');
		expect(await run(0)).toEqual({ ...sorted, 'order-late': 'closed' });
		const states = Object.fromEntries(sandbox.state().orders.map((one) => [one.out_trade_no, one.trade_state]));
		expect(states).toMatchObject({ 'order-late': 'CLOSED', 'order-paid': 'SUCCESS', 'order-other': 'NOTPAY' });
		expect((await table.rows()).find(({ out_trade_no }) => out_trade_no === 'order-missing')?.error).toContain('12002');
	});
});

describe('The example "AI agent prepares payouts, a person approves"', () => {
	let id: string;
	let url: string;

	beforeAll(async () => {
		({ id, url } = await server.publishTrigger(await example('ai-agent-with-approval.json'), 'New invoice'));
	});

	/** What the model is told that it can say about a payout. */
	let offered: string | undefined;

	/** A model that asks for one payout, and then says how it went. */
	function model(payoutArguments: object): void {
		foreign.responses.set('/v1/chat/completions', ({ body }) => {
			const request = body as ChatRequest;
			offered = JSON.stringify(payoutToolOf(request)?.parameters);
			return chatCompletion(request, { toolParameters: payoutArguments });
		});
	}

	async function handIn(number: string): Promise<string> {
		const fields = [number, 'Please pay 15.5 USDT on TRON to the address below.'];
		return await server.startedBy(id, async () => expect((await submit(url, fields)).status).toBe(200));
	}

	const wanted = () => ({ chain: 'TRON', currency: 'USDT', amount: '15.5', to_address: randomAddress('TRON') });

	it('pays what a person has seen and approved, under the number of the record', async () => {
		const asked = wanted();
		model({ ...asked, out_trade_no: 'made-up', outTradeNo: 'made-up' });
		const execution = await handIn('invoice-1');
		const question = await foreign.questionTo('REPLACE_ME_APPROVER', 'invoice-1');
		for (const value of Object.values(asked)) expect(question.text).toContain(value);
		expect(paid('invoice-1')).toEqual([]);
		for (const name of Object.keys(asked)) expect(offered).toContain(`"${name}"`);
		expect(offered).not.toMatch(/number|trade/i);
		await press(question, 'Approve');
		const { status, data } = await server.n8n.finished(execution);
		expect(data.resultData.error).toBeUndefined();
		expect(status).toBe('success');
		expect(sandbox.state().moneySent.filter(({ to_address }) => to_address === asked.to_address)).toEqual([
			expect.objectContaining({ out_trade_no: 'invoice-1', amount: '15.5', currency: 'USDT' }),
		]);
		expect(JSON.stringify(data.resultData.runData['Payment assistant']?.at(-1))).toContain('transaction_id');
	});

	it('pays nothing that a person declines', async () => {
		const asked = wanted();
		model(asked);
		const execution = await handIn('invoice-2');
		await press(await foreign.questionTo('REPLACE_ME_APPROVER', 'invoice-2'), 'Decline');
		expect((await server.n8n.finished(execution)).status).toBe('success');
		expect(sandbox.state().moneySent.filter(({ to_address }) => to_address === asked.to_address)).toEqual([]);
	});
});

describe('The example "Check landed payouts against your list"', () => {
	let id: string;
	let notifyUrl: string;
	let count = 0;

	beforeAll(async () => {
		const workflow = onFakeSheet(await example('check-landed-payouts.json'));
		fillIn(workflow, { chat_url: `${foreign.url}/alarm` });
		({ id, url: notifyUrl } = await server.publishTrigger(workflow, 'Payout landed'));
	});

	const BNB = {
		amount: '15.500000000000000001',
		currency: 'BNB',
		chain: 'BSC',
		to_address: '0x52908400098527886E0F7030069857D2E4169EE7',
	};

	it.each<[what: string, given: Partial<PayoutRow>, change: (row: Row) => Row[], problem: string | undefined]>([
		['the same', {}, (row) => [row], undefined],
		['the same amount, written otherwise', {}, (row) => [{ ...row, amount: '01.50' }], undefined],
		['the same amount as a number', {}, (row) => [{ ...row, amount: 1.5 }], undefined],
		[
			'an address in other capitals on BSC',
			BNB,
			(row) => [{ ...row, to_address: BNB.to_address.toLowerCase() }],
			undefined,
		],
		[
			'an amount that differs in the 18th decimal',
			BNB,
			(row) => [{ ...row, amount: '15.5' }],
			'the list says amount 15.5, and 15.500000000000000001 landed',
		],
		['ten times the amount', {}, (row) => [{ ...row, amount: '15' }], 'the list says amount 15, and 1.5 landed'],
		['an amount that is none', {}, (row) => [{ ...row, amount: '1.5e0' }], 'the list says amount 1.5e0'],
		['another currency', {}, (row) => [{ ...row, currency: 'TRX' }], 'the list says currency TRX, and USDT landed'],
		['another address', {}, (row) => [{ ...row, to_address: 'T…' }], 'the list says address T…'],
		['a number that is not on the list', {}, () => [], 'it is not on the list'],
		['a number that is there twice', {}, (row) => [row, row], 'it stands on the list 2 times'],
	])('knows %s', async (_what, given, change, problem) => {
		count += 1;
		const row = { ...payout(`check-${count}`), ...given };
		const sheet = fakeSheet([{ out_trade_no: 'check', amount: '7' }, ...change({ ...row })]);
		const before = structuredClone(sheet);
		await land(row, notifyUrl);
		const [execution] = await server.executionsOf(id, count);
		expect(execution?.data.resultData.error).toBeUndefined();
		const alarms = toldTo('/alarm');
		if (problem === undefined) {
			expect(alarms).toEqual([]);
			expect(sheet[1]).toMatchObject({
				result: 'landed',
				link: expect.stringMatching(/^(0x)?[0-9a-f]{64}$/),
				time: expect.stringContaining('T'),
			});
			expect(sheet[0]).toEqual(before[0]);
		} else {
			expect(alarms).toEqual([expect.stringContaining(problem)]);
			expect(alarms[0]).toContain(`CHECK payout ${row.out_trade_no} (${row.amount} ${row.currency} landed): `);
			expect(sheet).toEqual(before);
		}
	});
});

const example = async (file: string) => await readExample(TOKENPAY, file);

function payout(out_trade_no: string): PayoutRow {
	return { out_trade_no, to_address: randomAddress('TRON'), amount: '1.5', currency: 'USDT', chain: 'TRON' };
}

/** What is to be filled in under a name; `undefined` where there is none. */
function filledIn(workflow: N8nWorkflow, name: string): string | undefined {
	const { assignments } = nodeOf(workflow, FILL_IN).parameters.assignments as {
		assignments: Array<{ name: string; value: string }>;
	};
	return assignments.find((one) => one.name === name)?.value;
}

/** The bars of a report: state, count, amounts and width. */
function barsOf(html: string): string[][] {
	const [, bars = ''] = /<table cellpadding="4">(.*?)<\/table>/s.exec(html) ?? [];
	return [...bars.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => [
		...cellsOf(row).slice(0, 3),
		/width:(\d+%)/.exec(row)?.[1] ?? '',
	]);
}

/** The rows of a report's table, without its heading and its totals. */
function tableOf(html: string): string[][] {
	const [, table = ''] = /<table border="1"[^>]*>(.*?)<\/table>/s.exec(html) ?? [];
	return [...table.matchAll(/<tr>(<td>.*?)<\/tr>/gs)].map(([, row = '']) => cellsOf(row));
}

const cellsOf = (row: string) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => cell);

/** The texts that came to a chat's webhook. */
function toldTo(at: string): string[] {
	return foreign.requests.filter((request) => request.path === at).map(({ body }) => String((body as Row).text));
}

/** What the sandbox has paid under numbers that begin so. */
function paid(start: string): string[] {
	return sandbox
		.state()
		.moneySent.map(({ out_trade_no }) => out_trade_no)
		.filter((number) => number.startsWith(start));
}

/** Makes a payout that announces itself, and lets it land. */
async function land(row: PayoutRow, notify_url: string): Promise<void> {
	const { transaction_id } = (await requestTokenPay(account, '/v1/payanother/payment', { ...row, notify_url })) as {
		transaction_id: string;
	};
	sandbox.settle(transaction_id, 'SUCCESS');
	await sandbox.waitFor(({ notifications }) =>
		notifications.some((one) => one.out_trade_no === row.out_trade_no && one.state === 'delivered'),
	);
}

/** A sheet behind the fake's `/sheet`, which answers as Google does: the rows with their numbers, and updates by one column. */
function fakeSheet(rows: Row[]): Row[] {
	const sheet = rows.map((row, index) => ({ row_number: index + 2, ...row }));
	foreign.responses.set('/sheet/read', ({ path: asked }) => {
		const wanted = [...new URL(asked, foreign.url).searchParams];
		return sheet.filter((row: Row) => wanted.every(([column, value]) => String(row[column]) === value));
	});
	foreign.responses.set('/sheet/update/', ({ path: asked, body }) => {
		const key = asked.split('/').at(-1) ?? '';
		const update = body as Row;
		Object.assign(sheet.find((row: Row) => String(row[key]) === String(update[key])) ?? {}, update);
		return update;
	});
	return sheet;
}

/** Lets an example work on {@link fakeSheet} instead of Google's; everything else stays as it is. */
function onFakeSheet(workflow: N8nWorkflow): N8nWorkflow {
	for (const node of workflow.nodes.filter(({ type }) => type === 'n8n-nodes-base.googleSheets')) {
		const { operation, filtersUI, columns } = node.parameters as {
			operation: string;
			filtersUI?: { values?: Array<{ lookupColumn: string; lookupValue: string }> };
			columns?: { matchingColumns: string[] };
		};
		Object.assign(node, { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, credentials: {} });
		node.parameters =
			operation === 'read'
				? {
						url: `${foreign.url}/sheet/read`,
						sendQuery: true,
						queryParameters: {
							parameters: (filtersUI?.values ?? []).map(({ lookupColumn, lookupValue }) => ({
								name: lookupColumn,
								value: lookupValue,
							})),
						},
						options: {},
					}
				: {
						method: 'POST',
						url: `${foreign.url}/sheet/update/${columns?.matchingColumns[0]}`,
						sendBody: true,
						contentType: 'json',
						specifyBody: 'json',
						jsonBody: '={{ $json }}',
						options: {},
					};
	}
	return workflow;
}
