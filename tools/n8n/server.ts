import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, type WriteStream } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { InstalledN8n } from './install';
import { unpackInto } from './pack';
import { realProcess } from '../system/realProcess';
import { waitFor } from '../async/waitFor';

/** What n8n itself needs of the caller's environment. Everything else, its N8N_* and DB_* above all, stays outside. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'ComSpec', 'PATHEXT'];

const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_PYTHON_ENABLED: 'false',
	// Would ask n8n's own servers for a list that nobody needs here.
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
};

/** Asks n8n's own servers too. Older versions do not have this module, and refuse to disable it. */
const ASKING_MODULE = 'mcp-registry';

/** Named one by one, n8n finds them with one query; otherwise with two, between which an execution can slip. */
const EVERY_STATUS = ['new', 'running', 'waiting', 'success', 'error', 'crashed', 'canceled', 'unknown'];

/** n8n's own command: the server itself, or one of the processes that queue mode puts beside it. */
export type N8nCommand = 'start' | 'worker' | 'webhook';

/** What tells of a process that it is up. Readiness comes a moment before the REST API does; the settings are what the editor asks for first. */
const UP: Record<N8nCommand, string[]> = {
	start: ['/healthz/readiness', '/rest/settings'],
	worker: ['/healthz/readiness'],
	webhook: ['/healthz/readiness'],
};

export interface N8nOptions {
	n8n: InstalledN8n;
	/** Which of n8n's processes; the server itself unless given. */
	command?: N8nCommand;
	/** The packed package (see `buildAndPack`). */
	tarball: string;
	/** n8n's user folder, kept afterwards. Without one, a temporary folder that `stop` removes. */
	folder?: string;
	/** 0, the default, picks a free port. */
	port?: number;
	/** Settings on top of the harness's own, such as `{ EXECUTIONS_MODE: 'queue' }`. */
	env?: Record<string, string>;
	/** Flags for the Node that runs it, such as `['--inspect=127.0.0.1:0']`. */
	nodeFlags?: string[];
}

export interface Owner {
	email: string;
	password: string;
	firstName?: string;
	lastName?: string;
}

export interface N8nCredential {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** A workflow as n8n's editor exports it. */
export interface N8nWorkflow {
	name: string;
	nodes: Array<{
		name: string;
		type: string;
		parameters: Record<string, unknown>;
		credentials?: Record<string, { id: string; name: string }>;
		[key: string]: unknown;
	}>;
	connections: Record<string, unknown>;
	[key: string]: unknown;
}

export interface N8nItem {
	json: Record<string, unknown>;
	pairedItem?: unknown;
	[key: string]: unknown;
}

export interface N8nExecution {
	id: string;
	workflowId: string;
	/** `new`, `running`, `success`, `error`, `crashed`, `canceled`, `waiting` … */
	status: string;
	mode: string;
	[key: string]: unknown;
}

export interface N8nExecutionDetail extends N8nExecution {
	data: {
		resultData: {
			error?: { message: string; description?: string };
			lastNodeExecuted?: string;
			runData: Record<
				string,
				Array<{ error?: { message: string; description?: string }; data?: { main: Array<N8nItem[] | null> } }>
			>;
		};
	};
}

/** An answer of n8n's REST API that is no success. */
export class N8nRestError extends Error {
	constructor(
		readonly status: number,
		readonly body: string,
		what: string,
	) {
		super(`${what}: HTTP ${status}: ${body.slice(0, 500)}`);
	}
}

/**
 * Starts a real n8n server with the packed package in it, and waits until it answers.
 *
 * @throws Error with the end of n8n's log when it does not come up
 */
export async function startN8n(options: N8nOptions): Promise<N8nServer> {
	const server = await N8nServer.prepare(options);
	await server.start();
	return server;
}

/**
 * One n8n server: a process of its own, in a folder of its own, on 127.0.0.1 and ports of its own, with SQLite unless
 * its settings say otherwise.
 * The n8n of the person running it is never touched.
 */
export class N8nServer {
	readonly url: string;

	/** Where n8n's file nodes may read and write. */
	readonly files: string;

	private child: ChildProcess | undefined;

	private output = '';

	private logFile: WriteStream | undefined;

	private cookie = '';

