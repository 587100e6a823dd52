import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type NodePackage, PROJECT } from '../project';

const run = promisify(execFile);

/**
 * Builds a package and packs it exactly as it would be published.
 *
 * @param folder where the tarball goes; made when missing
 * @returns the tarball's path
 * @throws Error with the compiler's or npm's own words
 */
export async function buildAndPack(own: NodePackage, folder: string): Promise<string> {
	await runIn(own.folder, path.join(PROJECT, 'node_modules', '.bin', 'gulp'), ['build']);
	await mkdir(folder, { recursive: true });
	const stdout = await runIn(own.folder, 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
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
	const modules = modulesOf(userFolder);
	const fresh = path.join(modules, '.unpacked');
	await rm(fresh, { recursive: true, force: true });
	await mkdir(fresh, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', fresh]);
	// npm packs everything into a folder of this name.
	const top = path.join(fresh, 'package');
	const { name } = JSON.parse(await readFile(path.join(top, 'package.json'), 'utf8')) as { name: string };
	await rm(path.join(modules, name), { recursive: true, force: true });
	await rename(top, path.join(modules, name));
	await rm(fresh, { recursive: true, force: true });
}

/** Where {@link unpackInto} puts a package in n8n's user folder. */
export function unpackedIn(userFolder: string, { name }: Pick<NodePackage, 'name'>): string {
	return path.join(modulesOf(userFolder), name);
}

const modulesOf = (userFolder: string) => path.join(userFolder, '.n8n', 'nodes', 'node_modules');

async function runIn(cwd: string, command: string, args: string[]): Promise<string> {
	try {
		const options = { cwd, shell: process.platform === 'win32', maxBuffer: 64 * 1024 * 1024 };
		return (await run(command, args, options)).stdout;
	} catch (error) {
		const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
		throw new Error(`${command} ${args.join(' ')} failed:\n${`${stdout}\n${stderr}`.trim() || message}`);
	}
}
