import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { INode } from 'n8n-workflow';
import { type Contract, contractOf } from './contract';
import type { AllGolden, SavedPlatform } from './savedNodes';

/** One platform's workflows as they were saved with one version of its package. */
export interface SavedFolder {
	version: string;
	platform: SavedPlatform;
	/** Where the workflows are. */
	place: string;
}

/** Every version that workflows of a platform were saved with. */
export function savedFolders(platform: SavedPlatform): SavedFolder[] {
	const saved = path.join(platform.own.folder, 'test', 'fixtures', 'saved');
	return readdirSync(saved).map((version) => ({ version, platform, place: path.join(saved, version) }));
}

/** The present version of a platform's package. */
export function versionOf({ own }: SavedPlatform): string {
	return (JSON.parse(readFileSync(path.join(own.folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** The nodes of a saved workflow. */
export const nodesOf = ({ place }: SavedFolder, type: string): INode[] =>
	(JSON.parse(readFileSync(path.join(place, `${type}.json`), 'utf8')) as { nodes: INode[] }).nodes;

/** What the platform's nodes promise now. */
export const currentContract = ({ nodeTypes, credentialTypes }: SavedPlatform): Contract =>
	contractOf(nodeTypes, credentialTypes);

/** Runs every node of a folder's workflows. */
export async function goldenOf(folder: SavedFolder): Promise<AllGolden> {
	const all: AllGolden = {};
	for (const [type, run] of Object.entries(folder.platform.runners)) {
		if (existsSync(path.join(folder.place, `${type}.json`))) all[type] = await run(nodesOf(folder, type));
	}
	return all;
}
