import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../project';

/** Reads a page by its place in the repository. */
export const readPage = (file: string): string => readFileSync(path.join(PROJECT, file), 'utf8');

const FENCED = /^```.*\n[\s\S]*?^```$/gm;

/** The code blocks of a page, with their fences. */
export const codeBlocks = (text: string): string[] => text.match(FENCED) ?? [];

/** A page without its code blocks. */
export const prose = (text: string): string => text.replaceAll(FENCED, '');

/** The headings of a page, in their order. */
export const headings = (text: string): Array<{ level: number; title: string }> =>
	[...prose(text).matchAll(/^(#+) (.+)$/gm)].map(([, marks = '', title = '']) => ({ level: marks.length, title }));

/** What stands in backticks on a page, code blocks apart. */
export const codeSpans = (text: string): string[] =>
	[...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);

/** Where the links of a page lead, in their order. */
export const linkTargets = (text: string): string[] =>
	[...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** The cells of each row, table by table, the heading and its line included. */
export const tables = (text: string): string[][][] =>
	(prose(text).match(/(?:^\|.*\|$\n?)+/gm) ?? []).map((table) =>
		table
			.trimEnd()
			.split('\n')
			.map((row) =>
				row
					.split(/(?<!\\)\|/)
					.slice(1, -1)
					.map((cell) => cell.trim()),
			),
	);

/**
 * The place of a heading among those of a page, the way GitHub names headings; -1 for none.
 *
 * @param anchor such as `#going-live`
 */
export const placeOfHeading = (text: string, anchor: string): number =>
	headings(text).findIndex(({ title }) => {
		const name = title.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
		return `#${name.replaceAll(/\s/g, '-')}` === anchor;
	});

/**
 * The links of a page that lead nowhere inside the repository: to no file, or to no heading of a page.
 *
 * @param file the page's place in the repository
 */
export function deadLinks(file: string): string[] {
	return linkTargets(readPage(file)).filter((target) => {
		if (target.startsWith('https://')) return false;
		const [, to = '', anchor = ''] = /^([^#]*)(#.*)?$/.exec(target) ?? [];
		const place = to === '' ? file : path.join(path.dirname(file), to);
		if (!existsSync(path.join(PROJECT, place))) return true;
		return anchor !== '' && placeOfHeading(readPage(place), anchor) < 0;
	});
}

/** The npm scripts that a page tells its reader to run. */
export const npmScripts = (text: string): string[] =>
	[...text.matchAll(/\bnpm (?:run (?:-\S+ )*([\w:-]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short ?? '');
