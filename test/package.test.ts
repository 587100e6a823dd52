import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PackageDirectoryLoader } from 'n8n-core';
import 'reflect-metadata';
import { PACKAGE_NAME, PROJECT, buildAndPack, unpackInto } from '../demo/pack';

const run = promisify(execFile);

let folder: string;
let unpacked: string;

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'tokenpay-package-'));
	await unpackInto(await buildAndPack(folder), folder);
	unpacked = path.join(folder, '.n8n', 'nodes', 'node_modules', PACKAGE_NAME);
	// The peer, which n8n brings.
	await mkdir(path.join(folder, 'node_modules'));
	await symlink(path.join(PROJECT, 'node_modules', 'n8n-workflow'), path.join(folder, 'node_modules', 'n8n-workflow'));
}, 120_000);
afterAll(async () => await rm(folder, { recursive: true, force: true }));

async function filesOf(top: string): Promise<string[]> {
	const entries = await readdir(top, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(top, path.join(entry.parentPath, entry.name)));
}

const manifest = async () =>
	JSON.parse(await readFile(path.join(unpacked, 'package.json'), 'utf8')) as Record<string, never>;

test('the package holds dist/ and the files npm always adds, nothing else', async () => {
	const outside = (await filesOf(unpacked)).filter((file) => !file.startsWith('dist/'));
	expect(outside.sort()).toEqual(['LICENSE', 'README.md', 'README.zh-CN.md', 'package.json']);
	const kinds = new Set((await filesOf(path.join(unpacked, 'dist'))).map((file) => path.extname(file)));
	expect([...kinds].sort()).toEqual(['.js', '.json', '.svg']);
});

test('the package has no runtime dependency and one peer', async () => {
	const { dependencies, peerDependencies, optionalDependencies } = await manifest();
	expect([dependencies, optionalDependencies]).toEqual([undefined, undefined]);
	expect(peerDependencies).toEqual({ 'n8n-workflow': '*' });
});

test('every file loads with Node and n8n-workflow alone', async () => {
	// Anything but Node's own modules, the package's own files and its peer fails to resolve.
	const guard = path.join(folder, 'guard.cjs');
	await writeFile(
		guard,
		`const Module = require('node:module');
		const peer = ${JSON.stringify(require.resolve('n8n-workflow'))};
		const resolve = Module._resolveFilename;
		Module._resolveFilename = function (request, parent, ...rest) {
			const fromPackage = parent?.filename?.startsWith(${JSON.stringify(unpacked)});
			if (!fromPackage || request.startsWith('.') || Module.isBuiltin(request)) return resolve.call(this, request, parent, ...rest);
			if (request === 'n8n-workflow') return peer;
			throw new Error('not a dependency of the package: ' + request);
		};
		for (const file of JSON.parse(process.argv[2])) require(file);
		console.log('loaded');`,
	);
	const scripts = (await filesOf(unpacked))
		.filter((file) => file.endsWith('.js'))
		.map((file) => path.join(unpacked, file));
	expect(scripts.length).toBeGreaterThan(20);
	const { stdout } = await run(process.execPath, [guard, JSON.stringify(scripts)]);
	expect(stdout.trim()).toBe('loaded');
}, 60_000);

test("n8n's own loader finds the nodes, the credentials, icons and descriptions", async () => {
	const loader = new PackageDirectoryLoader(unpacked);
	await loader.loadAll();
	expect(Object.keys(loader.nodeTypes).sort()).toEqual(['daxPay', 'daxPayTrigger', 'tokenPay', 'tokenPayTrigger']);
	expect(Object.keys(loader.credentialTypes).sort()).toEqual(['daxPayApi', 'tokenPayApi']);
	for (const [name, { type }] of Object.entries(loader.nodeTypes)) {
		const { iconUrl, codex } = (type as unknown as { description: Record<string, unknown> }).description;
		expect(iconUrl).toEqual({ light: expect.stringContaining('.svg'), dark: expect.stringContaining('.dark.svg') });
		expect(codex).toMatchObject({
			categories: ['Finance & Accounting'],
			alias: expect.arrayContaining(name.startsWith('dax') ? ['Alipay', '退款'] : ['USDT', '代付']),
		});
	}
});

test('the operations are called as people look for them', async () => {
	const loader = new PackageDirectoryLoader(unpacked);
	await loader.loadAll();
	const { properties } = (
		loader.nodeTypes.tokenPay?.type as unknown as {
			description: { properties: Array<{ name: string; options?: Array<{ action?: string }> }> };
		}
	).description;
	const actions = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options }) => (options ?? []).map(({ action }) => action));
	expect(actions).toEqual([
		'Get balance',
		'Get many currencies',
		'Close order',
		'Create order',
		'Get order',
		'Close payout',
		'Create payout',
		'Get payout',
		'Create wallet',
		'Delete wallet',
		'Get wallet',
		'Update wallet',
	]);
});

test('the version is the same in package.json and at the top of the changelog', async () => {
	const changelog = await readFile(path.join(__dirname, '..', 'CHANGELOG.md'), 'utf8');
	expect(/^## (\S+)/m.exec(changelog)?.[1]).toBe((await manifest()).version);
});
