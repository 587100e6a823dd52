import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SavedPlatform } from './savedNodes';
import { currentContract, goldenOf, savedFolders, versionOf } from './savedFolders';

/** Saves what workflows of this version rely on; what is saved for a version never changes. */
export async function saveContract(platform: SavedPlatform): Promise<void> {
	const version = versionOf(platform);
	const folder = savedFolders(platform).find((one) => one.version === version);
	if (!folder) throw new Error(`test/fixtures/saved needs workflows that were saved with ${version}`);
	const contractFile = path.join(folder.place, 'contract.json');
	const goldenFile = path.join(folder.place, 'golden.json');
	if (existsSync(contractFile) || existsSync(goldenFile)) throw new Error(`${version} is saved already`);
	const golden = await goldenOf(folder);
	writeFileSync(contractFile, `${JSON.stringify(currentContract(platform), null, '\t')}\n`);
	writeFileSync(goldenFile, `${JSON.stringify(golden, null, '\t')}\n`);
}
