import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inOneLine, nodeOf } from '../../core/tools/n8n/workflows';
import { readExamples } from '../../tools/examples/install';
import { tokenPayCredential, type TokenPayAccount } from '../../tools/tokenpay/account';
import type { N8nServer } from '../../core/tools/n8n/server';
import type { N8nWorkflow } from '../../core/tools/n8n/types';
import { toCsv } from '../../tools/tokenpay/csv';
import { makeRows } from '../../tools/tokenpay/payoutRows';
import { usageOf } from './processes';

/**
 * Ways to send the same payouts: ours, by expressions and by the rows' own columns; the least that n8n needs, what a
 * person would build, and nothing at all.
 */
export type Way = 'tokenPay' | 'columns' | 'minimal' | 'by hand' | 'nothing';

/** What one execution took, without what reading the rows and storing the execution take. */
export interface Cost {
	/** Seconds that n8n shows for the nodes that send. */
	seconds: number;
	/** Processor seconds of the whole execution. */
	cpu: number;
	/** Unix time in milliseconds at which n8n began the execution, and at which it ended it. */
	from: number;
	to: number;
	/** Unix time in milliseconds at which the first node that sends began. */
	sendingFrom: number;
	/** Rows that came out as sent; a baseline that starts thousands of requests at once loses some. */
	sent: number;
}

const ofRow = (column: string) => `={{ $json.${column} }}`;
const byName = (value: string) => ({ __rl: true, mode: 'name', value });

/** The node's parameters where each field is an expression of its own. */
const BY_EXPRESSIONS = {
	...{ resource: 'payout', operation: 'create', outTradeNo: ofRow('out_trade_no') },
	...{ chain: byName(ofRow('chain')), currency: byName(ofRow('currency')) },
	...{ amount: ofRow('amount'), toAddress: ofRow('to_address') },
};

/** The node's parameters where it takes rows as they are. */
const BY_COLUMNS = { resource: 'payout', operation: 'create', mappingMode: 'autoMapInputData' };

/** More than any machine sends: a pace that never waits. */
const UNPACED = 1e9;

type Node = N8nWorkflow['nodes'][number];

/** Sends rows in one of the ways, in a workflow of its own. */
export class Sender {
	private used = 0;

	private constructor(
		private readonly server: N8nServer,
		private readonly way: Way,
		private readonly workflowId: string,
		private readonly file: string,
		private readonly senders: string[],
		private readonly prefix: string,
	) {}

	/**
	 * @param requestsPerSecond of the credential; not paced unless given
	 * @param prefix begins the payout numbers; different for all senders of one server
	 * @param onError what the nodes that send do; what the example says unless given
	 */
	static async make(
		server: N8nServer,
		way: Way,
		account: TokenPayAccount,
		requestsPerSecond = UNPACED,
		prefix: string = way.replace(' ', '-'),
		onError?: 'stopWorkflow',
	): Promise<Sender> {
		const credential = tokenPayCredential(account);
		Object.assign(credential.data, { requestsPerSecond });
		const credentials = { tokenPayApi: { id: await server.importCredential(credential), name: credential.name } };
		const file = path.join(server.files, `${prefix}.csv`);

		const [workflow] = await readExamples();
		nodeOf(workflow, 'Read payouts.csv').parameters['fileSelector'] = file;
		const payOut = { ...nodeOf(workflow, 'Pay out'), parameters: BY_EXPRESSIONS };
		const ways: Record<Way, () => Node[]> = {
			tokenPay: () => [{ ...payOut, credentials }],
			columns: () => [{ ...payOut, credentials, parameters: BY_COLUMNS }],
			minimal: () => [{ ...payOut, type: 'n8n-nodes-minimal.minimal', credentials }],
			'by hand': () => signAndPost(account),
			nothing: () => [{ ...payOut, type: 'n8n-nodes-base.noOp', parameters: {}, credentials: {} }],
		};
		const senders = ways[way]().map((node) => ({ ...node, ...(onError && { onError }) }));
		const chain = [
			...['Start by hand', 'Read payouts.csv', 'Rows of the spreadsheet'].map((name) => nodeOf(workflow, name)),
			...senders,
		];
		const workflowId = await server.importWorkflow({
			...workflow,
			name: prefix,
			nodes: chain,
			connections: inOneLine(chain),
		});
		return new Sender(
			server,
			way,
			workflowId,
			file,
			senders.map(({ name }) => name),
			prefix,
		);
	}

