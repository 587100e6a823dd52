import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ESLint, type Linter } from 'eslint';
import { buildAndPack, unpackInto, unpackedIn } from '../n8n/pack.ts';
import { PACKAGES } from '../project.ts';
import { COMMUNITY_NODES, OLDER_RULES } from '../../../eslint.config.mjs';

/** What n8n's scan lints of a published package, and of the sources that its provenance names. */
const PACKED = ['**/*.js', 'package.json'];
const SOURCES = ['package.json', '{nodes,credentials}/**/*.{js,ts,json}'];

/** The rules of n8n's scan (@n8n/scan-community-package), with none of our own. */
const SCAN = [COMMUNITY_NODES, { rules: { 'no-console': 'error' } }, ...OLDER_RULES] as Linter.Config[];

/**
 * Lints a folder as n8n's scan does: with its rules alone, and as if there were no comments in the code. Stricter than
 * the scan in that warnings count.
 *
 * @returns what was found, as text; empty when there is nothing
 */
async function scan(folder: string, patterns: string[]): Promise<string> {
	const eslint = new ESLint({ cwd: folder, allowInlineConfig: false, overrideConfigFile: true, overrideConfig: SCAN });
	const results = await eslint.lintFiles(patterns);
	return await (await eslint.loadFormatter('stylish')).format(results);
}

/** Without `--packed FOLDER` (one or more), packs every package afresh and lints the sources too. */
async function main(): Promise<void> {
	const { packed } = parseArgs({ options: { packed: { type: 'string', multiple: true } } }).values;
	const folder = await mkdtemp(path.join(tmpdir(), 'tokenpay-lint-'));
	try {
		let found = '';
		if (packed === undefined) {
			for (const own of PACKAGES) {
				await unpackInto(await buildAndPack(own, folder), folder);
				found += await scan(own.folder, SOURCES);
			}
		}
		for (const one of packed ?? PACKAGES.map((own) => unpackedIn(folder, own))) found += await scan(one, PACKED);
		if (found !== '') {
			console.log(found);
			process.exitCode = 1;
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

await main();
