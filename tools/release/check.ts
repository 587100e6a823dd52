import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../project';

/**
 * Says what is wrong with a release before anything is published.
 *
 * @param tag such as `v0.1.0`
 * @param manifest the text of package.json
 * @param changelog the text of CHANGELOG.md
 */
export function releaseProblems(tag: string, manifest: string, changelog: string): string[] {
	const { version } = JSON.parse(manifest) as { version: string };
	const newest = /^## (\S+)/m.exec(changelog)?.[1];
	const problems: string[] = [];
	if (tag !== `v${version}`) problems.push(`The tag is ${tag}, but package.json has version ${version}.`);
	if (newest !== version) {
		problems.push(`CHANGELOG.md starts with ${newest ?? 'no version'}, but package.json has version ${version}.`);
	}
	return problems;
}

function main(): void {
	const read = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');
	const problems = releaseProblems(process.argv[2] ?? 'missing', read('package.json'), read('CHANGELOG.md'));
	for (const problem of problems) console.error(problem);
	process.exitCode = problems.length > 0 ? 1 : 0;
}

if (require.main === module) main();
