import { stat } from 'node:fs/promises';
import type { N8nServer } from '../../core/tools/n8n/server';
import { benchmarkOf, type Benchmark } from './benchmark';
import { usageOf } from './processes';
import { preparedForStart, type Installed } from './servers';
import { rotated } from './statistics';

/** What the packed package may weigh, in kB of 1,000 bytes, as npm counts. */
const MOST_KILOBYTES = 60;

/** Benchmark f: what the package weighs, and what it adds to n8n's start. */
export async function measurePackage(
	installed: Installed,
	{ rounds }: { rounds: number },
	log: (line: string) => void,
): Promise<Benchmark[]> {
	const { size } = await stat(installed.tarballs[0]);
	const kilobytes = size / 1000;
	const benchmarks = [
		benchmarkOf(
			{ group: 'f', name: `Packed size ÷ ${MOST_KILOBYTES} kB`, mark: { atMost: 1 } },
			[kilobytes],
			[MOST_KILOBYTES],
			(value) => `${value.toFixed(1)} kB`,
		),
	];
	const servers = { with: await preparedForStart(installed, true), without: await preparedForStart(installed, false) };
	const names = ['with', 'without'] as const;
	const starts: Record<(typeof names)[number], Start[]> = { with: [], without: [] };
	try {
		// The first round fills the caches of disk and compiler.
		for (let round = 0; round <= rounds; round += 1) {
			for (const name of rotated(names, round)) {
				const start = await timedStart(servers[name]);
				if (round > 0) starts[name].push(start);
			}
			log(`  f: start ${round} of ${rounds}`);
		}
	} finally {
		for (const name of names) await servers[name].stop();
	}
	const write = (value: number) => `${value.toFixed(2)} s`;
	const seconds = (name: 'with' | 'without') => starts[name].map((start) => start.seconds);
	const cpu = (name: 'with' | 'without') => starts[name].map((start) => start.cpu);
	benchmarks.push(
		benchmarkOf(
			{ group: 'f', name: "n8n's start with the package ÷ without", mark: { atMost: 1.02 } },
			seconds('with'),
			seconds('without'),
			write,
		),
		benchmarkOf(
			{ group: 'f', name: "CPU of n8n's start with the package ÷ without" },
			cpu('with'),
			cpu('without'),
			write,
		),
	);
	return benchmarks;
}

/** Seconds on the clock and of processor time, until n8n responds. */
interface Start {
	seconds: number;
	cpu: number;
}

async function timedStart(server: N8nServer): Promise<Start> {
	const started = performance.now();
	await server.start();
	const seconds = (performance.now() - started) / 1000;
	const cpu = server.pid === undefined ? NaN : usageOf(server.pid).cpu;
	await server.stop({ keep: true });
	return { seconds, cpu };
}
