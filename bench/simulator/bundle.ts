import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Plugin, build as bundle } from 'esbuild';
import { PROJECT } from '../../core/tools/project';

/** A change to the package's source, for a simulator that has to notice it. */
export interface Replacement {
	/** Relative to the project. */
	file: string;
	from: string;
	to: string;
}

/**
 * Bundles what a worker of the simulator runs, the package's source included.
 *
 * @throws Error when the text to replace is not there exactly once
 */
export async function bundleWorker(outfile: string, replacement?: Replacement): Promise<void> {
	await bundle({
		entryPoints: [path.join(PROJECT, 'bench/simulator/worker.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node24',
		logLevel: 'warning',
		plugins: [n8nAsInstalled, ...(replacement ? [await replacing(replacement)] : [])],
	});
}

/** The bundle stands elsewhere, so it needs the way to n8n's own package. */
const n8nAsInstalled: Plugin = {
	name: 'n8n as installed',
	setup(build) {
		const { resolve } = createRequire(path.join(PROJECT, 'package.json'));
		build.onResolve({ filter: /^n8n-workflow$/ }, () => ({ path: resolve('n8n-workflow'), external: true }));
	},
};

async function replacing({ file, from, to }: Replacement): Promise<Plugin> {
	const replaced = path.join(PROJECT, file);
	const [before = '', ...after] = (await readFile(replaced, 'utf8')).split(from);
	if (after.length !== 1)
		throw new Error(`${file} holds ${after.length} times what is to be replaced, not once: ${from}`);
	const contents = [before, ...after].join(to);
	let isReplaced = false;
	return {
		name: 'replace',
		setup(build) {
			build.onLoad({ filter: /\.ts$/ }, (loaded) => {
				if (loaded.path !== replaced) return undefined;
				isReplaced = true;
				return { contents, loader: 'ts' };
			});
			build.onEnd(() => {
				if (!isReplaced) throw new Error(`${file} is not part of the simulator`);
			});
		},
	};
}