	/**
	 * Sends that many fresh rows to a platform that refuses, with which a node that stops on errors is done at once.
	 *
	 * @returns Unix time in milliseconds at which the first node that sends began
	 * @throws Error when n8n does not tell
	 */
	async sendInVain(rows: number): Promise<number> {
		await this.writeRows(rows);
		const { data } = await this.server.finished(await this.server.executeWorkflow(this.workflowId), 20 * 60_000);
		const from = data.resultData.runData[this.senders[0] as string]?.[0]?.startTime;
		if (typeof from !== 'number') throw new Error(`${this.prefix}: n8n does not tell when sending began`);
		return from;
	}

	private async writeRows(rows: number): Promise<void> {
		this.used += 1;
		await writeFile(this.file, toCsv(makeRows(`${this.prefix}-${this.used}`, rows)));
	}

	/**
	 * Sends that many fresh rows in one execution.
	 *
	 * @param everyMs how often n8n is asked whether it is done
	 * @throws Error when the execution failed, or when a row of the package's own node was not sent
	 */
	async send(rows: number, everyMs?: number): Promise<Cost> {
		await this.writeRows(rows);
		const { pid } = this.server;
		if (pid === undefined) throw new Error('n8n does not run');
		const before = usageOf(pid).cpu;
		const { data, status, startedAt, stoppedAt } = await this.server.finished(
			await this.server.executeWorkflow(this.workflowId),
			20 * 60_000,
			everyMs,
		);
		const cpu = usageOf(pid).cpu - before;

		const runs = this.senders.map((name) => data.resultData.runData[name]?.[0]);
		const items = runs.at(-1)?.data?.main[0] ?? [];
		const [failed, ...more] = items.filter(
			({ json }) => json.error !== undefined || (typeof json.code === 'number' && json.code !== 0),
		);
		const sent = items.length - (failed === undefined ? 0 : 1 + more.length);
		const mayLose = this.way === 'minimal' || this.way === 'by hand';
		if (status !== 'success' || (sent !== rows && !mayLose) || sent === 0) {
			const why = failed?.json ?? data.resultData.error?.message ?? status;
			throw new Error(`${this.prefix}: ${sent} of ${rows} rows were sent: ${JSON.stringify(why)}`);
		}
		const milliseconds = runs.reduce((sum, run) => sum + Number(run?.executionTime), 0);
		const [from, to] = [startedAt, stoppedAt].map((at) => Date.parse(at ?? '')) as [number, number];
		return { seconds: milliseconds / 1000, cpu, from, to, sendingFrom: Number(runs[0]?.startTime), sent };
	}
}

/** A Code node that signs every row, and an HTTP Request node that posts what it made. */
function signAndPost({ baseUrl, appId, mchId, appSecret }: TokenPayAccount): Node[] {
	const url = '/v1/payanother/payment';
	const jsCode = `
const { createCipheriv, randomBytes } = require('crypto');
return $input.all().map(({ json }) => {
	const { out_trade_no, chain, currency, amount, to_address } = json;
	const body = JSON.stringify({ out_trade_no, chain, currency, amount, to_address, app_id: '${appId}', mch_id: '${mchId}' });
	const timestamp = String(Date.now());
	const nonce = randomBytes(16).toString('hex');
	const cipher = createCipheriv('aes-256-ecb', Buffer.from('${appSecret}'), null);
	const text = ['${url}', timestamp, nonce, body].join('\\n');
	const signature = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
	const authorization = 'TTPAY-AES-256-ECB app_id=${appId},mch_id=${mchId},nonce_str=' + nonce + ',timestamp=' + timestamp + ',signature=' + signature;
	return { json: { body, authorization } };
});`;
	const header = (name: string, value: string) => ({ name, value });
	return [
		{ id: 'sign', name: 'Sign', type: 'n8n-nodes-base.code', typeVersion: 2, position: [0, 0], parameters: { jsCode } },
		{
			id: 'post',
			name: 'Post',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			position: [200, 0],
			parameters: {
				method: 'POST',
				url: `${baseUrl}${url}`,
				sendHeaders: true,
				headerParameters: {
					parameters: [header('app_id', appId), header('Authorization', '={{ $json.authorization }}')],
				},
				sendBody: true,
				contentType: 'raw',
				rawContentType: 'application/json',
				body: '={{ $json.body }}',
				options: {},
			},
		},
	];
}
