import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { NodeHelpers, type IDataObject, type INode, type INodeParameters, type INodeType } from 'n8n-workflow';
import { DaxPayApi } from '../../credentials/DaxPayApi.credentials';
import { TokenPayApi } from '../../credentials/TokenPayApi.credentials';
import { DaxPay } from '../../nodes/DaxPay/DaxPay.node.ts';
import { DaxPayTrigger } from '../../nodes/DaxPay/DaxPayTrigger.node.ts';
import { TokenPay } from '../../nodes/TokenPay/TokenPay.node.ts';
import { TokenPayTrigger } from '../../nodes/TokenPay/TokenPayTrigger.node.ts';
import { type Contract, contractOf } from '../../scripts/contract';
import { startDaxPaySandbox } from '../../sandbox/daxpay/server';
import { DEFAULT_APP, startSandbox } from '../../sandbox/server';
import { credentialOf, transferParameters } from './daxpay';
import { type Credential, type RunOptions, callWebhook, runNode } from './n8n';
import { CREDENTIAL, letter } from './notifications';

/** One folder for each version of the package that workflows were saved with. */
export const SAVED = path.join(__dirname, '..', 'fixtures', 'saved');

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const HOUR = 3_600_000;

/** What a saved node did: the requests it made, how many items came out, and the names of their fields. */
export interface Deeds {
	requests: Array<{ method: string; path: string; fields: IDataObject }>;
	fields: string[];
	items: number;
}

/** The notifications that start a saved trigger, with the names of the fields that come out. */
export type Starts = Record<string, string[]>;

/** What saved nodes did, by file and by the nodes' names. */
export type AllDeeds = Record<string, Record<string, Deeds | Starts>>;

export const currentContract = (): Contract =>
	contractOf(
		[new TokenPay(), new TokenPayTrigger(), new DaxPay(), new DaxPayTrigger()],
		[new TokenPayApi(), new DaxPayApi()],
	);

/** The nodes of a saved workflow. */
export const nodesOf = (folder: string, file: string): INode[] =>
	(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { nodes: INode[] }).nodes;

type CredentialType = NonNullable<RunOptions['credentialType']>;

/** Fields of a request that are new each time, or are the credential's. */
const PASSING = ['app_id', 'mch_id', 'mchNo', 'appId', 'nonceStr', 'reqTime', 'reqId', 'sign'];

/** A credential that writes down what goes out with it. */
function recording(type: CredentialType, requests: Deeds['requests'], names: IDataObject): CredentialType {
	const authenticate = type.authenticate as (data: Credential, options: object) => Promise<object>;
	const placeholders = Object.entries(names).filter(([name]) => /_(id|no)$/.test(name));
	return {
		...type,
		async authenticate(data: Credential, options: object) {
			const { method, url, body, qs } = (await authenticate(data, options)) as {
				method?: string;
				url: string;
				body?: unknown;
				qs?: IDataObject;
			};
			const sent = typeof body === 'string' ? (JSON.parse(body) as IDataObject) : {};
			const fields = Object.entries({ ...qs, ...sent }).filter(([name]) => !PASSING.includes(name));
			requests.push({
				method: method ?? 'GET',
				path: url,
				fields: Object.fromEntries(
					fields.map(([name, value]) => {
						const known = placeholders.find(([, id]) => id === value);
						return [name, known ? `<${known[0]}>` : value];
					}),
				),
			});
			return await authenticate(data, options);
		},
	};
}

interface Place {
	nodeType: INodeType;
	credentialType: CredentialType;
	credential: Credential;
	/** Puts the platform into its first state; answers the row to run with. */
	prepare(): Promise<IDataObject>;
}

async function runAll(nodes: INode[], place: Place): Promise<Record<string, Deeds>> {
	const all: Record<string, Deeds> = {};
	for (const { name, parameters } of nodes) {
		const row = await place.prepare();
		const requests: Deeds['requests'] = [];
		const items = await runNode({
			...place,
			credentialType: recording(place.credentialType, requests, row),
			parameters,
			rows: [row],
		});
		const fields = new Set(items.flatMap(({ json }) => Object.keys(json)));
		all[name] = { requests, items: items.length, fields: [...fields].sort() };
	}
	return all;
}

