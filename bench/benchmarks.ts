import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureN8n } from '../core/tools/n8n/install';
import { buildAndPack } from '../core/tools/n8n/pack';
import { PROJECT, TOKENPAY } from '../core/tools/project';
import { runProgram } from '../core/tools/system/runProgram';
import { DEFAULT_APP, startSandbox } from '../sandbox/server';
import { measureCrypto } from './benchmarks/crypto';
import { isMet, tableOf, type Benchmark } from './benchmarks/benchmark';
import { measureEventLoop } from './benchmarks/eventLoop';
import { measureItems } from './benchmarks/items';
import { measureGrowth } from './benchmarks/memory';
import { measurePace, measureSharedPace } from './benchmarks/pace';
import { measurePackage } from './benchmarks/package';
import type { Installed } from './benchmarks/servers';
import { measureTriggers } from './benchmarks/triggers';

const GROUPS = ['a', 'b', 'c', 'd', 'e', 'f', 'h'] as const;
type Group = (typeof GROUPS)[number];

const HELP = `Measures what the package costs beside n8n itself, in a real n8n, as ratios to baselines of the same run.

  npm run bench -- [--only a,b] [--quick] [--write]

  --only   a: pace  b: cost of an item  c: trigger  d: verifying  e: memory and growth (e and g)  f: package and start
           h: event loop
  --quick  small numbers and few rounds, to see that everything runs and nothing is lost; its ratios say little, so
           only the packed size counts
  --write  puts the table into docs/benchmarks.md

Nothing else should run on the machine meanwhile. All of it takes about 40 minutes. Linux only.
`;

/** Sizes of the measurements. */
const FULL = {
	pace: { payouts: [50, 200, 1000], listed: 100, rounds: 3 },
	items: { items: 1000, rounds: 3 },
	triggers: { requests: 150, rounds: 4 },
	crypto: { rounds: 25 },
	growth: { items: [100, 1000, 10_000], rounds: 2 },
	package: { rounds: 5 },
	eventLoop: { items: [1000, 10_000], rounds: 3 },
};
const QUICK: typeof FULL = {
	pace: { payouts: [50], listed: 20, rounds: 1 },
	items: { items: 100, rounds: 1 },
	triggers: { requests: 40, rounds: 1 },
	crypto: { rounds: 5 },
	growth: { items: [100, 300], rounds: 1 },
	package: { rounds: 1 },
	eventLoop: { items: [100], rounds: 1 },
};

const log = (line: string) => console.log(line);

async function measure(installed: Installed, groups: Group[], sizes: typeof FULL): Promise<Benchmark[]> {
	const measurements: Record<Group, () => Promise<Benchmark[]>> = {
		a: async () => [...(await measurePace(installed, sizes.pace, log)), await measureSharedPace(sizes.pace, log)],
		b: async () => {
			const sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
			const account = { baseUrl: sandbox.url, ...DEFAULT_APP };
			return await measureItems(installed, account, sizes.items, log).finally(async () => await sandbox.close());
		},
		c: async () => await measureTriggers(installed, sizes.triggers, log),
		d: async () => await Promise.resolve(measureCrypto(sizes.crypto)),
		e: async () => await measureGrowth(installed, sizes.growth, log),
		f: async () => await measurePackage(installed, sizes.package, log),
		h: async () => await measureEventLoop(installed, sizes.eventLoop, log),
	};
	const benchmarks: Benchmark[] = [];
	for (const group of groups) {
		log(`Measuring ${group} …`);
		benchmarks.push(...(await measurements[group]()));
	}
	return benchmarks;
}

/** What was measured on what, in one line. */
async function machine(installed: Installed): Promise<string> {
	const [cpu] = os.cpus();
	const n8n = JSON.parse(
		await readFile(path.join(installed.n8n.dir, 'node_modules', 'n8n', 'package.json'), 'utf8'),
	) as {
		version: string;
	};
	const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: PROJECT, encoding: 'utf8' }).trim();
	const memory = (os.totalmem() / 2 ** 30).toFixed(0);
	const day = new Date().toISOString().slice(0, 10);
	return `${day}, commit ${commit}: ${os.availableParallelism()} cores (${cpu?.model.trim() ?? 'unknown'}), ${memory} GiB of memory, ${os.type()} ${os.release()}, Node ${process.version}, n8n ${n8n.version} with SQLite.`;
}

async function writeDown(text: string): Promise<void> {
	const file = path.join(PROJECT, 'docs', 'benchmarks.md');
	const before = await readFile(file, 'utf8');
	const [start, end] = ['<!-- benchmarks -->', '<!-- /benchmarks -->'];
	const [from, to] = [before.indexOf(start), before.indexOf(end)];
	if (from < 0 || to < from)
		throw new Error(`docs/benchmarks.md has no place for the table: it needs ${start} and ${end}`);
	await writeFile(file, `${before.slice(0, from + start.length)}\n\n${text}\n\n${before.slice(to)}`);
}

async function main(): Promise<boolean> {
	const { values } = parseArgs({
		options: {
			only: { type: 'string', default: GROUPS.join(',') },
			quick: { type: 'boolean', default: false },
			write: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	const groups = values.only.split(',') as Group[];
	if (values.help || groups.some((group) => !GROUPS.includes(group))) {
		log(HELP);
		return values.help;
	}
	const work = await mkdtemp(path.join(os.tmpdir(), 'tokenpay-bench-'));
	try {
		const installed = { tarballs: [await buildAndPack(TOKENPAY, work)] as [string], n8n: await ensureN8n({ log }) };
		const about = await machine(installed);
		const benchmarks = await measure(installed, groups, values.quick ? QUICK : FULL);
		const table = tableOf(benchmarks);
		log(`\n${about}\n\n${table}\n`);
		if (values.write) await writeDown(`${about}\n\n${table}`);
		const missed = benchmarks.filter((benchmark) => isMet(benchmark) === false);
		const decisive = values.quick ? missed.filter(({ name }) => name.startsWith('Packed size')) : missed;
		log(
			decisive.length === 0
				? 'Every mark that counts is met.'
				: `Missed: ${decisive.map(({ name }) => name).join('; ')}`,
		);
		return decisive.length === 0;
	} finally {
		await rm(work, { recursive: true, force: true, maxRetries: 3 });
	}
}

runProgram(main);
