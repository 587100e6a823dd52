import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { DEFAULT_APP, startSandbox, type Sandbox } from '../sandbox/server';
import { EXAMPLE_FILES, installExamples, type InstalledExamples } from '../tools/examples/install';
import type { TokenPayAccount } from '../tools/tokenpay/account';
import { ensureN8n } from '../core/tools/n8n/install';
import { N8nServer } from '../core/tools/n8n/server';
import { runOnce } from '../tools/examples/payOut';
import { buildAndPack } from '../core/tools/n8n/pack';
import { PROJECT, TOKENPAY } from '../core/tools/project';
import { makeRows, USED_NUMBER, useUpNumber } from '../tools/examples/rows';
import { toCsv, parseCsv } from '../tools/tokenpay/csv';
import type { PayoutRow } from '../tools/tokenpay/payoutRows';

const USAGE = `Usage: npm start -- [options]

Starts a real n8n with this package and both examples in it, and a sandbox that plays TokenPay and the chat.

  --port <n>          port of n8n on 127.0.0.1 (default 5678)
  --sandbox-port <n>  port of the sandbox on 127.0.0.1 (default 8787)
  --once              pays 12 rows by itself, checks every one of them and ends; free ports, nothing kept
  --help              this text
`;
const NEEDED_NODE = 24;
const EMAIL = 'demo@example.com';
const FOLDER = path.join(PROJECT, '.demo');

/** What a kept demo folder was set up with. */
interface Kept {
	/** Everything the workflows and the credential in it depend on. */
	setUpFor: string;
	password: string;
	examples: InstalledExamples;
}

interface Flags {
	once: boolean;
	/** 0 = any free one. */
	port: number;
	sandboxPort: number;
}

const log = (line: string) => process.stdout.write(`${line}\n`);

/** Something the person can put right; shown without a stack. */
class Advice extends Error {}

function readFlags(args: string[]): Flags | undefined {
	let values;
	try {
		({ values } = parseArgs({
			args,
			options: {
				once: { type: 'boolean' },
				port: { type: 'string' },
				'sandbox-port': { type: 'string' },
				help: { type: 'boolean' },
			},
		}));
	} catch (error) {
		throw new Advice(`${(error as Error).message}\n\n${USAGE}`);
	}
	if (values.help) return undefined;
	const once = values.once ?? false;
	const portOf = (flag: 'port' | 'sandbox-port', usual: number) => {
		const given = values[flag];
		if (given === undefined) return once ? 0 : usual;
		const port = Number(given);
		if (!Number.isInteger(port) || port < 1 || port > 65535)
			throw new Advice(`--${flag} needs a port number, not "${given}"`);
		return port;
	};
	return { once, port: portOf('port', 5678), sandboxPort: portOf('sandbox-port', 8787) };
}

/** Both ports before anything is built: a person should not wait for a message about a port. */
async function checkPort(port: number, flag: string, whose: string): Promise<void> {
	if (port === 0) return;
	const problem = await new Promise<string | undefined>((resolve) => {
		const probe = createServer();
		probe.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
		probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(undefined)));
	});
	if (problem === 'EADDRINUSE')
		throw new Advice(
			`Port ${port}, meant for ${whose}, is in use. Stop what uses it, or choose another: npm start -- ${flag} ${port + 1}`,
		);
	if (problem !== undefined)
		throw new Advice(
			`Port ${port}, meant for ${whose}, cannot be used (${problem}). Choose another: npm start -- ${flag} ${port + 1024}`,
		);
}

/** Sets the folder up for the first time, or takes it as it was left; a folder set up for something else is begun anew. */
async function openKeptServer(
	options: Omit<Parameters<typeof N8nServer.prepare>[0], 'folder'>,
	account: TokenPayAccount,
	chatUrl: string,
): Promise<{ server: N8nServer; kept: Kept }> {
	const hash = createHash('sha256').update(JSON.stringify([options.port, account, chatUrl]));
	for (const file of EXAMPLE_FILES) hash.update(await readFile(path.join(PROJECT, 'examples', file)));
	const setUpFor = hash.digest('hex');
	const keptFile = path.join(FOLDER, 'demo.json');
	const before = existsSync(keptFile) ? (JSON.parse(await readFile(keptFile, 'utf8')) as Kept) : undefined;

	if (before?.setUpFor !== setUpFor) await rm(FOLDER, { recursive: true, force: true });
	const server = await N8nServer.prepare({ ...options, folder: FOLDER });
	running.server = server;
	await server.start();
	const password = before?.setUpFor === setUpFor ? before.password : makePassword();
	await server.setupOwner({ email: EMAIL, password });
	if (before?.setUpFor === setUpFor) return { server, kept: before };

	const kept: Kept = { setUpFor, password, examples: await installExamples(server, account, chatUrl) };
	await writeFile(keptFile, JSON.stringify(kept, null, '\t'), { mode: 0o600 });
	return { server, kept };
}

