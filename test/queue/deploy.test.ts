import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { ensureN8n, type InstalledN8n } from '../../core/tools/n8n/install';
import { DEPLOYMENT, readCompose, type Compose } from './compose';

const N8N_PROCESSES = ['main', 'webhook', 'worker-1', 'worker-2'];

let n8n: InstalledN8n;
let compose: Compose;
const envExample = readFileSync(path.join(DEPLOYMENT, '.env.example'), 'utf8');

beforeAll(async () => {
	n8n = await ensureN8n({ log: (line) => process.stderr.write(`${line}\n`) });
	compose = readCompose(n8n);
}, 20 * 60_000);

/** Every environment variable that n8n declares, and those it reads without declaring them. */
function readByN8n(): Set<string> {
	const modules = path.join(n8n.dir, 'node_modules');
	const text = (pattern: string) =>
		globSync(pattern, { cwd: modules }).map((at) => readFileSync(path.join(modules, at), 'utf8'));
	const declared = [...text('@n8n/config/dist/**/*.js'), ...text('n8n/dist/modules/**/*.config.js')].flatMap(
		(source) => [...source.matchAll(/\.Env\)\('(\w+)'/g)],
	);
	const read = text('n8n/dist/*.js').flatMap((source) => [...source.matchAll(/process\.env\.(\w+)/g)]);
	return new Set([...declared, ...read].map(([, name = '']) => name));
}

describe('The compose file', () => {
	it('starts a main process, two workers and a webhook processor of the n8n that is tested here', () => {
		const { version } = JSON.parse(readFileSync(path.join(n8n.dir, 'node_modules', 'n8n', 'package.json'), 'utf8')) as {
			version: string;
		};
		const commands = N8N_PROCESSES.map((name) => [compose.services[name]?.image, compose.services[name]?.command]);
		const image = `n8nio/n8n:${version}`;
		expect(commands).toEqual([
			[image, undefined],
			[image, 'webhook'],
			[image, 'worker'],
			[image, 'worker'],
		]);
	});

	it.each(N8N_PROCESSES)('sets nothing for %s that n8n does not read', (name) => {
		const known = readByN8n();
		const set = Object.keys(compose.services[name]?.environment ?? {});
		expect(set).toContain('EXECUTIONS_MODE');
		expect(set.filter((variable) => !known.has(variable))).toEqual([]);
	});

	it('lets every service come back by itself and tells its health, but for the one that installs the package', () => {
		const careless = Object.entries(compose.services).filter(
			([, { restart, healthcheck }]) => restart !== 'unless-stopped' || healthcheck === undefined,
		);
		expect(careless.map(([name]) => name)).toEqual(['packages']);
	});

	it('gives every n8n process the package and a folder of its own', () => {
		const volumes = N8N_PROCESSES.map((name) => compose.services[name]?.volumes);
		expect(volumes).toEqual(N8N_PROCESSES.map((name) => [`${name}:/home/node/.n8n`, 'packages:/home/node/.n8n/nodes']));
		const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) =>
			volumes.map((one) => one.split(':')[0]),
		);
		expect([...new Set(mounted)].sort()).toEqual(Object.keys(compose.volumes).sort());
	});

	it('has Redis write every job to disk before it is acknowledged', () => {
		expect(compose.services.redis?.command).toEqual(
			expect.arrayContaining(['--appendonly', 'yes', '--appendfsync', 'always']),
		);
	});

	it('has no password or key of its own, and refuses to start without those of .env', () => {
		const text = readFileSync(path.join(DEPLOYMENT, 'compose.yaml'), 'utf8');
		const secret = /PASSWORD|KEY|AUTH/;
		const set = Object.values(compose.services).flatMap(({ environment = {} }) => Object.entries(environment));
		const secrets = set.filter(([name]) => secret.test(name));
		expect(secrets).not.toHaveLength(0);
		expect(secrets.filter(([, value]) => !/^\$\{\w+:\?[^}]+\}$/.test(value))).toEqual([]);
		expect(text).not.toMatch(/\$\{\w*(PASSWORD|KEY)\w*:?-/);
	});

	it('finds every setting it asks for in .env.example, where none has a value', () => {
		const text = readFileSync(path.join(DEPLOYMENT, 'compose.yaml'), 'utf8');
		const asked = [...new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name))].sort();
		const offered = [...envExample.matchAll(/^(\w+)=(.*)$/gm)];
		expect(offered.map(([, name]) => name).sort()).toEqual(asked);
		expect(offered.map(([, , value]) => value).join('')).toBe('');
	});
});
