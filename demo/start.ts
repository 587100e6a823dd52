import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ensureN8n } from '../core/tools/n8n/install';
import { buildAndPack } from '../core/tools/n8n/pack';
import { N8nServer } from '../core/tools/n8n/server';
import { PACKAGES, PROJECT } from '../core/tools/project';
import {
	FORM_USER,
	fillPlatforms,
	installAll,
	LANDS_VISIBLY,
	runBothOnce,
	setUpFor,
	startPlatforms,
	stopPlatforms,
	type Platforms,
	type ReadyExamples,
} from './examples';
import { welcome } from './welcome';
import { Advice, checkPorts, readFlags, USAGE, type Flags } from './flags';

const NEEDED_NODE = 24;
const EMAIL = 'demo@example.com';
const FOLDER = path.join(PROJECT, '.demo');

/** What a kept demo folder was set up with. */
interface Kept {
	/** Everything the workflows and the credentials in it depend on. */
	setUpFor: string;
	password: string;
	examples: ReadyExamples;
}

const log = (line: string) => process.stdout.write(`${line}\n`);

/** Sets the folder up for the first time, or takes it as it was left; a folder set up for something else is begun anew. */
async function openKeptServer(
	options: Omit<Parameters<typeof N8nServer.prepare>[0], 'folder'>,
	platforms: Platforms,
): Promise<{ server: N8nServer; kept: Kept }> {
	const hash = createHash('sha256').update(JSON.stringify([options.port, await setUpFor(platforms)]));
	const setUp = hash.digest('hex');
	const keptFile = path.join(FOLDER, 'demo.json');
	const before = existsSync(keptFile) ? (JSON.parse(await readFile(keptFile, 'utf8')) as Kept) : undefined;

	if (before?.setUpFor !== setUp) await rm(FOLDER, { recursive: true, force: true });
	const server = await N8nServer.prepare({ ...options, folder: FOLDER });
	running.server = server;
	await server.start();
	const password = before?.setUpFor === setUp ? before.password : makePassword();
	await server.setupOwner({ email: EMAIL, password });
	if (before?.setUpFor === setUp) return { server, kept: before };

	const kept: Kept = { setUpFor: setUp, password, examples: await installAll(server, platforms, password) };
	await writeFile(keptFile, JSON.stringify(kept, null, '\t'), { mode: 0o600 });
	return { server, kept };
}

/** Fresh for each demo folder: n8n runs programs, and other users of this machine can reach its port. */
function makePassword(): string {
	return `Demo-${randomBytes(6).toString('hex')}1`;
}

const running: { server?: N8nServer; platforms?: Platforms; temporary?: string } = {};

async function stopEverything(): Promise<void> {
	await running.server?.stop();
	if (running.platforms !== undefined) await stopPlatforms(running.platforms);
	if (running.temporary !== undefined) await rm(running.temporary, { recursive: true, force: true });
}

async function start({ once, ports }: Flags): Promise<boolean> {
	await checkPorts(ports);

	running.temporary = await mkdtemp(path.join(tmpdir(), 'tokenpay-demo-'));
	log('Building and packing both packages …');
	const tarballs: string[] = [];
	for (const own of PACKAGES) tarballs.push(await buildAndPack(own, running.temporary));
	const n8n = await ensureN8n({ log });
	// Alone with itself, it waits for nobody to watch.
	const platforms = await startPlatforms(ports, once ? {} : { landAfterMs: LANDS_VISIBLY });
	running.platforms = platforms;

	log('Starting n8n …');
	const options = { n8n, tarballs, port: ports.n8n };
	if (once) {
		const server = await N8nServer.prepare(options);
		running.server = server;
		await server.start();
		await server.setupOwner({ email: EMAIL, password: makePassword() });
		return await runBothOnce(server, platforms, log);
	}

	const { server, kept } = await openKeptServer(options, platforms);
	await fillPlatforms(platforms, kept.examples);
	log(whatToDo(server, platforms, kept));
	await server.ended();
	if (!stopping) throw new Advice(`n8n ended by itself. Its log: ${path.join(FOLDER, 'n8n.log')}`);
	return true;
}

function whatToDo(server: N8nServer, { tokenPay, daxPay }: Platforms, { password, examples }: Kept): string {
	const here = (file: string) => path.relative(process.cwd(), file);
	return welcome({
		n8nUrl: server.url,
		tokenPayUrl: tokenPay.url,
		daxPayUrl: daxPay.url,
		email: EMAIL,
		password,
		formUser: FORM_USER,
		pages: examples.pages,
		files: { payouts: here(examples.payoutsFile), results: here(examples.resultsFile), folder: here(FOLDER) },
		landAfterMs: LANDS_VISIBLY,
	});
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
