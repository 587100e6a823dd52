import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeHelpers, type INodeParameters, type INodeProperties } from 'n8n-workflow';
import { type Contract, breaks } from '../contract/contract';
import type { AllGolden, Golden, SavedPlatform, Starts } from '../contract/savedNodes';
import {
	type SavedFolder,
	currentContract,
	goldenOf,
	nodesOf,
	savedFolders,
	versionOf,
} from '../contract/savedFolders';

const readJson = <T>({ place }: SavedFolder, file: string): T =>
	JSON.parse(readFileSync(path.join(place, file), 'utf8')) as T;

const descriptionOf = ({ platform }: SavedFolder, type: string) =>
	platform.nodeTypes.find((one) => one.description.name === type)!.description;

/** Parameters that the node does not show or know, by their paths; n8n would drop them without a word. */
function unknownIn(
	properties: INodeProperties[],
	given: INodeParameters,
	show: (property: INodeProperties) => boolean,
) {
	return Object.entries(given).flatMap(([name, value]): string[] => {
		if (name === 'requestOptions') return [];
		const property = properties.find((one) => one.name === name && show(one));
		if (!property) return [name];
		if (property.type !== 'collection') return [];
		const inside = property.options as INodeProperties[];
		return unknownIn(inside, value as INodeParameters, () => true).map((inner) => `${name}.${inner}`);
	});
}

/** Names of operations, such as `payout create`, that no saved node has. */
function operationsWithoutNode(contract: Contract, folder: SavedFolder): string[] {
	return Object.entries(contract.nodes).flatMap(([type, { versions }]) =>
		Object.entries(versions).flatMap(([version, situations]) => {
			const description = descriptionOf(folder, type);
			const saved = nodesOf(folder, type)
				.filter(({ typeVersion }) => typeVersion === Number(version))
				.map((node) => {
					const all = NodeHelpers.getNodeParameters(
						description.properties,
						node.parameters,
						true,
						false,
						node,
						description,
					);
					return `resource=${String(all?.resource)} operation=${String(all?.operation)}`;
				});
			return Object.keys(situations).filter((situation) => {
				const [operation = ''] = /^resource=\S+ operation=\S+/.exec(situation) ?? [];
				return operation !== '' && !saved.includes(operation);
			});
		}),
	);
}

/** Tests that workflows saved with any version of a package keep working, and mean the same. */
export function testSavedWorkflows(platform: SavedPlatform): void {
	const folders = savedFolders(platform);

	test('what workflows saved with this version rely on is on record', () => {
		const present = folders.filter(({ version }) => version === versionOf(platform));
		expect(present).toHaveLength(1);
		for (const { place } of present) {
			for (const file of ['contract.json', 'golden.json']) expect(existsSync(path.join(place, file))).toBe(true);
		}
	});

	describe.each(folders.map((folder): [string, SavedFolder] => [folder.version, folder]))(
		'workflows saved with %s',
		(_version, folder) => {
			const contract = readJson<Contract>(folder, 'contract.json');
			let golden: AllGolden;

			beforeAll(async () => {
				golden = await goldenOf(folder);
			}, 60_000);

			test('find every node, parameter, value and default they rely on', () => {
				expect(breaks(contract, currentContract(folder.platform))).toEqual([]);
			});

			test('there is one for every node and operation', () => {
				for (const type of Object.keys(contract.nodes)) expect(nodesOf(folder, type)).not.toHaveLength(0);
				expect(operationsWithoutNode(contract, folder)).toEqual([]);
			});

			test('no parameter of theirs is dropped', () => {
				for (const type of Object.keys(contract.nodes)) {
					const description = descriptionOf(folder, type);
					for (const node of nodesOf(folder, type)) {
						const all = NodeHelpers.getNodeParameters(
							description.properties,
							node.parameters,
							true,
							false,
							node,
							description,
						);
						const shown = (property: INodeProperties) =>
							NodeHelpers.displayParameter(all ?? {}, property, node, description);
						expect([node.name, unknownIn(description.properties, node.parameters, shown)]).toEqual([node.name, []]);
					}
				}
			});

			test('make the same requests, and return every field they returned', () => {
				const saved = readJson<AllGolden>(folder, 'golden.json');
				for (const [file, nodes] of Object.entries(saved)) {
					for (const [name, before] of Object.entries(nodes)) {
						const now = golden[file]?.[name];
						if ('requests' in before) {
							const { requests, items, fields } = now as Golden;
							expect([name, requests, items]).toEqual([name, before.requests, before.items]);
							expect(fields).toEqual(expect.arrayContaining(before.fields));
							continue;
						}
						expect([name, Object.keys(now as Starts)]).toEqual([name, Object.keys(before)]);
						for (const [what, fields] of Object.entries(before)) {
							expect((now as Starts)[what]).toEqual(expect.arrayContaining(fields));
						}
					}
				}
			});
		},
	);
}
