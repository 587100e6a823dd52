import { parseArgs } from 'node:util';
import { startDaxPaySandbox } from './server';
import { VERSIONS, type Version } from './settings';

const DEFAULT_PORT = 8788;

const USAGE = `Usage: npm run sandbox:daxpay -- [options]

  --port <n>          port on 127.0.0.1 (default ${DEFAULT_PORT})
  --version <name>    version of the API: ${VERSIONS.join(', ')} (default v3)
  --help              this text
`;

async function main(): Promise<void> {
	let port = DEFAULT_PORT;
	try {
		const text = { type: 'string' } as const;
		const { values } = parseArgs({ options: { port: text, version: text, help: { type: 'boolean' } } });
		if (values.help) {
			process.stdout.write(USAGE);
			return;
		}
		port = Number(values.port ?? DEFAULT_PORT);
		if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port must be between 0 and 65535');
		const version = values.version ?? 'v3';
		if (!VERSIONS.includes(version as Version)) throw new Error(`--version must be one of: ${VERSIONS.join(', ')}`);
		const sandbox = await startDaxPaySandbox({ port, apiVersion: version as Version });
		let closing: Promise<void> | undefined;
		const stop = () => void (closing ??= sandbox.close());
		process.once('SIGINT', stop);
		// More than once, since the program that started this one may pass the signal on as well.
		process.on('SIGTERM', stop);
		process.stdout
			.write(`DaxPay sandbox: ${sandbox.url} (open it in a browser: it shows what to type into the DaxPay credential)

Nothing here touches a real channel. Stop with Ctrl-C.
`);
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		const inUse = `Port ${port} is in use. Stop the program that uses it, or choose another: npm run sandbox:daxpay -- --port ${port + 1}`;
		process.stderr.write(`${code === 'EADDRINUSE' ? inUse : message}\n`);
		process.exitCode = 1;
	}
}

void main();