/** Fresh for each demo folder: n8n runs programs, and other users of this machine can reach its port. */
function makePassword(): string {
	return `Demo-${randomBytes(6).toString('hex')}1`;
}

const running: { server?: N8nServer; sandbox?: Sandbox; temporary?: string } = {};

async function stopEverything(): Promise<void> {
	await running.server?.stop();
	await running.sandbox?.close();
	if (running.temporary !== undefined) await rm(running.temporary, { recursive: true, force: true });
}

async function start({ once, port, sandboxPort }: Flags): Promise<boolean> {
	await checkPort(port, '--port', 'n8n');
	await checkPort(sandboxPort, '--sandbox-port', 'the sandbox');

	running.temporary = await mkdtemp(path.join(tmpdir(), 'tokenpay-demo-'));
	log('Building and packing the package …');
	const tarball = await buildAndPack(TOKENPAY, running.temporary);
	const n8n = await ensureN8n({ log });
	const sandbox = await startSandbox({ port: sandboxPort });
	running.sandbox = sandbox;
	const account: TokenPayAccount = { baseUrl: sandbox.url, ...DEFAULT_APP };
	const chatUrl = `${sandbox.url}/_sandbox/chat`;

	log('Starting n8n …');
	if (once) {
		const server = await N8nServer.prepare({ n8n, tarballs: [tarball], port });
		running.server = server;
		await server.start();
		await server.setupOwner({ email: EMAIL, password: makePassword() });
		const examples = await installExamples(server, account, chatUrl);
		return await runOnce(server, sandbox, account, examples, log);
	}

	const { server, kept } = await openKeptServer({ n8n, tarballs: [tarball], port }, account, chatUrl);
	const { payoutsFile, resultsFile } = kept.examples;
	if (!existsSync(payoutsFile)) await writeFile(payoutsFile, toCsv(makeRows()));
	const usedRow = parseCsv<PayoutRow>(await readFile(payoutsFile, 'utf8')).find(
		({ out_trade_no }) => out_trade_no === USED_NUMBER,
	);
	if (usedRow !== undefined) await useUpNumber(account, usedRow);
	log(`
n8n      ${server.url}   sign in with ${EMAIL} and ${kept.password}
Sandbox  ${sandbox.url}   plays TokenPay and the chat; watch the payouts here
1. In n8n, open the workflow "Pay out a spreadsheet" and press "Execute workflow".
   It pays ${path.relative(process.cwd(), payoutsFile)} and writes ${path.relative(process.cwd(), resultsFile)}: 10 rows are sent, 2 fail with their reasons.
2. Seconds later "Payout landed → chat alert" runs once per payout (see Executions), and its lines appear in the sandbox's chat.
3. A credential for this sandbox is there already. To make one by hand: Environment Custom, Base URL ${sandbox.url},
   App ID ${account.appId}, Merchant ID ${account.mchId}, App Secret ${account.appSecret}
No coin moves: all of this stays on this machine. Stop with Ctrl-C; ${path.relative(process.cwd(), FOLDER)} keeps your workflows, and deleting it starts over.`);
	await server.ended();
	if (!stopping) throw new Advice(`n8n ended by itself. Its log: ${path.join(FOLDER, 'n8n.log')}`);
	return true;
}

let stopping = false;

function stopOnSignal(): void {
	// A second Ctrl-C does not wait; the server's own exit hook still ends n8n.
	if (stopping) process.exit(1);
	stopping = true;
	log('\nStopping …');
	void stopEverything().then(
		() => process.exit(0),
		(error: unknown) => {
			process.stderr.write(`${String(error)}\n`);
			process.exit(1);
		},
	);
}

async function main(): Promise<void> {
	if (Number(process.versions.node.split('.')[0]) < NEEDED_NODE) {
		throw new Advice(
			`n8n needs Node ${NEEDED_NODE} and this is ${process.version}. "npm ci" installs it for this project, and "npm start" uses it.`,
		);
	}
	const flags = readFlags(process.argv.slice(2));
	if (flags === undefined) return void log(USAGE);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stopOnSignal);
	try {
		if (!(await start(flags))) process.exitCode = 1;
	} finally {
		if (!stopping) await stopEverything();
	}
}

main().catch((error: unknown) => {
	// A stop in the middle of starting makes whatever was under way fail; that is no news.
	if (stopping) return;
	process.stderr.write(
		`${error instanceof Advice ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
	);
	process.exitCode = 1;
});
