import type { INode, INodeParameters } from 'n8n-workflow';
import { DaxPayApi } from '../credentials/DaxPayApi.credentials';
import { DaxPay } from '../nodes/DaxPay/DaxPay.node.ts';
import { DaxPayTrigger } from '../nodes/DaxPay/DaxPayTrigger.node.ts';
import { startDaxPaySandbox } from '../sandbox/server';
import { credentialOf, daxPayNode, transferParameters } from './runDaxPay';
import { fastClock } from '../../core/tools/async/clocks';
import { DAXPAY } from '../../core/tools/project';
import { asToolType, runNode } from '../../core/tools/n8n/runNode';
import { type Golden, type SavedPlatform, type Starts, runAll, triggered } from '../../core/tools/contract/savedNodes';

async function runDaxPay(nodes: INode[], asTool: boolean): Promise<Record<string, Golden>> {
	const sandbox = await startDaxPaySandbox();
	const place = { ...daxPayNode(), credential: credentialOf(sandbox) };
	const make = async (parameters: INodeParameters) =>
		await runNode({ ...place, parameters, rows: [{}], clock: fastClock });
	try {
		return await runAll(nodes, {
			...place,
			asTool,
			async prepare() {
				sandbox.reset();
				sandbox.addPayment({ bizOrderNo: 'seed-payment' });
				sandbox.addPayment({ bizOrderNo: 'seed-paid', status: 'success' });
				const [refund] = await make({
					resource: 'refund',
					operation: 'create',
					bizRefundNo: 'seed-refund',
					amount: '0.25',
					bizOrderNo: 'seed-paid',
				});
				const [transfer] = await make(transferParameters('v3', { bizTransferNo: 'seed-transfer' }));
				const [payment, paid] = sandbox.state().payments;
				return {
					number: 'row-1',
					amount: '15.5',
					order_no: payment?.no ?? '',
					paid_no: paid?.no ?? '',
					refund_no: refund?.json.refundNo as string,
					transfer_no: transfer?.json.transferNo as string,
				};
			},
		});
	} finally {
		await sandbox.close();
	}
}

async function triggerDaxPay(nodes: INode[]): Promise<Record<string, Starts>> {
	const sandbox = await startDaxPaySandbox();
	try {
		const notice = (status: string) => () => {
			sandbox.reset();
			sandbox.addPayment({ bizOrderNo: 'order-1', status });
			return {
				nodeType: new DaxPayTrigger(),
				credentialType: new DaxPayApi(),
				credential: credentialOf(sandbox),
				headers: { 'content-type': 'application/json' },
				body: sandbox.notificationBody('order-1'),
			};
		};
		return await triggered(new DaxPayTrigger(), nodes, {
			paid: notice('success'),
			closed: notice('close'),
			failed: notice('fail'),
		});
	} finally {
		await sandbox.close();
	}
}

export const daxPay: SavedPlatform = {
	own: DAXPAY,
	nodeTypes: [new DaxPay(), asToolType(new DaxPay()), new DaxPayTrigger()],
	credentialTypes: [new DaxPayApi()],
	runners: {
		daxPay: async (nodes) => await runDaxPay(nodes, false),
		daxPayTool: async (nodes) => await runDaxPay(nodes, true),
		daxPayTrigger: triggerDaxPay,
	},
};