	private constructor(
		private readonly n8n: InstalledN8n,
		private readonly command: N8nCommand,
		/** n8n's user folder. */
		readonly folder: string,
		private readonly temporary: boolean,
		private readonly port: number,
		private readonly extraEnv: Record<string, string>,
		private readonly nodeFlags: string[],
	) {
		this.url = `http://127.0.0.1:${port}`;
		this.files = path.join(folder, 'files');
	}

	/** The folder with the package in it and a port chosen, but nothing running: for n8n's own commands before a start. */
	static async prepare({
		n8n,
		command = 'start',
		tarball,
		folder,
		port = 0,
		env = {},
		nodeFlags = [],
	}: N8nOptions): Promise<N8nServer> {
		if (folder !== undefined) await mkdir(folder, { recursive: true });
		// n8n refuses file access through links, and a temporary folder is one on some systems.
		const place = await realpath(folder ?? (await mkdtemp(path.join(tmpdir(), 'n8n-tokenpay-'))));
		const ownPort = port === 0 ? await freePort() : port;
		const server = new N8nServer(n8n, command, place, folder === undefined, ownPort, env, nodeFlags);
		await mkdir(server.files, { recursive: true });
		await unpackInto(tarball, place);
		return server;
	}

	/** Everything n8n has written to its output since this object was made. */
	get log(): string {
		return this.output;
	}

	/** The process id of the running server, which also leads its process group. */
	get pid(): number | undefined {
		return this.child?.pid;
	}

