import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../project';
import { SAVED_FOLDERS, currentContract, goldenOf } from './savedWorkflows';

/** Saves what workflows of this version rely on; what is saved for a version never changes. */
async function main(): Promise<void> {
	const manifest = readFileSync(path.join(PROJECT, 'package.json'), 'utf8');
	const { version } = JSON.parse(manifest) as { version: string };
	const folders = SAVED_FOLDERS.filter((folder) => folder.version === version);
	if (folders.length === 0) throw new Error(`test/fixtures/saved needs workflows that were saved with ${version}`);
	for (const folder of folders) {
		const contractFile = path.join(folder.place, 'contract.json');
		const goldenFile = path.join(folder.place, 'golden.json');
		if (existsSync(contractFile) || existsSync(goldenFile)) throw new Error(`${version} is saved already`);
		const golden = await goldenOf(folder);
		writeFileSync(contractFile, `${JSON.stringify(currentContract(folder.platform), null, '\t')}\n`);
		writeFileSync(goldenFile, `${JSON.stringify(golden, null, '\t')}\n`);
	}
}

void main();
