import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { TokenPayApi } from '../credentials/TokenPayApi.credentials';
import { TokenPay } from '../nodes/TokenPay/TokenPay.node.ts';
import { TokenPayTrigger } from '../nodes/TokenPay/TokenPayTrigger.node.ts';
import {
	codeBlocks,
	codeSpans,
	deadLinks,
	headings,
	linkTargets,
	npmScripts,
	placeOfHeading,
	prose,
	readPage,
	tables,
} from '../core/tools/docs/markdown';
import { PACKAGES, PROJECT } from '../core/tools/project';
import { ERROR_FILES, REFERENCE_FILES, translationOf, withTables } from '../tools/docs/readme';
import { walkOf } from '../tools/docs/walk';

/** The READMEs that are packed. Their translations stand in docs/, since npm packs every README.* beside package.json. */
const READMES = [
	['README.md', 'docs/README.zh-CN.md'],
	['daxpay/README.md', 'daxpay/docs/README.zh-CN.md'],
] as const;
const PAGES = [...READMES, REFERENCE_FILES, ERROR_FILES];
const [[README]] = READMES;

/** What a packed README may weigh: three screens and its tables. */
const MAX_KILOBYTES = 12;

/** Links in order, comparable across languages: where they lead from the top of the repository. */
const comparableLinks = (file: string, text: string) =>
	linkTargets(text).map((target) => {
		if (target.startsWith('#')) return placeOfHeading(text, target);
		if (target.startsWith('https://')) return target;
		const [, to = '', anchor = ''] = /^([^#]*)(#.*)?$/.exec(target) ?? [];
		const place = path.join(path.dirname(file), to);
		const heading = anchor === '' ? undefined : placeOfHeading(readPage(place), anchor);
		// A README's own translation stands in its docs/.
		return [place.replace(/\.zh-CN(?=\.md$)/, '').replace(/(^|[/])docs[/]README\.md$/, '$1README.md'), heading];
	});

test.each([...REFERENCE_FILES, ...ERROR_FILES])('the generated tables of %s say what the code says now', (file) => {
	expect(withTables(file, readPage(file))).toBe(readPage(file));
});

describe.each(PAGES.flat())('%s', (file) => {
	const text = readPage(file);

	test('every npm script it names exists', () => {
		const { scripts } = JSON.parse(readPage('package.json')) as { scripts: Record<string, string> };
		expect(npmScripts(text).filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
	});

	test('every link inside the repository leads to a file, and to a heading of it', () => {
		expect(linkTargets(text)).not.toHaveLength(0);
		expect(deadLinks(file)).toEqual([]);
	});

	test('it names no path or port of the machine it was written on', () => {
		expect(text).not.toMatch(/(?<![\w.:/>-])\/[\w.-]+\/[\w.-]*/);
		expect(text).not.toMatch(/\b[A-Z]:\\|file:\/\/|~\/|\blocalhost\b|127\.0\.0\.1:\d/);
	});

	test('its emphasis is shown as emphasis, also next to Chinese punctuation', () => {
		// CommonMark leaves asterisks standing where one side is punctuation and the other a letter.
		const line = prose(text)
			.replaceAll(/`[^`\n]+`/g, '`')
			.replaceAll(/^\s*[-*] /gm, '');
		const marked = [...line.matchAll(/(?<=(.?))(?<!\*)(\*+)([^*\n]+)\2(?=(.?))/g)];
		const letter = /[\p{L}\p{N}]/u;
		const mark = /[\p{P}\p{S}]/u;
		const broken = marked.filter(([, before = '', , inside = '', after = '']) => {
			return (
				(mark.test(inside.at(0) ?? '') && letter.test(before)) || (mark.test(inside.at(-1) ?? '') && letter.test(after))
			);
		});
		expect(marked).not.toHaveLength(0);
		expect(broken.map(([all]) => all)).toEqual([]);
	});
});

describe.each(PAGES)('%s against %s', (englishFile, chineseFile) => {
	const [english, chinese] = [readPage(englishFile), readPage(chineseFile)];

	test('it starts with the same title, and each links to the other', () => {
		expect(headings(chinese)[0]).toEqual(headings(english)[0]);
		expect([linkTargets(english)[0], linkTargets(chinese)[0]]).toEqual([
			path.relative(path.dirname(englishFile), chineseFile),
			path.relative(path.dirname(chineseFile), englishFile),
		]);
	});

	test('it has headings of the same levels in the same order', () => {
		const levels = (text: string) => headings(text).map(({ level }) => level);
		expect(levels(chinese)).toEqual(levels(english));
	});

	test('it has the same tables, with as many rows and columns', () => {
		const cellsOf = (text: string) => tables(text).map((rows) => rows.map((cells) => cells.length));
		expect(tables(english)).not.toHaveLength(0);
		expect(cellsOf(chinese)).toEqual(cellsOf(english));
	});

	test('it has the same code blocks, and the same names in code', () => {
		expect(codeSpans(english)).not.toHaveLength(0);
		expect(codeBlocks(chinese)).toEqual(codeBlocks(english));
		expect(codeSpans(chinese).sort()).toEqual(codeSpans(english).sort());
	});

	test('it has the same links in the same order', () => {
		expect(comparableLinks(chineseFile, chinese)).toEqual(comparableLinks(englishFile, english));
	});
});

describe.each(READMES.map(([file]) => [file] as [string]))('%s', (file) => {
	const text = readPage(file);

	test(`weighs at most ${MAX_KILOBYTES} kB`, () => {
		expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_KILOBYTES * 1000);
	});

	test('calls every example by the name that n8n shows, and leaves none out', () => {
		const folder = path.join(PROJECT, path.dirname(file), 'examples');
		const links = [...text.matchAll(/\[([^\]]+)\]\(examples[/]([\w-]+\.json)\)/g)];
		const names = readdirSync(folder).map((example) => {
			const { name } = JSON.parse(readFileSync(path.join(folder, example), 'utf8')) as { name: string };
			// A variant of an example stands beside it, by what sets it apart.
			const isTold = links.some(([, title = '', to]) => to === example && [name, name.split(' → ')[1]].includes(title));
			return [name, isTold];
		});
		expect(names.filter(([, isTold]) => !isTold)).toEqual([]);
	});

	test('links to the README of the other package', () => {
		const others = READMES.map(([other]) => other).filter((other) => other !== file);
		expect(others.filter((other) => !linkTargets(text).includes(path.relative(path.dirname(file), other)))).toEqual([]);
	});
});

describe('the first test payout in README.md', () => {
	const walk = walkOf(readPage(README), 'Your first test payout');
	const actions = walk.flat();

	test('has steps that each do or show something', () => {
		expect(walk.length).toBeGreaterThan(5);
		expect(walk.filter((step) => step.length === 0)).toEqual([]);
	});

	test('fills in what Create payout asks for, under the names in the panel', () => {
		const { properties } = new TokenPay().description;
		const asked = properties.filter(
			({ required, displayOptions: { show } = {} }) =>
				required === true && show?.resource?.includes('payout') && show.operation?.includes('create'),
		);
		const filled = actions.flatMap((action) => ('fill' in action ? [action.fill] : []));
		expect([...new Set(filled)]).toEqual([...new Set(asked.map(({ displayName }) => displayName))]);
	});

	test('is read as what a person does', () => {
		const text =
			'## One\n\n1. Open the address of n8n. Type `a`, click **B**. If X shows, click **Y**.\n\n## Two\n\n1. Fill in *C* `d`.\n2. Change *C* to `e`: `f`.\n';
		expect(walkOf(text, 'One')).toEqual([[{ open: 'n8n' }, { type: 'a' }, { click: 'B' }, { mayClick: 'Y' }]]);
		expect(walkOf(text, 'Two')).toEqual([[{ fill: 'C', with: 'd' }], [{ fill: 'C', with: 'e' }, { see: 'f' }]]);
		expect(() => walkOf(text, 'Three')).toThrow('no numbered list under "Three"');
	});
});

describe.each(REFERENCE_FILES.map((file) => [file] as [string]))('%s', (file) => {
	const firstCells = tables(readPage(file)).map((rows) => rows.slice(2).map(([cell = '']) => cell));

	test('names every field of the credential, in the order of the panel', () => {
		const fields = new TokenPayApi().properties.filter(({ type }) => type !== 'notice');
		const labels = fields.map(({ displayName }) => displayName);
		// Base URL belongs to one of the environments and stands beside it.
		expect(firstCells[0]?.map((cell) => cell.replace(/（.*）$/, ''))).toEqual(
			labels.filter((label) => label !== 'Base URL'),
		);
	});

	test('names every event of the trigger', () => {
		const events = new TokenPayTrigger().description.properties.find(
			({ name }) => name === 'events',
		) as INodeProperties;
		const values = (events.options as INodePropertyOptions[]).map(({ value }) => `\`${String(value)}\``);
		expect(firstCells.find((cells) => values.includes(cells[0] ?? ''))?.sort()).toEqual(values.sort());
	});
});

describe.each(PACKAGES.map((own) => [own.name, own] as const))('the links that n8n shows for %s', (_name, own) => {
	const { homepage } = JSON.parse(readFileSync(path.join(own.folder, 'package.json'), 'utf8')) as { homepage: string };
	const repository = /^https:[/][/]github\.com[/][^/]+[/][^/#]+/.exec(homepage)?.[0] ?? '';
	const sources = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(path.join(own.folder, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => /\.(?:node\.json|credentials\.ts)$/.test(file))
			.map((file) => readFileSync(path.join(own.folder, folder, file), 'utf8')),
	);
	const urls = sources.flatMap((source) => source.match(/https:[/][/]github\.com[^'"]+/g) ?? []);

	test('lead to a heading of a page in the repository', () => {
		expect(urls.length).toBeGreaterThan(4);
		const dead = urls.filter((url) => {
			const [, page = '', anchor = ''] = /^[/]blob[/]main[/]([^#]+)(#.+)$/.exec(url.replace(repository, '')) ?? [];
			return page === '' || !existsSync(path.join(PROJECT, page)) || placeOfHeading(readPage(page), anchor) < 0;
		});
		expect(dead).toEqual([]);
	});
});

describe('the Chinese texts of the generated tables', () => {
	const text = { message: '余额不足' };

	test('an entry of the code without a text is refused by name', () => {
		expect(() => translationOf('errors', ['20002', '20003'], { 20002: text })).toThrow(/\(errors\): missing: 20003$/);
	});

	test('a text without an entry of the code is refused by name', () => {
		expect(() => translationOf('errors', [], { gone: text })).toThrow(/\(errors\): superfluous: gone$/);
	});

	test('an empty text is refused by name', () => {
		expect(() => translationOf('errors', ['20002'], { 20002: { message: ' ' } })).toThrow(/\(errors\): empty: 20002$/);
	});

	test('a page without a place for a table is refused', () => {
		expect(() => withTables('docs/reference.zh-CN.md', '# Reference\n')).toThrow(
			'docs/reference.zh-CN.md has no place for the table "operations"',
		);
	});
});
