import { parseArgs } from 'node:util';
import { startSandbox } from './server';
import { DEFAULT_APP, type SandboxOptions } from './settings';

const USAGE = `Usage: npm run sandbox -- [options]

  --port <n>        port on 127.0.0.1 (default 8787)
  --rps <n>         requests per second before code 11001; 0 = no limit (default 5)
  --delay <ms>      from creating a payout to SUCCESS; 0 = at once, -1 = never (default 2000)
  --time-scale <x>  multiplies the delays between notification attempts (default 1)
  --help            this text
`;

/** @throws Error for an unknown flag or a value that is not a number */
function readOptions(args: string[]): SandboxOptions | undefined {
	const text = { type: 'string' } as const;
	// parseArgs reads "--delay -1" as two flags.
	const joined = args
		.join('\n')
		.replace(/^(--[a-z-]+)\n(-\d)/gm, '$1=$2')
		.split('\n')
		.filter(Boolean);
	const { values } = parseArgs({
		args: joined,
		options: { port: text, rps: text, delay: text, 'time-scale': text, help: { type: 'boolean' } },
	});
	if (values.help) return undefined;
	const options: SandboxOptions = {};
	const number = (flag: 'port' | 'rps' | 'delay' | 'time-scale', use: (value: number) => void) => {
		const given = values[flag];
		if (given === undefined) return;
		if (given.trim() === '' || !Number.isFinite(Number(given)))
			throw new Error(`--${flag} needs a number, not "${given}"`);
		use(Number(given));
	};
	options.port = 8787;
	number('port', (value) => (options.port = value));
	if (!Number.isInteger(options.port) || options.port < 0 || options.port > 65_535)
		throw new Error('--port must be between 0 and 65535');
	number('rps', (value) => (options.requestsPerSecond = value));
	number('delay', (value) => (options.payoutDelayMs = value));
	number('time-scale', (value) => (options.timeScale = value));
	return options;
}

/** One line that says what went wrong, and what to do. */
function explain(error: unknown, options: SandboxOptions): string {
	if (!(error instanceof Error)) return String(error);
	const { code } = error as NodeJS.ErrnoException;
	if (code === 'EADDRINUSE')
		return `Port ${options.port} is in use. Stop the program that uses it, or choose another: npm run sandbox -- --port ${(options.port ?? 0) + 1}`;
	if (code === 'EACCES') return `Port ${options.port} may not be used by this user. Choose one above 1023.`;
	return error.message;
}

async function main(): Promise<void> {
	let options: SandboxOptions = {};
	try {
		const given = readOptions(process.argv.slice(2));
		if (!given) {
			process.stdout.write(USAGE);
			return;
		}
		options = given;
		const sandbox = await startSandbox(options);
		let closing: Promise<void> | undefined;
		const stop = () => void (closing ??= sandbox.close());
		process.once('SIGINT', stop);
		// More than once, since the program that started this one may pass the signal on as well.
		process.on('SIGTERM', stop);
		process.stdout.write(`TokenPay sandbox: ${sandbox.url} (open it in a browser to watch)

Type this into the TokenPay credential in n8n:
  Base URL     ${sandbox.url}
  App ID       ${DEFAULT_APP.appId}
  Merchant ID  ${DEFAULT_APP.mchId}
  App Secret   ${DEFAULT_APP.appSecret}

Nothing here touches a real chain. Stop with Ctrl-C.
`);
	} catch (error) {
		process.stderr.write(`${explain(error, options)}\n`);
		process.exitCode = 1;
	}
}

void main();
