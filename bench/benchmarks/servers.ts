import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { InstalledN8n } from '../../core/tools/n8n/install';
import { N8nServer } from '../../core/tools/n8n/server';
import { TOKENPAY } from '../../core/tools/project';

/** What every server of the bench is made from. */
export interface Installed {
	n8n: InstalledN8n;
	tarballs: [string];
	/** For Node, before n8n's own. */
	nodeFlags?: string[];
}

const modulesOf = (server: N8nServer) => path.join(server.folder, '.n8n', 'nodes', 'node_modules');

/** Runs `use` with a fresh n8n server that has the packed package and the minimal node in it. */
export async function withFreshServer<T>(installed: Installed, use: (server: N8nServer) => Promise<T>): Promise<T> {
	// The Code node of what a person would build instead needs the crypto module.
	const server = await N8nServer.prepare({ ...installed, env: { NODE_FUNCTION_ALLOW_BUILTIN: 'crypto' } });
	try {
		await cp(path.join(__dirname, 'minimal-package'), path.join(modulesOf(server), 'n8n-nodes-minimal'), {
			recursive: true,
		});
		await server.start();
		await server.setupOwner({ email: 'bench@example.com', password: 'Bench-1234567' });
		return await use(server);
	} finally {
		await server.stop();
	}
}

/** A server that has been started once, so that its database exists, with or without the package. */
export async function preparedForStart(installed: Installed, withPackage: boolean): Promise<N8nServer> {
	const server = await N8nServer.prepare(installed);
	if (!withPackage) await rm(path.join(modulesOf(server), TOKENPAY.name), { recursive: true });
	await server.start();
	await server.stop({ keep: true });
	return server;
}
