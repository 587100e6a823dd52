import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { placeholdersIn, releaseProblems } from '../core/tools/release/check';
import { PROJECT } from '../core/tools/project';

const FOLDER = path.join(PROJECT, '.github', 'workflows');
const FILES = readdirSync(FOLDER);

const read = (file: string) => readFileSync(path.join(FOLDER, file), 'utf8');

/** Every `name: value` of a block of permissions, and `{}` for none. */
const permissionsOf = (text: string) =>
	[...text.matchAll(/^( *)permissions:(.*)\n((?:\1 +.*\n)*)/gm)].map(([, , inline = '', block = '']) => {
		const lines = block.split('\n').map((line) => line.trim());
		return inline.trim() || lines.filter((line) => line !== '' && !line.startsWith('#'));
	});

test('the workflows are YAML that Prettier can read', async () => {
	const prettier = path.join(path.dirname(require.resolve('prettier/package.json')), 'bin', 'prettier.cjs');
	await promisify(execFile)(process.execPath, [prettier, '--check', FOLDER], { cwd: PROJECT });
});

test('there are checks and publishing, and nothing else', () => {
	expect(FILES.sort()).toEqual(['checks.yml', 'publish.yml']);
});

describe.each(FILES)('%s', (file) => {
	const text = read(file);

	test('pins every action to a commit', () => {
		const used = [...text.matchAll(/\buses: *(.*)/g)].map(([, action]) => action);
		expect(used).not.toHaveLength(0);
		for (const action of used) expect(action).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
	});

	test('knows no secret', () => {
		expect(text).not.toMatch(/secrets\.|NPM_TOKEN|NODE_AUTH_TOKEN|_authToken|password/i);
	});

	test('runs no text that somebody else wrote', () => {
		expect(text).not.toMatch(/pull_request_target|github\.event\.|github\.head_ref/);
	});

	test('leaves no credential in the checkout', () => {
		expect(text.match(/actions\/checkout@/g)?.length).toBe(text.match(/persist-credentials: false/g)?.length);
	});

	test('runs npm scripts that exist', () => {
		const { scripts } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as {
			scripts: Record<string, string>;
		};
		const named = [...text.matchAll(/npm (?:run (?:-\S+ )*([\w:-]+)|(start|test)\b)/g)].map(
			([, run, short]) => run ?? short,
		);
		expect(named).not.toHaveLength(0);
		expect(named.filter((name) => !Object.hasOwn(scripts, name ?? ''))).toEqual([]);
	});
});

test('only the job that publishes may prove who it is, and nothing may write', () => {
	expect(permissionsOf(read('checks.yml'))).toEqual([['contents: read']]);
	expect(permissionsOf(read('publish.yml'))).toEqual(['{}', ['contents: read', 'id-token: write']]);
});

test('publishing starts with a tag alone, checks the release first, and adds provenance', () => {
	const text = read('publish.yml');
	expect(text).toMatch(/^on:\n {2}push:\n {4}tags: \['n8n-nodes-\*@\*'\]\n\n/m);
	expect(text.indexOf('release:check')).toBeLessThan(text.indexOf('npm publish'));
	expect(text).toMatch(/npm publish --provenance/);
	// In a line of its own: `echo` would hide that the check failed, and the wrong package would be published.
	expect(text).toMatch(/^ *folder=\$\(npm run --silent release:check/m);
});

test('the checks run every part of .ci/run', () => {
	const commands = (text: string) => [...text.matchAll(/npm (?:run [\w:-]+|start|test)/g)].map(([command]) => command);
	const ci = readFileSync(path.join(PROJECT, '.ci', 'run'), 'utf8');
	expect(commands(read('checks.yml'))).toEqual(expect.arrayContaining(commands(ci)));
});

describe('a release', () => {
	const manifest = '{"name":"some-package","version":"1.2.3"}';
	const changelog = '# Changelog\n\n## 1.2.3\n\nBetter.\n\n## 1.2.2\n';

	test('may be published when tag, package and changelog agree', () => {
		expect(releaseProblems('some-package@1.2.3', manifest, changelog)).toEqual([]);
	});

	test.each([
		['some-package@1.2.4', manifest, changelog, /The tag is some-package@1\.2\.4/],
		['other-package@1.2.3', manifest, changelog, /The tag is other-package@1\.2\.3/],
		['v1.2.3', manifest, changelog, /The tag is v1\.2\.3/],
		['some-package@1.2.3', manifest, '# Changelog\n\n## 1.2.2\n', /starts with 1\.2\.2/],
		['some-package@1.2.3', manifest, '# Changelog\n', /starts with no version/],
	])('of %s is refused where they do not', (tag, packageText, changelogText, words) => {
		expect(releaseProblems(tag, packageText, changelogText).join('\n')).toMatch(words);
	});

	test('is refused while its author and addresses are placeholders', () => {
		const field = (name: string, value: unknown) => ({ [name]: value });
		const filledIn = {
			...field('author', { name: 'Somebody', email: 'somebody@example.com' }),
			...field('homepage', 'https://github.com/somebody/nodes#readme'),
			...field('repository', { type: 'git', url: 'git+https://github.com/somebody/nodes.git' }),
			...field('bugs', { url: 'https://github.com/somebody/nodes/issues' }),
		};
		expect(placeholdersIn(JSON.stringify(filledIn))).toEqual([]);
		expect(placeholdersIn(JSON.stringify({ ...filledIn, author: undefined })).join()).toContain('"author"');
		for (const placeholder of [
			field('author', { name: 'Maintainers', email: 'maintainers@n8n-nodes-tokenpay.dev' }),
			field('repository', { url: 'git+https://github.com/n8n-nodes-tokenpay/n8n-nodes-tokenpay.git' }),
		]) {
			expect(placeholdersIn(JSON.stringify({ ...filledIn, ...placeholder }))).toHaveLength(1);
		}
	});
});
