import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { INode } from 'n8n-workflow';
import { PROJECT } from '../project';
import { type Contract, contractOf } from './contract';
import { daxPay } from '../../daxpay/tools/contract';
import type { AllGolden, SavedPlatform } from './savedNodes';
import { tokenPay } from './tokenPay';

const PLATFORMS = [tokenPay, daxPay];

const SAVED = path.join(PROJECT, 'test', 'fixtures', 'saved');

/** One platform's workflows as they were saved with one version of the package. */
export interface SavedFolder {
	version: string;
	platform: SavedPlatform;
	/** Where the workflows are. */
	place: string;
}

/** Every version that workflows were saved with, for every platform that it had. */
export const SAVED_FOLDERS: SavedFolder[] = readdirSync(SAVED).flatMap((version) =>
	PLATFORMS.map((platform) => ({ version, platform, place: path.join(SAVED, version, platform.name) })).filter(
		({ place }) => existsSync(place),
	),
);

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
