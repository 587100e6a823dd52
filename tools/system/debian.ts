import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

import { lastLines } from './lastLines';
import type { Log } from '../n8n/install';

const PROGRESS_EVERY_MS = 10_000;

/**
 * Installs packages of Debian where that is possible: as root, with apt-get. Elsewhere it does nothing, and the caller
 * says what is missing.
 *
 * @param services system services that these packages start by themselves; they are ended again and stay off
 * @throws Error with apt-get's last words when it fails
 */
export async function installFromDebian(
	packages: string[],
	{ log, services = [] }: { log: Log; services?: string[] },
): Promise<void> {
	if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return;
	log(`Installing ${packages.join(' and ')} with apt-get (once)`);
	await aptGet(['update'], log);
	await aptGet(['install', '-y', '--no-install-recommends', ...packages], log);
	for (const service of services) {
		// A machine that runs no services refuses both, and that is just as well.
		await run('update-rc.d', [service, 'disable']);
		await run('service', [service, 'stop']);
	}
}

async function aptGet(args: string[], log: Log): Promise<void> {
	const started = Date.now();
	const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
	const output: string[] = [];
	const lastLine = () => output.join('').trimEnd().split('\n').at(-1) ?? '';
	const progress = setInterval(() => log(`  apt-get ${args[0]}: ${seconds()}, ${lastLine()}`), PROGRESS_EVERY_MS);
	try {
		const problem = await run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], output);
		if (problem === undefined) return;
		throw new Error([`apt-get ${args.join(' ')} ${problem} after ${seconds()}`, ...lastLines(output)].join('\n'));
	} finally {
		clearInterval(progress);
	}
}

/** @returns what went wrong, `undefined` when nothing did */
async function run(program: string, args: string[], output: string[] = []): Promise<string | undefined> {
	return await new Promise((resolve) => {
		const child = spawn(program, args, {
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', (chunk: Buffer) => output.push(chunk.toString('utf8')));
		child.on('error', (error) => resolve(error.message));
		child.on('close', (code, signal) =>
			resolve(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`),
		);
	});
}
