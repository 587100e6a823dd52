import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ERROR_FILES, FILES, translationOf, withTables } from '../tools/docs/readme';
import { PROJECT } from '../core/tools/project';

const [, CHINESE] = FILES;
/** Pages for users, in English and in Chinese. */
const PAGES = [FILES, ['docs/daxpay.md', 'docs/daxpay.zh-CN.md']] as const;

const read = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');

const FENCED = /^```.*\n[\s\S]*?^```$/gm;

const codeBlocks = (text: string) => text.match(FENCED) ?? [];
const prose = (text: string) => text.replaceAll(FENCED, '');

const headings = (text: string) =>
	[...prose(text).matchAll(/^(#+) (.+)$/gm)].map(([, marks = '', title = '']) => ({ level: marks.length, title }));

const codeSpans = (text: string) => [...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, span]) => span);

/** The number of cells in each row, table by table. */
const tables = (text: string) =>
	(prose(text).match(/(?:^\|.*\|$\n?)+/gm) ?? []).map((table) =>
		table
			.trimEnd()
			.split('\n')
			.map((row) => row.split(/(?<!\\)\|/).length - 2),
	);

const targets = (text: string) => [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** The place of the heading that a link into the page leads to, the way GitHub names headings; -1 for none. */
const headingOf = (text: string, link: string) =>
	headings(text).findIndex(({ title }) => {
		const name = title.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
		return `#${name.replaceAll(/\s/g, '-')}` === link;
	});

/** Links in order, comparable across languages: where they lead from the top of the repository. */
const comparableLinks = (file: string, text: string) =>
	targets(text).map((target) => {
		if (target.startsWith('#')) return headingOf(text, target);
		if (target.startsWith('https://')) return target;
		const place = path.join(path.dirname(file), target).replace(/\.zh-CN(?=\.md$)/, '');
		return place === path.join('docs', 'README.md') ? 'README.md' : place;
	});

test.each([...FILES, ...ERROR_FILES])('the generated tables of %s say what the code says now', (file) => {
	expect(withTables(file, read(file))).toBe(read(file));
});

describe.each(PAGES.flat())('%s', (file) => {
	const text = read(file);

	test('every npm script it names exists', () => {
		const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
		const named = [...text.matchAll(/\bnpm (?:run (?:-\S+ )*([\w:-]+)|(start|test)\b)/g)].map(
			([, run, short]) => run ?? short,
		);
		expect(named).not.toHaveLength(0);
		expect(named.filter((name) => !Object.hasOwn(scripts, name ?? ''))).toEqual([]);
	});

	test('every relative link leads to a file, and every link into the page to a heading', () => {
		const dead = targets(text).filter((target) => {
			if (target.startsWith('#')) return headingOf(text, target) < 0;
			return (
				!target.startsWith('https://') &&
				!existsSync(path.join(PROJECT, path.dirname(file), target.replace(/#.*$/, '')))
			);
		});
		expect(dead).toEqual([]);
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

describe.each([...PAGES, ERROR_FILES])('%s against %s', (englishFile, chineseFile) => {
	const [english, chinese] = [read(englishFile), read(chineseFile)];

	test('it starts with the same title, and each links to the other', () => {
		expect(headings(chinese)[0]).toEqual(headings(english)[0]);
		expect([targets(english)[0], targets(chinese)[0]]).toEqual([
			path.relative(path.dirname(englishFile), chineseFile),
			path.relative(path.dirname(chineseFile), englishFile),
		]);
	});

	test('it has headings of the same levels in the same order', () => {
		const levels = (text: string) => headings(text).map(({ level }) => level);
		expect(levels(chinese)).toEqual(levels(english));
	});

	test('it has the same tables, with as many rows and columns', () => {
		expect(tables(english)).not.toHaveLength(0);
		expect(tables(chinese)).toEqual(tables(english));
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

	test('a README without a place for a table is refused', () => {
		expect(() => withTables(CHINESE, '# n8n-nodes-tokenpay\n')).toThrow(
			'docs/README.zh-CN.md has no place for the table "operations"',
		);
	});
});
