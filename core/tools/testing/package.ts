import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PackageDirectoryLoader } from 'n8n-core';
import type { INodeType } from 'n8n-workflow';
import { buildAndPack, unpackInto, unpackedIn } from '../n8n/pack';
import { type NodePackage, PROJECT } from '../project';
import { releaseProblems } from '../release/check';

const run = promisify(execFile);

/** Letters of other scripts than Latin, with what stands before them; and the punctuation of Chinese. */
const OTHER_SCRIPT = /.{0,20}(?:(?!\p{Script=Latin})\p{L}|[\u3000-\u303f\uff00-\uffef])+/gu;

/** What a package must hold. */
export interface ExpectedPackage {
	/** Names of nodes and credentials, in alphabetical order. */
	nodes: string[];
	credentials: string[];
	/** A word by which n8n's panel finds the nodes. */
	alias: string;
	/** Other people's packages in the bundle. */
	bundled: string[];
	maxKilobytes: number;
}

async function filesOf(top: string): Promise<string[]> {
	const entries = await readdir(top, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(top, path.join(entry.parentPath, entry.name)));
}

/** The packages that a source file imports. */
async function packagesIn(file: string): Promise<string[]> {
	const source = await readFile(file, 'utf8');
	return [...source.matchAll(/ from '((?:@[\w-]+\/)?[\w:-][\w.:-]*)/g)].map(([, name]) => name as string);
}

/** Tests a package as it would be published: what it holds, that it loads, and what n8n's scan says of it. */
export function testPackage(
	own: NodePackage,
	{ nodes, credentials, alias, bundled, maxKilobytes }: ExpectedPackage,
): void {
	let folder: string;
	let tarball: string;
	let unpacked: string;

	beforeAll(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'tokenpay-package-'));
		tarball = await buildAndPack(own, folder);
		await unpackInto(tarball, folder);
		unpacked = unpackedIn(folder, own);
		// The peer, which n8n brings.
		await mkdir(path.join(folder, 'node_modules'));
		await symlink(
			path.join(PROJECT, 'node_modules', 'n8n-workflow'),
			path.join(folder, 'node_modules', 'n8n-workflow'),
		);
	}, 120_000);
	afterAll(async () => await rm(folder, { recursive: true, force: true }));

	const manifest = async () =>
		JSON.parse(await readFile(path.join(unpacked, 'package.json'), 'utf8')) as Record<string, never>;

	test('the package holds dist/ and the files npm always adds, nothing else', async () => {
		const outside = (await filesOf(unpacked)).filter((file) => !file.startsWith('dist/'));
		expect(outside.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
		const kinds = new Set((await filesOf(path.join(unpacked, 'dist'))).map((file) => path.extname(file)));
		expect([...kinds].sort()).toEqual(['.js', '.json', '.svg', ...(bundled.length > 0 ? ['.txt'] : [])]);
	});

	test(`the package weighs at most ${maxKilobytes} kB`, async () => {
		expect((await stat(tarball)).size).toBeLessThanOrEqual(maxKilobytes * 1000);
	});

	test('the package has no runtime dependency and one peer', async () => {
		const { dependencies, peerDependencies, optionalDependencies } = await manifest();
		expect([dependencies, optionalDependencies]).toEqual([undefined, undefined]);
		expect(peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	test('the licence of every package in the bundle goes with it', async () => {
		const shared = ['run', 'requests', 'values', 'notifications'].map((part) => path.join(PROJECT, 'core', part));
		const sources = [path.join(own.folder, 'nodes'), ...shared];
		const files = (
			await Promise.all(sources.map(async (source) => (await filesOf(source)).map((file) => path.join(source, file))))
		).flat();
		const imports = (await Promise.all(files.map(packagesIn))).flat();
		const others = [...new Set(imports)].filter((name) => !isBuiltin(name) && name !== 'n8n-workflow');
		expect(others).toEqual(bundled);
		for (const name of bundled) {
			const licenses = await readFile(path.join(unpacked, 'dist', 'THIRD_PARTY_LICENSES.txt'), 'utf8');
			const license = await readFile(path.join(PROJECT, 'node_modules', name, 'LICENSE'), 'utf8');
			expect(licenses).toContain(`${name}\n\n${license.trim()}`);
		}
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
		// Those that n8n loads, and the one that holds all code.
		expect(scripts).toHaveLength(nodes.length + credentials.length + 1);
		const { stdout } = await run(process.execPath, [guard, JSON.stringify(scripts)]);
		expect(stdout.trim()).toBe('loaded');
	}, 60_000);

	test("n8n's own loader finds the nodes, the credentials, icons and descriptions", async () => {
		const loader = new PackageDirectoryLoader(unpacked);
		await loader.loadAll();
		expect(Object.keys(loader.nodeTypes).sort()).toEqual(nodes);
		expect(Object.keys(loader.credentialTypes)).toEqual(credentials);
		for (const { type } of Object.values(loader.nodeTypes)) {
			const { iconUrl, codex } = (type as unknown as { description: Record<string, unknown> }).description;
			expect(iconUrl).toEqual({ light: expect.stringContaining('.svg'), dark: expect.stringContaining('.dark.svg') });
			expect(codex).toMatchObject({
				categories: ['Finance & Accounting'],
				alias: expect.arrayContaining([alias]),
			});
		}
	});

	test('whatever a person reads is in English', async () => {
		const loader = new PackageDirectoryLoader(unpacked);
		await loader.loadAll();
		const interfaces = [loader.nodeTypes, loader.credentialTypes].flatMap((types) =>
			Object.values(types).map(({ type }) => JSON.stringify(type)),
		);
		const documents = (await filesOf(unpacked)).filter((file) => !file.endsWith('.js'));
		expect([interfaces.length, documents.includes('README.md')]).toEqual([nodes.length + credentials.length, true]);
		const texts = await Promise.all(documents.map(async (file) => await readFile(path.join(unpacked, file), 'utf8')));
		const others = [...interfaces, ...texts].flatMap((text) => text.match(OTHER_SCRIPT) ?? []);
		expect(others).toEqual([]);
	});

	test('the version is the same in package.json and at the top of the changelog', async () => {
		const changelog = await readFile(path.join(own.folder, 'CHANGELOG.md'), 'utf8');
		const { version } = await manifest();
		expect(releaseProblems(`${own.name}@${version ?? ''}`, JSON.stringify(await manifest()), changelog)).toEqual([]);
	});

	test('every node has a description file for its newest version, and no version is left out', async () => {
		const loader = new PackageDirectoryLoader(unpacked);
		await loader.loadAll();
		const files = (await filesOf(unpacked)).filter((file) => file.endsWith('.node.json'));
		expect(files).toHaveLength(Object.keys(loader.nodeTypes).length);
		for (const file of files) {
			const { node, nodeVersion } = JSON.parse(await readFile(path.join(unpacked, file), 'utf8')) as Record<
				string,
				string
			>;
			const { description } = loader.nodeTypes[node?.replace(`${own.name}.`, '') ?? '']?.type as INodeType;
			const versions = [description.version].flat();
			expect(versions).toEqual(versions.map((_version, index) => index + 1));
			expect(nodeVersion).toBe(`${versions.at(-1)}.0`);
		}
	});

	describe("n8n's scan of the packed package", () => {
		/** Lints copies of the package; returns the exit code and what was found. */
		async function lint(...copies: string[]): Promise<{ code: number; found: string }> {
			const command = [
				...[require.resolve('tsx/cli'), path.join(PROJECT, 'core', 'tools', 'release', 'lintPacked.mts')],
				...copies.flatMap((copy) => ['--packed', copy]),
			];
			return await run(process.execPath, command).then(
				({ stdout }) => ({ code: 0, found: stdout }),
				(error: Error & { code: number; stdout: string }) => ({ code: error.code, found: error.stdout }),
			);
		}

		test('finds nothing', async () => {
			expect(await lint(unpacked)).toEqual({ code: 0, found: '' });
		}, 60_000);

		const someFile = (copy: string) => path.join(copy, 'dist', 'package.js');

		const planted: Array<[what: string, plant: (copy: string) => Promise<void>, rule: string]> = [
			[
				'a timer, also behind a comment that switches the rule off',
				async (copy) =>
					await appendFile(
						someFile(copy),
						'\n// eslint-disable-next-line @n8n/community-nodes/no-restricted-globals\nsetTimeout(() => {}, 1);\n',
					),
				'no-restricted-globals',
			],
			[
				'a module that n8n does not allow',
				async (copy) => await appendFile(someFile(copy), "\nrequire('node:fs');\n"),
				'no-restricted-imports',
			],
			[
				'a runtime dependency',
				async (copy) => {
					const file = path.join(copy, 'package.json');
					const content = JSON.parse(await readFile(file, 'utf8')) as object;
					await writeFile(file, JSON.stringify({ ...content, dependencies: { axios: '1.0.0' } }));
				},
				'no-runtime-dependencies',
			],
		];

		describe('of altered copies', () => {
			const copyOf = (rule: string) => path.join(folder, 'altered', rule);
			let scan: { code: number; found: string };

			// In one process, since starting ESLint takes longer than the scan.
			beforeAll(async () => {
				for (const [, plant, rule] of planted) {
					await cp(unpacked, copyOf(rule), { recursive: true });
					await plant(copyOf(rule));
				}
				scan = await lint(...planted.map(([, , rule]) => copyOf(rule)));
			}, 60_000);

			test.each(planted)('finds %s', (_what, _plant, rule) => {
				// Findings stand in one paragraph a file.
				const here = scan.found.split('\n\n').filter((findings) => findings.trim().startsWith(copyOf(rule)));
				expect(here.join()).toContain(`@n8n/community-nodes/${rule}`);
				expect(scan.code).toBe(1);
			});
		});
	});
}
