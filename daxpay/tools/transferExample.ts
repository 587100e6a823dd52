import { waitFor } from '../../core/tools/async/waitFor';
import type { N8nServer } from '../../core/tools/n8n/server';
import type { N8nWorkflow } from '../../core/tools/n8n/types';
import {
	type Credentials,
	addressTrigger,
	fillIn,
	importWorkflow,
	nodeOf,
	readExample,
} from '../../core/tools/n8n/workflows';
import { DAXPAY } from '../../core/tools/project';
import type { DaxPaySandbox } from '../sandbox/server';
import { timesMoved } from './runDaxPay';

/** The example "transfer approved → done → chat alert" in a server, without its approval, which needs Telegram. */
export interface InstalledTransfer {
	workflowId: string;
	/** Of the transfer that it makes. */
	number: string;
}

/** Puts the transfer and the announcement of its end into a server, to be started by hand, and publishes them. */
export async function installTransfer(
	server: N8nServer,
	sandbox: DaxPaySandbox,
	credentials: Credentials,
): Promise<InstalledTransfer> {
	const fields = { bizTransferNo: 'row-1', amount: '15.50', payeeAccount: 'someone@example.com', reason: 'row 1' };
	const workflow = withoutApproval(await readExample(DAXPAY, 'transfer-approved-chat-alert.json'), fields);
	fillIn(workflow, {
		chat_url: `${sandbox.url}/_sandbox/chat`,
		notify_url: addressTrigger(server, workflow, 'Transfer is over'),
	});
	const workflowId = await importWorkflow(server, workflow, credentials);
	await server.publish(workflowId);
	return { workflowId, number: fields.bizTransferNo };
}

/** Leaves out who asks and who approves: what is to be transferred is given. */
function withoutApproval(workflow: N8nWorkflow, fields: Record<string, string>): N8nWorkflow {
	const [ask, byHand, given] = ['Transfer request', 'Start by hand', 'What is to be transferred'] as const;
	const left = [ask, 'Approval', 'Approved?', 'Tell: declined'];
	const { [ask]: first, ...connections } = workflow.connections;
	const start = {
		...nodeOf(workflow, ask),
		name: byHand,
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		parameters: {},
		credentials: {},
	};
	const assignments = Object.entries(fields).map(([name, value]) => ({ id: name, name, value, type: 'string' }));
	nodeOf(workflow, given).parameters.assignments = { assignments };
	return {
		...workflow,
		nodes: [start, ...workflow.nodes.filter(({ name }) => !left.includes(name))],
		connections: {
			...Object.fromEntries(Object.entries(connections).filter(([name]) => !left.includes(name))),
			[byHand]: first,
			[given]: { main: [[{ node: 'Transfer', type: 'main', index: 0 }]] },
		},
	};
}

/**
 * Makes the transfer twice under one number, lets its end be announced again and forged, and looks at what came of it.
 *
 * @returns what was not as it should be
 */
export async function transferTwice(
	server: N8nServer,
	sandbox: DaxPaySandbox,
	{ workflowId, number }: InstalledTransfer,
): Promise<string[]> {
	const problems: string[] = [];
	const expect = (holds: boolean, problem: string) => {
		if (!holds) problems.push(problem);
	};
	const told = () => sandbox.state().chat.map(({ body }) => String((body as { text?: unknown } | null)?.text));
	for (const sent of [1, 2]) {
		const { status, data } = await server.finished(await server.executeWorkflow(workflowId));
		expect(status === 'success', `transfer: ${data.resultData.error?.message ?? status}`);
		expect(
			timesMoved(sandbox, number) === 1,
			`transfer: moved ${timesMoved(sandbox, number)} times after ${sent} runs`,
		);
	}
	const lines = [
		`Transfer ${number} of 15.5 CNY was handed to the channel; its state is success.`,
		`Transfer ${number} of 15.5 CNY: success`,
	];
	await waitFor('the end of the transfer to be told', () => lines.every((line) => told().includes(line))).catch(
		() => undefined,
	);
	const repeated = await sandbox.notify(number);
	expect(repeated.attempts[0]?.response === 'SUCCESS', 'transfer: a repeated notification was not acknowledged');
	const forged = await sandbox.notify(number, 'altered');
	expect(
		forged.attempts[0]?.status === 401,
		`transfer: an altered one was answered with ${forged.attempts[0]?.status}`,
	);
	expect(
		lines.every((line) => told().includes(line)),
		`transfer: told ${JSON.stringify(told())}`,
	);
	const stored = await server.executions(workflowId);
	expect(stored.length === 3, `transfer: ${stored.length} executions for 2 runs and 1 notification`);
	return problems;
}
