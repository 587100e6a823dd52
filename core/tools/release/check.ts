import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PACKAGES } from '../project';

/** The mail's domain and the account that do not exist. */
const PLACEHOLDERS = /n8n-nodes-tokenpay\.dev|github\.com\/n8n-nodes-tokenpay\//;

/**
 * Says what is wrong with a release before anything is published.
 *
 * @param tag the package and its version, such as `n8n-nodes-tokenpay@0.1.0`
 * @param manifest the text of package.json
 * @param changelog the text of CHANGELOG.md
 * @returns one sentence for each; nothing when all is well
 */
export function releaseProblems(tag: string, manifest: string, changelog: string): string[] {
	const { name, version } = JSON.parse(manifest) as { name: string; version: string };
	const newest = /^## (\S+)/m.exec(changelog)?.[1];
	const problems: string[] = [];
	if (tag !== `${name}@${version}`) problems.push(`The tag is ${tag}, but package.json has ${name}@${version}.`);
	if (newest !== version) {
		problems.push(`CHANGELOG.md starts with ${newest ?? 'no version'}, but package.json has version ${version}.`);
	}
	return problems;
}

/**
 * Says which of the details that only the owner can fill in are missing or still placeholders.
 *
 * @param manifest the text of package.json
 * @returns one sentence for each; nothing when all is well
 */
export function placeholdersIn(manifest: string): string[] {
	const fields = JSON.parse(manifest) as Record<string, unknown>;
	return ['author', 'homepage', 'repository', 'bugs']
		.filter((field) => fields[field] === undefined || PLACEHOLDERS.test(JSON.stringify(fields[field])))
		.map(
			(field) => `package.json: "${field}" is still a placeholder (see "Before the first release" in CONTRIBUTING).`,
		);
}

/** Checks the release that a tag names; prints the folder of its package when all is well. */
function main(): void {
	const tag = process.argv[2] ?? 'missing';
	const own = PACKAGES.find(({ name }) => tag.startsWith(`${name}@`));
	if (!own) {
		console.error(
			`The tag ${tag} names none of the packages: ${PACKAGES.map(({ name }) => `${name}@1.2.3`).join(', ')}.`,
		);
		process.exitCode = 1;
		return;
	}
	const read = (file: string) => readFileSync(path.join(own.folder, file), 'utf8');
	const manifest = read('package.json');
	const problems = [...releaseProblems(tag, manifest, read('CHANGELOG.md')), ...placeholdersIn(manifest)];
	for (const problem of problems) console.error(problem);
	if (problems.length === 0) console.log(own.folder);
	process.exitCode = problems.length > 0 ? 1 : 0;
}

if (require.main === module) main();
