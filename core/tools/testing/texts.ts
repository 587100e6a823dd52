import type { ICredentialType, INodeProperties, INodeType } from 'n8n-workflow';
import type { ErrorEntry } from '../../run/failure';
import { MOST_CHARACTERS } from '../../run/message';

/** n8n's own names, which are what they are. */
const NAMES_OF_N8N = ['On Error', 'Continue (using error output)'];

/** Words that frighten and explain nothing (n8n's guideline for messages). */
const AVOIDED = /\b(error|failure|mistake|problem)s?\b/i;

/** How long a message without the item's name, and an advice, may be. */
const MOST_OF_A_MESSAGE = 90;
const MOST_OF_AN_ADVICE = 240;

/** What fits into a line of the node's panel, which is narrower than that of the credential. */
const MOST_OF_A_NOTICE = 60;

/** How many words are read in a tooltip. */
const MOST_WORDS = 25;

/** What is wrong with a text for people; what stands in double quotes is somebody else's. */
export function faultsOf(text: string): string[] {
	const own = NAMES_OF_N8N.reduce((rest, name) => rest.replaceAll(name, ''), text);
	const avoided = AVOIDED.exec(own.replaceAll(/"[^"]*"/g, ''))?.[0];
	return [
		...(avoided === undefined ? [] : [`says "${avoided}"`]),
		...(/\{\s*"\w+"\s*:/.test(own) ? ['holds JSON'] : []),
	];
}

/** What is wrong with what a node says of an item. */
export const faultsOfMessage = (message: string): string[] => [
	...faultsOf(message),
	...(message.length > MOST_CHARACTERS ? [`has ${message.length} characters`] : []),
	...(/\s$|\s{2}|\.$|undefined|\[object/.test(message) ? ['is not one whole sentence'] : []),
];

/** Names of fields that stand in a text without single quotes or bold type; single words may be words. */
const unquoted = (text: string, fields: string[]): string[] =>
	fields
		.filter((field) => field.includes(' '))
		.filter((field) => new RegExp(`(?<!['>])\\b${field.replaceAll(/[()]/g, '\\$&')}(?!['<])`).test(text))
		.map((field) => `names ${field} without quotes`);

type Texts = Array<[string, string]>;

/** Keys of descriptions whose texts people read. */
const READ = [
	'action',
	'activationHint',
	'activationMessage',
	'active',
	'description',
	'displayName',
	'eventTriggerDescription',
	'header',
	'hint',
	'inactive',
	'message',
	'placeholder',
];

/** Every text of a description, with where it stands. */
function textsIn(described: unknown, place: string): Texts {
	if (typeof described !== 'object' || described === null) return [];
	return Object.entries(described).flatMap(([key, value]): Texts => {
		// The text of a notice stands where a field has its label.
		const isNotice = key === 'displayName' && 'type' in described && described.type === 'notice';
		const inside = `${place}.${isNotice ? 'notice' : key}`;
		// Options have a `value`, and a name that people read.
		const isRead = READ.includes(key) || (key === 'name' && 'value' in described);
		return typeof value === 'string' ? (isRead ? [[inside, value]] : []) : textsIn(value, inside);
	});
}

/** The labels of all fields, those in collections included. */
const labelsOf = (properties: INodeProperties[]): string[] =>
	properties.flatMap(({ displayName, type, options }) => [
		...(type === 'notice' ? [] : [displayName]),
		...(type === 'collection' ? labelsOf(options as INodeProperties[]) : []),
	]);

/** Holds the texts of a package to n8n's guidelines: those of its panels, and its messages with their advice. */
export function testTexts({
	nodeTypes,
	credentialType,
	entries,
}: {
	nodeTypes: INodeType[];
	credentialType: ICredentialType;
	entries: Array<[string, ErrorEntry]>;
}): void {
	const descriptions = nodeTypes.map(({ description }) => description);
	const fields = [...new Set([...descriptions, credentialType].flatMap(({ properties }) => labelsOf(properties)))];
	const panels = [
		...descriptions.flatMap((description) => textsIn(description, description.name)),
		...textsIn(credentialType.properties, credentialType.name),
	];
	const entriesOf = (name: 'message' | 'advice') =>
		entries.map(([key, entry]): [string, string] => [`${key}.${name}`, entry[name]]);
	const all = [...panels, ...entriesOf('message'), ...entriesOf('advice')];

	test('no text speaks of errors, problems, failures or mistakes, or holds JSON', () => {
		expect(panels.length).toBeGreaterThan(100);
		expect(entries.length).toBeGreaterThan(30);
		expect(all.map(([place, text]) => [place, faultsOf(text)]).filter(([, faults]) => faults?.length !== 0)).toEqual(
			[],
		);
	});

	test('fields are named in single quotes', () => {
		const sentences = all.filter(([place]) => !/\.(displayName|name)$/.test(place));
		const found = sentences.map(([place, text]) => [place, unquoted(text, fields)]);
		expect(found.filter(([, faults]) => faults?.length !== 0)).toEqual([]);
	});

	test('a notice is one line, and a hint a few', () => {
		const notices = panels.filter(([place]) => place.endsWith('.notice'));
		const hints = panels.filter(([place]) => place.endsWith('.message'));
		const lengthOf = (text: string) => text.replaceAll(/<[^>]*>/g, '').length;
		expect(notices.filter(([, text]) => lengthOf(text) > MOST_OF_A_NOTICE)).toEqual([]);
		expect(hints.filter(([, text]) => lengthOf(text) > MOST_OF_AN_ADVICE)).toEqual([]);
	});

	test('the tooltip of a field that must be filled in has 25 words at most, apart from what a model reads', () => {
		const fields = descriptions.flatMap(({ properties }) => properties);
		const long = fields.filter(
			({ required = false, description = '', displayOptions }) =>
				required && !displayOptions?.show?.['@tool'] && description.split(/\s+/).length > MOST_WORDS,
		);
		expect(long.map(({ name, description }) => [name, description])).toEqual([]);
	});

	test('a field of the credential is described in one sentence', () => {
		const described = credentialType.properties.filter(({ description = '' }) => description !== '');
		expect(described.length).toBeGreaterThan(5);
		expect(described.filter(({ description = '' }) => /[.!?] [A-Z]/.test(description))).toEqual([]);
	});

	test('a message is one short sentence, and its advice no more than a few', () => {
		const long = [...entriesOf('message'), ...entriesOf('advice')].filter(
			([place, text]) =>
				(place.endsWith('.message') && (text.length > MOST_OF_A_MESSAGE || faultsOfMessage(text).length > 0)) ||
				(place.endsWith('.advice') && text.length > MOST_OF_AN_ADVICE),
		);
		expect(long).toEqual([]);
	});

	test.each([
		['The request had an error', ['says "error"']],
		['It failed {"code":1}', ['holds JSON']],
		['It says "an error"', []],
		["Set On Error to 'x'", []],
	])('%j would be found out', (text, faults) => expect(faultsOf(text)).toEqual(faults));

	test('a field without quotes would be found out', () => {
		expect(unquoted('Check App Secret, or <b>App ID</b>', ['App Secret', 'App ID'])).toEqual([
			'names App Secret without quotes',
		]);
	});
}
