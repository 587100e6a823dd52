import { existsSync } from 'node:fs';

import { runCommand, type Log } from './runCommand';

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
		await runCommand('update-rc.d', [service, 'disable']).catch(() => undefined);
		await runCommand('service', [service, 'stop']).catch(() => undefined);
	}
}

async function aptGet(args: string[], log: Log): Promise<void> {
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	await runCommand('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { env, log });
}
