import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SAVED_FOLDERS, currentContract, deedsOf } from '../test/helpers/savedWorkflows';

/** Freezes what workflows that are saved with this version rely on; a version that is frozen stays as it is. */
async function main(): Promise<void> {
	const manifest = readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8');
	const { version } = JSON.parse(manifest) as { version: string };
	const folders = SAVED_FOLDERS.filter((folder) => folder.version === version);
	if (folders.length === 0) throw new Error(`test/fixtures/saved needs workflows that were saved with ${version}`);
	for (const folder of folders) {
		const contractFile = path.join(folder.place, 'contract.json');
		const deedsFile = path.join(folder.place, 'deeds.json');
		if (existsSync(contractFile) || existsSync(deedsFile)) throw new Error(`${version} is frozen already`);
		const deeds = await deedsOf(folder);
		writeFileSync(contractFile, `${JSON.stringify(currentContract(folder.platform), null, '\t')}\n`);
		writeFileSync(deedsFile, `${JSON.stringify(deeds, null, '\t')}\n`);
	}
}

void main();
