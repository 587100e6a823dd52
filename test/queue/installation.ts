import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ensureN8n, type InstalledN8n } from '../../core/tools/n8n/install';
import type { Log } from '../../core/tools/system/runCommand';
import type { N8nCommand } from '../../core/tools/n8n/environment';
import { N8nServer } from '../../core/tools/n8n/server';
import { buildAndPack } from '../../core/tools/n8n/pack';
import { PACKAGES } from '../../core/tools/project';
import { realProcess } from '../../core/tools/system/realProcess';
import { DEPLOYMENT, readCompose } from './compose';
import { ensureServices, startPostgres, startRedis, type Postgres, type Redis } from './services';
import { Supervisor } from './supervisor';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const endNow = () => realProcess.exit(1);

/** As much of n8n's own clients of PostgreSQL and Redis as is needed here. */
interface Database {
	query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
	end(): Promise<void>;
	on(event: 'error', listener: () => void): void;
}
interface RedisClient {
	lrange(key: string, first: number, last: number): Promise<string[]>;
	exists(key: string): Promise<number>;
	hget(key: string, field: string): Promise<string | null>;
	disconnect(): void;
	on(event: 'error', listener: () => void): void;
}

/** An execution as it stands in PostgreSQL. */
export interface StoredExecution {
	id: string;
	workflowId: string;
	status: string;
	retryOf: string | null;
	/** In the form in which n8n stores it. */
	data: string;
}

/**
 * n8n in queue mode: PostgreSQL, Redis, the main process, two workers and a webhook processor, each in a folder of its
 * own and started again when it ends, with the settings of `docs/queue-mode`.
 */
export class QueueInstallation {
	private readonly endings: Array<() => unknown> = [];

	private readonly supervisors = new Map<string, Supervisor>();

	private postgres!: Postgres;

	redis!: Redis;

	private database!: Database;

	private jobs!: RedisClient;

	private constructor(private readonly work: string) {}

	/** @param settings on top of those of `docs/queue-mode` */
	static async start(log: Log, settings: Record<string, string> = {}): Promise<QueueInstallation> {
		const installation = new QueueInstallation(await mkdtemp(path.join(tmpdir(), 'tokenpay-queue-')));
		// Whoever is told to end goes through "exit", where every process started here is ended.
		for (const signal of SIGNALS) realProcess.once(signal, endNow);
		realProcess.once('exit', installation.removeNow);
		try {
			await installation.begin(log, settings);
			return installation;
		} catch (error) {
			await installation.stop();
			throw error;
		}
	}

	get main(): N8nServer {
		return this.supervisor('main').server;
	}

	get processes(): Supervisor[] {
		return [...this.supervisors.values()];
	}

	get workers(): Supervisor[] {
		return this.processes.filter(({ name }) => name.startsWith('worker'));
	}

	/** @throws Error when there is no process of this name: main, webhook, worker-1, worker-2 */
	supervisor(name: string): Supervisor {
		const found = this.supervisors.get(name);
		if (found === undefined) throw new Error(`There is no process "${name}"`);
		return found;
	}

	/** What n8n has stored of some workflows, oldest first. */
	async stored(workflowIds: string[]): Promise<StoredExecution[]> {
		const { rows } = await this.database.query<StoredExecution>(
			`SELECT e.id::text, e."workflowId", e.status, e."retryOf", d.data
			   FROM execution_entity e LEFT JOIN execution_data d ON d."executionId" = e.id
			  WHERE e."workflowId" = ANY($1) ORDER BY e.id`,
			[workflowIds],
		);
		return rows;
	}

	/** Runs the guide's statement for what no worker will finish any more, for some workflows and at once. */
	async markInterrupted(workflowIds: string[]): Promise<void> {
		const statement = readFileSync(path.join(DEPLOYMENT, 'mark-interrupted.sql'), 'utf8');
		const ours = statement.replace(`"createdAt" < now() - interval '1 hour'`, '"workflowId" = ANY($1)');
		if (ours === statement) throw new Error('The statement has no age to replace');
		await this.database.query(ours, [workflowIds]);
	}

