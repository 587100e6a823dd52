import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
	addDaxPayCredential,
	addPayments,
	closeOnce,
	installClose,
	type InstalledClose,
} from '../../../daxpay/tools/closeExample';
import { installTransfer, transferTwice } from '../../../daxpay/tools/transferExample';
import { installExamples, type InstalledExamples } from '../../../tools/examples/install';
import { payOutOnce } from '../../../tools/examples/payOut';
import { waitFor } from '../../../core/tools/async/waitFor';
import type { N8nWorkflow } from '../../../core/tools/n8n/types';
import { outputsOf } from '../../../core/tools/n8n/outputsOf';
import { addressTrigger, importWorkflow, readExample, type Credentials } from '../../../core/tools/n8n/workflows';
import { DAXPAY, PACKAGES, TOKENPAY } from '../../../core/tools/project';
import { communityTypes, ExampleServer } from '../../../core/tools/testing/exampleServer';
import { problemsOf } from '../../../core/tools/testing/workflows';
import { requestTokenPay } from '../../../tools/tokenpay/account';
import { toCsv } from '../../../tools/tokenpay/csv';
import { makeRows } from '../../../tools/tokenpay/payoutRows';
import { startPlatforms, stopPlatforms, type Platforms } from '../../examples';

const MINUTE = 60_000;
jest.setTimeout(3 * MINUTE);

/** A minute of work at the five requests a second that TokenPay allows. */
const LONG_LINE = 300;

let platforms: Platforms;
let server: ExampleServer;
let daxPayApi: Credentials;
let tokenPayExamples: InstalledExamples;
let closeExample: InstalledClose;

const log = (line: string) => process.stderr.write(`${line}\n`);

beforeAll(async () => {
	platforms = await startPlatforms({ tokenPay: 0, daxPay: 0 });
	server = await ExampleServer.start(PACKAGES, {});
	const { account, chatUrl, daxPay } = platforms;
	tokenPayExamples = await installExamples(server.n8n, account, chatUrl);
	daxPayApi = await addDaxPayCredential(server.n8n, daxPay);
	closeExample = await installClose(server.n8n, daxPayApi);
	addPayments(daxPay);
}, 20 * MINUTE);

afterAll(async () => {
	await server?.n8n.stop();
	if (platforms) await stopPlatforms(platforms);
});

describe('Both packages in one n8n', () => {
	it('bring their own nodes and credentials', async () => {
		const own = (folder: string, name: string) => ['', 'Tool', 'Trigger'].map((kind) => `${folder}.${name}${kind}`);
		expect(await communityTypes(server.n8n)).toEqual({
			nodes: [...own(DAXPAY.name, 'daxPay'), ...own(TOKENPAY.name, 'tokenPay')],
			credentials: ['daxPayApi', 'tokenPayApi'],
		});
	});

	it('bring examples of which every parameter is known to n8n', async () => {
		for (const own of PACKAGES) {
			for (const file of await readdir(path.join(own.folder, 'examples'))) {
				const problems = problemsOf(await readExample(own, file), server.known);
				expect({ file, problems }).toEqual({ file, problems: [] });
			}
		}
	});

	it('run at once: DaxPay closes its payments while hundreds of payouts of TokenPay wait for their turn', async () => {
		const { tokenPay, daxPay } = platforms;
		// None of them lands, so that n8n has no alerts to send meanwhile.
		tokenPay.configure({ payoutDelayMs: -1 });
		await writeFile(tokenPayExamples.payoutsFile, toCsv(makeRows('line', LONG_LINE)));
		const payouts = await server.n8n.executeWorkflow(tokenPayExamples.spreadsheetId);
		await tokenPay.waitFor(({ payouts: made }) => made.length > 0, MINUTE);

		expect(await closeOnce(server.n8n, daxPay, closeExample, log)).toBe(true);
		// In one line with them, DaxPay's requests would have come after every payout.
		expect(tokenPay.state().payouts.length).toBeLessThan(LONG_LINE);
		expect((await server.n8n.execution(payouts)).status).toBe('running');

		await server.n8n.rest('POST', `/rest/executions/${payouts}/stop`);
		expect((await server.n8n.finished(payouts)).status).toBe('canceled');
	});

	it('run the spreadsheet with its alerts, and a transfer with its announcement, under numbers that both use', async () => {
		const { tokenPay, daxPay, account } = platforms;
		tokenPay.reset();
		const transfer = await installTransfer(server.n8n, daxPay, daxPayApi);
		expect(transfer.number).toBe('row-1');
		expect(await payOutOnce(server.n8n, tokenPay, account, tokenPayExamples, log)).toBe(true);
		expect(await transferTwice(server.n8n, daxPay, transfer)).toEqual([]);
		expect(tokenPay.state().moneySent.filter(({ out_trade_no }) => out_trade_no === 'row-1')).toHaveLength(1);
	});

	it('remember their own notifications, and acknowledge each in its own words, also in one workflow', async () => {
		const { tokenPay, daxPay, account } = platforms;
		const trigger = (name: string, type: string, events: string[], credentials: Credentials) =>
			({ name, type, id: name, typeVersion: 1, position: [0, 0], parameters: { events }, credentials }) as const;
		const tokenPayApi = { tokenPayApi: { id: tokenPayExamples.credentialId, name: 'TokenPay sandbox' } };
		const workflow = {
			name: 'Both triggers',
			nodes: [
				trigger('Landed', `${TOKENPAY.name}.tokenPayTrigger`, ['payout.success'], tokenPayApi),
				trigger('Paid', `${DAXPAY.name}.daxPayTrigger`, ['payment.success'], daxPayApi),
			],
			connections: {},
		} as unknown as N8nWorkflow;
		const landedUrl = addressTrigger(server.n8n, workflow, 'Landed');
		const paidUrl = addressTrigger(server.n8n, workflow, 'Paid');
		const id = await importWorkflow(server.n8n, workflow);
		await server.n8n.publish(id);

		const [row] = makeRows('number', 1);
		const made = await requestTokenPay(account, '/v1/payanother/payment', { ...row, notify_url: landedUrl });
		const { transaction_id } = made as { transaction_id: string };
		tokenPay.settle(transaction_id, 'SUCCESS');
		daxPay.addPayment({ bizOrderNo: 'number-1', notifyUrl: paidUrl });
		daxPay.settle('number-1', 'success');
		const executions = await server.executionsOf(id, 2);
		const started = executions.map((one) => [outputsOf(one, 'Landed').length, outputsOf(one, 'Paid').length].join());
		expect(started.sort()).toEqual(['0,1', '1,0']);

		const acknowledged = async (send: () => Promise<{ attempts: Array<{ response: string }> }>) =>
			(await send()).attempts.map(({ response }) => response);
		expect(await acknowledged(async () => await tokenPay.notify(transaction_id))).toEqual(['success']);
		expect(await acknowledged(async () => await daxPay.notify('number-1'))).toEqual(['SUCCESS']);
		await waitFor('all notifications to be answered', () =>
			[tokenPay.state(), daxPay.state()].every(({ notifications }) =>
				notifications.every(({ state }) => state !== 'pending'),
			),
		);
		expect(await server.n8n.executions(id)).toHaveLength(2);
	});
});