	/** Starts the process (again, after `stop({ keep: true })` or `kill`) and waits until it answers. */
	async start(): Promise<void> {
		if (this.child !== undefined) throw new Error('n8n is running already');
		this.logFile ??= createWriteStream(path.join(this.folder, 'n8n.log'), { flags: 'a' });
		const child = spawn(this.n8n.node ?? process.execPath, [...this.nodeFlags, this.n8n.bin, this.command], {
			cwd: this.folder,
			env: await this.env(),
			stdio: ['ignore', 'pipe', 'pipe'],
			// A group of its own: a stop reaches n8n's task runner too, and Ctrl-C in a terminal does not reach n8n before us.
			detached: process.platform !== 'win32',
		});
		this.child = child;
		const lastResort = () => signalGroup(child, 'SIGKILL');
		realProcess.once('exit', lastResort);
		child.once('exit', () => {
			realProcess.removeListener('exit', lastResort);
			// What n8n has started must not outlive it, however it ended.
			signalRest(child);
			if (this.child === child) this.child = undefined;
		});
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk: Buffer) => {
				this.output += chunk.toString('utf8');
				this.logFile?.write(chunk);
			});
		}
		await this.waitReady();
	}

	/** Resolves when the running process has ended, for whatever reason. */
	async ended(): Promise<void> {
		const { child } = this;
		if (child !== undefined) await new Promise<void>((resolve) => child.once('close', () => resolve()));
	}

	/** Waits until the server answers; fails at once when its process has ended. */
	async waitReady(timeoutMs = 120_000): Promise<void> {
		await waitFor(
			'n8n to be ready',
			async () => {
				if (this.child === undefined)
					throw new Error(`n8n ended before it was ready. Its last words:\n${this.output.slice(-3000)}`);
				const answers = await Promise.all(
					UP[this.command].map(async (at) => await fetch(`${this.url}${at}`).catch(() => undefined)),
				);
				return answers.every((answer) => answer?.ok);
			},
			{ timeoutMs, everyMs: 200 },
		);
	}

	/** Ends the server as a service manager would. Removes a temporary folder unless `keep` is set. */
	async stop({ keep = false }: { keep?: boolean } = {}): Promise<void> {
		await this.end('SIGTERM', 30_000);
		if (keep) return;
		this.logFile?.end();
		this.logFile = undefined;
		if (this.temporary) await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	}

	/** Ends the server without any warning, as a power cut would. `start` brings it back in the same folder. */
	async kill(): Promise<void> {
		await this.end('SIGKILL', 10_000);
	}

	/**
	 * Runs one of n8n's own commands in this server's folder, such as `['publish:workflow', '--id=…']` or
	 * `['execute', '--id=…', '--rawOutput']`. Most of them want the server stopped; `execute` does not.
	 *
	 * @returns its standard output
	 * @throws Error with all of its output when it fails
	 */
	async cli(args: string[]): Promise<string> {
		const child = spawn(this.n8n.node ?? process.execPath, [this.n8n.bin, ...args], {
			cwd: this.folder,
			env: await this.env(),
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let stdout = '';
		let all = '';
		child.stdout.on('data', (chunk: Buffer) => {
			stdout += chunk.toString('utf8');
			all += chunk.toString('utf8');
		});
		child.stderr.on('data', (chunk: Buffer) => {
			all += chunk.toString('utf8');
		});
		const code = await new Promise<number | null>((resolve, reject) => {
			child.on('error', reject);
			child.on('close', resolve);
		});
		if (code !== 0) throw new Error(`n8n ${args.join(' ')} ended with ${code}:\n${all}`);
		return stdout;
	}

	/** Makes the first account of a fresh server and signs in with it; only signs in when it exists already. */
	async setupOwner(owner: Owner): Promise<void> {
		const { userManagement } = await this.rest<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'GET',
			'/rest/settings',
		);
		if (userManagement.showSetupOnFirstLoad === true) {
			await this.rest('POST', '/rest/owner/setup', { firstName: 'Demo', lastName: 'Owner', ...owner });
		} else {
			await this.rest('POST', '/rest/login', { emailOrLdapLoginId: owner.email, password: owner.password });
		}
	}

	/**
	 * One call of the API behind n8n's editor, signed in after `setupOwner`.
	 *
	 * @returns the answer without its envelope (`data`)
	 * @throws N8nRestError when the answer is no success
	 */
	async rest<T = unknown>(method: string, at: string, body?: unknown): Promise<T> {
		const answer = await fetch(`${this.url}${at}`, {
			method,
			headers: {
				accept: 'application/json',
				// n8n closes a connection that idles for seconds, which it also seems to do while n8n is busy.
				connection: 'close',
				...(this.cookie && { cookie: this.cookie }),
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		const text = await answer.text();
		if (!answer.ok) throw new N8nRestError(answer.status, text, `${method} ${at}`);
		const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
		if (cookies.length > 0) this.cookie = cookies.join('; ');
		const parsed = JSON.parse(text) as { data?: T };
		return (Array.isArray(parsed) || parsed.data === undefined ? parsed : parsed.data) as T;
	}

	/** Saves a credential. @returns its id */
	async importCredential({ name, type, data }: N8nCredential): Promise<string> {
		return (await this.rest<{ id: string }>('POST', '/rest/credentials', { name, type, data })).id;
	}

	/** What the editor's test of a credential says. */
	async testCredential(
		id: string,
		{ name, type, data }: N8nCredential,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.rest('POST', '/rest/credentials/test', { credentials: { id, name, type, data } });
	}

	/** Saves workflows as "Import from File" does. @returns their ids, in the same order */
	async importWorkflows(workflows: N8nWorkflow[]): Promise<string[]> {
		const ids: string[] = [];
		for (const workflow of workflows)
			ids.push((await this.rest<{ id: string }>('POST', '/rest/workflows', { settings: {}, ...workflow })).id);
		return ids;
	}

	/**
	 * Publishes a workflow's saved version and waits until its triggers listen, which is a moment after n8n says yes.
	 *
	 * @throws Error when a trigger cannot be activated
	 */
	async publish(id: string): Promise<void> {
		const { versionId } = await this.rest<{ versionId: string }>('GET', `/rest/workflows/${id}`);
		await this.rest('POST', `/rest/workflows/${id}/activate`, { versionId, name: '', description: '' });
		await waitFor(`workflow ${id} to be published`, async () => {
			const { status, triggers } = await this.publicationStatus(id);
			if (status === 'failed' || status === 'partial')
				throw new Error(`Publishing workflow ${id} ended as "${status}": ${JSON.stringify(triggers)}`);
			return status === 'published';
		});
	}

	/** Where publishing a workflow stands. Before it could be asked for, n8n said yes when the triggers listened. */
	private async publicationStatus(id: string): Promise<{ status: string; triggers?: unknown }> {
		try {
			return await this.rest('GET', `/rest/workflows/${id}/publication-status`);
		} catch (error) {
			if (error instanceof N8nRestError && error.status === 404) return { status: 'published' };
			throw error;
		}
	}

	/** Does what the editor's "Execute workflow" button does. @returns the execution's id, at once */
	async executeWorkflow(id: string): Promise<string> {
		const workflow = await this.rest<N8nWorkflow>('GET', `/rest/workflows/${id}`);
		const trigger = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
		if (trigger === undefined) throw new Error(`Workflow ${id} has no manual trigger`);
		const { executionId } = await this.rest<{ executionId: string }>('POST', `/rest/workflows/${id}/run`, {
			triggerToStartFrom: { name: trigger.name },
			// Newer versions read the stored workflow and ignore this; n8n 2.0 runs what it is sent.
			workflowData: workflow,
		});
		return executionId;
	}

	/** The stored executions (of one workflow, if given), newest first, at most 100. */
	async executions(workflowId?: string): Promise<N8nExecution[]> {
		const filter = encodeURIComponent(
			JSON.stringify({ ...(workflowId !== undefined && { workflowId }), status: EVERY_STATUS }),
		);
		return (await this.rest<{ results: N8nExecution[] }>('GET', `/rest/executions?limit=100&filter=${filter}`)).results;
	}

	/** One stored execution with its data decoded. */
	async execution(id: string): Promise<N8nExecutionDetail> {
		const stored = await this.rest<N8nExecution & { data: string }>('GET', `/rest/executions/${id}`);
		return { ...stored, data: unflatten(stored.data) as N8nExecutionDetail['data'] };
	}

	/** Waits until an execution has ended, however it ended. */
	async finished(id: string, timeoutMs = 120_000): Promise<N8nExecutionDetail> {
		return await waitFor(
			`execution ${id} to end`,
			async () => {
				const execution = await this.execution(id);
				return ['new', 'running', 'waiting', 'unknown'].includes(execution.status) ? undefined : execution;
			},
			{ timeoutMs },
		);
	}

	private async env(): Promise<Record<string, string>> {
		const inherited = INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
		return {
			...(Object.fromEntries(inherited) as Record<string, string>),
			HOME: this.folder,
			NODE_ENV: 'production',
			...QUIET,
			...(existsSync(path.join(this.n8n.dir, 'node_modules', 'n8n', 'dist', 'modules', ASKING_MODULE)) && {
				N8N_DISABLED_MODULES: ASKING_MODULE,
			}),
			N8N_USER_FOLDER: this.folder,
			N8N_PORT: String(this.port),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			...(this.command === 'worker' && {
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(this.port),
				N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			}),
			// Every n8n process opens this port; n8n's own default would collide with another n8n on the machine.
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			N8N_EDITOR_BASE_URL: this.url,
			N8N_WEBHOOK_URL: this.url,
			N8N_SECURE_COOKIE: 'false',
			N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
			N8N_RESTRICT_FILE_ACCESS_TO: this.files,
			DB_TYPE: 'sqlite',
			EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
			EXECUTIONS_DATA_SAVE_ON_ERROR: 'all',
			EXECUTIONS_DATA_SAVE_MANUAL_EXECUTIONS: 'true',
			...this.extraEnv,
		};
	}

	private async end(signal: NodeJS.Signals, patienceMs: number): Promise<void> {
		const { child } = this;
		if (child === undefined) return;
		const ended = this.ended();
		signalGroup(child, signal);
		const impatience = setTimeout(() => signalGroup(child, 'SIGKILL'), patienceMs);
		await ended;
		clearTimeout(impatience);
		this.child = undefined;
	}
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	try {
		if (process.platform === 'win32') child.kill(signal);
		else process.kill(-child.pid, signal);
	} catch {
		// It ended between the check and the signal.
	}
}

function signalRest({ pid }: ChildProcess): void {
	if (pid === undefined || process.platform === 'win32') return;
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// Nothing is left, as it should be.
	}
}

/** @returns a port of 127.0.0.1 that nobody used a moment ago */
export async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() =>
				address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
			);
		});
	});
}

/**
 * Undoes the "flatted" form in which n8n stores execution data: a JSON array whose entries refer to each other by
 * their position, written as a string of digits; a real string is an entry of its own.
 */
export function unflatten(text: string): unknown {
	const entries = JSON.parse(text) as unknown[];
	const made = new Map<number, unknown>();
	const resolve = (reference: unknown): unknown =>
		typeof reference === 'string' ? entry(Number(reference)) : reference;
	const entry = (at: number): unknown => {
		const value = entries[at];
		if (typeof value !== 'object' || value === null) return value;
		const known = made.get(at);
		if (known !== undefined) return known;
		const whole: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
		made.set(at, whole);
		for (const [key, reference] of Object.entries(value)) (whole as Record<string, unknown>)[key] = resolve(reference);
		return whole;
	};
	return entry(0);
}
