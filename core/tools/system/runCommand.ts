import { spawn } from 'node:child_process';

const PROGRESS_EVERY_MS = 10_000;
const LAST_LINES = 15;

export type Log = (line: string) => void;

interface CommandOptions {
	cwd?: string;
	/** On top of this process's own. */
	env?: Record<string, string>;
	/** Takes a line of progress every ten seconds. */
	log?: Log;
	/** How far the command is; its last line unless given. */
	progress?: () => string;
}

/**
 * Runs a program to its end; it does not outlive this process.
 *
 * @throws Error with its last lines when it cannot be started or does not end with 0
 */
export async function runCommand(
	program: string,
	args: string[],
	{ cwd, env, log, progress }: CommandOptions = {},
): Promise<void> {
	const started = Date.now();
	const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
	let output = '';
	const lastLines = (count: number) => output.trimEnd().split('\n').slice(-count);
	const report = () => log?.(`  ${program} ${args[0]}: ${seconds()}, ${progress?.() ?? lastLines(1).join('')}`);
	const timer = setInterval(report, PROGRESS_EVERY_MS);
	try {
		const problem = await new Promise<string | undefined>((resolve) => {
			const child = spawn(program, args, {
				cwd,
				env: { ...process.env, ...env },
				stdio: ['ignore', 'pipe', 'pipe'],
				shell: process.platform === 'win32',
			});
			const end = () => child.kill();
			process.once('exit', end);
			for (const stream of [child.stdout, child.stderr])
				stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
			child.on('error', (error) => resolve(error.message));
			child.on('close', (code, signal) => {
				process.removeListener('exit', end);
				resolve(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`);
			});
		});
		if (problem === undefined) return;
		const words = lastLines(LAST_LINES).map((line) => `    ${line}`);
		throw new Error([`${program} ${args.join(' ')} ${problem} after ${seconds()}`, ...words].join('\n'));
	} finally {
		clearInterval(timer);
	}
}
