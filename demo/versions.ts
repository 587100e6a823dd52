import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { addDaxPayCredential } from '../daxpay/tools/closeExample';
import { installTransfer, transferTwice } from '../daxpay/tools/transferExample';
import type { Sandbox } from '../sandbox/server';
import { mostWithin } from '../core/tools/audit/mostWithin';
import { installExamples, type InstalledExamples } from '../tools/examples/install';
import { payOutOnce } from '../tools/examples/payOut';
import { exampleRows, USED_NUMBER } from '../tools/examples/rows';
import { installThreeNodes, uploadToThreeNodes } from '../tools/examples/threeNodes';
import { toCsv } from '../tools/tokenpay/csv';
import { basicAuthorization } from '../core/tools/n8n/form';
import { ensureN8n, installOnce, shortHash, uninstall, type InstalledN8n } from '../core/tools/n8n/install';
import { buildAndPack } from '../core/tools/n8n/pack';
import demoServer from '../core/tools/n8n/pinned/package.json';
import { N8nServer } from '../core/tools/n8n/server';
import { PACKAGES } from '../core/tools/project';
import type { Log } from '../core/tools/system/runCommand';
import { printTable } from '../core/tools/table';
import { runProgram } from '../core/tools/system/runProgram';
import { startPlatforms, stopPlatforms } from './examples';

const HELP = `Runs both packed packages with their basic examples in other versions of n8n, each installed for it and removed again.

  npm run test:versions -- [version …] [--keep]

  version  such as 2.0.0, or 1.123.81/node20.20.2 to run it on another Node than this one;
           without any: those of the table in README.md
  --keep   leaves the installs in the cache (2.2 GB each)
`;

/** What the compatibility table of the README lists. */
const TABLE = ['1.123.81', '2.0.0/node20.20.2', '2.0.0', '2.40.7', '2.41.1'];

/** The one that the demo's lock file pins; it is installed by that and never removed. */
const PINNED = demoServer.dependencies.n8n;

/** From this 2.x on, n8n resolves here with all overrides of the demo's. */
const FIRST_WITH_OVERRIDES = 41;

/** What the credential asks for, and what TokenPay allows. */
const PACE = 5;
/** Requests that left at an even pace may arrive unevenly. */
const JITTER = 1;

interface Version {
	n8n: string;
	/** The exact version of Node; this one unless given. */
	node: string | undefined;
}

interface Outcome {
	version: Version;
	/** Empty when all was as it should be. */
	problems: string[];
}

const log: Log = (line) => console.log(line);

/** @throws Error for anything but `<n8n>` or `<n8n>/node<version>` */
function readVersion(text: string): Version {
	const [, n8n, node] = /^(\d+\.\d+\.\d+)(?:\/node(\d+\.\d+\.\d+))?$/.exec(text) ?? [];
	if (n8n === undefined) throw new Error(`"${text}" is no version such as 2.0.0 or 1.123.81/node20.20.2\n\n${HELP}`);
	return { n8n, node };
}

/** Installs one n8n, the pinned one by its lock file and any other as its own versions resolve today. */
async function install({ n8n, node }: Version): Promise<InstalledN8n> {
	if (n8n === PINNED && node === undefined) return await ensureN8n({ log });
	const files = {
		'package.json': JSON.stringify({
			name: 'tokenpay-tried-n8n-server',
			private: true,
			dependencies: { ...demoServer.dependencies, n8n, ...(node !== undefined && { node }) },
			overrides: overridesFor(n8n),
		}),
		'.npmrc': 'legacy-peer-deps=true\naudit=false\nfund=false\n',
	};
	const installed = await installOnce(
		{
			folder: `n8n-${n8n}-${shortHash(files['package.json'])}`,
			files,
			rebuild: ['sqlite3', ...(node === undefined ? [] : ['node'])],
		},
		{ log },
	);
	return node === undefined
		? installed
		: { ...installed, node: path.join(installed.dir, 'node_modules', 'node', 'bin', 'node') };
}

/** Overrides for npm: other packages of n8n's have moved on from what an n8n can load, or from what resolves. */
function overridesFor(n8n: string): Record<string, string> {
	const [major = 0, minor = 0] = n8n.split('.').map(Number);
	if (major > 2 || (major === 2 && minor >= FIRST_WITH_OVERRIDES)) return demoServer.overrides;
	// Each older one names the core that its own parts fit, and asks for an xlsx from outside the registry.
	return Object.fromEntries(
		Object.entries({ ...demoServer.overrides, xlsx: '0.18.5' }).filter(([name]) => name !== '@langchain/core'),
	);
}

/** Pays the spreadsheet and waits for the alerts as the demo does, transfers, and looks closer at what may differ between versions. */
async function runExamples(n8n: InstalledN8n, tarballs: string[]): Promise<string[]> {
	const platforms = await startPlatforms({ tokenPay: 0, daxPay: 0 });
	const { tokenPay, daxPay, account, chatUrl } = platforms;
	tokenPay.configure({ requestsPerSecond: 0 });
	let server: N8nServer | undefined;
	try {
		server = await N8nServer.prepare({ n8n, tarballs });
		await server.start();
		await server.setupOwner({ email: 'versions@example.com', password: 'Versions-1234567' });
		const examples = await installExamples(server, account, chatUrl);
		const good = await payOutOnce(server, tokenPay, account, examples, log);
		const transfer = await installTransfer(server, daxPay, await addDaxPayCredential(server, daxPay));
		return [
			...(good ? [] : ['rows: see above']),
			...(await lookCloser(server, tokenPay, examples)),
			...(await uploadTwice(server, examples)),
			...(await transferTwice(server, daxPay, transfer)),
		];
	} finally {
		await server?.stop();
		await stopPlatforms(platforms);
	}
}

