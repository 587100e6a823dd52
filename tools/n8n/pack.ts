import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { PACKAGE_NAME, PROJECT } from '../project';

const run = promisify(execFile);

/**
 * Builds the package and packs it exactly as it would be published.
 *
 * @param folder where the tarball goes; made when missing
 * @returns the tarball's path
 * @throws Error with the compiler's or npm's own words
 */
export async function buildAndPack(folder: string): Promise<string> {
	await npm(['run', 'build']);
	await mkdir(folder, { recursive: true });
	const stdout = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
	const [packed] = JSON.parse(stdout) as Array<{ filename: string }>;
	if (packed === undefined) throw new Error(`npm pack made no file: ${stdout}`);
	return path.join(folder, packed.filename);
}

/**
 * Puts a packed package where n8n looks for community packages. Only what was packed is there, so a file or a
 * dependency that is missing in the tarball is missing here too.
 *
 * @param tarball from {@link buildAndPack}
 * @param userFolder n8n's user folder (the one that holds `.n8n`)
 */
export async function unpackInto(tarball: string, userFolder: string): Promise<void> {
	const target = unpackedIn(userFolder);
	const fresh = path.join(path.dirname(target), '.unpacked');
	for (const folder of [target, fresh]) await rm(folder, { recursive: true, force: true });
	await mkdir(fresh, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', fresh]);
	const [top] = await readdir(fresh);
	if (top === undefined) throw new Error(`${tarball} is empty`);
	await rename(path.join(fresh, top), target);
	await rm(fresh, { recursive: true, force: true });
}

/** Where {@link unpackInto} puts the package in n8n's user folder. */
export function unpackedIn(userFolder: string): string {
	return path.join(userFolder, '.n8n', 'nodes', 'node_modules', PACKAGE_NAME);
}

async function npm(args: string[]): Promise<string> {
	try {
		const { stdout } = await run('npm', args, {
			cwd: PROJECT,
			shell: process.platform === 'win32',
			maxBuffer: 64 * 1024 * 1024,
		});
		return stdout;
	} catch (error) {
		const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
		throw new Error(`npm ${args.join(' ')} failed:\n${`${stdout}\n${stderr}`.trim() || message}`);
	}
}