	/**
	 * The executions of some workflows that wait for a worker or are at one. A worker renews its lock on a job, so a job
	 * without one was interrupted; a killed worker's locks last for a minute.
	 */
	async underWay(workflowIds: string[]): Promise<string[]> {
		const [waiting, active] = await Promise.all(
			['wait', 'active'].map(async (list) => await this.jobs.lrange(`bull:jobs:${list}`, 0, -1)),
		);
		const ids = await Promise.all(
			[...new Set([...(waiting ?? []), ...(active ?? [])])].map(async (id) => {
				const isLive = waiting?.includes(id) || (await this.jobs.exists(`bull:jobs:${id}:lock`)) === 1;
				const data = isLive ? await this.jobs.hget(`bull:jobs:${id}`, 'data') : null;
				if (data === null) return undefined;
				const { executionId, workflowId } = JSON.parse(data) as { executionId: string; workflowId: string };
				return workflowIds.includes(workflowId) ? executionId : undefined;
			}),
		);
		return ids.filter((id) => id !== undefined);
	}

	private readonly removeNow = () => rmSync(this.work, { recursive: true, force: true, maxRetries: 5 });

	/** Ends everything and leaves nothing behind. */
	async stop(): Promise<void> {
		for (const signal of SIGNALS) realProcess.removeListener(signal, endNow);
		realProcess.removeListener('exit', this.removeNow);
		await Promise.all([...this.supervisors.values()].map(async (one) => await one.stop()));
		for (const end of this.endings.reverse()) await end();
		await rm(this.work, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	}

	private async begin(log: Log, settings: Record<string, string>): Promise<void> {
		// Beside each other, as where both are used.
		const tarballs: string[] = [];
		for (const own of PACKAGES) tarballs.push(await buildAndPack(own, this.work));
		const [n8n] = await Promise.all([ensureN8n({ log }), ensureServices({ log })]);
		this.postgres = await startPostgres();
		this.endings.push(this.postgres.stop);
		this.redis = await startRedis(path.join(this.work, 'redis'));
		this.endings.push(this.redis.stop);
		await this.connect(n8n);

		const addresses = {
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(this.postgres.port),
			DB_POSTGRESDB_DATABASE: this.postgres.name,
			DB_POSTGRESDB_USER: this.postgres.name,
			DB_POSTGRESDB_PASSWORD: this.postgres.password,
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(this.redis.port),
		};
		const { services } = readCompose(n8n);
		const prepare = async (name: string, command: N8nCommand) => {
			// What refers to the person's own settings is not for here, nor are addresses inside of Docker.
			const deployed = Object.entries(services[name]?.environment ?? {}).filter(([, value]) => !/\$|:\/\//.test(value));
			const env = { ...Object.fromEntries(deployed), ...addresses, ...settings };
			const folder = path.join(this.work, name);
			this.supervisors.set(
				name,
				new Supervisor(name, await N8nServer.prepare({ n8n, command, tarballs, folder, env })),
			);
		};
		await prepare('main', 'start');
		await prepare('worker-1', 'worker');
		await prepare('worker-2', 'worker');
		await prepare('webhook', 'webhook');
		log('Starting main');
		// It makes the tables that the others need.
		await this.supervisor('main').start();
		log('Starting two workers and a webhook processor');
		await Promise.all(this.processes.slice(1).map(async (one) => await one.start()));
		await this.main.setupOwner({ email: 'test@example.com', password: 'Test-1234567' });
	}

	private async connect({ dir }: InstalledN8n): Promise<void> {
		const require = createRequire(path.join(dir, 'package.json'));
		const { Pool } = require('pg') as { Pool: new (options: object) => Database };
		const { Redis: Client } = require('ioredis') as { Redis: new (options: object) => RedisClient };
		const { port, name, password } = this.postgres;
		this.database = new Pool({ host: '127.0.0.1', port, user: name, database: name, password, max: 2 });
		this.jobs = new Client({ host: '127.0.0.1', port: this.redis.port, maxRetriesPerRequest: null });
		// They connect again by themselves.
		for (const client of [this.database, this.jobs]) client.on('error', () => undefined);
		this.endings.push(async () => await this.database.end());
		this.endings.push(() => this.jobs.disconnect());
		await this.database.query('SELECT 1');
	}
}
