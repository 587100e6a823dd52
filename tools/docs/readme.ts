import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { ErrorEntry } from '../../core/run/failure';
import { PLATFORM_CODES, ERRORS } from '../../nodes/TokenPay/errors';
import { CREATED_ORDER, CREATED_PAYOUT, ORDER, notificationFields } from '../../nodes/TokenPay/outputFields';
import { TokenPay } from '../../nodes/TokenPay/TokenPay.node.ts';
import { PROJECT } from '../../core/tools/project';
import { ERRORS_ZH, OPERATIONS_ZH } from './readme.zh';

/** The pages with the tables of operations and fields. */
export const REFERENCE_FILES = ['docs/reference.md', 'docs/reference.zh-CN.md'] as const;

/** The pages with the table of errors. */
export const ERROR_FILES = ['docs/errors.md', 'docs/errors.zh-CN.md'] as const;

type Page = (typeof REFERENCE_FILES)[number] | (typeof ERROR_FILES)[number];

type Language = 'en' | 'zh';

const languageOf = (file: Page): Language => (file.includes('zh-CN') ? 'zh' : 'en');
type Cells = string[];

const table = (head: Cells, rows: Cells[]): string =>
	[head, head.map(() => '---'), ...rows]
		.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
		.join('\n');

const code = (text: string) => `\`${text}\``;

/** Headings of the generated tables. */
const HEADS = {
	en: {
		operations: ['Operation', 'What it does', 'Parameters'],
		fields: ['Field', 'Where from', 'Payout', 'Order', 'New order', 'Notification'],
		errors: ['Code or reason', 'What happened', 'What to do', 'Money may have moved'],
		yes: 'yes',
		no: 'no',
	},
	zh: {
		operations: ['操作', '作用', '参数'],
		fields: ['字段', '来源', '代付', '订单', '新建订单', '回调通知'],
		errors: ['代码或原因', '发生了什么', '怎么办', '可能已付款'],
		yes: '是',
		no: '否',
	},
};

const SOURCES: Record<string, string> = {
	amount_decimal: '`amount` ÷ 10^`decimals`',
	currency_symbol: '`currency.currency`',
	created_at: '`create_time`',
	paid_at: '`pay_time`',
	explorer_url: '`chain`, `tx_id`',
	...Object.fromEntries(
		['result', 'recipient', 'already_existed', 'recovered', 'event', 'notification_id'].map((name) => [
			name,
			'n8n-nodes-tokenpay',
		]),
	),
	payment_url_original: '`payment_url`',
};

/** What Simplify keeps, by the columns of the table. */
const SIMPLIFIED = [
	CREATED_PAYOUT.simple,
	ORDER.simple,
	CREATED_ORDER.simple,
	[...notificationFields('payout.success'), ...notificationFields('other')],
].map((fields) => fields.flat());

/** Every field that Simplify keeps, once: those of a payout first. */
const fieldRows = (): Cells[] =>
	[...new Set(SIMPLIFIED.flat())].map((name) => [
		code(name),
		SOURCES[name] ?? code(name),
		...SIMPLIFIED.map((fields) => (fields.includes(name) ? '✓' : '')),
	]);

interface OperationEntry {
	action: string;
	description: string;
	parameters: string[];
}

function operationEntries(): OperationEntry[] {
	const { properties } = new TokenPay().description;
	const options = (property: INodeProperties | undefined) => (property?.options ?? []) as INodePropertyOptions[];
	return options(properties.find(({ name }) => name === 'resource')).flatMap(({ value: resource }) => {
		const shownFor = (property: INodeProperties, operation?: string) => {
			const { resource: resources, operation: operations } = property.displayOptions?.show ?? {};
			return resources?.includes(resource) && (operation === undefined || operations?.includes(operation));
		};
		return options(properties.find((property) => property.name === 'operation' && shownFor(property))).map((option) => {
			const fields = properties.filter(
				(property) => property.type !== 'notice' && shownFor(property, option.value as string),
			);
			const parameters = fields.flatMap((field) =>
				field.type === 'collection' ? (field.options ?? []).map(({ name }) => `${field.name}.${name}`) : [field.name],
			);
			return {
				action: option.action ?? option.name,
				description: option.description ?? '',
				parameters: [...new Set(parameters)],
			};
		});
	});
}

const errorEntries = (): Array<[string, ErrorEntry]> => [...Object.entries(PLATFORM_CODES), ...Object.entries(ERRORS)];

/**
 * The texts of a translation, once it is certain that they cover the code exactly.
 *
 * @param what what is translated, for the message
 * @throws when a key has no text, when a text has no key, or when a text is empty
 */
export function translationOf<T extends object>(
	what: string,
	keys: string[],
	texts: Readonly<Record<string, T>>,
): (key: string) => T {
	const missing = keys.filter((key) => !Object.hasOwn(texts, key));
	const superfluous = Object.keys(texts).filter((key) => !keys.includes(key));
	const empty = Object.keys(texts).filter((key) =>
		Object.values(texts[key] ?? {}).some((text) => String(text).trim() === ''),
	);
	const faults = Object.entries({ missing, superfluous, empty }).filter(([, names]) => names.length > 0);
	if (faults.length > 0) {
		const list = faults.map(([fault, names]) => `${fault}: ${names.join(', ')}`).join('; ');
		throw new Error(`tools/docs/readme.zh.ts does not match the code (${what}): ${list}`);
	}
	return (key) => texts[key] as T;
}

function operationRows(language: Language): Cells[] {
	const entries = operationEntries();
	const chinese = translationOf(
		'operations',
		entries.map(({ action }) => action),
		OPERATIONS_ZH,
	);
	return entries.map(({ action, description, parameters }) => {
		// n8n shows the English name, so the Chinese page names both.
		const words =
			language === 'zh' ? [`${action}（${chinese(action).name}）`, chinese(action).description] : [action, description];
		return [...words, parameters.map(code).join(', ')];
	});
}

function errorRows(language: Language): Cells[] {
	const { yes, no } = HEADS[language];
	const entries = errorEntries();
	const chinese = translationOf(
		'errors',
		entries.map(([name]) => name),
		ERRORS_ZH,
	);
	return entries.map(([name, entry]) => {
		const { message, advice } = language === 'zh' ? chinese(name) : entry;
		return [code(name), message, advice, entry.moneyMayHaveMoved ? yes : no];
	});
}

/**
 * Writes the tables of a page afresh between their markers.
 *
 * @param file its name, which decides the language and the tables
 * @throws when a marker is missing, or when the Chinese texts do not match the code
 */
export function withTables(file: Page, text: string): string {
	const language = languageOf(file);
	const heads = HEADS[language];
	const ofErrors = { errors: table(heads.errors, errorRows(language)) };
	const ofReference = {
		operations: table(heads.operations, operationRows(language)),
		fields: table(heads.fields, fieldRows()),
	};
	const tables = (ERROR_FILES as readonly Page[]).includes(file) ? ofErrors : ofReference;
	let result = text;
	for (const [name, content] of Object.entries(tables)) {
		const between = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
		if (!between.test(result)) throw new Error(`${file} has no place for the table "${name}"`);
		result = result.replace(between, (_all, start: string, end: string) => `${start}\n${content}\n\n${end}`);
	}
	return result;
}

async function main(): Promise<void> {
	for (const file of [...REFERENCE_FILES, ...ERROR_FILES]) {
		const place = path.join(PROJECT, file);
		await writeFile(place, withTables(file, await readFile(place, 'utf8')));
	}
}

if (require.main === module) void main();