async function runTokenPay(nodes: INode[]): Promise<Record<string, Deeds>> {
	const sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
	const credential = { environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP, requestsPerSecond: 1000 };
	const byName = (value: string) => ({ __rl: true, mode: 'name', value });
	const coin = { chain: byName('TRON'), currency: byName('USDT') };
	const make = async (parameters: INodeParameters) => await runNode({ credential, parameters, rows: [{}] });
	try {
		return await runAll(nodes, {
			nodeType: new TokenPay(),
			credentialType: new TokenPayApi(),
			credential,
			async prepare() {
				sandbox.reset();
				const create = { operation: 'create', ...coin, amount: '2' };
				await make({ resource: 'payout', ...create, outTradeNo: 'seed-payout', toAddress: ADDRESS });
				await make({ resource: 'order', ...create, outTradeNo: 'seed-order' });
				await make({ resource: 'wallet', operation: 'create', walletAddress: ADDRESS, chain: coin.chain });
				const { payouts, orders } = sandbox.state();
				return {
					number: 'row-1',
					currency: 'USDT',
					amount: '15.50',
					to_address: ADDRESS,
					payout_id: payouts[0]?.transaction_id ?? '',
					order_id: orders[0]?.transaction_id ?? '',
				};
			},
		});
	} finally {
		await sandbox.close();
	}
}

async function runDaxPay(nodes: INode[]): Promise<Record<string, Deeds>> {
	const sandbox = await startDaxPaySandbox();
	const place = { nodeType: new DaxPay(), credentialType: new DaxPayApi(), credential: credentialOf(sandbox) };
	const make = async (parameters: INodeParameters) => await runNode({ ...place, parameters, rows: [{}] });
	try {
		return await runAll(nodes, {
			...place,
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

async function triggered(
	{ description }: INodeType,
	nodes: INode[],
	letters: Record<string, () => Parameters<typeof callWebhook>[0]>,
): Promise<Record<string, Starts>> {
	const all: Record<string, Starts> = {};
	for (const node of nodes) {
		const { name } = node;
		// As n8n does it: what was left out gets the default.
		const parameters =
			NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description) ?? {};
		const started: Starts = {};
		for (const [what, write] of Object.entries(letters)) {
			const call = { ...write(), parameters, staticData: {} };
			for (const time of ['', ', repeated']) {
				const { starts, result } = await callWebhook(call);
				if (starts) started[`${what}${time}`] = Object.keys(result.workflowData?.[0]?.[0]?.json ?? {}).sort();
			}
		}
		all[name] = started;
	}
	return all;
}

async function triggerTokenPay(nodes: INode[]): Promise<Record<string, Starts>> {
	const from = (options: Parameters<typeof letter>[0]) => () => ({ credential: CREDENTIAL, ...letter(options) });
	return await triggered(new TokenPayTrigger(), nodes, {
		payout: from({}),
		order: from({ originalType: 'transaction' }),
		other: from({ detail: { trade_state: 'REFUND' } }),
		'payout of 30 hours ago': from({ createdAt: Date.now() - 30 * HOUR }),
		'payout of 50 hours ago': from({ createdAt: Date.now() - 50 * HOUR }),
	});
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
				body: sandbox.notice('order-1'),
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

const RUNNERS: Record<string, (nodes: INode[]) => Promise<Record<string, Deeds | Starts>>> = {
	'daxPay.json': runDaxPay,
	'daxPayTrigger.json': triggerDaxPay,
	'tokenPay.json': runTokenPay,
	'tokenPayTrigger.json': triggerTokenPay,
};

/** The workflows of a folder, without what was frozen beside them. */
export const workflowFiles = (folder: string): string[] =>
	readdirSync(folder).filter((file) => Object.hasOwn(RUNNERS, file));

/** Runs every node of a folder's workflows through n8n's real RoutingNode or WebhookContext. */
export async function deedsOf(folder: string): Promise<AllDeeds> {
	const all: AllDeeds = {};
	for (const file of workflowFiles(folder)) all[file] = (await RUNNERS[file]?.(nodesOf(folder, file))) ?? {};
	return all;
}
