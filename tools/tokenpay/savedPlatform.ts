import type { INode, INodeParameters } from 'n8n-workflow';
import { TokenPayApi } from '../../credentials/TokenPayApi.credentials';
import { TokenPay } from '../../nodes/TokenPay/TokenPay.node.ts';
import { TokenPayTrigger } from '../../nodes/TokenPay/TokenPayTrigger.node.ts';
import { DEFAULT_APP, startSandbox } from '../../sandbox/server';
import { fastClock } from '../../core/tools/async/clocks';
import { TOKENPAY } from '../../core/tools/project';
import { asToolType } from '../../core/tools/n8n/runNode';
import { runNode, tokenPayNode } from './runNode';
import { CREDENTIAL, buildNotification } from '../notifications/build';
import { type Golden, type SavedPlatform, type Starts, runAll, triggered } from '../../core/tools/contract/savedNodes';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const HOUR = 3_600_000;

async function runTokenPay(nodes: INode[], asTool: boolean): Promise<Record<string, Golden>> {
	const sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
	const credential = {
		...{ environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP, requestsPerSecond: 1000 },
		// A tool pays only with limits.
		maximumPayoutAmount: '1000',
	};
	const byName = (value: string) => ({ __rl: true, mode: 'name', value });
	const coin = { chain: byName('TRON'), currency: byName('USDT') };
	const make = async (parameters: INodeParameters) =>
		await runNode({ credential, parameters, rows: [{}], clock: fastClock });
	try {
		return await runAll(nodes, {
			...tokenPayNode(),
			credential,
			asTool,
			async prepare() {
				sandbox.reset();
				const create = { operation: 'create', ...coin, amount: '2' };
				await make({ resource: 'payout', ...create, outTradeNo: 'seed-payout', toAddress: ADDRESS });
				await make({ resource: 'payout', ...create, outTradeNo: 'landed-payout', toAddress: ADDRESS });
				await make({ resource: 'order', ...create, outTradeNo: 'seed-order' });
				await make({ resource: 'wallet', operation: 'create', walletAddress: ADDRESS, chain: coin.chain });
				const { payouts, orders } = sandbox.state();
				sandbox.settle(payouts[1]?.transaction_id ?? '', 'SUCCESS');
				return {
					number: 'row-1',
					'Payout Number': 'row-1',
					currency: 'USDT',
					amount: '15.50',
					to_address: ADDRESS,
					payout_id: payouts[0]?.transaction_id ?? '',
					landed_id: payouts[1]?.transaction_id ?? '',
					order_id: orders[0]?.transaction_id ?? '',
				};
			},
		});
	} finally {
		await sandbox.close();
	}
}

async function triggerTokenPay(nodes: INode[]): Promise<Record<string, Starts>> {
	const from = (options: Parameters<typeof buildNotification>[0]) => () => ({
		nodeType: new TokenPayTrigger(),
		credentialType: new TokenPayApi(),
		credential: CREDENTIAL,
		...buildNotification(options),
	});
	return await triggered(new TokenPayTrigger(), nodes, {
		payout: from({}),
		order: from({ originalType: 'transaction' }),
		other: from({ detail: { trade_state: 'REFUND' } }),
		'payout of 30 hours ago': from({ createdAt: Date.now() - 30 * HOUR }),
		'payout of 50 hours ago': from({ createdAt: Date.now() - 50 * HOUR }),
	});
}

export const tokenPay: SavedPlatform = {
	own: TOKENPAY,
	nodeTypes: [new TokenPay(), asToolType(new TokenPay()), new TokenPayTrigger()],
	credentialTypes: [new TokenPayApi()],
	runners: {
		tokenPay: async (nodes) => await runTokenPay(nodes, false),
		tokenPayTool: async (nodes) => await runTokenPay(nodes, true),
		tokenPayTrigger: triggerTokenPay,
	},
};
