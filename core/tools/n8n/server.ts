import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../system/freePort';
import { waitFor } from '../async/waitFor';
import { killRest, signalGroup } from '../system/processGroup';
import { realProcess } from '../system/realProcess';
import { N8nApi } from './api';
import { environmentOf, type N8nCommand } from './environment';
import type { InstalledN8n } from './install';
import { unpackInto } from './pack';

/** The paths that respond once a process is up. Readiness comes a moment before the REST API does; the settings are what the editor asks for first. */
const UP: Record<N8nCommand, string[]> = {
	start: ['/healthz/readiness', '/rest/settings'],
	worker: ['/healthz/readiness'],
	webhook: ['/healthz/readiness'],
};

export interface N8nOptions {
	n8n: InstalledN8n;
	/** Which of n8n's processes; the server itself unless given. */
	command?: N8nCommand;
	/** The packed packages (see `buildAndPack`). */
	tarballs: readonly string[];
	/** n8n's user folder, kept afterwards. Without one, a temporary folder that `stop` removes. */
	folder?: string;
	/** 0, the default, picks a free port. */
	port?: number;
	/** Settings on top of the harness's own, such as `{ EXECUTIONS_MODE: 'queue' }`. */
	env?: Record<string, string>;
	/** Flags for the Node that runs it, such as `['--inspect=127.0.0.1:0']`. */
	nodeFlags?: string[];
}

/**
 * Starts a real n8n server with the packed packages in it, and waits until it responds.
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
export class N8nServer extends N8nApi {
	/** Where n8n's file nodes may read and write. */
	readonly files: string;

	private child: ChildProcess | undefined;

	private output = '';

	private logFile: WriteStream | undefined;

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
		super(`http://127.0.0.1:${port}`);
		this.files = path.join(folder, 'files');
	}

	/** The folder with the packages in it and a port chosen, but nothing running: for n8n's own commands before a start. */
	static async prepare({
		n8n,
		command = 'start',
		tarballs,
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
		for (const tarball of tarballs) await unpackInto(tarball, place);
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

	/** Starts the process (again, after `stop({ keep: true })` or `kill`) and waits until it responds. */
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
			killRest(child);
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

	/** Waits until the server responds; fails at once when its process has ended. */
	async waitReady(timeoutMs = 120_000): Promise<void> {
		await waitFor(
			'n8n to be ready',
			async () => {
				if (this.child === undefined)
					throw new Error(`n8n ended before it was ready. Its last words:\n${this.output.slice(-3000)}`);
				const responses = await Promise.all(
					UP[this.command].map(async (at) => await fetch(`${this.url}${at}`).catch(() => undefined)),
				);
				return responses.every((response) => response?.ok);
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
		try {
			const { stdout } = await promisify(execFile)(this.n8n.node ?? process.execPath, [this.n8n.bin, ...args], {
				cwd: this.folder,
				env: await this.env(),
				maxBuffer: 64 * 1024 * 1024,
			});
			return stdout;
		} catch (error) {
			const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
			throw new Error(`n8n ${args.join(' ')}: ${message}\n${stdout}${stderr}`);
		}
	}

	private async env(): Promise<Record<string, string>> {
		const { n8n, command, folder, files, port, url } = this;
		return await environmentOf({ n8n, command, folder, files, port, url }, this.extraEnv);
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
