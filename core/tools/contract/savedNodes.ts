import { NodeHelpers, type ICredentialType, type IDataObject, type INode, type INodeType } from 'n8n-workflow';
import { fastClock } from '../async/clocks';
import { type AnyPlatform, type Credential, type CredentialType, callWebhook, runNode } from '../n8n/runNode';
import type { NodePackage } from '../project';

/** What a saved node did: the requests it made, how many items came out, and the names of their fields. */
export interface Golden {
	requests: Array<{ method: string; path: string; fields: IDataObject }>;
	fields: string[];
	items: number;
}

/** The notifications that start a saved trigger, with the names of the fields that come out. */
export type Starts = Record<string, string[]>;

/** What saved nodes did, by file and by the nodes' names. */
export type AllGolden = Record<string, Record<string, Golden | Starts>>;

/** What one platform's saved nodes are, and how they are run again. */
export interface SavedPlatform {
	/** The package that it belongs to. */
	own: NodePackage;
	nodeTypes: INodeType[];
	credentialTypes: ICredentialType[];
	/** By the node types' names, which the workflows' files have too. */
	runners: Record<string, (nodes: INode[]) => Promise<Record<string, Golden | Starts>>>;
}

/** Fields of a request that are new each time, or are the credential's. */
const PASSING = ['app_id', 'mch_id', 'mchNo', 'appId', 'nonceStr', 'reqTime', 'reqId', 'sign'];

/** A credential that writes down what goes out with it. */
function recording(type: CredentialType, requests: Golden['requests'], names: IDataObject): CredentialType {
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

/** Where saved nodes are run: a platform's node and credential, and a sandbox that can begin anew. */
export interface Place {
	nodeType: INodeType;
	credentialType: CredentialType;
	platform: AnyPlatform;
	credential: Credential;
	/** Runs the nodes as tools. */
	asTool: boolean;
	/** Puts the platform into its first state; returns the row to run with. */
	prepare(): Promise<IDataObject>;
}

/** Runs each saved node in a place of its own, through n8n-core's real contexts. */
export async function runAll(nodes: INode[], place: Place): Promise<Record<string, Golden>> {
	const all: Record<string, Golden> = {};
	for (const { name, parameters } of nodes) {
		const row = await place.prepare();
		const requests: Golden['requests'] = [];
		const items = await runNode({
			...place,
			credentialType: recording(place.credentialType, requests, row),
			parameters,
			rows: [row],
			clock: fastClock,
		});
		const fields = new Set(items.flatMap(({ json }) => Object.keys(json)));
		all[name] = { requests, items: items.length, fields: [...fields].sort() };
	}
	return all;
}

/** Sends each saved trigger every notification twice, through n8n's real WebhookContext. */
export async function triggered(
	{ description }: INodeType,
	nodes: INode[],
	notifications: Record<string, () => Parameters<typeof callWebhook>[0]>,
): Promise<Record<string, Starts>> {
	const all: Record<string, Starts> = {};
	for (const node of nodes) {
		const { name } = node;
		// As n8n does it: what was left out gets the default.
		const parameters =
			NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description) ?? {};
		const started: Starts = {};
		for (const [what, write] of Object.entries(notifications)) {
			const request = { ...write(), parameters, staticData: {} };
			for (const time of ['', ', repeated']) {
				const { starts, result } = await callWebhook(request);
				if (starts) started[`${what}${time}`] = Object.keys(result.workflowData?.[0]?.[0]?.json ?? {}).sort();
			}
		}
		all[name] = started;
	}
	return all;
}
