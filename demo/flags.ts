import { createServer } from 'node:net';
import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm start -- [options]

Starts a real n8n with both packages and their examples in it, and two sandboxes: one plays TokenPay and the chat, the other DaxPay.
Payouts land after ten seconds, so that you can watch; with --once, after two.

  --port <n>                 port of n8n on 127.0.0.1 (default 5678)
  --sandbox-port <n>         port of the TokenPay sandbox (default 8787)
  --daxpay-sandbox-port <n>  port of the DaxPay sandbox (default 8788)
  --once                     pays 12 rows and closes 3 payments by itself, checks every one of them and ends; free ports, nothing kept
  --help                     this text
`;

/** Each port with its flag, whom it is for, and its default. */
const PORTS = {
	n8n: { flag: 'port', whose: 'n8n', usual: 5678 },
	tokenPay: { flag: 'sandbox-port', whose: 'the TokenPay sandbox', usual: 8787 },
	daxPay: { flag: 'daxpay-sandbox-port', whose: 'the DaxPay sandbox', usual: 8788 },
} as const;

export interface Flags {
	once: boolean;
	/** 0 = any free one. */
	ports: Record<keyof typeof PORTS, number>;
}

/** Something the person can put right; shown without a stack. */
export class Advice extends Error {}

/**
 * @returns `undefined` when the usage is asked for
 * @throws Advice for an unknown flag or a value that is no port
 */
export function readFlags(args: string[]): Flags | undefined {
	let values;
	try {
		const text = { type: 'string' } as const;
		const ports = { port: text, 'sandbox-port': text, 'daxpay-sandbox-port': text };
		({ values } = parseArgs({ args, options: { ...ports, once: { type: 'boolean' }, help: { type: 'boolean' } } }));
	} catch (error) {
		throw new Advice(`${(error as Error).message}\n\n${USAGE}`);
	}
	if (values.help) return undefined;
	const once = values.once ?? false;
	const portOf = (name: keyof typeof PORTS) => {
		const { flag, usual } = PORTS[name];
		const given = values[flag];
		if (given === undefined) return once ? 0 : usual;
		const port = Number(given);
		if (!Number.isInteger(port) || port < 1 || port > 65535)
			throw new Advice(`--${flag} needs a port number, not "${given}"`);
		return port;
	};
	return { once, ports: { n8n: portOf('n8n'), tokenPay: portOf('tokenPay'), daxPay: portOf('daxPay') } };
}

/**
 * All ports before anything is built: a person should not wait for a message about a port.
 *
 * @throws Advice when one cannot be used
 */
export async function checkPorts(ports: Flags['ports']): Promise<void> {
	const chosen: number[] = [];
	for (const [name, { flag, whose }] of Object.entries(PORTS)) {
		const port = ports[name as keyof typeof PORTS];
		if (port === 0) continue;
		const code = chosen.includes(port) ? 'EADDRINUSE' : await codeOfUsing(port);
		chosen.push(port);
		const other = (choice: number) => `npm start -- --${flag} ${choice}`;
		if (code === 'EADDRINUSE')
			throw new Advice(
				`Port ${port}, meant for ${whose}, is in use. Stop what uses it, or choose another: ${other(freeOf(port + 1, ports))}`,
			);
		if (code !== undefined)
			throw new Advice(
				`Port ${port}, meant for ${whose}, cannot be used (${code}). Choose another: ${other(freeOf(port + 1024, ports))}`,
			);
	}
}

/** The first port from one on that is meant for nobody else here. */
function freeOf(port: number, ports: Flags['ports']): number {
	return Object.values(ports).includes(port) ? freeOf(port + 1, ports) : port;
}

/** Why nobody can listen on a port; `undefined` when one can. */
async function codeOfUsing(port: number): Promise<string | undefined> {
	return await new Promise((resolve) => {
		const probe = createServer();
		probe.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
		probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(undefined)));
	});
}
