import {
	NodeHelpers,
	type IDataObject,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';
import type { AnyPlatform } from '../n8n/runNode';

/** n8n's UX guidelines: what Simplify keeps, and what needs no Simplify. */
export const MOST_FIELDS = 10;

/** These are there only when true, beside the ten. */
const FLAGS = ['already_existed', 'recovered'];

/** How many fields an item has, without the flags. */
export const countOf = (json: IDataObject): number => Object.keys(json).filter((name) => !FLAGS.includes(name)).length;

/** A node whose outputs are counted. */
export interface CountedNode {
	nodeType: INodeType;
	platform: AnyPlatform;
	/**
	 * By operation, such as `payout get`: puts the sandbox into its first state, makes what the operation needs, and
	 * returns the parameters with which it returns as much as it can.
	 */
	operations: Record<string, () => Promise<INodeParameters>>;
	run(parameters: INodeParameters, asTool: boolean): Promise<IDataObject[]>;
}

/** Tests that every output has at most ten fields, or Simplify; and Output in its place where the node is a tool. */
export function testOutputs({ nodeType: { description }, platform, operations, run }: CountedNode): void {
	const names = Object.entries(platform.operations).flatMap(([resource, ofResource]) =>
		Object.keys(ofResource).map((operation) => `${resource} ${operation}`),
	);
	const outputOf = async (name: string, more: INodeParameters = {}, asTool = false) => {
		const items = await run({ ...(await operations[name]?.()), ...more }, asTool);
		expect(items).not.toHaveLength(0);
		return items.reduce((longest, item) => (countOf(item) > countOf(longest) ? item : longest));
	};
	/** The parameters about the output that are shown for an operation. */
	const shownFor = (name: string, isTool: boolean): INodeProperties[] => {
		const [resource = '', operation = ''] = name.split(' ');
		const chosen: INodeParameters = { resource, operation, output: 'selectedFields' };
		const shown = isTool ? { ...description, name: `${description.name}Tool` } : description;
		return description.properties.filter(
			(property) =>
				['simplify', 'output', 'fields'].includes(property.name) &&
				NodeHelpers.displayParameter(chosen, property, { typeVersion: 1 }, shown),
		);
	};

	test('every operation is counted', () => {
		expect(Object.keys(operations).sort()).toEqual([...names].sort());
	});

	test.each(names)('%s returns ten fields at most, and more only with Simplify off', async (name) => {
		const [simple, full] = [await outputOf(name), await outputOf(name, { simplify: false })];
		expect(countOf(simple)).toBeLessThanOrEqual(MOST_FIELDS);
		const hasSwitch = shownFor(name, false).length > 0;
		expect([name, countOf(full) > countOf(simple)]).toEqual([name, hasSwitch]);
		// What is looked for comes first in both.
		expect(Object.keys(full).slice(0, 2)).toEqual(Object.keys(simple).slice(0, 2));
	});

	test.each(names)('%s has Output as a tool where it has Simplify elsewhere', async (name) => {
		const hasSwitch = shownFor(name, false).length > 0;
		const named = (isTool: boolean) => shownFor(name, isTool).map((property) => property.name);
		expect([named(false), named(true)]).toEqual(hasSwitch ? [['simplify'], ['output', 'fields']] : [[], []]);
		if (!hasSwitch) return;

		const simple = await outputOf(name, {}, false);
		expect(Object.keys(await outputOf(name, { simplify: false }, true))).toEqual(Object.keys(simple));
		const always = Object.keys(await outputOf(name, { output: 'selectedFields' }, true));
		const raw = Object.keys(await outputOf(name, { output: 'raw' }, true));
		const choice = shownFor(name, true)
			.flatMap(({ name: parameter, options }) => (parameter === 'fields' ? (options as Array<{ value: string }>) : []))
			.map(({ value }) => value);
		// What names it is always there; everything else can be chosen.
		expect(always).not.toHaveLength(0);
		expect(raw.filter((field) => !always.includes(field) && !choice.includes(field))).toEqual([]);
		expect(choice).toEqual([...new Set(choice)].sort());
	});
}
