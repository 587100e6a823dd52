import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { CatalogueEntry } from '../nodes/shared/failure';
import { PLATFORM_CODES, PROBLEMS } from '../nodes/TokenPay/catalogue';
import { SIMPLE_FIELDS } from '../nodes/TokenPay/detail';
import { TokenPay } from '../nodes/TokenPay/TokenPay.node.ts';

const FILES = ['README.md', 'README.zh-CN.md'];

type Cells = string[];

const table = (head: Cells, rows: Cells[]): string =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');

const code = (text: string) => `\`${text}\``;

/** Headings of the generated tables; their contents are the node's own words and names. */
const HEADS = {
	'README.md': {
		operations: ['Operation', 'What it does', 'Parameters'],
		fields: ['Field', 'Where from'],
		errors: ['Code or reason', 'What happened', 'What to do', 'Money may have moved'],
		yes: 'yes',
		no: 'no',
	},
	'README.zh-CN.md': {
		operations: ['操作', '作用', '参数'],
		fields: ['字段', '来源'],
		errors: ['代码或原因', '发生了什么', '怎么办', '款项可能已付'],
		yes: '是',
		no: '否',
	},
};

const SOURCES: Record<string, string> = {
	amount_decimal: '`amount` ÷ 10^`decimals`',
	service_amount_decimal: '`service_amount` ÷ 10^`decimals`',
	currency_symbol: '`currency.currency`',
	created_at: '`create_time`',
	paid_at: '`pay_time`',
	request_id: '`request_id`',
	already_existed: 'n8n-nodes-tokenpay',
	recovered: 'n8n-nodes-tokenpay',
};

function operationRows(): Cells[] {
	const { properties } = new TokenPay().description;
	const options = (property: INodeProperties | undefined) => (property?.options ?? []) as INodePropertyOptions[];
	return options(properties.find(({ name }) => name === 'resource')).flatMap(({ value: resource }) => {
		const shownFor = (property: INodeProperties, operation?: string) => {
			const { resource: resources, operation: operations } = property.displayOptions?.show ?? {};
			return resources?.includes(resource as string) && (operation === undefined || operations?.includes(operation));
		};
		return options(properties.find((property) => property.name === 'operation' && shownFor(property))).map((option) => {
			const fields = properties.filter((property) => property.type !== 'notice' && shownFor(property, option.value as string));
			const names = fields.flatMap((field) =>
				field.type === 'collection' ? (field.options ?? []).map(({ name }) => `${field.name}.${name}`) : [field.name],
			);
			return [option.action ?? option.name, option.description ?? '', names.map(code).join(', ')];
		});
	});
}

function errorRows(yes: string, no: string): Cells[] {
	const rows = (entries: Array<[string, CatalogueEntry]>) =>
		entries.map(([name, { message, advice, moneyMayHaveMoved }]) => [code(name), message, advice, moneyMayHaveMoved ? yes : no]);
	return [...rows(Object.entries(PLATFORM_CODES)), ...rows(Object.entries(PROBLEMS))];
}

/**
 * Writes the tables of a README afresh between their markers.
 *
 * @param file its name, which decides the language of the headings
 * @throws when a marker is missing
 */
export function withTables(file: string, text: string): string {
	const heads = HEADS[file as keyof typeof HEADS];
	const tables = {
		operations: table(heads.operations, operationRows()),
		fields: table(heads.fields, SIMPLE_FIELDS.map((name) => [code(name), SOURCES[name] ?? code(name)])),
		errors: table(heads.errors, errorRows(heads.yes, heads.no)),
	};
	let result = text;
	for (const [name, content] of Object.entries(tables)) {
		const between = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
		if (!between.test(result)) throw new Error(`${file} has no place for the table "${name}"`);
		result = result.replace(between, (_all, start: string, end: string) => `${start}\n${content}\n\n${end}`);
	}
	return result;
}

async function main(): Promise<void> {
	for (const file of FILES) {
		const place = path.join(__dirname, '..', file);
		await writeFile(place, withTables(file, await readFile(place, 'utf8')));
	}
}

if (require.main === module) void main();
