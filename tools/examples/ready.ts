import type { Sandbox } from '../../sandbox/server';
import { makeDataTable } from '../../core/tools/n8n/dataTable';
import type { N8nServer } from '../../core/tools/n8n/server';
import { type Credentials, importWorkflow, nodeOf, publishTrigger, readExample } from '../../core/tools/n8n/workflows';
import { TOKENPAY } from '../../core/tools/project';
import { requestTokenPay, type TokenPayAccount } from '../tokenpay/account';

/** The examples besides the two basic ones that need no account elsewhere. */
export const READY_FILES = ['close-unpaid-orders.json', 'pay-out-an-uploaded-csv.json'] as const;

const UNPAID = 'order-1';
const PAID = 'order-2';

/** Makes the orders on the list of {@link installReady}: one that nobody pays, and one that is paid. */
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
 * Puts the examples into a server: the orders with a list, of which those that are a moment old are closed, and the
 * page for files, published.
 *
 * @param credentials TokenPay's, and the name and password of the page (`httpBasicAuth`)
 * @returns where the page is
 */
export async function installReady(server: N8nServer, credentials: Credentials): Promise<{ uploadUrl: string }> {
	const [orders, upload] = await Promise.all([
		readExample(TOKENPAY, READY_FILES[0]),
		readExample(TOKENPAY, READY_FILES[1]),
	]);
	const table = await makeDataTable(server, 'TokenPay orders', ['out_trade_no', 'state', 'problem']);
	await table.insert([UNPAID, PAID].map((out_trade_no) => ({ out_trade_no, state: 'open', problem: '' })));
	nodeOf(orders, 'How long buyers may take').parameters.assignments = {
		assignments: [{ id: 'minutes', name: 'minutes', value: 0, type: 'number' }],
	};
	await importWorkflow(server, orders, credentials);
	const { url } = await publishTrigger(server, upload, 'Upload of a CSV', credentials);
	return { uploadUrl: url };
}
