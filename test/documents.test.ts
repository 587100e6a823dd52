import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { codeSpans, deadLinks, npmScripts, readPage } from '../core/tools/docs/markdown';
import { PROJECT } from '../core/tools/project';

const isTestFile = (span: string) => /^(?:core\/|daxpay\/)?test\//.test(span);

/** The tests that a row of a table names: each name with the file, or the several files, before it. */
function testsIn(cell: string): Array<[file: string, name: string]> {
	let files: string[] = [];
	let named = true;
	return codeSpans(cell).flatMap((span): Array<[string, string]> => {
		if (isTestFile(span)) {
			files = named ? [span] : [...files, span];
			named = false;
			return [];
		}
		named = true;
		return files.map((file): [string, string] => [file, span]);
	});
}

/** A file of tests, with the tests that it runs from `core/tools/testing`. */
function sourceOf(file: string): string {
	const own = readPage(file);
	const suites = [...own.matchAll(/from '[./]+\/(core\/tools\/testing\/\w+)'/g)].map(([, suite = '']) =>
		readPage(`${suite}.ts`),
	);
	return [own, ...suites].join('\n');
}

/** The rows of each table about threats: the text of its heading, with the last cell of each row. */
const threats = [...readPage('.github/SECURITY.md').matchAll(/^### (.+)\n\n((?:\|.*\n)+)/gm)].map(
	([, heading = '', table = '']): [string, string[]] => {
		const rows = table.trimEnd().split('\n').slice(2);
		return [heading, rows.map((row) => row.split(/(?<!\\)\|/).at(-2) ?? '')];
	},
);

describe('The pictures in .github', () => {
	test('are each shown in a page, light and dark', () => {
		const pages = ['README.md', ...readdirSync(path.join(PROJECT, 'docs')).map((file) => `docs/${file}`)];
		const text = pages
			.filter((page) => page.endsWith('.md'))
			.map(readPage)
			.join('\n');
		const pictures = readdirSync(path.join(PROJECT, '.github')).filter((file) => file.endsWith('.png'));
		expect(pictures.length).toBeGreaterThan(10);
		expect(pictures.filter((picture) => !text.includes(`.github/${picture}`))).toEqual([]);
	});
});

describe('.github/SECURITY.md', () => {
	const named = threats.flatMap(([, cells]) => cells.flatMap(testsIn));

	test('has a table of threats for both packages, and one for each', () => {
		expect(threats.map(([heading]) => heading)).toEqual(['Both packages', 'n8n-nodes-tokenpay', 'n8n-nodes-daxpay']);
	});

	test.each(threats)('names a test for every threat to %s, or says that there is none', (_heading, cells) => {
		expect(cells.length).toBeGreaterThan(3);
		expect(cells.filter((cell) => testsIn(cell).length === 0 && cell.trim() !== '–')).toEqual([]);
	});

	test.each(named)('%s has the test that it names: %s', (file, name) => {
		const quoted = [`'${name}'`, `"${name}"`, `'${name.replaceAll("'", "\\'")}'`];
		const source = sourceOf(file);
		expect([file, quoted.some((one) => source.includes(one))]).toEqual([file, true]);
	});

	test('what threatens both packages is tested with both', () => {
		const [, cells = []] = threats.find(([heading]) => heading === 'Both packages') ?? [];
		const oneSided = cells.filter((cell) => {
			const files = testsIn(cell).map(([file]) => file);
			const ofTokenPay = files.filter((file) => file.startsWith('test/'));
			const ofDaxPay = files.filter((file) => file.startsWith('daxpay/'));
			return files.length > 0 && !files.includes('test/workflows.test.ts') && ofTokenPay.length * ofDaxPay.length === 0;
		});
		expect(oneSided).toEqual([]);
	});
});

/** Files of the repository that people read or n8n loads, without tests and tools, which may name a placeholder. */
function publishedFiles(folder: string): string[] {
	return readdirSync(path.join(PROJECT, folder), { withFileTypes: true }).flatMap((entry) => {
		const place = path.join(folder, entry.name);
		if (/(?:^|[/])(?:\.git|\.demo|bench|dist|node_modules|test|tools)$/.test(place)) return [];
		return entry.isDirectory() ? publishedFiles(place) : [place];
	});
}

test('.github/CONTRIBUTING.md names every file that holds a placeholder of the owner', () => {
	const [section = ''] =
		/^## Before the first release\n[\s\S]*?(?=^## )/m.exec(readPage('.github/CONTRIBUTING.md')) ?? [];
	const named = section.replaceAll('](SECURITY.md)', '](.github/SECURITY.md)');
	const holding = publishedFiles('').filter((file) =>
		/n8n-nodes-tokenpay\.dev|github\.com\/n8n-nodes-tokenpay\/|n8n-nodes-tokenpay maintainers/.test(readPage(file)),
	);
	expect(holding).toEqual(expect.arrayContaining(['package.json', 'daxpay/package.json', 'LICENSE']));
	const unnamed = holding.filter((file) => {
		const anyOfItsKind = file.replace(/[^/]+\.node\.json$/, '*.node.json');
		return file !== '.github/CONTRIBUTING.md' && !named.includes(`\`${anyOfItsKind}\``) && !named.includes(`(${file})`);
	});
	expect(unnamed).toEqual([]);
});

describe.each([
	...['.github/CONTRIBUTING.md', '.github/SECURITY.md'],
	...['docs/architecture.md', 'docs/benchmarks.md', 'docs/mutations.md', 'docs/safety.md', 'docs/queue-mode/README.md'],
])('%s', (document) => {
	const text = readPage(document);

	test('every link inside the repository leads to a file, and to a heading of it', () => {
		expect(deadLinks(document)).toEqual([]);
	});

	test('every file and folder that it names exists', () => {
		const places = codeSpans(text).filter((span) =>
			/^(?:core\/|daxpay\/)?(?:bench|core|credentials|daxpay|demo|docs|examples|icons|nodes|sandbox|test|tools)\/[\w./-]+$/.test(
				span,
			),
		);
		expect(places.filter((place) => !existsSync(path.join(PROJECT, place)))).toEqual([]);
	});

	test('every npm script that it names exists', () => {
		const { scripts } = JSON.parse(readPage('package.json')) as { scripts: Record<string, string> };
		expect(npmScripts(text).filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
	});
});
