import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeHelpers, type INodeParameters, type INodeProperties } from 'n8n-workflow';
import { type Contract, breaks } from '../tools/contract/contract';
import type { AllGolden, Golden, Starts } from '../tools/contract/savedNodes';
import { tokenPay } from '../tools/contract/tokenPay';
import { SAVED_FOLDERS, type SavedFolder, currentContract, goldenOf, nodesOf } from '../tools/contract/savedWorkflows';

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

test('what workflows saved with this version rely on is on record', () => {
	const manifest = readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8');
	const { version } = JSON.parse(manifest) as { version: string };
	const folders = SAVED_FOLDERS.filter((folder) => folder.version === version);
	expect(folders).not.toHaveLength(0);
	for (const { place } of folders) {
		for (const file of ['contract.json', 'golden.json']) expect(existsSync(path.join(place, file))).toBe(true);
	}
});

describe.each(
	SAVED_FOLDERS.map((folder): [string, string, SavedFolder] => [folder.platform.name, folder.version, folder]),
)('%s workflows saved with %s', (_platform, _version, folder) => {
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
});

describe('a change that breaks saved workflows is caught:', () => {
	const contract = currentContract(tokenPay);
	const situation = 'resource=payout operation=create';

	/** What a contract that was altered breaks. */
	function broken(alter: (altered: Contract) => void): string[] {
		const altered = structuredClone(contract);
		alter(altered);
		return breaks(contract, altered);
	}

	const payout = ({ nodes }: Contract) => nodes.tokenPay!.versions['1']![situation]!;

	test.each<[string, (altered: Contract) => void, string]>([
		['a node that is gone', ({ nodes }) => delete nodes.tokenPayTrigger, 'node tokenPayTrigger is gone'],
		['a node version that is gone', ({ nodes }) => delete nodes.tokenPay!.versions['1'], 'tokenPay 1 is gone'],
		[
			'an operation that is gone',
			({ nodes }) => delete nodes.tokenPay!.versions['1']![situation],
			`tokenPay 1: ${situation} is gone`,
		],
		['a parameter that was renamed', (altered) => delete payout(altered).amount, `${situation} amount is gone`],
		[
			'the default of a parameter that nobody stored',
			(altered) => (payout(altered).simplify!.default = false),
			`${situation} simplify has default false in place of true`,
		],
		[
			'the default of an option in a collection',
			(altered) => (payout(altered).options!.fields!.lookUpFirst!.default = true),
			`${situation} options lookUpFirst has default true in place of false`,
		],
		[
			'another type',
			(altered) => (payout(altered).amount!.type = 'number'),
			`${situation} amount has type number in place of string`,
		],
		[
			'a value that cannot be chosen any more',
			({ nodes }) => nodes.tokenPayTrigger!.versions['1']!['']!.events!.values!.pop(),
			'tokenPayTrigger 1: events cannot be payout.success any more',
		],
		[
			'a mode of a resource locator that is gone',
			(altered) => payout(altered).chain!.values!.pop(),
			`${situation} chain cannot be name any more`,
		],
		[
			"the path of a trigger's address",
			({ nodes }) => (nodes.tokenPayTrigger!.webhooks = ['POST hook']),
			'tokenPayTrigger: webhook POST webhook is gone',
		],
		[
			"a credential's field",
			({ credentials }) => delete credentials.tokenPayApi!['environment=custom']!.appSecret,
			'tokenPayApi: environment=custom appSecret is gone',
		],
	])('%s', (_what, alter, words) => {
		expect(broken(alter).join('\n')).toContain(words);
	});

	test('what is new breaks nothing', () => {
		expect(
			broken((altered) => {
				payout(altered).memo = { type: 'string', default: '' };
				altered.nodes.tokenPay!.versions['1']!['resource=payout operation=cancel'] = {};
				altered.nodes.tokenPay!.versions['2'] = {};
				altered.nodes.tokenPayTrigger!.versions['1']!['']!.events!.values!.push('wallet.success');
				altered.credentials.other = {};
			}),
		).toEqual([]);
	});
});
