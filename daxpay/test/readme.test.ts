import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { DAXPAY } from '../../core/tools/project';
import { DaxPayApi } from '../credentials/DaxPayApi.credentials';
import { DaxPay } from '../nodes/DaxPay/DaxPay.node';

const { properties } = new DaxPay().description;

const namesIn = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name);

/** Whether the panel shows a property for an operation, whatever else it depends on. */
const isShown = ({ displayOptions }: INodeProperties, resource: string, operation: string) =>
	displayOptions?.show?.resource?.includes(resource) === true &&
	displayOptions.show.operation?.includes(operation) === true &&
	displayOptions.show['@tool'] === undefined;

/** Each operation as n8n names it, with the names of its parameters, those of collections too. */
const operations = properties
	.filter(({ name }) => name === 'operation')
	.flatMap(({ displayOptions, options }) => {
		const resource = String(displayOptions?.show?.resource?.[0]);
		return (options as INodePropertyOptions[]).map(({ action, value }) => {
			const shown = properties.filter(
				(property) => property.type !== 'notice' && isShown(property, resource, String(value)),
			);
			const inner = shown.flatMap(({ type, options: fields }) =>
				type === 'collection' ? (fields as INodeProperties[]).map(({ name }) => name) : [],
			);
			return { action, parameters: [...new Set([...shown.map(({ name }) => name), ...inner])].sort() };
		});
	});

describe.each(['README.md', 'docs/README.zh-CN.md'])('%s', (file) => {
	const text = readFileSync(path.join(DAXPAY.folder, file), 'utf8');
	const rows = text.split('\n').map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

	test('names every operation in the order of the panel, each with all of its parameters', () => {
		const told = rows.flatMap(([, title = '', , parameters = '']) => {
			const action = title.replace(/（.*）$/, '');
			return operations.some((one) => one.action === action)
				? [{ action, parameters: [...new Set(namesIn(parameters))].sort() }]
				: [];
		});
		expect(told).toEqual(operations);
	});

	test('names every field of the credential', () => {
		const told = rows
			.map(([, title = '']) => title.replaceAll(/（[^）]*）/g, ''))
			.flatMap((title) => title.split(/, |、/));
		const labels = new DaxPayApi().properties.map(({ displayName }) => displayName);
		expect(labels.filter((label) => !told.includes(label))).toEqual([]);
	});
});
