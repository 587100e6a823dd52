import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SAVED, currentContract, deedsOf } from '../test/helpers/savedWorkflows';

/** Freezes what workflows that are saved with this version rely on; a version that is frozen stays as it is. */
async function main(): Promise<void> {
	const manifest = readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8');
	const { version } = JSON.parse(manifest) as { version: string };
	const folder = path.join(SAVED, version);
	if (!existsSync(folder)) throw new Error(`${folder} needs workflows that were saved with ${version}`);
	const [contractFile, deedsFile] = [path.join(folder, 'contract.json'), path.join(folder, 'deeds.json')];
	if (existsSync(contractFile) || existsSync(deedsFile)) throw new Error(`${version} is frozen already`);
	const deeds = await deedsOf(folder);
	writeFileSync(contractFile, `${JSON.stringify(currentContract(), null, '\t')}\n`);
	writeFileSync(deedsFile, `${JSON.stringify(deeds, null, '\t')}\n`);
}

void main();
