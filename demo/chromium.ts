import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

import type { Log } from './n8n-cache';

const DEBIANS = '/usr/bin/chromium';
/** Where Debian's package puts the only fonts that have Chinese characters in every weight. */
const CHINESE_FONTS = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';
const PROGRESS_EVERY_MS = 10_000;

/** What keeps a browser quiet in a container without a sound card, a graphics card or a user namespace. */
export const CHROMIUM_FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/**
 * The Chromium that the tests in the editor use: the one named by `CHROMIUM`, or Debian's, installed on first use
 * where that is possible.
 *
 * @param log takes one line of progress at a time
 * @returns path of the program
 * @throws Error that says what to do, when there is none and it cannot be installed
 */
export async function ensureChromium({ log }: { log: Log }): Promise<string> {
	const { CHROMIUM: own } = process.env;
	if (own) {
		if (!existsSync(own)) throw new Error(`CHROMIUM names ${own}, which does not exist`);
		return own;
	}
	const missing = [!existsSync(DEBIANS) && 'chromium', !existsSync(CHINESE_FONTS) && 'fonts-noto-cjk'].filter(
		(name) => name !== false,
	);
	if (missing.length === 0) return DEBIANS;
	const mayInstall = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
	if (mayInstall) {
		log(`Installing ${missing.join(' and ')} with apt-get (once)`);
		await aptGet(['update'], log);
		await aptGet(['install', '-y', '--no-install-recommends', ...missing], log);
	}
	// Without the fonts, only how Chinese looks suffers.
	if (!existsSync(DEBIANS))
		throw new Error(
			`Chromium is needed. On Debian: apt-get install ${missing.join(' ')} (as root). Elsewhere: install it, and give its path as CHROMIUM=…`,
		);
	return DEBIANS;
}

async function aptGet(args: string[], log: Log): Promise<void> {
	const started = Date.now();
	const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
	const output: string[] = [];
	const lastLine = () => output.join('').trimEnd().split('\n').at(-1) ?? '';
	const progress = setInterval(() => log(`  apt-get ${args[0]}: ${seconds()}, ${lastLine()}`), PROGRESS_EVERY_MS);
	try {
		const problem = await new Promise<string | undefined>((resolve) => {
			const child = spawn('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], {
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
		if (problem === undefined) return;
		const last = output
			.join('')
			.trimEnd()
			.split('\n')
			.slice(-15)
			.map((line) => `    ${line}`);
		throw new Error([`apt-get ${args.join(' ')} ${problem} after ${seconds()}`, ...last].join('\n'));
	} finally {
		clearInterval(progress);
	}
}
