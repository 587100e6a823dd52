import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { INodeTypeDescription } from 'n8n-workflow';
import { waitFor } from '../async/waitFor';
import type { N8nApi } from '../n8n/api';
import type { DataTable } from '../n8n/dataTable';
import { basicAuthorization, submitForm } from '../n8n/form';
import { ensureN8n } from '../n8n/install';
import { buildAndPack } from '../n8n/pack';
import { type N8nServer, startN8n } from '../n8n/server';
import type { N8nExecutionDetail, N8nWorkflow } from '../n8n/types';
import { type Credentials, type PublishedTrigger, importWorkflow, publishTrigger } from '../n8n/workflows';
import type { NodePackage } from '../project';
import type { KnownTypes } from './workflows';

/** Who may open the examples' forms. */
const FORM = { user: 'payer', password: 'word' };
export const FORM_AUTHORIZATION = basicAuthorization(FORM);

/** A fresh n8n with nothing but packages of this repository in it, in which examples run as people import them. */
export class ExampleServer {
	private readonly credentials: Credentials = {};

	private constructor(
		readonly n8n: N8nServer,
		readonly known: KnownTypes,
	) {}

	/** @param data of each credential that the examples use, by its type, besides that of their forms */
	static async start(packages: readonly NodePackage[], data: Record<string, object>): Promise<ExampleServer> {
		const work = await mkdtemp(path.join(tmpdir(), 'tokenpay-examples-'));
		try {
			const tarballs: string[] = [];
			for (const own of packages) tarballs.push(await buildAndPack(own, work));
			const installed = await ensureN8n({ log: (line) => process.stderr.write(`${line}\n`) });
			const n8n = await startN8n({ n8n: installed, tarballs });
			await n8n.setupOwner({ email: 'test@example.com', password: 'Test-1234567' });
			const server = new ExampleServer(n8n, await knownTypes(n8n));
			for (const [type, fields] of Object.entries({ httpBasicAuth: FORM, ...data }))
				await server.useCredential(type, fields);
			return server;
		} finally {
			await rm(work, { recursive: true, force: true });
		}
	}

	/** Saves a credential, which the examples that are installed from now on use. */
	async useCredential(type: string, data: object): Promise<void> {
		const id = await this.n8n.importCredential({ name: type, type, data: { ...data } });
		this.credentials[type] = { id, name: type };
	}

	/** Puts an example into the server, with the credentials filled in. @returns its id */
	async install(workflow: N8nWorkflow): Promise<string> {
		return await importWorkflow(this.n8n, workflow, this.credentials);
	}

	/** Installs and publishes an example that starts with a request. */
	async publishTrigger(workflow: N8nWorkflow, trigger: string): Promise<PublishedTrigger> {
		return await publishTrigger(this.n8n, workflow, trigger, this.credentials);
	}

	/** Installs an example and runs it to its end, as *Execute Workflow* does. */
	async run(workflow: N8nWorkflow): Promise<N8nExecutionDetail> {
		return await this.runAgain(await this.install(workflow));
	}

	/** Runs an installed example to its end. @param start the trigger to start from; the manual one unless given */
	async runAgain(id: string, start?: string): Promise<N8nExecutionDetail> {
		return await this.n8n.finished(await this.n8n.executeWorkflow(id, start));
	}

	/**
	 * Waits until a workflow has run so often, and all of these have ended.
	 *
	 * @returns the newest first
	 * @throws Error when it has run more often
	 */
	async executionsOf(id: string, count: number): Promise<N8nExecutionDetail[]> {
		const found = await waitFor(`${count} executions`, async () => {
			const all = await this.n8n.executions(id);
			return all.length >= count ? all : undefined;
		});
		if (found.length > count) throw new Error(`${found.length} executions instead of ${count}`);
		return await Promise.all(found.map(async (one) => await this.n8n.finished(one.id)));
	}

	/** Lets the rows of a Data Table look so many hours older than they are. */
	makeOlder({ id }: DataTable, hours: number): void {
		const database = new DatabaseSync(path.join(this.n8n.folder, '.n8n', 'database.sqlite'), { timeout: 10_000 });
		try {
			const older = `strftime('%Y-%m-%d %H:%M:%f', createdAt, '-${hours} hours')`;
			database.exec(`UPDATE "data_table_user_${id}" SET createdAt = ${older}`);
		} finally {
			database.close();
		}
	}

	/** Does something that starts an execution. @returns its id, as soon as there is one */
	async startedBy(id: string, act: () => Promise<void>): Promise<string> {
		const before = new Set((await this.n8n.executions(id)).map((one) => one.id));
		await act();
		const execution = await waitFor('the execution', async () =>
			(await this.n8n.executions(id)).find((one) => !before.has(one.id)),
		);
		return execution.id;
	}
}

/** {@link submitForm} with the name and password of the examples' forms. */
export async function submit(
	url: string,
	fields: Array<string | Blob>,
	authorization = FORM_AUTHORIZATION,
): Promise<Response> {
	return await submitForm(url, fields, authorization);
}

/** Opens a page that only those may open who may submit the examples' forms. */
export async function openPage(url: string): Promise<string> {
	return await (await fetch(url, { headers: { authorization: FORM_AUTHORIZATION } })).text();
}

/** Sets something deep inside, by its path with dots. */
export function put(value: object, at: string, what: unknown): void {
	const names = at.split('.');
	const last = names.pop() ?? '';
	const parent = names.reduce(
		(inner, name) => inner[name] as Record<string, unknown>,
		value as Record<string, unknown>,
	);
	parent[last] = what;
}

/** How many items each run of a node put out. */
export function itemsPerRun(execution: N8nExecutionDetail, node: string): number[] {
	return (execution.data.resultData.runData[node] ?? []).map(
		({ data }) => data?.main.flatMap((items) => items ?? []).length ?? 0,
	);
}

/** What a server knows. */
async function knownTypes(n8n: N8nApi): Promise<KnownTypes> {
	return {
		nodes: await n8n.rest<INodeTypeDescription[]>('GET', '/types/nodes.json'),
		credentials: (await n8n.rest<Array<{ name: string }>>('GET', '/types/credentials.json')).map(({ name }) => name),
	};
}

/** The nodes and credentials of a server that are not n8n's own, in alphabetical order. */
export async function communityTypes(n8n: N8nApi): Promise<{ nodes: string[]; credentials: string[] }> {
	const isForeign = (text: string) => !/^(n8n-nodes-base|@n8n\/[\w-]+)[./]/.test(text);
	const nodes = await n8n.rest<Array<{ name: string }>>('GET', '/types/nodes.json');
	const credentials = await n8n.rest<Array<{ name: string; iconUrl?: string | Record<string, string> }>>(
		'GET',
		'/types/credentials.json',
	);
	const texts = (icon: string | Record<string, string>) => (typeof icon === 'string' ? [icon] : Object.values(icon));
	return {
		nodes: nodes
			.map(({ name }) => name)
			.filter(isForeign)
			.sort(),
		credentials: credentials
			.filter(({ iconUrl = '' }) => texts(iconUrl).some((icon) => icon !== '' && isForeign(icon.replace('icons/', ''))))
			.map(({ name }) => name)
			.sort(),
	};
}