/** Uploads a file twice to the example of three nodes. @returns what was not as it should be */
async function uploadTwice(server: N8nServer, { credentialId }: InstalledExamples): Promise<string[]> {
	const page = { user: 'payer', password: 'word' };
	const name = 'Who may open the form';
	const formId = await server.importCredential({ name, type: 'httpBasicAuth', data: page });
	const installed = await installThreeNodes(server, {
		tokenPayApi: { id: credentialId, name: 'TokenPay sandbox' },
		httpBasicAuth: { id: formId, name },
	});
	const rows = exampleRows().slice(3, 6);
	const csv = toCsv(rows.map((row, at) => ({ ...row, out_trade_no: `three-${at + 1}` })));
	const problems: string[] = [];
	for (const expected of ['sent,unpaid,sent', 'sent before,unpaid,sent before']) {
		const results = (await uploadToThreeNodes(server, installed, csv, basicAuthorization(page))).join();
		if (results !== expected) problems.push(`three nodes: ${results} instead of ${expected}`);
	}
	return problems;
}

/** Looks at what may differ between versions: the pace, and how notifications are answered. @returns what was not as it should be */
async function lookCloser(server: N8nServer, sandbox: Sandbox, { alertId }: InstalledExamples): Promise<string[]> {
	const { requests, notifications } = sandbox.state();
	const problems: string[] = [];
	// The first request under the used number is the demo's own.
	const own = requests.findIndex(({ out_trade_no }) => out_trade_no === USED_NUMBER);
	const most = mostWithin(
		requests.filter((_, index) => index !== own).map(({ at }) => Date.parse(at)),
		1000,
	);
	if (most > PACE + JITTER) problems.push(`pace: ${most} requests within a second`);

	const late = notifications.filter(
		({ state, attempts }) => state !== 'delivered' || attempts.length !== 1 || attempts[0]?.response !== 'success',
	);
	if (late.length > 0)
		problems.push(
			`acknowledgement: ${late.map(({ out_trade_no, attempts }) => `${out_trade_no} ${JSON.stringify(attempts.map(({ response }) => response))}`).join(', ')}`,
		);

	const [first] = notifications;
	if (first === undefined) return [...problems, 'no notification was sent'];
	const repeated = await sandbox.notify(first.transaction_id);
	if (repeated.state !== 'delivered') problems.push('a repeated notification was not acknowledged');
	const forged = await sandbox.notify(first.transaction_id, 'altered');
	if (forged.attempts[0]?.status !== 401)
		problems.push(`an altered notification was answered with ${forged.attempts[0]?.status}`);
	const stored = await server.executions(alertId);
	if (stored.length !== notifications.length || stored.some(({ status }) => status !== 'success'))
		problems.push(
			`executions: ${stored.map(({ status }) => status).join(', ')} for ${notifications.length} notifications`,
		);
	return problems;
}

async function tryVersion(version: Version, tarballs: string[], keep: boolean): Promise<Outcome> {
	log(`\n${nameOf(version)}`);
	let n8n: InstalledN8n | undefined;
	try {
		n8n = await install(version);
		return { version, problems: await runExamples(n8n, tarballs) };
	} catch (error) {
		log(String(error));
		return { version, problems: [n8n === undefined ? 'does not install here' : (error as Error).message] };
	} finally {
		if (n8n !== undefined && !keep && !(version.n8n === PINNED && version.node === undefined)) await uninstall(n8n);
	}
}

const nodeOf = ({ node }: Version) => node ?? process.versions.node;
const nameOf = (version: Version) => `n8n ${version.n8n} on Node ${nodeOf(version)}`;

async function main(): Promise<boolean> {
	const { values, positionals } = parseArgs({
		options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
		allowPositionals: true,
	});
	if (values.help) {
		log(HELP);
		return true;
	}
	const versions = (positionals.length > 0 ? positionals : TABLE).map(readVersion);
	const work = await mkdtemp(path.join(tmpdir(), 'tokenpay-versions-'));
	const outcomes: Outcome[] = [];
	try {
		const tarballs: string[] = [];
		for (const own of PACKAGES) tarballs.push(await buildAndPack(own, work));
		for (const version of versions) outcomes.push(await tryVersion(version, tarballs, values.keep));
	} finally {
		await rm(work, { recursive: true, force: true });
	}
	printTable(
		['n8n', 'Node', 'result'],
		outcomes.map(({ version, problems }) => [
			version.n8n,
			nodeOf(version),
			problems.length === 0 ? 'as it should be' : (problems.join('; ').split('\n')[0] ?? ''),
		]),
	);
	return outcomes.every(({ problems }) => problems.length === 0);
}

runProgram(main);
