import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, globSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { freePort } from '../../core/tools/system/freePort';
import { installFromDebian } from '../../core/tools/system/debian';
import type { Log } from '../../core/tools/system/runCommand';
import { realProcess } from '../../core/tools/system/realProcess';

const REDIS = '/usr/bin/redis-server';
const LAST_WORDS = 3000;

/** Debian keeps the programs of every version in a folder of its own, outside the search path. */
const postgresPrograms = () =>
	globSync('/usr/lib/postgresql/*/bin').filter((at) => existsSync(path.join(at, 'initdb')));

/**
 * PostgreSQL and Redis from Debian's packages, installed on first use where that is possible. The services that Debian
 * starts of them are not used.
 *
 * @throws Error that says what to do, when they are missing and cannot be installed
 */
export async function ensureServices({ log }: { log: Log }): Promise<void> {
	const wanted = () =>
		[postgresPrograms().length === 0 && 'postgresql', !existsSync(REDIS) && 'redis-server'].filter(
			(name) => name !== false,
		);
	const missing = wanted();
	if (missing.length > 0) await installFromDebian(missing, { log, services: missing });
	const still = wanted();
	if (still.length > 0)
		throw new Error(
			`PostgreSQL and Redis are needed. On Debian: apt-get install ${still.join(' ')} (as root), then run this again.`,
		);
}

/** A server program on a port of 127.0.0.1 of its own, with its data in a folder of its own. */
class Service {
	private child: ChildProcess | undefined;

	private output = '';

	constructor(
		private readonly name: string,
		private readonly command: string[],
		private readonly folder: string,
		private readonly user?: User,
	) {}

	/** Starts the program (again) and waits until its output says that it takes connections. */
	async start(ready: string): Promise<void> {
		const [program = '', ...args] = this.command;
		const child = spawn(program, args, {
			cwd: this.folder,
			stdio: ['ignore', 'pipe', 'pipe'],
			...this.user,
		});
		this.child = child;
		this.output = '';
		const lastResort = () => child.kill('SIGKILL');
		realProcess.once('exit', lastResort);
		await new Promise<void>((resolve, reject) => {
			for (const stream of [child.stdout, child.stderr])
				stream.on('data', (chunk: Buffer) => {
					this.output += chunk.toString('utf8');
					if (this.output.includes(ready)) resolve();
				});
			child.once('error', reject);
			child.once('close', () => {
				realProcess.removeListener('exit', lastResort);
				reject(new Error(`${this.name} ended. Its last words:\n${this.output.slice(-LAST_WORDS)}`));
			});
		});
	}

	/** Ends the program and waits for it. */
	async end(signal: NodeJS.Signals): Promise<void> {
		const { child } = this;
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
		child.kill(signal);
		await ended;
	}
}

interface User {
	uid: number;
	gid: number;
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function postgresUser(): User | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const idOf = (which: string) => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
	return { uid: idOf('-u'), gid: idOf('-g') };
}

export interface Postgres {
	port: number;
	/** The superuser's name, and the name of the only database. */
	name: string;
	password: string;
	stop(): Promise<void>;
}

/** A fresh PostgreSQL, with its data in a temporary folder of its own, since its user may enter no other; `stop` removes it. */
export async function startPostgres(): Promise<Postgres> {
	const folder = await mkdtemp(path.join(tmpdir(), 'tokenpay-postgres-'));
	const removeNow = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	realProcess.once('exit', removeNow);
	const programs = postgresPrograms().sort().at(-1) ?? '';
	const user = postgresUser();
	const port = await freePort();
	const password = randomBytes(16).toString('hex');
	const passwordFile = path.join(folder, 'password');
	const data = path.join(folder, 'data');
	await writeFile(passwordFile, password);
	if (user) for (const at of [folder, passwordFile]) chownSync(at, user.uid, user.gid);
	execFileSync(
		path.join(programs, 'initdb'),
		['-D', data, '-U', 'postgres', '-E', 'UTF8', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
		{ cwd: folder, stdio: 'pipe', ...user },
	);
	const command = [path.join(programs, 'postgres'), '-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', ''];
	const service = new Service('PostgreSQL', command, folder, user);
	await service.start('ready to accept connections');
	const stop = async () => {
		await service.end('SIGINT');
		realProcess.removeListener('exit', removeNow);
		await rm(folder, { recursive: true, force: true });
	};
	return { port, name: 'postgres', password, stop };
}

export interface Redis {
	port: number;
	/** Ends it without any warning, as a power cut would. */
	kill(): Promise<void>;
	/** Starts it again with what its append-only file holds. */
	start(): Promise<void>;
	stop(): Promise<void>;
}

/** A fresh Redis that writes everything to its append-only file before it answers. @param folder for its data; made here, and removed by the caller after `stop` */
export async function startRedis(folder: string): Promise<Redis> {
	const port = await freePort();
	await mkdir(folder, { recursive: true });
	const settings = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync: 'always', save: '' };
	const command = [REDIS, ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])];
	const service = new Service('Redis', command, folder);
	const start = async () => await service.start('Ready to accept connections');
	await start();
	return {
		port,
		start,
		kill: async () => await service.end('SIGKILL'),
		stop: async () => await service.end('SIGTERM'),
	};
}
