import type { Sandbox } from '../../sandbox/server';
import { makeDataTable } from '../../core/tools/n8n/dataTable';
import type { N8nServer } from '../../core/tools/n8n/server';
import type { N8nWorkflow } from '../../core/tools/n8n/types';
import {
	type Credentials,
	fillIn,
	importWorkflow,
	nodeOf,
	publishTrigger,
	readExample,
} from '../../core/tools/n8n/workflows';
import { TOKENPAY } from '../../core/tools/project';
import { requestTokenPay, type TokenPayAccount } from '../tokenpay/account';
import { exampleRows } from './rows';
import { installThreeNodes, THREE_NODES_FILE } from './threeNodes';

/** The examples besides the two basic ones that need no account elsewhere. */
export const SELF_CONTAINED_FILES = [
	'find-out-how-your-account-behaves.json',
	'close-unpaid-orders.json',
	'pay-out-an-uploaded-csv.json',
	THREE_NODES_FILE,
	'payout-ledger.json',
] as const;

/** How many payouts the ledger has at first. */
const LEDGER_ROWS = 3;

const UNPAID = 'order-1';
const PAID = 'order-2';

/** Makes the orders on the list of {@link installSelfContained}: one that nobody pays, and one that is paid. */
export async function addOrders(sandbox: Sandbox, account: TokenPayAccount): Promise<void> {
	for (const out_trade_no of [UNPAID, PAID]) {
		await requestTokenPay(account, '/v1/transaction/prepayment', {
			out_trade_no,
			amount: 9,
			chain: 'TRON',
			currency: 'USDT',
			expire_second: 7200,
			order_type: 'platform_order',
		});
	}
	const paid = sandbox.state().orders.find(({ out_trade_no }) => out_trade_no === PAID);
	if (paid !== undefined) sandbox.settle(paid.transaction_id, 'SUCCESS');
}

/**
 * Puts the examples into a server: the orders with a list, of which those that are a moment old are closed; the pages
 * to fill in, published; and the ledger, with three payouts to be made.
 *
 * @param credentials TokenPay's, and the name and password of the pages (`httpBasicAuth`)
 * @param chatUrl where the ledger's differences are posted to
 * @returns the pages to fill in, by the names of their workflows
 */
export async function installSelfContained(
	server: N8nServer,
	credentials: Credentials,
	chatUrl: string,
): Promise<Record<string, string>> {
	const [behaviour, orders, upload, ledger] = await Promise.all([
		readExample(TOKENPAY, 'find-out-how-your-account-behaves.json'),
		readExample(TOKENPAY, 'close-unpaid-orders.json'),
		readExample(TOKENPAY, 'pay-out-an-uploaded-csv.json'),
		readExample(TOKENPAY, 'payout-ledger.json'),
	]);
	const table = await makeDataTable(server, 'TokenPay orders', ['out_trade_no', 'result', 'error']);
	await table.insert([UNPAID, PAID].map((out_trade_no) => ({ out_trade_no, result: 'open', error: '' })));
	fillIn(orders, { minutes: 0 });
	await importWorkflow(server, orders, credentials);

	const book = await makeDataTable(server, 'TokenPay payouts', columnsOf(ledger));
	await book.insert(
		exampleRows()
			.slice(0, LEDGER_ROWS)
			.map((row, at) => ({ ...row, out_trade_no: `ledger-${at + 1}` })),
	);
	fillIn(ledger, { chat_url: chatUrl });
	await importWorkflow(server, ledger, credentials);

	const answers = await publishTrigger(server, behaviour, 'Your own account', credentials);
	const threeNodes = await installThreeNodes(server, credentials);
	const results = await publishTrigger(server, upload, 'Upload of a CSV', credentials);
	return {
		[behaviour.name]: answers.url,
		'Pay out a CSV in three nodes': threeNodes.url,
		[upload.name]: results.url,
	};
}

/** The columns that the ledger would give its table. */
function columnsOf(ledger: N8nWorkflow): string[] {
	const { columns } = nodeOf(ledger, 'Make the ledger').parameters as {
		columns: { column: Array<{ name: string }> };
	};
	return columns.column.map(({ name }) => name);
}
