import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../core/tools/project';

const read = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');

const spans = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);

/** The tests that a row of a table names: each file with the names that follow it. */
function testsIn(cell: string): Array<[file: string, name: string]> {
	let file = '';
	return spans(cell).flatMap((span): Array<[string, string]> => {
		if (!span.startsWith('test/')) return [[file, span]];
		file = span;
		return [];
	});
}

describe('.github/SECURITY.md', () => {
	const cells = read('.github/SECURITY.md')
		.split('\n')
		.filter((line) => line.startsWith('| '))
		.map((line) => line.split(/(?<!\\)\|/).at(-2) ?? '')
		.filter((cell) => cell.includes('`test/'));
	const named = cells.flatMap(testsIn);

	test('names tests for most threats', () => {
		expect(cells.length).toBeGreaterThan(12);
		expect(named.length).toBeGreaterThan(cells.length);
	});

	test.each(named)('%s has the test that it names: %s', (file, name) => {
		const quoted = [`'${name}'`, `"${name}"`, `'${name.replaceAll("'", "\\'")}'`];
		expect([file, quoted.some((one) => read(file).includes(one))]).toEqual([file, true]);
	});
});

describe.each(['.github/CONTRIBUTING.md', '.github/SECURITY.md', 'docs/architecture.md', 'docs/benchmarks.md'])(
	'%s',
	(document) => {
		const text = read(document);

		test('every relative link leads to a file', () => {
			const targets = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
			const dead = targets.filter(
				(target) => !target.startsWith('https://') && !existsSync(path.join(PROJECT, path.dirname(document), target)),
			);
			expect(dead).toEqual([]);
		});

		test('every file and folder that it names exists', () => {
			const places = spans(text).filter((span) =>
				/^(nodes|credentials|sandbox|demo|test|bench|tools|docs)\/[\w./-]+$/.test(span),
			);
			expect(places.filter((place) => !existsSync(path.join(PROJECT, place)))).toEqual([]);
		});

		test('every npm script that it names exists', () => {
			const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
			const scriptNames = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
				([, run, short]) => run ?? short,
			);
			expect(scriptNames.filter((name) => !Object.hasOwn(scripts, name ?? ''))).toEqual([]);
		});
	},
);
