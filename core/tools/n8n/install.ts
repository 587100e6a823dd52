import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { runCommand, type Log } from '../system/runCommand';

const SOURCE = path.join(__dirname, 'pinned');
const FILES = ['package.json', 'package-lock.json', '.npmrc'];
/** Written last into a finished install, so that a folder without it is never taken for one. */
const MARKER = '.complete';

export interface InstalledN8n {
	/** The folder that holds `node_modules`. */
	dir: string;
	/** n8n's own start script. */
	bin: string;
	/** The Node that runs it; the one that runs this process unless given. */
	node?: string;
}

/** A private package that names an n8n, and where its install is kept. */
export interface N8nRecipe {
	/** The folder's name in the cache; it must change whenever the files do. */
	folder: string;
	/** File names and what is in them. With a package-lock.json it is installed as that says, otherwise resolved afresh. */
	files: Record<string, string>;
	/** Packages whose own install scripts must run; all others are installed without theirs. */
	rebuild: string[];
}

/**
 * The n8n server that the demo and the tests run, installed on first use (about 2.2 GB) and shared by every checkout
 * with the same lock file.
 *
 * @param log takes one line of progress at a time
 * @throws Error that says what to do, when the install fails; nothing half-done is left in its place
 */
export async function ensureN8n({ log }: { log: Log }): Promise<InstalledN8n> {
	const files = Object.fromEntries(
		await Promise.all(FILES.map(async (file) => [file, await readFile(path.join(SOURCE, file), 'utf8')] as const)),
	);
	const folder = `n8n-${shortHash(files['package-lock.json'] ?? '')}`;
	return await installOnce({ folder, files, rebuild: ['sqlite3'] }, { log });
}

/**
 * Installs an n8n into the cache, unless it is there.
 *
 * @param log takes one line of progress at a time
 * @throws Error that says what to do, when the install fails; nothing half-done is left in its place
 */
export async function installOnce({ folder, files, rebuild }: N8nRecipe, { log }: { log: Log }): Promise<InstalledN8n> {
	const dir = path.join(cacheFolder(), folder);
	const installed = { dir, bin: path.join(dir, 'node_modules', 'n8n', 'bin', 'n8n') };
	if (isComplete(dir)) return installed;

	await mkdir(cacheFolder(), { recursive: true });
	await removeAbandoned(folder);
	// The id of this process is in the name, so that a later run knows whether the folder still has an owner.
	const workshop = await mkdtemp(path.join(cacheFolder(), `${folder}.part-${process.pid}-`));
	try {
		for (const [file, content] of Object.entries(files)) await writeFile(path.join(workshop, file), content);
		log(`Installing n8n into ${dir} (once; about 2.2 GB and a few minutes)`);
		const lock = files['package-lock.json'];
		await npm(
			[lock === undefined ? 'install' : 'ci', '--ignore-scripts'],
			workshop,
			log,
			lock === undefined ? () => countInPlace(workshop) : progressBy(lock, workshop),
			[
				'Check that this machine reaches its npm registry ("npm ping"), a proxy included, and has 3 GB of free disk space.',
				'Then run the same command again; it starts from a clean folder.',
			],
		);
		await npm(['rebuild', ...rebuild], workshop, log, () => `building ${rebuild.join(', ')}`, [
			'sqlite3 is downloaded ready-made, or else compiled: that needs python3, make and a C++ compiler.',
		]);
		await writeFile(path.join(workshop, MARKER), `node ${process.version}\n`);
		await moveIntoPlace(workshop, dir);
	} finally {
		await rm(workshop, { recursive: true, force: true });
	}
	log('n8n is installed');
	return installed;
}

/** Removes an install from the cache. */
export async function uninstall({ dir }: InstalledN8n): Promise<void> {
	// Without its marker, what an interrupted removal leaves is never taken for an install.
	await rm(path.join(dir, MARKER), { force: true });
	await rm(dir, { recursive: true, force: true });
}

/** Twelve hexadecimal digits that change with the text. */
export function shortHash(text: string): string {
	return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function cacheFolder(): string {
	const { N8N_NODES_TOKENPAY_CACHE: own, XDG_CACHE_HOME: xdg } = process.env;
	return own ? path.resolve(own) : path.join(xdg ? xdg : path.join(homedir(), '.cache'), 'n8n-nodes-tokenpay');
}

function isComplete(dir: string): boolean {
	return existsSync(path.join(dir, MARKER));
}

/** Two installs at once both work on folders of their own; the first to finish wins and the other one's work is dropped. */
async function moveIntoPlace(workshop: string, dir: string): Promise<void> {
	for (let attempt = 0; ; attempt += 1) {
		try {
			return await rename(workshop, dir);
		} catch (error) {
			if (isComplete(dir)) return;
			if (attempt > 0) throw error;
			// Something without a marker is in the way: not ours to use, and never complete.
			await rm(dir, { recursive: true, force: true });
		}
	}
}

/** Removes what interrupted installs left behind, 2 GB each. */
async function removeAbandoned(name: string): Promise<void> {
	for (const entry of await readdir(cacheFolder())) {
		const owner = entry.startsWith(`${name}.part-`)
			? Number(entry.slice(`${name}.part-`.length).split('-')[0])
			: undefined;
		if (owner !== undefined && !isRunning(owner))
			await rm(path.join(cacheFolder(), entry), { recursive: true, force: true });
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** How many of the packages that a lock file requires are in place. */
function progressBy(lock: string, workshop: string): () => string {
	const { packages } = JSON.parse(lock) as { packages: Record<string, { optional?: boolean }> };
	const expected = Object.entries(packages)
		.filter(([entry, { optional }]) => entry !== '' && optional !== true)
		.map(([entry]) => entry);
	return () =>
		`${expected.filter((entry) => existsSync(path.join(workshop, entry, 'package.json'))).length} of ${expected.length} packages in place`;
}

function countInPlace(workshop: string): string {
	const modules = path.join(workshop, 'node_modules');
	const count = existsSync(modules) ? readdirSync(modules).length : 0;
	return count === 0 ? 'resolving versions' : `${count} packages in place`;
}

async function npm(args: string[], cwd: string, log: Log, progress: () => string, advice: string[]): Promise<void> {
	const env = { PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}` };
	try {
		await runCommand('npm', args, { cwd, env, log, progress });
	} catch (error) {
		throw new Error([`Installing n8n failed: ${(error as Error).message}`, ...advice].join('\n'));
	}
}
